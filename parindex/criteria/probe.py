"""One leaf as it is being written: what is wrong with it, what it asks for, and what sample figures would give.

Works on the exchange form of a leaf, complete or not; stores nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from parindex.engine import (
    InputSpec,
    InvalidFigures,
    Leaf,
    Level,
    Reason,
    inspect_set,
    leaf_inputs,
    read_answer,
    score_leaf,
)
from parindex.engine.answers import Stage
from parindex.engine.messages import Message
from parindex.engine.numbers import Exact, exact, parse_decimal, plain
from parindex.engine.outcome import State
from parindex.engine.rules import kinds

type Figures = dict[str, str]

_LEAF_PLACE = "nodes[0]"
#: Most samples that are offered for one rule.
MOST_SAMPLES = 14


@dataclass(frozen=True, slots=True)
class LeafFinding:
    """Something about the leaf that a person should mend or look at; ``place`` as inside the leaf's form."""

    level: Level
    message: Message
    place: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What figures give: points with their reason, or why they give none."""

    figures: Figures
    state: State | None = None
    points: Fraction | None = None
    maximum: Fraction | None = None
    reason: Reason | None = None
    #: Input name → what is wrong with its figure.
    faults: Mapping[str, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Probe:
    """A leaf as far as it can be read. ``leaf`` is None while something prevents scoring."""

    findings: tuple[LeafFinding, ...]
    inputs: tuple[InputSpec, ...]
    leaf: Leaf | None

    def trial(self, figures: Mapping[str, str]) -> Trial | None:
        """The points of these figures; None while the leaf cannot be scored. Empty texts count as not given."""
        if self.leaf is None:
            return None
        kept = {name: text for name, text in figures.items() if text != ""}
        answer = read_answer(self.leaf, {Stage.SETTLED: kept})
        if answer.faults:
            return Trial(kept, faults={fault.column: fault.message for fault in answer.faults})
        try:
            score = score_leaf(self.leaf, answer.answer if kept else None)
        except InvalidFigures as invalid:
            return Trial(kept, faults={fault.column: fault.message for fault in invalid.faults})
        return Trial(kept, score.state, score.points, score.maximum, score.reason)

    def samples(self) -> list[Trial]:
        """Trials that show the rule at work: at each edge, just under and just over it, at both ends, with nothing."""
        if self.leaf is None:
            return []
        seen: dict[tuple[tuple[str, str], ...], Figures] = {}
        for figures in _samples(self.leaf, self.inputs):
            seen.setdefault(tuple(sorted(figures.items())), figures)
        trials = (self.trial(figures) for figures in list(seen.values())[:MOST_SAMPLES])
        return [trial for trial in trials if trial is not None]


def probe_leaf(form: Mapping[str, Any]) -> Probe:
    """Reads and lints a leaf's exchange form on its own, as if nothing else were in the set."""
    leaf_form = dict(form)
    leaf_form["code"] = str(leaf_form.get("code") or "0")
    document = {"format": "parindex/criteria-set/1", "code": "0", "title": "0", "tier": "0", "nodes": [leaf_form]}
    inspection = inspect_set(document)
    faults = [LeafFinding(Level.ERROR, f.message, f.place) for f in inspection.faults]
    notes = [LeafFinding(f.level, f.message, f.place) for f in inspection.findings]
    own = tuple(
        LeafFinding(f.level, f.message, f.place.removeprefix(_LEAF_PLACE).lstrip("."))
        for f in (*faults, *notes)
        if f.place.startswith(_LEAF_PLACE)
    )
    leaf = next(inspection.criteria_set.leaves(), None) if inspection.criteria_set is not None else None
    inputs = leaf_inputs(leaf) if leaf is not None else ()
    scorable = all(finding.level is not Level.ERROR for finding in own)
    return Probe(own, inputs, leaf if scorable else None)


# Samples ------------------------------------------------------------------------------------------------------------


