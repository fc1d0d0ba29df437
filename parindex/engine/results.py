"""Results: what a face reads. Everything is exact; only ``printed`` values are rounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from parindex.engine.answers import Sheet
from parindex.engine.explaining.parents import Standing, explain_node, explain_sheet
from parindex.engine.messages import Message
from parindex.engine.numbers import Language, exact_sum, fixed, printed, rounded_mean
from parindex.engine.outcome import Outcome, State
from parindex.engine.plan import Plan
from parindex.engine.scoring import Account, node_points
from parindex.engine.tree import ClassBand, CriteriaSet, Node, Policy


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is what it is: sentences that follow each other."""

    messages: tuple[Message, ...]

    def text(self, language: Language = "vi") -> str:
        return " ".join([message.text(language) for message in self.messages])


@dataclass(frozen=True, slots=True)
class LeafScore:
    """One leaf on its own, as the live test of a rule shows it."""

    state: State
    points: Fraction
    maximum: Fraction
    """0 when the leaf was removed."""
    reason: Reason


class UnitResult:
    """One unit's result. Points and index are there; nodes and reasons are worked out when asked for."""

    __slots__ = ("_outcomes", "_plan", "_policy", "account", "sheet", "standing")

    def __init__(
        self,
        plan: Plan,
        policy: Policy,
        sheet: Sheet,
        outcomes: Sequence[Outcome],
        account: Account,
        standing: Standing,
    ) -> None:
        self._plan, self._policy, self._outcomes = plan, policy, outcomes
        self.sheet = sheet
        self.account = account
        """How the total came about."""
        self.standing = standing

    @property
    def unit(self) -> str:
        return self.sheet.unit

    @property
    def group(self) -> str:
        return self.sheet.group

    @property
    def points(self) -> Fraction:
        """The total: after rescaling, deductions, bonus, penalty and caps."""
        return self.account.points

    @property
    def maximum(self) -> Fraction:
        """The applicable maximum."""
        return self.account.maximum

    @property
    def index(self) -> Fraction | None:
        """points ÷ maximum × 100, exact; ``None`` if the maximum is 0."""
        return self.account.index

    @property
    def rank(self) -> int | None:
        """The rank inside the unit's group; ``None`` if it is not ranked or has no index."""
        return self.standing.rank

    @property
    def performance_class(self) -> ClassBand | None:
        return self.standing.performance_class

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the leaves without a value. While there is one, the sheet cannot be settled."""
        pairs = zip(self._plan.rules, self._outcomes, strict=True)
        return tuple(rule.leaf.code for rule, outcome in pairs if outcome[3] is State.MISSING)

    @property
    def reason(self) -> Reason:
        """The whole sheet's reason."""
        return Reason(explain_sheet(self._plan, self._policy, self.sheet, self._outcomes, self.account, self.standing))

    def node(self, code: str) -> NodeResult:
        """The result of one node; ``KeyError`` if the set has none with this code."""
        return self._node(self._plan.criteria_set.node(code))

    def nodes(self) -> Iterator[NodeResult]:
        """Every node, each parent before its children, in the author's order."""
        return (self._node(node) for node in self._plan.nodes)

    def _node(self, node: Node) -> NodeResult:
        points, maximum = node_points(self._plan, self.sheet, self._outcomes, node)
        return NodeResult(node, points, maximum, self)

    def rows(self, language: Language) -> Iterator[tuple[str, str, str, str, str]]:
        """For tables: node, points, maximum, sub-index and reason, first the whole sheet (its node is empty)."""
        whole = self.printed()
        yield "", whole.points, whole.maximum, whole.index, self.reason.text(language)
        for result in self.nodes():
            yield (result.code, *result.printed(), result.reason.text(language))

    def values(self) -> Iterator[tuple[str, State, tuple[str, str, str]]]:
        """Every node's code, state and printed values, each parent before its children."""
        return ((result.code, result.state, result.printed()) for result in self.nodes())

    def printed(self) -> PrintedUnit:
        """The values as publication prints them."""
        places, mode = self._policy.places, self._policy.rounding
        band = self.performance_class
        return PrintedUnit(
            unit=self.unit,
            points=printed(self.points, places, mode),
            maximum=printed(self.maximum, places, mode),
            index="" if self.index is None else printed(self.index, places, mode),
            rank="" if self.rank is None else str(self.rank),
            performance_class="" if band is None else band.code,
        )


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit's values rounded to the policy's places, with a decimal point; what there is not is empty."""

    unit: str
    points: str
    maximum: str
    index: str
    rank: str
    performance_class: str
    """The class's code."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One node of one unit. Points are the node's own: after its deductions, never rescaled."""

    node: Node
    points: Fraction
    maximum: Fraction
    """What still applies; 0 when the node was removed."""
    _of: UnitResult

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def sub_index(self) -> Fraction | None:
        """points ÷ maximum × 100; ``None`` if the maximum is 0."""
        return self.points * 100 / self.maximum if self.maximum else None

    @property
    def state(self) -> State:
        """A leaf's state. A parent is missing while a leaf in it is, and removed when all of it is."""
        unit = self._of
        states = {outcome[3] for outcome in unit._outcomes[slice(*unit._plan.spans[self.code])]}
        if len(states) == 1:
            return states.pop()
        return State.MISSING if State.MISSING in states else State.SCORED

    @property
    def reason(self) -> Reason:
        unit = self._of
        return Reason(explain_node(unit._plan, unit._policy, unit.sheet, unit._outcomes, self.node))

    def printed(self) -> tuple[str, str, str]:
        """Points, maximum and sub-index as publication prints them; no sub-index is empty."""
        places, mode = self._of._policy.places, self._of._policy.rounding
        sub_index = self.sub_index
        return (
            printed(self.points, places, mode),
            printed(self.maximum, places, mode),
            "" if sub_index is None else printed(sub_index, places, mode),
        )


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A ranking group."""

    group: str
    indices: tuple[Fraction, ...]
    """Every exact index in the group, unranked units included."""
    units: int
    """Units in the group."""
    ranked: int
    """Units with a rank."""

    @property
    def mean(self) -> Fraction | None:
        """The plain mean of the exact indices; ``None`` if no unit has one. Slow in a group of thousands."""
        return Fraction(*exact_sum(self.indices)) / len(self.indices) if self.indices else None

    def printed_mean(self, policy: Policy) -> str:
        """The mean as publication prints it; empty if there is none."""
        if not self.indices:
            return ""
        return fixed(rounded_mean(self.indices, policy.places, policy.rounding), policy.places)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that one evaluation found, in an order that does not depend on the order of the sheets."""

    criteria_set: CriteriaSet
    policy: Policy
    units: tuple[UnitResult, ...]
    """By unit code."""
    groups: tuple[GroupResult, ...]
    """By group name."""
    held_survey: bool
    """Whether any survey or satisfaction leaf had a value for any unit."""

    def unit(self, code: str) -> UnitResult:
        """One unit's result; ``KeyError`` if it was not evaluated."""
        for unit in self.units:
            if unit.unit == code:
                return unit
        raise KeyError(code)

    def ranking(self, group: str | None = None) -> tuple[UnitResult, ...]:
        """The units of one group (of all groups by default, one after the other) by rank, unranked ones last."""
        chosen = [unit for unit in self.units if group is None or unit.group == group]
        return tuple(sorted(chosen, key=lambda unit: (unit.group, unit.rank is None, unit.rank or 0)))
