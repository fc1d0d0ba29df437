"""Results: what a face reads. Everything is exact; only ``printed`` values are rounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from parindex.engine.answers import Sheet
from parindex.engine.explaining.leaves import leaf_text
from parindex.engine.explaining.parents import parent_text, sheet_text, unusual_leaves
from parindex.engine.explaining.standing import Standing
from parindex.engine.numbers import Language, exact_sum, fixed, printed, rounded_mean
from parindex.engine.outcome import EXCLUDED, MISSING, SCORED, STATES, Outcome, State
from parindex.engine.plan import Plan
from parindex.engine.printing import Printed, Row
from parindex.engine.scoring import Account, NodeValue, excluded_with, node_values
from parindex.engine.tree import ClassBand, CriteriaSet, Leaf, Node, Policy

type Remembered = dict[tuple[object, ...], Row]
"""Lines of leaves by place and figures: while a table of many units is written, each is put together once."""

UNIT_COLUMNS = ("unit", "points", "maximum", "index", "rank", "class")
"""Heading of the table of units, ``results.csv``."""
NODE_COLUMNS = ("unit", "node", "points", "maximum", "sub_index", "reason")
"""Heading of the table of nodes, ``nodes.csv``."""

_REMEMBERED = 20_000
"""At most so many lines are remembered."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is what it is: one or several sentences, put together when somebody reads them."""

    _told: Callable[[Language], str]

    def text(self, language: Language = "vi") -> str:
        return self._told(language)


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

    __slots__ = ("_outcomes", "_plan", "account", "sheet", "standing")

    def __init__(
        self,
        plan: Plan,
        sheet: Sheet,
        outcomes: Sequence[Outcome],
        account: Account,
        standing: Standing,
    ) -> None:
        self._plan, self._outcomes = plan, outcomes
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
        return tuple(rule.leaf.code for rule, outcome in pairs if outcome[3] == MISSING)

    @property
    def reason(self) -> Reason:
        """The whole sheet's reason."""
        return Reason(partial(self._told, self._values()))

    def _told(self, values: Sequence[NodeValue], language: Language) -> str:
        return sheet_text(self._plan, self.sheet, self._outcomes, values, self.account, self.standing, language)

    def _values(self) -> list[NodeValue]:
        return node_values(self._plan, self.sheet, self._outcomes)

    def node(self, code: str) -> NodeResult:
        """The result of one node; ``KeyError`` if the set has none with this code."""
        return self._node(self._plan.places[code], self._values())

    def nodes(self) -> Iterator[NodeResult]:
        """Every node, each parent before its children, in the author's order."""
        values = self._values()
        return (self._node(place, values) for place in range(len(values)))

    def _node(self, place: int, values: Sequence[NodeValue]) -> NodeResult:
        plan = self._plan
        numerator, denominator, top = values[place]
        node = plan.nodes[place]
        return NodeResult(
            node=node,
            points=plan.points(numerator, denominator),
            maximum=plan.points(top),
            state=self._state(place),
            reason=Reason(partial(self._node_told, values, place)),
            _printed=self._printed(values, place),
        )

    def _state(self, place: int) -> State:
        return STATES[self._state_number(place)]

    def _state_number(self, place: int) -> int:
        start, stop = self._plan.spans[self._plan.nodes[place].code]
        states = {outcome[3] for outcome in self._outcomes[start:stop]}
        if len(states) == 1:
            return states.pop()
        return MISSING if MISSING in states else SCORED

    def _printed(self, values: Sequence[NodeValue], place: int) -> Printed:
        return self._plan.printer.node(*values[place])

    def _node_told(self, values: Sequence[NodeValue], place: int, language: Language) -> str:
        plan, node, printed = self._plan, self._plan.nodes[place], self._printed(values, place)
        if isinstance(node, Leaf):
            number = plan.spans[node.code][0]
            answer, decided = self.sheet.answers.get(node.code), excluded_with(plan, self.sheet, place)
            return leaf_text(plan.rules[number], answer, self._outcomes[number], printed, language, decided)
        return parent_text(plan, self.sheet, unusual_leaves(self._outcomes), values, place, printed, language)

    def rows(self, language: Language, remembered: Remembered | None = None) -> Iterator[Row]:
        """For tables: node, points, maximum, sub-index and reason, first the whole sheet (its node is empty)."""
        remembered = {} if remembered is None else remembered
        plan, sheet, unusual, values = self._plan, self.sheet, unusual_leaves(self._outcomes), self._values()
        whole = self.printed()
        yield "", whole.points, whole.maximum, whole.index, self._told(values, language)
        for place, number in enumerate(plan.leaf_numbers):
            if number is not None:
                yield self._leaf_row(place, number, values[place], language, remembered)
            else:
                printed = self._printed(values, place)
                text = parent_text(plan, sheet, unusual, values, place, printed, language)
                yield (plan.nodes[place].code, *printed, text)

    def _leaf_row(self, place: int, number: int, value: NodeValue, language: Language, remembered: Remembered) -> Row:
        """A leaf's line; units with the same figures share it where figures repeat."""
        plan = self._plan
        rule, outcome = plan.rules[number], self._outcomes[number]
        code = rule.leaf.code
        answer = self.sheet.answers.get(code)
        key = None
        if rule.repeats and answer is not None and answer.is_plain and outcome[3] == SCORED:
            key = (number, *map(answer.figures.get, rule.names))
            row = remembered.get(key)
            if row is not None:
                return row
        printed = plan.printer.node(*value)
        decided = excluded_with(plan, self.sheet, place) if outcome[3] == EXCLUDED else None
        row = (code, *printed, leaf_text(rule, answer, outcome, printed, language, decided))
        if key is not None and len(remembered) < _REMEMBERED:
            remembered[key] = row
        return row

    def values(self) -> Iterator[tuple[str, State, Printed]]:
        """Every node's code, state and printed values, each parent before its children."""
        values = self._values()
        for place, node in enumerate(self._plan.nodes):
            yield node.code, self._state(place), self._printed(values, place)

    def written_nodes(self) -> str:
        """The same as a JSON object by code, keys sorted, no blanks."""
        plan, values = self._plan, self._values()
        line = plan.printer.written
        states = {outcome[3] for outcome in self._outcomes}
        if len(states) == 1:
            state = states.pop()
            lines = [key + line(state, *values[place]) for place, key in plan.keys]
        else:
            lines = [key + line(self._state_number(place), *values[place]) for place, key in plan.keys]
        return "{" + ",".join(lines) + "}"

    def printed(self) -> PrintedUnit:
        """The values as publication prints them."""
        policy = self._plan.criteria_set.policy
        places, mode = policy.places, policy.rounding
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
    state: State
    """A leaf's state. A parent is missing while a leaf in it is, and removed when all of it is."""
    reason: Reason
    _printed: Printed

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def sub_index(self) -> Fraction | None:
        """points ÷ maximum × 100; ``None`` if the maximum is 0."""
        return self.points * 100 / self.maximum if self.maximum else None

    def printed(self) -> Printed:
        """Points, maximum and sub-index as publication prints them; no sub-index is empty."""
        return self._printed


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

    def rows(
        self, language: Language, units: Sequence[UnitResult] | None = None
    ) -> Iterator[tuple[str, str, str, str, str, str]]:
        """A table of nodes: unit, node, points, maximum, sub-index, reason; all units in :meth:`ranking`'s order.

        ``units`` narrows it to these, in their order.
        """
        remembered: Remembered = {}
        for unit in self.ranking() if units is None else units:
            code = unit.unit
            for row in unit.rows(language, remembered):
                yield (code, *row)

    def unit_rows(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """A table of units as printed: unit, points, maximum, index, rank, class; in :meth:`ranking`'s order."""
        for unit in self.ranking():
            told = unit.printed()
            yield told.unit, told.points, told.maximum, told.index, told.rank, told.performance_class

    def ranking(self, group: str | None = None) -> tuple[UnitResult, ...]:
        """The units of one group (of all groups by default, one after the other) by rank, unranked ones last."""
        chosen = [unit for unit in self.units if group is None or unit.group == group]
        return tuple(sorted(chosen, key=lambda unit: (unit.group, unit.rank is None, unit.rank or 0)))
