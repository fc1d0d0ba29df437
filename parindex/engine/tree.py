"""The criteria set as a value: tree, leaves, policy. Plain facts; nothing here computes points.

Numbers that an author stated are ``Decimal``; dates are dates; texts are kept as typed (NFC). Everything is
frozen: a changed set is another value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from parindex.engine.numbers import Rounding, total_of
from parindex.engine.rules.kinds import Rule


class Source(StrEnum):
    """Who gives a leaf's value."""

    UNIT = "unit"
    """The unit claims, appraisers check."""
    APPRAISER = "appraiser"
    """Only the appraiser; locked for the unit."""
    SURVEY = "survey"
    """The processed survey; locked for both."""
    SATISFACTION = "satisfaction"
    """A satisfaction index (SIPAS), entered or imported; kept apart from survey points."""
    REGISTER = "register"
    """An authoritative table imported for all units at once."""
    ROUND = "round"
    """Another round's result, for example the mean index of a district's communes."""


SURVEYED = frozenset({Source.SURVEY, Source.SATISFACTION})
"""Sources outside the appraised part: never rescaled, and gone when a round holds no survey."""


class NotArising(StrEnum):
    """What happens to a leaf whose matter did not arise at a unit.

    Source: docs/methods.md, *What leaves the maximum*.
    """

    EXCLUDE = "exclude"
    """The leaf leaves the unit's maximum."""
    FULL_POINTS = "full_points"
    ZERO = "zero"


class NotApplicable(StrEnum):
    """How the maximum counts when leaves were removed.

    Source: docs/methods.md, *What leaves the maximum*.
    """

    OWN_MAXIMUM = "own_maximum"
    RESCALE_APPRAISED = "rescale_appraised"


class WithoutSurvey(StrEnum):
    """What survey leaves do in a round that holds no survey.

    Source: docs/methods.md, *What leaves the maximum*.
    """

    CONVERT = "convert"
    """They leave the maximum: the appraised part alone makes 100."""
    KEEP = "keep"
    """They count as missing."""


class RankOn(StrEnum):
    """Which value ranks and classes compare.

    Source: docs/methods.md, *Rank and class*.
    """

    EXACT = "exact"
    ROUNDED = "rounded"


class Ties(StrEnum):
    """The rank after a tie.

    Source: docs/methods.md, *Rank and class*.
    """

    COMPETITION = "competition"
    """1, 2, 2, 4."""
    DENSE = "dense"
    """1, 2, 2, 3."""


class InputType(StrEnum):
    """What a form asks for."""

    COUNT = "count"
    """A whole number, 0 or more."""
    NUMBER = "number"
    """A decimal number; in a ratio 0 or more."""
    CHOICE = "choice"
    """The code of one of the options."""
    CONDITION = "condition"
    """Yes or no."""
    POINTS = "points"
    """Points from 0 to the leaf's maximum."""
    SHARE = "share"
    """A number from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Input:
    """The label of one input of a leaf, as its author wrote it."""

    name: str
    title: str = ""
    title_en: str = ""
    type: InputType | None = None
    """Overrides the type that the rule implies (``count`` for a ratio of counts); ``None`` keeps it."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A criterion without children: the only place where points are given."""

    code: str
    title: str
    max_points: Decimal
    rule: Rule
    source: Source = Source.UNIT
    not_arising: NotArising = NotArising.EXCLUDE
    appraised_by: str = ""
    """The appraising body's code; empty means the nearest ancestor's."""
    evidence: str = ""
    evidence_required: bool = False
    inputs: tuple[Input, ...] = ()
    guidance: str = ""
    title_en: str = ""

    @property
    def children(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Branch:
    """A field or criterion with children; its maximum is the sum of theirs."""

    code: str
    title: str
    children: tuple[Node, ...]
    stated_max: Decimal | None = None
    """The maximum its author wrote, checked by lint against the sum."""
    appraised_by: str = ""
    guidance: str = ""
    title_en: str = ""

    @property
    def max_points(self) -> Decimal:
        """The sum over the children, exact."""
        return total_of(child.max_points for child in self.children)


type Node = Branch | Leaf


@dataclass(frozen=True, slots=True)
class ClassBand:
    """A performance class: indices from ``threshold`` up; ``None`` (the last band only) takes all the rest.

    Source: docs/methods.md, *Rank and class*.
    """

    code: str
    title: str = ""
    threshold: Decimal | None = None
    inclusive: bool = True
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A whole-sheet bonus or penalty item: points for each case, up to the item's own cap."""

    code: str
    title: str
    points: Decimal
    cap: Decimal | None = None
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """How points become index, rank and class. The defaults are those of the exchange form.

    Source: docs/methods.md, *From points to the index*.
    """

    not_applicable: NotApplicable = NotApplicable.OWN_MAXIMUM
    without_survey: WithoutSurvey = WithoutSurvey.CONVERT
    places: int = 2
    rounding: Rounding = Rounding.HALF_UP
    rank_on: RankOn = RankOn.ROUNDED
    ties: Ties = Ties.COMPETITION
    tie_break: tuple[str, ...] = ()
    """Codes of the nodes whose sub-index decides between equal indices, in this order."""
    cap_total: bool = True
    """The total never exceeds the applicable maximum."""
    bonus_cap: Decimal = Decimal(0)
    """At most this many bonus points count; 0 means that none does."""
    penalty_cap: Decimal = Decimal(0)
    classes: tuple[ClassBand, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The paper that issued the set."""

    number: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the assessment covers, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """A whole criteria set. ``nodes`` are the fields."""

    code: str
    title: str
    tier: str
    nodes: tuple[Node, ...]
    policy: Policy = Policy()
    title_en: str = ""
    year: int | None = None
    decision: Decision | None = None
    period: Period | None = None
    illustration: bool = False
    """An example made by this project, not an official set."""
    bonus: tuple[Item, ...] = ()
    penalty: tuple[Item, ...] = ()

    @property
    def max_points(self) -> Decimal:
        """The sum of the fields' maxima."""
        return total_of(node.max_points for node in self.nodes)

    def walk(self) -> Iterator[Node]:
        """Every node, each parent before its children, in the author's order."""
        waiting = list(reversed(self.nodes))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf, in the author's order."""
        return (node for node in self.walk() if isinstance(node, Leaf))

    def node(self, code: str) -> Node:
        """The node with this code; ``KeyError`` if there is none."""
        for node in self.walk():
            if node.code == code:
                return node
        raise KeyError(code)

    def path(self, code: str) -> tuple[Node, ...]:
        """The node with this code preceded by its ancestors, field first; ``KeyError`` if there is none."""
        waiting: list[tuple[Node, ...]] = [(node,) for node in self.nodes]
        for path in waiting:
            if path[-1].code == code:
                return path
            waiting.extend((*path, child) for child in path[-1].children)
        raise KeyError(code)

    def appraiser(self, code: str) -> str:
        """Who appraises this node: its own ``appraised_by`` or the nearest ancestor's; empty if nobody."""
        return next((node.appraised_by for node in reversed(self.path(code)) if node.appraised_by), "")
