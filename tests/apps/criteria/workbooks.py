"""For tests of the authoring workbook: editing a file as a person would, and criteria sets of all shapes."""

from __future__ import annotations

import io
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from parindex.criteria.workbook.cells import long_text, number, short_text
from parindex.engine import read_set, write_set
from parindex.engine.exchange.cursor import is_code
from parindex.engine.rules.kinds import KINDS

type Edit = Callable[[Workbook], None]

#: Opened workbooks, by their bytes: opening one takes longer than reading it.
_opened: dict[bytes, Workbook] = {}


@dataclass
class Put:
    """Types a value into a cell; None clears it."""

    sheet: str
    cell: str
    value: Any

    def __call__(self, book: Workbook) -> None:
        target = book[self.sheet][self.cell]
        self._before = (target.value, target.number_format)
        target.value = self.value
        if isinstance(self.value, (int, float)):
            target.number_format = "General"

    def undo(self, book: Workbook) -> None:
        target = book[self.sheet][self.cell]
        target.value, target.number_format = self._before


#: For properties over whole sets: a failing set is shown as it was found, since shrinking one takes minutes.
SOME_SETS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def edited(data: bytes, *edits: Edit) -> bytes:
    """The workbook after somebody worked on it with another program."""
    typed_only = all(isinstance(edit, Put) for edit in edits)
    book = _opened.get(data) if typed_only else None
    if book is None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data))
    if typed_only:
        _opened[data] = book
    for edit in edits:
        edit(book)
    stream = io.BytesIO()
    book.save(stream)
    for edit in reversed(edits):
        if isinstance(edit, Put):
            edit.undo(book)
    return stream.getvalue()


# Sets of all shapes -------------------------------------------------------------------------------------------------

_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"))
_TEXTS = (
    st.text(st.one_of(_LETTERS, st.sampled_from(" \n=+-@'\"<>&;,|_")), max_size=30)
    .map(lambda text: long_text(unicodedata.normalize("NFC", text)))
    .filter(lambda text: long_text(text) == text)
)
_CODES = (
    st.one_of(
        st.from_regex(r"[1-9][0-9]?(\.[1-9][0-9]?){0,2}", fullmatch=True),
        st.text(_LETTERS, min_size=1, max_size=12),
        st.sampled_from(["I", "II", "A.1", "TC-05", "1.", "1", "1.10", "1.1", "1..2", "x y", "a;b", "0"]),
    )
    .map(short_text)
    .filter(lambda text: is_code(text) and short_text(text) == text)
)
_NAMES = st.from_regex(r"[a-zđă_][a-z0-9_đă]{0,8}", fullmatch=True).map(short_text)
_WHOLE = st.integers(0, 10**20)
_NUMBERS = st.one_of(
    st.sampled_from(["0", "1", "0.5", "0.1", "2.25", "100", "0.333333333333333333"]),
    st.decimals(0, 10**9, places=4, allow_nan=False).map(lambda number: f"{number:f}"),
    _WHOLE.map(str),
)
_SIGNED = st.one_of(_NUMBERS, _NUMBERS.map(lambda text: text if float(text) == 0 else f"-{text}"))
_SHARES = st.decimals(0, 1, places=5, allow_nan=False).map(lambda number: f"{number:f}")


