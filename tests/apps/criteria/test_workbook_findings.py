"""Every finding of lint stands, for whoever filled in the workbook, at the cell in which it is mended."""

from __future__ import annotations

import os
from typing import Any

import pytest

from parindex.criteria.workbook import inspect_workbook, write_workbook
from parindex.criteria.workbook.sample import sample_set
from parindex.engine.wording.findings import FINDINGS
from parindex.engine.wording.formulas import FORMULAS
from tests.apps.criteria.workbooks import Put, edited

#: Needs no database: once is enough.
pytestmark = pytest.mark.skipif(bool(os.environ.get("PARINDEX_DATABASE")), reason="needs no database")

SAMPLE = write_workbook(sample_set("vi"))
FACTS, TREE, SCALE, FIGURES = "Bộ tiêu chí", "Tiêu chí", "Thang điểm", "Số liệu"
CLASSES, ITEMS = "Xếp loại", "Điểm thưởng, điểm trừ"

#: Code of the finding → what is typed into the filled example, and the cell to which the finding must lead.
FOUND: dict[str, list[tuple[dict[str, Any], str]]] = {
    "set_without_title": [({f"{FACTS}!B6": None}, f"{FACTS}!B6")],
    "set_without_tier": [({f"{FACTS}!B8": None}, f"{FACTS}!B8")],
    "total_not_100": [({}, "")],
    "empty_title": [
        ({f"{TREE}!C5": None}, f"{TREE}!C5"),
        ({f"{ITEMS}!C4": None}, f"{ITEMS}!C4"),
    ],
    "sum_mismatch": [({f"{TREE}!D4": 7}, f"{TREE}!D4")],
    "no_points": [({f"{TREE}!D7": 0}, f"{TREE}!D7")],
    "missing_appraiser": [({f"{TREE}!J4": None}, f"{TREE}!J5")],
    "evidence_unnamed": [({f"{TREE}!H5": None}, f"{TREE}!H5")],
    "survey_without_questions": [
        ({f"{SCALE}!{column}{row}": None for column in "ADN" for row in (22, 23)}, f"{TREE}!F15")
    ],
    "survey_without_survey_rule": [({f"{TREE}!E6": "Điều tra xã hội học"}, f"{TREE}!F6")],
    "survey_rule_elsewhere": [({f"{TREE}!E15": "Đơn vị kê khai"}, f"{TREE}!E15")],
    "input_used_twice": [
        ({f"{TREE}!G6": "hoan_thanh / hoan_thanh"}, f"{TREE}!G6"),
        ({f"{SCALE}!D11": "gui_cham"}, f"{SCALE}!D11"),
        ({f"{SCALE}!D13": "co_ke_hoach"}, f"{SCALE}!D13"),
        ({f"{SCALE}!D23": "thai_do"}, f"{SCALE}!D23"),
    ],
    "reserved_name": [
        ({f"{SCALE}!D15": "points"}, f"{SCALE}!D15"),
        ({f"{SCALE}!D23": "reason"}, f"{SCALE}!D23"),
        ({f"{SCALE}!L20": "bonus"}, f"{SCALE}!L20"),
        ({f"{FIGURES}!C18": "min"}, f"{FIGURES}!C18"),
    ],
    "unused_label": [({f"{FIGURES}!C8": "khac"}, f"{FIGURES}!C8")],
    "label_type": [({f"{FIGURES}!E5": "Có hoặc không"}, f"{FIGURES}!E5")],
    "unknown_name": [
        ({f"{SCALE}!L19": "max_points * dung_hann / duoc_giao"}, f"{SCALE}!L19"),
        ({f"{SCALE}!K19": "duoc_gia > 0"}, f"{SCALE}!K19"),
        ({f"{SCALE}!L20": "khac"}, f"{SCALE}!L20"),
    ],
    "points_over_maximum": [
        ({f"{SCALE}!L4": 2}, f"{SCALE}!L4"),
        ({f"{SCALE}!L7": 3}, f"{SCALE}!L7"),
        ({f"{SCALE}!L14": 2}, f"{SCALE}!L14"),
        ({f"{SCALE}!L17": 3}, f"{SCALE}!L17"),
    ],
    "all_equal": [
        ({f"{SCALE}!L4": 0, f"{SCALE}!M5": 0}, f"{SCALE}!L4"),
        ({f"{SCALE}!L7": 0, f"{SCALE}!L8": 0}, f"{SCALE}!L7"),
        ({f"{SCALE}!L14": 1}, f"{SCALE}!L14"),
        ({f"{SCALE}!L17": 0}, f"{SCALE}!L17"),
    ],
    "maximum_unreachable": [
        ({f"{SCALE}!L4": 0.75}, f"{SCALE}!L4"),
        ({f"{SCALE}!L7": 1.5}, f"{SCALE}!L7"),
        ({f"{SCALE}!L17": 1}, f"{SCALE}!L17"),
    ],
    "one_option": [({f"{SCALE}!{c}{r}": None for c in "ADELM" for r in (5, 6)}, f"{SCALE}!L4")],
    "duplicate_option": [({f"{SCALE}!D5": "kip_thoi"}, f"{SCALE}!D5")],
    "step_empty": [({f"{SCALE}!F8": 0.95}, f"{SCALE}!F8")],
    "steps_overlap": [({f"{SCALE}!F8": 0.6}, f"{SCALE}!F8")],
    "steps_share_edge": [({f"{SCALE}!F7": 0.9, f"{SCALE}!G7": None}, f"{SCALE}!F7")],
    "steps_edge_of_nobody": [({f"{SCALE}!H8": None, f"{SCALE}!I8": 0.9}, f"{SCALE}!G7")],
    "steps_gap": [({f"{SCALE}!I9": 0.6}, f"{SCALE}!F8")],
    "steps_nothing_below": [({f"{SCALE}!F9": 0.2}, f"{SCALE}!F9")],
    "steps_zero_of_nobody": [({f"{SCALE}!G9": 0}, f"{SCALE}!G9")],
    "steps_nothing_above": [({f"{SCALE}!H7": 0.95}, f"{SCALE}!H7")],
    "steps_closed_below": [({f"{TREE}!G6": "hoan_thanh", f"{SCALE}!F9": 0}, f"{SCALE}!F9")],
    "steps_closed_above": [({f"{TREE}!G6": "hoan_thanh", f"{SCALE}!H7": 5}, f"{SCALE}!H7")],
    "floor_above_one": [({f"{SCALE}!F18": 1.5}, f"{SCALE}!F18")],
    "proportional_number": [({f"{TREE}!G12": "da_so_hoa"}, f"{TREE}!G12")],
    "linear_one_value": [({f"{SCALE}!J17": 0.3}, f"{SCALE}!J17")],
    "item_worth_nothing": [
        ({f"{SCALE}!L15": 0}, f"{SCALE}!L15"),
        ({f"{SCALE}!L10": 0}, f"{SCALE}!L10"),
        ({f"{SCALE}!M11": 0}, f"{SCALE}!M11"),
        ({f"{ITEMS}!D5": 0}, f"{ITEMS}!D5"),
        ({f"{ITEMS}!E4": 0}, f"{ITEMS}!E4"),
    ],
    "case_unreachable": [
        ({f"{SCALE}!K19": "1 > 2"}, f"{SCALE}!K19"),
        ({f"{SCALE}!K19": None}, f"{SCALE}!L20"),
    ],
    "formula_without_rest": [({f"{SCALE}!K20": "qua_han > 0"}, f"{SCALE}!K20")],
    "formula_over_maximum": [({f"{SCALE}!L20": 3}, f"{SCALE}!L20")],
    "formula_is_no_number": [({f"{SCALE}!L20": "qua_han > 0"}, f"{SCALE}!L20")],
    "formula_is_no_condition": [({f"{SCALE}!K19": "qua_han"}, f"{SCALE}!K19")],
    "formula_ends_early": [
        ({f"{SCALE}!L19": "dung_han +"}, f"{SCALE}!L19"),
        ({f"{SCALE}!K19": "duoc_giao >"}, f"{SCALE}!K19"),
    ],
    "increment_zero": [({f"{SCALE}!L21": 0}, f"{SCALE}!L21")],
    "increment_misses": [({f"{SCALE}!L21": 0.3}, f"{SCALE}!L21")],
    "weights_count": [({f"{SCALE}!N23": None}, f"{SCALE}!N22")],
    "weights_sum": [({f"{SCALE}!N22": 0.8}, f"{SCALE}!N22")],
    "duplicate_class": [({f"{CLASSES}!A5": "xuat_sac"}, f"{CLASSES}!A5")],
    "open_class_not_last": [({f"{CLASSES}!C5": None}, f"{CLASSES}!C5")],
    "class_above_100": [({f"{CLASSES}!C4": 120}, f"{CLASSES}!C4")],
    "classes_not_descending": [({f"{CLASSES}!C6": 85}, f"{CLASSES}!C6")],
    "classes_leave_rest": [({f"{CLASSES}!A8": None, f"{CLASSES}!B8": None}, f"{CLASSES}!C7")],
    "tie_break_unknown": [({f"{FACTS}!B22": "2; 9"}, f"{FACTS}!B22")],
    "tie_break_twice": [({f"{FACTS}!B22": "2; 2"}, f"{FACTS}!B22")],
    "duplicate_item": [
        ({f"{ITEMS}!A5": "Thưởng", f"{ITEMS}!B5": "T1"}, f"{ITEMS}!B5"),
    ],
    "bonus_never_counts": [({f"{FACTS}!B24": 0}, f"{FACTS}!B24")],
    "penalty_never_counts": [({f"{FACTS}!B25": 0}, f"{FACTS}!B25")],
}  # fmt: skip