def _samples(leaf: Leaf, inputs: Sequence[InputSpec]) -> Iterator[Figures]:
    match leaf.rule:
        case kinds.Choice(options):
            yield from ({"choice": option.code} for option in options)
        case kinds.AllOf(conditions):
            everything = dict.fromkeys(conditions, "yes")
            yield everything
            yield from (everything | {name: "no"} for name in conditions)
        case kinds.Steps(quantity, steps):
            edges = [edge for step in steps for edge in (step.high, step.low) if edge is not None]
            yield from _around(quantity, inputs, edges)
        case kinds.Proportional(quantity, floor):
            yield from _around(quantity, inputs, [Decimal(1), *([floor] if floor is not None else []), Decimal(0)])
        case kinds.Linear(quantity, start, end):
            yield from _around(quantity, inputs, [end.at, (start.at + end.at) / 2, start.at])
        case kinds.PerItem(count, points):
            yield from _counts(count, leaf.max_points, points)
        case kinds.Deduct(items):
            none = {item.count: "0" for item in items}
            yield none
            yield from (none | {item.count: "1"} for item in items)
            yield {item.count: "100" for item in items}
        case kinds.Survey(questions) if questions:
            yield from (dict.fromkeys(questions, share) for share in ("1", "0.75", "0.5", "0"))
        case kinds.Judgement(increment):
            yield from ({"points": plain(points)} for points in (leaf.max_points, increment, Decimal(0)))
        case kinds.Survey():
            yield from ({"points": plain(points)} for points in (leaf.max_points, leaf.max_points / 2, Decimal(0)))
        case kinds.Formula():
            yield from _all_alike(inputs)
    yield {"not_arising": "yes"}
    yield {}


def _around(quantity: kinds.Quantity, inputs: Sequence[InputSpec], edges: Sequence[Decimal]) -> Iterator[Figures]:
    """The quantity exactly at each edge, just over and just under it; a ratio also as 0/0."""
    whole = {spec.name for spec in inputs if spec.type.value == "count"}
    for edge in sorted(set(edges), reverse=True):
        if isinstance(quantity, kinds.Ratio):
            scale = 10 ** max(3, _places(edge))
            top = int(edge * scale)
            for numerator in (top + 1, top, top - 1):
                if numerator >= 0:
                    yield {quantity.numerator: str(numerator), quantity.denominator: str(scale)}
        else:
            little = Decimal(1) if quantity.name in whole else Decimal(1).scaleb(-_places(edge) - 2)
            low = 0 if any(spec.counted or spec.type.value in {"count", "share"} for spec in inputs) else None
            for value in (edge + little, edge, edge - little):
                if low is None or value >= low:
                    yield {quantity.name: plain(value)}
    if isinstance(quantity, kinds.Ratio):
        yield {quantity.numerator: "0", quantity.denominator: "0"}


def _places(edge: Decimal) -> int:
    exponent = edge.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _counts(count: str, maximum: Decimal, points: Decimal) -> Iterator[Figures]:
    """None, one, as many as reach the maximum, one more."""
    full: Exact = exact(Fraction(maximum) / Fraction(points)) if points else 0
    reach = -(-full.numerator // full.denominator)
    yield from ({count: str(number)} for number in (0, 1, max(reach - 1, 0), reach, reach + 1))


def _all_alike(inputs: Sequence[InputSpec]) -> Iterator[Figures]:
    """A formula's edges are not known: all zero, all one, and falling figures (100, 90, 80, …)."""

    def figures(numbers: Sequence[str], condition: str) -> Figures:
        return {
            spec.name: condition if spec.type.value == "condition" else number
            for spec, number in zip(inputs, numbers, strict=True)
        }

    count = len(inputs)
    yield figures(["0"] * count, "no")
    yield figures(["1"] * count, "yes")
    if all(spec.type.value != "share" for spec in inputs):
        yield figures([str(max(100 - 10 * number, 0)) for number in range(count)], "yes")
        yield figures([str(min(10 + 10 * number, 100)) for number in range(count)], "yes")


def plain_number(number: Decimal) -> str:
    """A number as the exchange form states it: no exponent, no needless zeros."""
    return plain(number)


def number_of(text: str) -> Decimal | None:
    """The number that the exchange form states; None if it is none."""
    return parse_decimal(text)
