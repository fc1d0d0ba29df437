"""The header of the set, its policy, classes, bonus and penalty items: from their sheets to the document."""

from __future__ import annotations

from typing import Any

from parindex.criteria.workbook.cells import long_text, short_text
from parindex.criteria.workbook.grid import Book, label
from parindex.criteria.workbook.layout import letters, term_index
from parindex.criteria.workbook.sheets import FACTS, POLICY_STARTS
from parindex.criteria.workbook.taking import Notes, Taker

_KEYS = [column.key for column in FACTS.columns]
POLICY_KEYS = tuple(_KEYS[_KEYS.index(POLICY_STARTS) :])
_PATHS = {
    "decision_number": ("decision", "decision.number"),
    "decision_on": ("decision.on",),
    "period_from": ("period.from",),
    "period_to": ("period", "period.to"),
}


def read_facts(book: Book, notes: Notes, codes: dict[str, str]) -> dict[str, Any]:
    """Everything of the document but its nodes. ``codes``: every node's code by itself, for the tie-break."""
    sheet = book.sheets["facts"]
    taker = Taker(sheet, notes)
    for key, cell in sheet.facts.items():
        usual = (f"policy.{key}",) if key in POLICY_KEYS else (key,)
        notes.places.update(dict.fromkeys(_PATHS.get(key, usual), cell))
    if not sheet.rows:
        return {}
    row = sheet.rows[0]
    document: dict[str, Any] = {}
    code = taker.code(row, "code")
    if code is not None:
        document["code"] = code
    elif "code" not in row.values:
        taker.missing("fact_missing", row, "code", "")
    for key in ("title", "title_en"):
        if text := taker.text(row, key):
            document[key] = text
    if text := long_text(row.values.get("tier", "")):
        found = term_index("tier").get(letters(text))
        document["tier"] = found.value if found else text
    year = taker.whole(row, "year", 1990, 2200)
    if year is not None:
        document["year"] = year
    document |= _decision(taker) | _period(taker)
    if taker.flag(row, "illustration"):
        document["illustration"] = True
    document["policy"] = _policy(taker, codes) | {"classes": _classes(book, notes)}
    for key, items in _items(book, notes).items():
        if items:
            document[key] = items
    return document


def _decision(taker: Taker) -> dict[str, Any]:
    row = taker.sheet.rows[0]
    number, on = taker.text(row, "decision_number"), taker.day(row, "decision_on")
    if on is not None and not number:
        taker.missing("fact_missing", row, "decision_number", "")
    if not number:
        return {}
    return {"decision": {"number": number} | ({"on": on.isoformat()} if on else {})}


def _period(taker: Taker) -> dict[str, Any]:
    row = taker.sheet.rows[0]
    start, end = taker.day(row, "period_from"), taker.day(row, "period_to")
    if start is not None and end is not None:
        return {"period": {"from": start.isoformat(), "to": end.isoformat()}}
    for here, there in (("period_from", "period_to"), ("period_to", "period_from")):
        if here in row.values and there not in row.values:
            taker.missing("fact_missing", row, there, "")
    return {}


def _policy(taker: Taker, codes: dict[str, str]) -> dict[str, Any]:
    row = taker.sheet.rows[0]
    policy: dict[str, Any] = {}
    for key in ("not_applicable", "without_survey", "rounding", "rank_on", "ties"):
        found = taker.term(row, key)
        if found is not None:
            policy[key] = found.value
    places = taker.whole(row, "places", 0, 10)
    if places is not None:
        policy["places"] = places
    cap_total = taker.flag(row, "cap_total")
    if cap_total is not None:
        policy["cap_total"] = cap_total
    for key in ("bonus_cap", "penalty_cap"):
        amount = taker.amount(row, key)
        if amount is not None:
            policy[key] = amount
    if "tie_break" in row.values:
        policy["tie_break"] = _codes(taker, codes)
    return policy


def _codes(taker: Taker, codes: dict[str, str]) -> list[str]:
    """The codes of one cell: one a line, or separated by semicolons or commas where no code holds these."""
    row = taker.sheet.rows[0]
    found: list[str] = []
    for line in long_text(row.values["tie_break"]).split("\n"):
        text = short_text(line)
        whole = text in codes
        for part in [text] if whole else text.replace(",", ";").split(";"):
            if part.strip():
                taker.notes.places[f"policy.tie_break[{len(found)}]"] = taker.sheet.cell(row, "tie_break")
                found.append(part.strip())
    return found


def _classes(book: Book, notes: Notes) -> list[dict[str, Any]]:
    sheet = book.sheets["classes"]
    taker = Taker(sheet, notes)
    bands: list[dict[str, Any]] = []
    for row in sheet.rows:
        place = f"policy.classes[{len(bands)}]"
        notes.places[place] = sheet.cell(row, "code")
        notes.places["policy.classes"] = sheet.cell(row, "from")
        for column, key in (("from", "from"), ("inclusive", "inclusive"), ("title", "title")):
            notes.places[f"{place}.{key}"] = sheet.cell(row, column)
        code = taker.code(row, "code")
        if "code" not in row.values:
            taker.missing("fact_missing", row, "code", "")
        band: dict[str, Any] = {"code": code or ""}
        for key in ("title", "title_en"):
            if text := taker.text(row, key):
                band[key] = text
        threshold, inclusive = taker.amount(row, "from"), taker.flag(row, "inclusive")
        if threshold is not None:
            band["from"] = threshold
        if inclusive is False:
            band["inclusive"] = False
        bands.append(band)
    return bands


def _items(book: Book, notes: Notes) -> dict[str, list[dict[str, Any]]]:
    sheet = book.sheets["items"]
    taker = Taker(sheet, notes)
    found: dict[str, list[dict[str, Any]]] = {"bonus": [], "penalty": []}
    for row in sheet.rows:
        kind = taker.term(row, "type")
        for key in ("type", "code", "points"):
            if key not in row.values:
                taker.missing("item_missing", row, key, "", needs=label(sheet.layout.column(key)))
        if kind is None:
            continue
        items = found[kind.value]
        place = f"{kind.value}[{len(items)}]"
        notes.places[place] = sheet.cell(row, "code")
        for column in ("points", "cap", "title"):
            notes.places[f"{place}.{column}"] = sheet.cell(row, column)
        item: dict[str, Any] = {"code": taker.code(row, "code") or ""}
        for key in ("title", "title_en"):
            if text := taker.text(row, key):
                item[key] = text
        for key in ("points", "cap"):
            amount = taker.amount(row, key)
            if amount is not None:
                item[key] = amount
        items.append(item)
    return found
