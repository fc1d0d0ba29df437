"""Steps: every value of the quantity belongs to exactly one."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor

from parindex.engine.lint.notes import ADVICE, ERROR, Spot, edge
from parindex.engine.messages import Message, say
from parindex.engine.rules.kinds import Number, Quantity, Ratio, Step, Steps
from parindex.engine.rules.quantities import step_name, step_order
from parindex.engine.tree import InputType, Leaf


def check_steps(leaf: Leaf, rule: Steps, spot: Spot) -> None:
    """Empty steps, overlaps, gaps, edges that belong to nobody, and what lies outside the outermost steps."""
    if not rule.steps:
        spot.note(ERROR, "no_steps")
        return
    ratio = isinstance(rule.quantity, Ratio)
    empty = [number for number, step in enumerate(rule.steps) if _is_empty(step)]
    for number in empty:
        spot.inside(f"[{number}]").note(ERROR, "step_empty", step=step_name(rule.steps[number], ratio))
    kept = [(number, step) for number, step in enumerate(rule.steps) if number not in empty]
    kept.sort(key=lambda entry: step_order(entry[1]))
    if not kept:
        return
    whole_only = _counts_only(leaf, rule.quantity)
    highest = kept[0][1]
    for number, step in kept[1:]:
        here = spot.inside(f"[{number}]")
        _between(highest, step, rule.quantity, whole_only, here)
        if _reaches_further(step, highest):
            highest = step
    _lower_end(kept[0][1], rule.quantity, spot.inside(f"[{kept[0][0]}]"))
    _upper_end(highest, rule.quantity, spot.inside(f"[{kept[-1][0]}]"))


def _is_empty(step: Step) -> bool:
    if step.low is None or step.high is None or step.low < step.high:
        return False
    return step.low > step.high or not (step.low_inclusive and step.high_inclusive)


def _reaches_further(step: Step, highest: Step) -> bool:
    if highest.high is None or step.high is None:
        return highest.high is not None
    return (step.high, step.high_inclusive) > (highest.high, highest.high_inclusive)


def _counts_only(leaf: Leaf, quantity: Quantity) -> bool:
    """Whether the quantity is a count, so that nothing lies between 2 and 3."""
    types = {label.name: label.type for label in leaf.inputs}
    return isinstance(quantity, Number) and types.get(quantity.name) is InputType.COUNT


def _between(lower: Step, upper: Step, quantity: Quantity, whole_only: bool, spot: Spot) -> None:
    """Two neighbours: they must meet without a hole and without sharing a value."""
    ratio = isinstance(quantity, Ratio)
    names = {
        "lower": step_name(lower, ratio),
        "upper": step_name(upper, ratio),
        "way": _way_to_meet(lower, upper, quantity),
    }
    high, low = lower.high, upper.low
    if high is None or low is None or high > low:
        spot.note(ERROR, "steps_overlap", **names)
        return
    if high == low:
        if lower.high_inclusive and upper.low_inclusive:
            spot.note(ERROR, "steps_share_edge", value=edge(low, quantity), **names)
        elif not lower.high_inclusive and not upper.low_inclusive and not (whole_only and low != int(low)):
            spot.note(ERROR, "steps_edge_of_nobody", value=edge(low, quantity), **names)
        return
    if whole_only and not _holds_whole(high, lower.high_inclusive, low, upper.low_inclusive):
        return
    spot.note(ERROR, "steps_gap", low=edge(high, quantity), high=edge(low, quantity), **names)


def _way_to_meet(lower: Step, upper: Step, quantity: Quantity) -> Message:
    """Which edge to set so that the one step ends where the other begins, unless that would empty a step."""
    names = {
        "lower": step_name(lower, isinstance(quantity, Ratio)),
        "upper": step_name(upper, isinstance(quantity, Ratio)),
    }
    end = start = None
    if upper.low is not None and (lower.low is None or lower.low < upper.low):
        end = _ends(upper.low, not upper.low_inclusive, quantity)
    if lower.high is not None and (upper.high is None or upper.high > lower.high):
        start = _begins(lower.high, not lower.high_inclusive, quantity)
    if end is not None and start is not None:
        return say("way_end_or_start", end=end, start=start, **names)
    if end is not None:
        return say("way_end", end=end, **names)
    return say("way_delete", **names) if start is None else say("way_start", start=start, **names)


def _ends(value: Decimal, inclusive: bool, quantity: Quantity) -> Message:
    return say("edge", sign="≤" if inclusive else "<", value=edge(value, quantity))


def _begins(value: Decimal, inclusive: bool, quantity: Quantity) -> Message:
    return say("edge", sign="≥" if inclusive else ">", value=edge(value, quantity))


def _holds_whole(low: Decimal, low_taken: bool, high: Decimal, high_taken: bool) -> bool:
    """Whether a whole number lies between two edges, apart from an edge that a step has taken."""
    first = ceil(low)
    if first == low and low_taken:
        first += 1
    last = floor(high)
    if last == high and high_taken:
        last -= 1
    return first <= last


def _lower_end(step: Step, quantity: Quantity, spot: Spot) -> None:
    if step.low is None or step.low < 0:
        if step.low is not None and not isinstance(quantity, Ratio):
            spot.note(ADVICE, "steps_closed_below", value=step.low)
    elif step.low > 0:
        end = _ends(step.low, not step.low_inclusive, quantity)
        spot.note(ERROR, "steps_nothing_below", value=edge(step.low, quantity), end=end)
    elif not step.low_inclusive:
        spot.note(ERROR, "steps_zero_of_nobody")
    elif not isinstance(quantity, Ratio):
        spot.note(ADVICE, "steps_closed_below", value=step.low)


def _upper_end(step: Step, quantity: Quantity, spot: Spot) -> None:
    if step.high is None:
        return
    spot = spot.inside("to" if step.high_inclusive else "below")
    if not isinstance(quantity, Ratio):
        spot.note(ADVICE, "steps_closed_above", value=step.high)
    elif step.high < 1 or (step.high == 1 and not step.high_inclusive):
        start = _begins(step.high, not step.high_inclusive, quantity)
        spot.note(ERROR, "steps_nothing_above", step=step_name(step, True), start=start)
