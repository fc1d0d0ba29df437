"""What the engine makes of claim, mark and settlement of one row together."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parindex.assessments.claims import FIGURE, NotReadable, language
from parindex.assessments.enums import RowState
from parindex.engine import Fault, InvalidFigures, Leaf, Source, Stage, leaf_inputs, read_answer, score_leaf
from parindex.engine.numbers import plain

#: Leaves that people mark; all others get their value with a table for all units, or from the survey.
MARKED_BY_HAND = frozenset({Source.UNIT, Source.APPRAISER})
#: Leaves that stay out of the maximum where a round holds no survey.
SURVEYED = frozenset({Source.SURVEY, Source.SATISFACTION})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exact points as a text, and how the leaf stands."""

    points: str
    state: str


def given(
    leaf: Leaf,
    claim: Mapping[str, str] | None,
    mark: Mapping[str, str] | None = None,
    settled: Mapping[str, str] | None = None,
) -> dict[Stage, Mapping[str, str]]:
    """The figures of one row by the engine's stages.

    A claim counts only on a leaf that the unit assesses itself. What was supplied for a leaf of the survey stands at
    the stage ``settled``, because nobody may appraise it; a settlement takes its place.
    """
    stages: dict[Stage, Mapping[str, str]] = {}
    if claim and leaf.source is Source.UNIT:
        stages[Stage.SELF] = claim
    if mark:
        stages[Stage.SETTLED if leaf.source is Source.SURVEY else Stage.APPRAISED] = mark
    if settled:
        stages[Stage.SETTLED] = settled
    return stages


def outcome(leaf: Leaf, stages: Mapping[Stage, Mapping[str, str]]) -> Outcome:
    """:raises NotReadable: figures that the leaf cannot take, each beside its input (``figures.<input>``)."""
    reading = read_answer(leaf, stages)
    faults = reading.faults
    if not faults:
        try:
            score = score_leaf(leaf, reading.answer)
        except InvalidFigures as invalid:
            faults = invalid.faults
        else:
            return Outcome(plain(score.points), RowState(score.state.value))
    raise NotReadable(told(faults))


def reading_faults(leaf: Leaf, stages: Mapping[Stage, Mapping[str, str]]) -> dict[str, str]:
    """What is wrong with the figures, beside each input; empty when the leaf can take them."""
    return told(read_answer(leaf, stages).faults)


def told(faults: tuple[Fault, ...]) -> dict[str, str]:
    """Each fault in the language of the page, beside its input; of several the first."""
    return {f"{FIGURE}{fault.column}": fault.message.text(language()) for fault in reversed(faults)}


def clean(leaf: Leaf, figures: Mapping[str, str]) -> dict[str, str]:
    """Figures as they are kept, without empty ones.

    :raises NotReadable: an input that the leaf does not have.
    """
    kept = {name: unicodedata.normalize("NFC", text.strip()) for name, text in figures.items()}
    known = {spec.name for spec in leaf_inputs(leaf)} | {"points", "not_arising", "reason"}
    foreign = sorted(kept.keys() - known)
    if foreign:
        says = _("This row does not ask for “%(name)s”.")
        raise NotReadable({f"{FIGURE}{name}": says % {"name": name} for name in foreign})
    return {name: text for name, text in kept.items() if text}


def is_judged(leaf: Leaf) -> bool:
    """Whether the points are a person's judgement, which the result explains by its reason."""
    return leaf.rule.kind == "judgement"