#: What the workbook itself refuses before lint could say it, each with its own cell.
REFUSED_BEFORE = {
    "no_nodes",
    "duplicate_code",
    "empty_branch",
    "input_without_name",
    "duplicate_label",
    "no_options",
    "no_conditions",
    "no_steps",
    "no_items",
    "no_cases",
}


@pytest.mark.parametrize(
    ("code", "changes", "cell"),
    [(code, changes, cell) for code, cases in FOUND.items() for changes, cell in cases],
)
def test_a_finding_leads_to_the_cell_that_mends_it(code: str, changes: dict[str, Any], cell: str) -> None:
    edits = []
    for address, value in changes.items():
        sheet, _mark, at = address.partition("!")
        edits.append(Put(sheet, at, value))
    reading = inspect_workbook(edited(SAMPLE, *edits))
    assert [fault.text("vi") for fault in reading.faults] == []
    assert cell in [str(found.cell) for found in reading.findings if found.finding.code == code]


def test_every_finding_was_looked_at() -> None:
    said = {code for code in FINDINGS if not code.startswith("input_type_")}
    assert said <= FOUND.keys() | REFUSED_BEFORE
    assert REFUSED_BEFORE.isdisjoint(FOUND)
    assert FOUND.keys() <= FINDINGS.keys() | FORMULAS.keys()


