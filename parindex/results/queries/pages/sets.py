"""The set by which a run was computed, as its pages name it: fields, classes, rules in words."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from parindex.criteria.pinned import PinnedSet, pinned
from parindex.engine import Language
from parindex.engine.spelling import localised
from parindex.kernel.files import path_of
from parindex.results.models import Run

_GROUPS, _UNITS = '"groups":', '"units":[{'


def page_language() -> Language:
    """The language of the page, as the engine knows it."""
    return "en" if get_language() == "en" else "vi"


def spelled(printed: str) -> str:
    """A printed value as people of the page's language read it: decimal comma; nothing is –."""
    return localised(printed, page_language()) if printed else "–"


@dataclass(frozen=True, slots=True)
class FieldHead:
    """A field as the head of a column; ``place`` counts from 1 and chooses its colour."""

    code: str
    title: str
    maximum: str
    place: int

    @property
    def sort(self) -> str:
        """How a list is sorted by this field."""
        return f"field-{self.code}"


@dataclass(frozen=True, slots=True)
class ClassHead:
    """A performance class with its name."""

    code: str
    title: str


def set_of(run: Run) -> PinnedSet:
    """The set that the run was computed by."""
    return pinned(run.set_version)


def field_heads(run: Run) -> tuple[FieldHead, ...]:
    """The fields of a run's set, in the author's order."""
    language = page_language()
    nodes = (node for node in set_of(run).nodes.values() if node.level == 1)
    return tuple(
        FieldHead(node.code, node.title(language), localised(str(node.maximum), language), place)
        for place, node in enumerate(nodes, start=1)
    )


def class_heads(run: Run) -> tuple[ClassHead, ...]:
    """The classes of a run's set, best first."""
    english = page_language() == "en"
    bands = set_of(run).criteria_set.policy.classes
    return tuple(ClassHead(band.code, (english and band.title_en) or band.title or band.code) for band in bands)


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A ranking group in a run: how many units, how many of them ranked, and their mean index as printed, ready to
    read as ``mean_text``."""

    group: str
    units: int
    ranked: int
    mean: str

    @property
    def mean_text(self) -> str:
        return spelled(self.mean)


def group_heads(run: Run) -> tuple[GroupHead, ...]:
    """The groups of a run, from the head of its stored result: the means of what was computed, not computed again.

    In canonical bytes ``groups`` stands before ``units``, so that the file of thousands of units is not read through.
    """
    return tuple(GroupHead(g["group"], g["units"], g["ranked"], g["mean"]) for g in _groups(run.result_sha256))


@lru_cache(maxsize=64)
def _groups(sha256: str) -> tuple[dict[str, Any], ...]:
    """Bytes under a hash never change, so what they say is kept."""
    text = ""
    with path_of(sha256).open(encoding="utf-8") as stream:
        while _UNITS not in text:
            part = stream.read(65_536)
            if not part:
                break
            text += part
    start = text.index(_GROUPS) + len(_GROUPS)
    found: list[dict[str, Any]] = json.JSONDecoder().raw_decode(text, start)[0]
    return tuple(found)