def _sometimes(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


_WORTH = st.one_of(st.fixed_dictionaries({"points": _NUMBERS}), st.fixed_dictionaries({"share": _SHARES}))
_QUANTITY = st.one_of(
    st.fixed_dictionaries({"ratio": st.lists(_NAMES, min_size=2, max_size=2)}),
    st.fixed_dictionaries({"number": _NAMES}),
)


@st.composite
def _step(draw: st.DrawFn) -> dict[str, Any]:
    step: dict[str, Any] = {"points": draw(_NUMBERS)}
    for edges in (("from", "above"), ("to", "below")):
        edge = draw(st.sampled_from([*edges, None]))
        if edge:
            step[edge] = draw(_SIGNED)
    return step


@st.composite
def _rule(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    rule: dict[str, Any] = {"kind": kind}
    end = st.fixed_dictionaries({"at": _SIGNED, "points": _NUMBERS})
    match kind:
        case "choice":
            titles = _sometimes(title=_TEXTS, title_en=_TEXTS)
            option = st.tuples(st.fixed_dictionaries({"code": _CODES}), _WORTH, titles)
            rule["options"] = [a | b | c for a, b, c in draw(st.lists(option, min_size=1, max_size=3))]
        case "all_of":
            rule["conditions"] = draw(st.lists(_NAMES, min_size=1, max_size=3))
            rule["else"] = draw(_NUMBERS)
        case "steps":
            rule |= {"quantity": draw(_QUANTITY), "steps": draw(st.lists(_step(), min_size=1, max_size=3))}
        case "proportional":
            rule |= {"quantity": draw(_QUANTITY)} | draw(_sometimes(floor=_SIGNED))
        case "linear":
            rule |= {"quantity": draw(_QUANTITY), "from": draw(end), "to": draw(end)}
        case "per_item":
            rule |= {"count": draw(_NAMES), "points": draw(_NUMBERS)}
        case "deduct":
            items = draw(st.lists(st.tuples(_NAMES, _WORTH), min_size=1, max_size=3))
            rule["items"] = [{"count": name} | worth for name, worth in items]
        case "formula":
            texts = st.one_of(st.sampled_from(["a / b", "max_points", "0", "0.5", "min(a, 2)", "=a", "-a"]), _TEXTS)
            # A lone number with a decimal comma is brought to the formula language.
            points = texts.filter(lambda text: (bool(text) and number(text) is None) or text in {"0", "0.5"})
            case = st.tuples(st.fixed_dictionaries({"points": points}), _sometimes(when=points))
            rule["cases"] = [when | points for points, when in draw(st.lists(case, min_size=1, max_size=3))]
        case "judgement":
            rule["increment"] = draw(_NUMBERS)
        case "survey":
            rule["questions"] = draw(st.lists(_NAMES, max_size=3))
            if draw(st.booleans()):
                rule["weights"] = draw(st.lists(_SHARES, max_size=3))
    return rule


_TERMS = {
    "source": ["unit", "appraiser", "survey", "satisfaction", "register", "round"],
    "not_arising": ["exclude", "full_points", "zero"],
}


@st.composite
def _leaf(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(_NAMES, unique=True, max_size=3))
    kinds = st.sampled_from(["count", "number", "choice", "condition", "points", "share"])
    labels = _sometimes(title=_TEXTS, title_en=_TEXTS, unit=_TEXTS, type=kinds)
    leaf: dict[str, Any] = {"max_points": draw(_NUMBERS), "rule": draw(_rule())}
    leaf |= {key: draw(st.sampled_from(values)) for key, values in _TERMS.items()}
    leaf |= draw(_sometimes(evidence=_TEXTS, evidence_required=st.booleans()))
    return leaf | {"inputs": [{"name": name} | draw(labels) for name in names]}


@st.composite
def _node(draw: st.DrawFn, codes: list[str], depth: int) -> dict[str, Any]:
    # The appraiser's code is brought to plain letters like every code, a title stays as typed.
    node: dict[str, Any] = {"code": codes.pop()}
    node |= draw(_sometimes(title=_TEXTS, title_en=_TEXTS, guidance=_TEXTS, appraised_by=_TEXTS.map(short_text)))
    if depth < 3 and codes and draw(st.booleans()):
        node |= draw(_sometimes(max_points=_NUMBERS))
        count = draw(st.integers(1, min(3, len(codes))))
        return node | {"children": [draw(_node(codes, depth + 1)) for _ in range(count) if codes]}
    return node | draw(_leaf())


_DAYS = st.dates().map(
    lambda day: day.replace(year=2000 + day.year % 100).isoformat() if day.day < 29 else "2024-02-28"
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Canonical documents of any content that the exchange form allows."""
    codes = draw(st.lists(_CODES, unique_by=str.casefold, min_size=1, max_size=10))
    tie_break = draw(st.lists(st.sampled_from(codes), unique=True, max_size=2))
    nodes = []
    while codes:
        nodes.append(draw(_node(codes, 1)))
    item = st.tuples(
        st.fixed_dictionaries({"code": _CODES, "points": _NUMBERS}),
        _sometimes(title=_TEXTS, title_en=_TEXTS, cap=_NUMBERS),
    ).map(lambda parts: parts[0] | parts[1])
    band = st.tuples(
        st.fixed_dictionaries({"code": _CODES}),
        _sometimes(**{"title": _TEXTS, "title_en": _TEXTS, "from": _NUMBERS, "inclusive": st.booleans()}),
    ).map(lambda parts: parts[0] | parts[1])
    decision = st.tuples(
        st.fixed_dictionaries({"number": _TEXTS.filter(bool)}), _sometimes(on=_DAYS)
    ).map(lambda parts: parts[0] | parts[1])  # fmt: skip
    period = st.lists(_DAYS, min_size=2, max_size=2).map(sorted).map(lambda days: {"from": days[0], "to": days[1]})
    policy = _sometimes(
        not_applicable=st.sampled_from(["own_maximum", "rescale_appraised"]),
        without_survey=st.sampled_from(["convert", "keep"]),
        places=st.integers(0, 10),
        rounding=st.sampled_from(["half_up", "half_even", "down"]),
        rank_on=st.sampled_from(["exact", "rounded"]),
        ties=st.sampled_from(["competition", "dense"]),
        cap_total=st.booleans(),
        bonus_cap=_NUMBERS,
        penalty_cap=_NUMBERS,
        classes=st.lists(band, max_size=3),
    )
    document = {"format": "parindex/criteria-set/1", "code": draw(_CODES), "nodes": nodes}
    document |= draw(
        _sometimes(
            title=_TEXTS,
            title_en=_TEXTS,
            tier=st.sampled_from(["department", "district", "commune", "ward", "Xã đặc biệt"]),
            year=st.integers(1990, 2200),
            decision=decision,
            period=period,
            illustration=st.just(True),
            bonus=st.lists(item, max_size=2),
            penalty=st.lists(item, max_size=2),
        )
    )
    document["policy"] = draw(policy) | {"tie_break": tie_break}
    reading = read_set(document)
    assert reading.criteria_set is not None, [fault.message.text("en") for fault in reading.faults]
    return write_set(reading.criteria_set)