def lines(*edits: Put) -> list[str]:
    """Place and code of everything that is said at once."""
    reading = inspect_workbook(edited(SAMPLE, *edits))
    assert reading.document is None
    blocking = [found for found in reading.findings if found.finding.level != "advice"]
    return [f"{fault.place} {fault.code}" for fault in reading.faults] + [
        f"{found.cell} {found.finding.code}" for found in blocking
    ]


def test_faults_and_findings_are_told_at_one_upload() -> None:
    assert lines(
        Put(TREE, "C8", None),
        Put(TREE, "H5", None),
        Put(TREE, "D12", "một"),
        Put(SCALE, "I9", 0.6),
        Put(SCALE, "N22", 0.8),
        Put(SCALE, "L19", "max_points * khac"),
        Put(CLASSES, "C6", 85),
    ) == [
        f"{TREE}!D12 not_number",
        f"{TREE}!H5 evidence_unnamed",
        f"{SCALE}!F8 steps_gap",
        f"{TREE}!C8 empty_title",
        f"{SCALE}!L19 unknown_name",
        f"{SCALE}!N22 weights_sum",
        f"{CLASSES}!C6 classes_not_descending",
    ]


@pytest.mark.parametrize("row", range(4, 16))
def test_a_code_that_stands_twice_is_told_once(row: int) -> None:
    wrong = "1" if row == 10 else "2" if row == 4 else "1.2" if row != 6 else "1.1"
    told = lines(Put(TREE, f"A{row}", wrong))
    assert told == [f"{TREE}!A{max(row, {'1.1': 5, '1.2': 6, '1': 4, '2': 10}[wrong])} code_twice"]


def test_a_fault_has_no_echo_among_the_findings() -> None:
    assert lines(Put(SCALE, "N22", "nhiều")) == [f"{SCALE}!N22 not_number"]
    assert lines(Put(CLASSES, "C4", "cao")) == [f"{CLASSES}!C4 not_number"]
    assert lines(Put(TREE, "D5", "một")) == [f"{TREE}!D5 not_number"]
    assert lines(Put(FACTS, "B24", "hai")) == [f"{FACTS}!B24 not_number"]
