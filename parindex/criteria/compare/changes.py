"""One difference: what kind it is, where, and its sentence with the values before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parindex.criteria.compare.wording import SENTENCES
from parindex.engine.messages import Value, render
from parindex.engine.numbers import Language


class Kind(StrEnum):
    """What happened. Pages group and count by it."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """Another parent, another place among its siblings, or another code."""
    RENAMED = "renamed"
    POINTS = "points"
    RULE = "rule"
    """The rule, its figures, the source, what *not arising* does."""
    EVIDENCE = "evidence"
    """Evidence and guidance."""
    APPRAISER = "appraiser"
    HEADER = "header"
    """Title, decision, period of the set."""
    POLICY = "policy"
    """Index, ranks, classes, bonus and penalty."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    kind: Kind
    key: str
    """Which sentence."""
    values: Mapping[str, Value] = field(default_factory=dict)
    before: Value = ""
    after: Value = ""
    """Both empty where the sentence says it all."""
    code: str = ""
    """The node's code in the newer version, or in the older where it is gone; empty for the set itself."""

    def text(self, lang: Language) -> str:
        """The sentence."""
        said = {name: render(value, lang) for name, value in self.values.items()}
        return SENTENCES[self.key][0 if lang == "vi" else 1].format_map(said)

    def sides(self, lang: Language) -> tuple[str, str]:
        """The values before and after, for showing side by side."""
        return render(self.before, lang), render(self.after, lang)
