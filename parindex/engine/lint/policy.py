"""The policy and the whole-sheet items."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from parindex.engine.lint.notes import ADVICE, BLOCKS, ERROR, Notes, Spot
from parindex.engine.tree import ClassBand, CriteriaSet, Item


def check_policy(criteria_set: CriteriaSet, notes: Notes) -> None:
    """Classes, tie-break, caps, bonus and penalty items."""
    policy = criteria_set.policy
    spot = notes.at("policy")
    _classes(policy.classes, spot.inside("classes"))
    codes = {node.code for node in criteria_set.walk()}
    for number, code in enumerate(policy.tie_break):
        here = spot.inside(f"tie_break[{number}]")
        if code not in codes:
            here.note(ERROR, "tie_break_unknown", code=code)
        elif code in policy.tie_break[:number]:
            here.note(ADVICE, "tie_break_twice", code=code)
    _items("bonus", criteria_set.bonus, policy.bonus_cap, notes)
    _items("penalty", criteria_set.penalty, policy.penalty_cap, notes)


def _classes(bands: Sequence[ClassBand], spot: Spot) -> None:
    for number, band in enumerate(bands):
        here = spot.inside(f"[{number}]")
        if any(band.code == other.code for other in bands[:number]):
            here.inside("code").note(ERROR, "duplicate_class", code=band.code)
        if band.threshold is None and number + 1 < len(bands):
            here.inside("from").note(ERROR, "open_class_not_last", code=band.code)
        if band.threshold is not None and band.threshold > 100:
            here.inside("from").note(ADVICE, "class_above_100", code=band.code)
        if number:
            _descending(bands[number - 1], band, here)
    if bands and bands[-1].threshold is not None and not (bands[-1].threshold == 0 and bands[-1].inclusive):
        spot.note(ADVICE, "classes_leave_rest", value=bands[-1].threshold)


def _descending(above: ClassBand, band: ClassBand, spot: Spot) -> None:
    if above.threshold is None or band.threshold is None:
        return
    steps_down = band.threshold < above.threshold
    touches = band.threshold == above.threshold and band.inclusive and not above.inclusive
    if not steps_down and not touches:
        spot.inside("from").note(
            ERROR,
            "classes_not_descending",
            code=band.code,
            value=band.threshold,
            above=above.code,
            limit=above.threshold,
        )


def _items(kind: str, items: Sequence[Item], cap: Decimal, notes: Notes) -> None:
    for number, item in enumerate(items):
        here = notes.at(f"{kind}[{number}]")
        if any(item.code == other.code for other in items[:number]):
            here.inside("code").note(ERROR, "duplicate_item", code=item.code)
        if not item.title.strip():
            here.inside("title").note(BLOCKS, "empty_title", code=item.code)
        if item.points == 0 or item.cap == 0:
            here.inside("points" if item.points == 0 else "cap").note(ADVICE, "item_worth_nothing")
    if items and cap == 0:
        notes.at(f"policy.{kind}_cap").note(BLOCKS, f"{kind}_never_counts")
