"""What differs about the set as a whole: header, policy, classes, bonus and penalty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from parindex.criteria.compare.changes import Change, Kind
from parindex.criteria.compare.words import label_of, number, said, title_of
from parindex.criteria.workbook.sheets import FACTS
from parindex.engine import Policy
from parindex.engine.exchange.writing import write_policy
from parindex.engine.messages import Bilingual, Value

type Form = Mapping[str, Any]

_LISTED = ("not_applicable", "without_survey", "rounding", "rank_on", "ties", "cap_total")
_NUMBERS = ("places", "bonus_cap", "penalty_cap")


def set_changes(before: Form, after: Form) -> Iterator[Change]:
    """The header first, then the policy."""
    yield from _header(before, after)
    old, new = (write_policy(Policy()) | dict(document.get("policy") or {}) for document in (before, after))
    yield from _policy(old, new)
    yield from _classes(old["classes"], new["classes"])
    for name in ("bonus", "penalty"):
        yield from _items(name, before.get(name) or [], after.get(name) or [])


def _header(before: Form, after: Form) -> Iterator[Change]:
    shown: dict[str, Callable[[Form], Value]] = {
        "code": lambda form: str(form.get("code") or "–"),
        "title": lambda form: str(form.get("title") or ""),
        "title_en": lambda form: str(form.get("title_en") or ""),
        "tier": lambda form: label_of("tier", form.get("tier") or "–"),
        "year": lambda form: str(form.get("year") or "–"),
        "decision": _decision,
        "period": _period,
        "illustration": lambda form: label_of("flag", bool(form.get("illustration"))),
    }
    for key, show in shown.items():
        if (before.get(key) or None) != (after.get(key) or None):
            old, new = show(before), show(after)
            yield Change(Kind.HEADER, f"set_{key}", {"old": old, "new": new}, old, new)


def _decision(form: Form) -> Value:
    decision = form.get("decision") or {}
    parts = [str(decision.get("number") or ""), _day(decision.get("on"))]
    return ", ".join(part for part in parts if part) or "–"


def _period(form: Form) -> Value:
    period = form.get("period") or {}
    return f"{_day(period.get('from'))} – {_day(period.get('to'))}" if period else "–"


def _day(value: Any) -> str:
    try:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}" if value else ""
    except ValueError:
        return str(value)


def _policy(old: Form, new: Form) -> Iterator[Change]:
    for key in (*_LISTED, *_NUMBERS, "tie_break"):
        if old[key] == new[key]:
            continue
        column = FACTS.column(key)
        before, after = _shown(key, old[key]), _shown(key, new[key])
        values: dict[str, Value] = {"name": Bilingual(column.vi, column.en), "old": before, "new": after}
        yield Change(Kind.POLICY, "policy", values, before, after)


def _shown(key: str, value: Any) -> Value:
    if key in _LISTED:
        return label_of(key, value)
    if key in _NUMBERS:
        return number(value)
    return "; ".join(str(code) for code in value or []) or said("none")


def _classes(old: list[Form], new: list[Form]) -> Iterator[Change]:
    def show(band: Form) -> Value:
        threshold = band.get("from")
        edge = "from" if band.get("inclusive", True) else "above_n"
        return said(
            "class", title=_named(band), edge=said("rest") if threshold is None else said(edge, n=number(threshold))
        )

    yield from _listed("class", old, new, show)
    shared = [str(band.get("code")) for band in old if band.get("code") in [other.get("code") for other in new]]
    if shared != [str(band.get("code")) for band in new if str(band.get("code")) in shared]:
        yield Change(Kind.POLICY, "class_order", {}, tuple(map(show, old)), tuple(map(show, new)))


def _items(name: str, old: list[Form], new: list[Form]) -> Iterator[Change]:
    def show(item: Form) -> Value:
        key = "item" if item.get("cap") in (None, "") else "item_capped"
        return said(key, title=_named(item), points=number(item.get("points")), cap=number(item.get("cap")))

    yield from _listed(name, old, new, show)


def _listed(name: str, old: list[Form], new: list[Form], show: Callable[[Form], Value]) -> Iterator[Change]:
    """What came, went or changed in a list of forms with codes."""
    before = {str(form.get("code")): form for form in old}
    after = {str(form.get("code")): form for form in new}
    for code in {**after, **before}:
        left, right = before.get(code), after.get(code)
        if left == right:
            continue
        verb = "added" if left is None else "removed" if right is None else "changed"
        values: dict[str, Value] = {"code": code, "title": _named(right or left or {})}
        sides: tuple[Value, Value] = (show(left) if left else "", show(right) if right else "")
        yield Change(Kind.POLICY, f"{name}_{verb}", values, *sides)


def _named(form: Form) -> Value:
    return title_of(form) if form.get("title") else str(form.get("code") or "")
