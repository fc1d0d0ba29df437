"""The authoring workbook: what is written is read back exactly, and every fault names its cell and its mend."""

import io
import json
import os
import re
import struct
import unicodedata
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from parindex.criteria import enums
from parindex.criteria.workbook import inspect_workbook, read_workbook, write_template, write_workbook
from parindex.criteria.workbook.cells import Unclear, day, listed, number
from parindex.criteria.workbook.layout import TERMS, letters
from parindex.criteria.workbook.sample import sample_set
from parindex.criteria.workbook.sheets import SHEETS, USED
from parindex.criteria.workbook.wording import WORDING
from parindex.engine import read_set, write_set
from parindex.engine.numbers import Language
from parindex.engine.rules.kinds import KINDS
from tests.apps.criteria.workbooks import SOME_SETS, Edit, Put, documents, edited

#: Needs no database: once is enough.
pytestmark = pytest.mark.skipif(bool(os.environ.get("PARINDEX_DATABASE")), reason="needs no database")

EXAMPLES = sorted(Path(__file__).parents[3].glob("examples/*/criteria/*.json"))


def canonical(document: dict[str, Any]) -> dict[str, Any]:
    criteria_set = read_set(document).criteria_set
    assert criteria_set is not None
    return write_set(criteria_set)


SAMPLE = {lang: write_workbook(sample_set(lang), lang=lang) for lang in ("vi", "en")}


# Round trip ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_illustrative_sets_come_back_exactly(path: Path, lang: Language) -> None:
    document = canonical(json.loads(path.read_text()))
    assert read_workbook(write_workbook(document, lang=lang)) == (document, ())


def test_there_are_illustrative_sets() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_sample_uses_every_kind_of_rule_and_comes_back(lang: Language) -> None:
    document = canonical(sample_set(lang))
    kinds = {leaf["rule"]["kind"] for node in document["nodes"] for leaf in node["children"]}
    assert kinds == set(KINDS)
    reading = inspect_workbook(SAMPLE[lang])
    assert (reading.document, reading.faults) == (document, ())
    assert [str(finding.finding.level) for finding in reading.findings if finding.finding.level != "advice"] == []


@SOME_SETS
@given(documents())
def test_any_set_comes_back_exactly(document: dict[str, Any]) -> None:
    data = write_workbook(document)
    got, faults = read_workbook(data)
    assert [fault.text("en") for fault in faults] == []
    assert got == document


def test_the_same_set_gives_the_same_bytes() -> None:
    assert write_workbook(sample_set("vi")) == SAMPLE["vi"]


def test_a_workbook_saved_by_another_program_reads_the_same() -> None:
    assert read_workbook(edited(SAMPLE["vi"]))[0] == canonical(sample_set("vi"))


def test_an_incomplete_draft_can_be_written() -> None:
    draft = {"code": "X", "title": "Nháp", "nodes": [{"code": "1", "title": "Lĩnh vực", "children": [
        {"code": "1.1", "title": "Chưa xong", "max_points": ""},
        {"code": "1.2", "title": "Dở dang", "rule": {"kind": "steps", "quantity": {"ratio": ["a", ""]},
                                                     "steps": [{"from": "chín mươi", "points": ""}]}}]}]}  # fmt: skip
    document, faults = read_workbook(write_workbook(draft))
    assert document is None
    assert {fault.place for fault in faults} >= {"Tiêu chí!D5", "Tiêu chí!F5", "Tiêu chí!G6", "Thang điểm!F4"}


# What people and Excel do -------------------------------------------------------------------------------------------


def same_as_sample(*edits: Edit) -> None:
    document, faults = read_workbook(edited(SAMPLE["vi"], *edits))
    assert [fault.text("vi") for fault in faults] == []
    assert document == canonical(sample_set("vi"))


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("Tiêu chí", "D5", "1,0"),
        ("Tiêu chí", "D5", " 1 "),
        ("Tiêu chí", "D5", "\u00a01"),
        ("Tiêu chí", "D5", "１"),
        ("Tiêu chí", "A5", 1.1),
        ("Tiêu chí", "A4", 1),
        ("Tiêu chí", "A5", " 1.1\u00a0"),
        ("Tiêu chí", "A5", "１.１"),
        ("Tiêu chí", "F5", "chọn mức"),
        ("Tiêu chí", "F5", "CHON MUC"),
        ("Tiêu chí", "F5", "choice"),
        ("Tiêu chí", "F5", unicodedata.normalize("NFD", "Chọn mức")),
        ("Tiêu chí", "C5", unicodedata.normalize("NFD", "Ban hành kế hoạch cải cách hành chính năm ")),
        ("Tiêu chí", "G6", "hoan_thanh/ke_hoach"),
        ("Tiêu chí", "G6", "hoan_thanh : ke_hoach"),
        ("Tiêu chí", "I5", "x"),
        ("Tiêu chí", "I5", True),
        ("Tiêu chí", "N5", "một cột ghi chú thêm"),
        ("Thang điểm", "F8", "70%"),
        ("Thang điểm", "F8", "70 %"),
        ("Thang điểm", "F8", "≥ 0,7"),
        ("Thang điểm", "F8", "0.70"),
        ("Thang điểm", "A8", None),
        ("Thang điểm", "N22", "60%"),
        ("Thang điểm", "N22", "0,6"),
        ("Tiêu chí", "F11", "Tuyến tính giữa hai mốc"),
        ("Thang điểm", "A8", 1.2),
        ("Thang điểm", "B8", "gõ nhầm vào ô tự hiện"),
        ("Bộ tiêu chí", "B11", "16/10/2023"),
        ("Bộ tiêu chí", "B11", date(2023, 10, 16)),
        ("Bộ tiêu chí", "B11", "2023-10-16"),
        ("Bộ tiêu chí", "A5", "MA BO TIEU CHI"),
        ("Tiêu chí", "D3", "diem toi da"),
        ("Tiêu chí", "D3", "Maximum points"),
        ("Bộ tiêu chí", "B22", "2, 1"),
    ],
)
def test_habits_of_people_and_excel_are_understood(sheet: str, cell: str, value: Any) -> None:
    same_as_sample(Put(sheet, cell, value))


def test_blank_hidden_and_merged_rows_and_a_moved_heading_are_understood() -> None:
    def edit(book: Any) -> None:
        criteria, scale = book["Tiêu chí"], book["Thang điểm"]
        criteria.insert_rows(6, 2)
        criteria.row_dimensions[9].hidden = True
        criteria.insert_rows(1, 3)
        criteria["A1"] = "ỦY BAN NHÂN DÂN TỈNH"
        scale.merge_cells("A4:A6")
        book["Số liệu"].title = "SO LIEU"
        book.move_sheet("Tiêu chí", offset=-2)
        book.create_sheet("Sheet1")

    same_as_sample(edit)


def test_a_column_may_move() -> None:
    def edit(book: Any) -> None:
        sheet = book["Xếp loại"]
        for row in range(3, 9):
            sheet.cell(row, 2).value, sheet.cell(row, 3).value = sheet.cell(row, 3).value, sheet.cell(row, 2).value

    same_as_sample(edit)


def test_a_million_empty_rows_are_read_at_once() -> None:
    blanks = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(50, 1_048_577))

    def stuff(name: str, data: bytes) -> bytes:
        return data.replace(b"</sheetData>", blanks.encode() + b"</sheetData>") if name.endswith("sheet3.xml") else data

    assert read_workbook(rezipped(SAMPLE["vi"], stuff))[0] == canonical(sample_set("vi"))


def rezipped(data: bytes, change: Any) -> bytes:
    """The same archive with its parts changed one by one; a part that becomes None is dropped."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (0.5, Decimal("0.5")), (0.1 + 0.2, Decimal("0.3")), (2, Decimal(2)), ("0,5", Decimal("0.5")),
        ("1.234,5", Decimal("1234.5")), ("1,234.5", Decimal("1234.5")), ("1.234.567", Decimal(1234567)),
        ("50%", Decimal("0.5")), ("−3", Decimal(-3)), ("+3", Decimal(3)), ("1 000", Decimal(1000)),
        ("0.125", Decimal("0.125")), ("1.000", Unclear("1", "1000")), ("2,500", Unclear("2.5", "2500")),
        ("1e5", None), ("mười", None), ("1.2.3", None), (True, None), (date(2023, 1, 2), None), ("%", None),
    ],
)  # fmt: skip
def test_numbers_are_read_or_refused_never_guessed(typed: Any, means: Any) -> None:
    assert number(typed) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [("5/12/2023", date(2023, 12, 5)), ("05.12.2023", date(2023, 12, 5)), ("2023-12-05", date(2023, 12, 5)),
     ("31/02/2023", None), ("12/2023", None), (45000.0, None)],
)  # fmt: skip
def test_dates_are_read_day_first(typed: Any, means: date | None) -> None:
    assert day(typed) == means


@pytest.mark.parametrize(("typed", "means"), [("Có", "yes"), ("co", "yes"), ("NO", "no"), ("0", "no"), ("✓", "yes")])
def test_yes_and_no_in_many_forms(typed: str, means: str) -> None:
    found = listed(typed, "flag")
    assert found is not None
    assert found.value == means


# Faults, literally --------------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "a criterion without a rule": (
        {"criteria!F6": None, "criteria!G6": None},
        ["Tiêu chí!F6: 1.2 chưa có cách tính điểm → chọn cách tính trong danh sách, hoặc thêm tiêu chí cấp dưới ở các"
         " dòng dưới"],
        ["Criteria!F6: 1.2 has no rule → choose a rule from the list, or add children in the rows below"],
    ),
    "a rule without its rows": (
        {f"scale!{column}{row}": None for row in (7, 8, 9) for column in "AFGHIL"},
        ["Tiêu chí!F6: cách tính “Bậc thang” cần ít nhất một dòng ở trang tính “Thang điểm” → thêm dòng có mã 1.2"],
        ["Criteria!F6: the rule “Steps” needs at least one row on the sheet “Scale” → add a row with the code 1.2"],
    ),
    "an unknown rule": (
        {"criteria!F6": ("Bậc than", "Stepps")},
        ["Tiêu chí!F6: “Bậc than” không có trong danh sách “Cách tính điểm” → có phải là “Bậc thang”? Chọn một trong:"
         " Chọn mức; Đạt đủ điều kiện; Bậc thang; Theo tỷ lệ; Theo tỷ lệ giữa hai mốc; Cộng điểm theo trường hợp;"
         " Trừ điểm theo trường hợp; Công thức; Đánh giá có nêu lý do; Điều tra xã hội học"],
        ["Criteria!F6: “Stepps” is not in the list “Rule” → did you mean “Steps”? Choose one of: Choice of a"
         " level; All conditions; Steps; Proportional; Linear between two values; Points for each item; Deduction for"
         " each case; Formula; Judgement with a reason; Sociological survey"],
    ),
    "no maximum": (
        {"criteria!D6": None},
        ["Tiêu chí!D6: 1.2 chưa có điểm tối đa → ghi điểm tối đa, ví dụ 2"],
        ["Criteria!D6: 1.2 has no maximum points → write the maximum points, for example 2"],
    ),
    "points that are no number": (
        {"criteria!D6": ("hai điểm", "two points")},
        ["Tiêu chí!D6: “hai điểm” không phải là số → ghi một số, ví dụ 0,5"],
        ["Criteria!D6: “two points” is not a number → write a number, for example 0.5"],
    ),
    "a number with two meanings": (
        {"criteria!D6": "2.500"},
        ["Tiêu chí!D6: “2.500” có thể là 2,5 hoặc 2500 → ghi 2,5 với dấu phẩy thập phân, hoặc 2500 không có dấu phân"
         " nhóm"],
        ["Criteria!D6: “2.500” may mean 2.5 or 2500 → write 2.5, or 2500 without a grouping mark"],
    ),
    "a negative number": (
        {"scale!L10": -0.25},
        ["Thang điểm!L10: số −0,25 không được nhỏ hơn 0 → ghi số từ 0 trở lên; điểm trừ cũng ghi số dương"],
        ["Scale!L10: −0.25 may not be less than 0 → write 0 or more; penalties are positive too"],
    ),
    "a code twice": (
        {"criteria!A6": "1.1"},
        ["Tiêu chí!A6: mã 1.1 đã có ở dòng 5 → đổi một trong hai mã"],
        ["Criteria!A6: the code 1.1 stands already in row 5 → change one of the two"],
    ),
    "1.10 became 1.1": (
        {"criteria!A9": 1.1},
        ["Tiêu chí!A9: mã là số 1,1, trùng hoặc sai thứ tự: Excel đã đổi 1.10 thành 1,1 → gõ lại '1.10 (có dấu nháy đơn"
         " ở đầu để giữ dạng văn bản)"],
        ["Criteria!A9: the code is the number 1.1, out of order or twice: Excel turned 1.10 into 1.1 → type '1.10 with"
         " the apostrophe in front, which keeps it text"],
    ),
    "a code became a date": (
        {"criteria!A6": date(2023, 2, 1)},
        ["Tiêu chí!A6: Excel đã đổi mã thành ngày 01/02/2023 → định dạng ô là Văn bản (Text) rồi gõ lại mã"],
        ["Criteria!A6: Excel turned the code into the date 01/02/2023 → format the cell as Text and type the code"
         " again"],
    ),
    "no code": (
        {"criteria!A6": None},
        ["Tiêu chí!A6: dòng này chưa có mã → ghi mã, hoặc xóa cả dòng nếu không dùng"],
        ["Criteria!A6: this row has no code → write its code, or delete the whole row"],
    ),
    "no parent": (
        {"criteria!A6": "3.2"},
        ["Tiêu chí!A6: mã 3.2 thuộc 3, nhưng không có dòng nào mang mã 3 → thêm dòng 3 ở phía trên, sửa mã 3.2,"
         " hoặc ghi"
         " cột “Cấp”"],
        ["Criteria!A6: 3.2 belongs to 3, but no row has the code 3 → add a row 3 above, correct 3.2, or fill in the"
         " column “Level”"],
    ),
    "parent below its child": (
        {"criteria!A4": "2", "criteria!A10": "1"},
        ["Tiêu chí!A5: mã 1.1 thuộc 1, nhưng dòng 1 lại ở phía dưới (dòng 10) → chuyển dòng 1 lên trên dòng 1.1"],
        ["Criteria!A5: 1.1 belongs to 1, which stands below it (row 10) → move the row 1 above 1.1"],
    ),
    "a level without the one above": (
        {"criteria!B5": 3},
        ["Tiêu chí!B5: cấp 3 không có dòng cấp 2 nào ở phía trên → sửa cấp, hoặc thêm dòng cấp 2 ở phía trên"],
        ["Criteria!B5: level 3 has no row of level 2 above it → correct the level, or add a row of level 2 above"],
    ),
    "a rule on a field": (
        {"criteria!F4": ("Công thức", "Formula")},
        ["Tiêu chí!F4: 1 có tiêu chí cấp dưới nên không dùng cột “Cách tính điểm” → xóa ô này, hoặc chuyển nội dung"
         " xuống tiêu"
         " chí cấp dưới"],
        ["Criteria!F4: 1 has children, so “Rule” does not apply → clear this cell, or move its content down to the"
         " children"],
    ),
    "no quantity": (
        {"criteria!G6": None},
        ["Tiêu chí!G6: cách tính “Bậc thang” cần đại lượng → ghi tên số liệu, hoặc tử số / mẫu số, ví dụ dung_han /"
         " tong_so"],
        ["Criteria!G6: the rule “Steps” needs a quantity → write a figure's name, or numerator / denominator, for"
         " example on_time / total"],
    ),
    "a quantity of three": (
        {"criteria!G6": "a / b / c"},
        ["Tiêu chí!G6: “a / b / c” không phải là đại lượng → ghi một tên số liệu, hoặc tử số / mẫu số với một dấu /, ví"
         " dụ dung_han / tong_so"],
        ["Criteria!G6: “a / b / c” is not a quantity → write one figure's name, or numerator / denominator with one /,"
         " for example on_time / total"],
    ),
    "a quantity where none is used": (
        {"criteria!G7": "late"},
        ["Tiêu chí!G7: cách tính “Trừ điểm theo trường hợp” không dùng đại lượng → xóa ô này; tên số liệu ghi ở"
         " trang tính “Thang điểm”"],
        ["Criteria!G7: the rule “Deduction for each case” uses no quantity → clear this cell; names of figures"
         " stand on the sheet"
         " “Scale”"],
    ),
    "a name with blanks": (
        {"scale!D10": ("báo cáo chậm", "late reports")},
        ["Thang điểm!D10: “báo cáo chậm” không dùng làm tên số liệu được → chỉ dùng chữ cái, chữ số, dấu gạch dưới, bắt"
         " đầu bằng chữ cái; ví dụ bao_cao_cham"],
        ["Scale!D10: “late reports” cannot be the name of a figure → use letters, digits and underscores, beginning"
         " with a letter; for example late_reports"],
    ),
    "a cell that the rule does not use": (
        {"scale!F4": 0.5},
        ["Thang điểm!F4: cách tính “Chọn mức” của 1.1 không dùng cột “Từ (≥)” → xóa ô này; cần điền: Mỗi"
         " mức một dòng: mã mức, nội dung; điểm hoặc tỷ lệ điểm tối đa"],
        ["Scale!F4: the rule “Choice of a level” of 1.1 does not use “From (≥)” → clear this cell; fill in: One row per"
         " level: its"
         " code and text; points, or share of the maximum"],
    ),
    "no points": (
        {"scale!L7": None},
        ["Thang điểm!L7: thiếu điểm → cần điền: Mỗi mức một dòng: giới hạn dưới (từ hoặc trên), giới hạn trên (đến hoặc"
         " dưới), điểm"],
        ["Scale!L7: the points are missing → fill in: One row per step: lower edge (from or above), upper edge (to or"
         " below), points"],
    ),
    "points and a share": (
        {"scale!M4": 0.5},
        ["Thang điểm!M4: dòng này ghi cả điểm và tỷ lệ điểm tối đa → giữ một trong hai, xóa ô kia"],
        ["Scale!M4: this row states both points and a share of the maximum → keep one of the two, clear the other"],
    ),
    "a share over 100 %": (
        {"scale!M5": 50},
        ["Thang điểm!M5: tỷ lệ 50 phải nằm trong khoảng từ 0% đến 100% → ghi kèm dấu %, ví dụ 50%"],
        ["Scale!M5: the share 50 must lie between 0 % and 100 % → write it with its sign, for example 50%"],
    ),
    "a weight without its sign": (
        {"scale!N22": 60},
        ["Thang điểm!N22: tỷ lệ 60 phải nằm trong khoảng từ 0% đến 100% → ghi kèm dấu %, ví dụ 50%"],
        ["Scale!N22: the share 60 must lie between 0 % and 100 % → write it with its sign, for example 50%"],
    ),
    "two lower edges": (
        {"scale!G8": 0.8},
        ["Thang điểm!G8: mức ghi cả “Từ (≥)” và “Trên (>)” → giữ một trong hai, xóa ô kia"],
        ["Scale!G8: this step has both “From (≥)” and “Above (>)” → keep one of the two, clear the other"],
    ),
    "a line with one end": (
        {"scale!A17": None, "scale!J17": None, "scale!L17": None},
        ["Tiêu chí!F11: cách tính “Theo tỷ lệ giữa hai mốc” cần đúng 2 dòng ở trang tính “Thang điểm”, đang có"
         " 1 → Đúng hai dòng: tại giá"
         " trị – điểm (mốc thấp trước, mốc cao sau)"],
        ["Criteria!F11: the rule “Linear between two values” needs exactly 2 row(s) on the sheet “Scale”, there"
         " are 1 → Exactly two rows:"
         " at value – points (the start first, then the end)"],
    ),
    "details of an unknown criterion": (
        {"scale!A15": "9.9"},
        ["Tiêu chí!F9: cách tính “Cộng điểm theo trường hợp” cần đúng 1 dòng ở trang tính “Thang điểm”, đang có 0 →"
         " Đúng một dòng:"
         " tên số liệu, điểm cho mỗi trường hợp",
         "Thang điểm!A15: không có tiêu chí nào mang mã 9.9 ở trang tính “Tiêu chí” → sửa mã, hoặc thêm tiêu chí 9.9"
         " vào trang tính"
         " “Tiêu chí”"],
        ["Criteria!F9: the rule “Points for each item” needs exactly 1 row(s) on the sheet “Scale”, there are"
         " 0 → Exactly one row:"
         " the figure's name, points for each one",
         "Scale!A15: no criterion on the sheet “Criteria” has the code 9.9 → correct the code, or add 9.9 to the sheet"
         " “Criteria”"],
    ),
    "details of a field": (
        {"figures!A4": "1"},
        ["Số liệu!A4: 1 có tiêu chí cấp dưới nên không có thang điểm, số liệu → sửa mã thành mã của tiêu chí cấp"
         " dưới, hoặc xóa dòng"],
        ["Figures!A4: 1 has children, so it has neither scale nor figures → write the code of one of its children, or"
         " delete the row"],
    ),
    "a figure twice": (
        {"figures!C6": ("hoan_thanh", "completed")},
        ["Số liệu!C6: số liệu hoan_thanh của 1.2 đã có ở dòng 5 → xóa một trong hai dòng"],
        ["Figures!C6: the figure completed of 1.2 stands already in row 5 → delete one of the two rows"],
    ),
    "points on a condition": (
        {"scale!L12": 1},
        ["Thang điểm!L12: dòng của một điều kiện không ghi điểm → xóa ô này; điểm khi thiếu điều kiện ghi ở một dòng"
         " riêng, không có tên điều kiện"],
        ["Scale!L12: the row of a condition has no points → clear this cell; points that remain otherwise stand in"
         " a row"
         " of their own, without a condition"],
    ),
    "no option code": (
        {"scale!D5": None},
        ["Thang điểm!D5: thiếu “Mã mức, tên số liệu” → cần điền: Mỗi mức một dòng: mã mức, nội dung;"
         " điểm hoặc tỷ lệ điểm tối đa"],
        ["Scale!D5: “Level or figure” is missing → fill in: One row per level: its code and text; points, or share of"
         " the maximum"],
    ),
    "a decision without its number": (
        {"facts!B10": None},
        ["Bộ tiêu chí!B10: thiếu “Số quyết định ban hành” → điền ở dòng “Số quyết định ban hành” của trang tính này"],
        ["Criteria set!B10: “Number of the decision” is missing → fill it in on the row “Number of the decision”"
         " of this"
         " sheet"],
    ),
    "a day that does not exist": (
        {"facts!B11": "31/02/2023"},
        ["Bộ tiêu chí!B11: “31/02/2023” không phải là ngày → ghi theo dạng ngày/tháng/năm, ví dụ 31/12/2023"],
        ["Criteria set!B11: “31/02/2023” is not a date → write day/month/year, for example 31/12/2023"],
    ),
    "a period that runs backwards": (
        {"facts!B13": date(2021, 1, 1)},
        [
            "Bộ tiêu chí!B13: Kỳ đánh giá kết thúc trước khi bắt đầu. → Đổi chỗ ngày bắt đầu và ngày kết thúc, hoặc "
            "sửa năm của ngày kết thúc."
        ],
        [
            "Criteria set!B13: The period ends before it begins. → Exchange the first and the last day, or correct the "
            "year of the last."
        ],
    ),
    "too many places": (
        {"facts!B18": 12},
        ["Bộ tiêu chí!B18: “12” phải là số nguyên từ 0 đến 10 → ghi một số nguyên trong khoảng đó"],
        ["Criteria set!B18: “12” must be a whole number from 0 to 10 → write a whole number between the two"],
    ),
    "a code for a set that starts a formula": (
        {"facts!B5": "@BK"},
        ["Bộ tiêu chí!B5: “@BK” không dùng làm mã được → dùng tối đa 64 ký tự, không bắt đầu bằng = + - @; ví dụ 1.2"],
        ["Criteria set!B5: “@BK” cannot be a code → use at most 64 characters, not beginning with = + - @; for example"
         " 1.2"],
    ),
    "an item that is neither": (
        {"items!A4": ("Khen", "Praise")},
        ["Điểm thưởng, điểm trừ!A4: “Khen” không có trong danh sách “Thưởng hoặc trừ” → chọn một trong: Thưởng; Trừ"],
        ["Bonus and penalty!A4: “Praise” is not in the list “Bonus or penalty” → choose one of: Bonus; Penalty"],
    ),
    "a text beyond reading": (
        {"criteria!C6": "x" * 20_001},
        ["Tiêu chí!C6: nội dung dài 20.001 ký tự, quá 20.000 → rút gọn, hoặc đưa phần chi tiết vào văn bản hướng dẫn"],
        ["Criteria!C6: the text has 20,001 characters, more than 20,000 → shorten it, or move details into the guidance"
         " letter"],
    ),
    "a heading that is gone": (
        {"criteria!A3": None},
        ["Tiêu chí!3: không tìm thấy cột “Mã” trong dòng tiêu đề → thêm lại cột có tiêu đề “Mã”"],
        ["Criteria!3: the column “Code” was not found in the heading → add a column with the heading “Code”"],
    ),
    "a heading twice": (
        {"classes!F3": ("Tên loại", "Title")},
        ["Xếp loại!F3: tiêu đề cột “Tên loại” xuất hiện hai lần → giữ một cột, xóa hoặc đổi tên cột kia"],
        ["Classes!F3: the heading “Title” stands twice → keep one of the columns, delete or rename the other"],
    ),
}  # fmt: skip


def typed(changes: dict[str, Any], lang: Language) -> list[Edit]:
    names = {layout.key: layout.label(lang) for layout in SHEETS}
    edits = []
    for address, value in changes.items():
        sheet, cell = address.split("!")
        text = value[0 if lang == "vi" else 1] if isinstance(value, tuple) else value
        edits.append(Put(names[sheet], cell, text))
    return edits


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_with_its_cell_and_its_mend(name: str, lang: Language) -> None:
    changes, vi, en = FAULTS[name]
    document, faults = read_workbook(edited(SAMPLE[lang], *typed(changes, lang)))
    expected = vi if lang == "vi" else en
    assert [fault.text(lang) for fault in faults][: len(expected)] == expected
    assert document is None


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    names = ["a decision without its number", "no maximum", "no quantity", "points and a share", "a figure twice"]
    edits = [edit for name in names for edit in typed(FAULTS[name][0], "vi")]
    _document, faults = read_workbook(edited(SAMPLE["vi"], *edits))
    assert [fault.text("vi") for fault in faults] == [text for name in names for text in FAULTS[name][1]]


def test_findings_of_lint_are_brought_back_to_their_cells() -> None:
    reading = inspect_workbook(edited(SAMPLE["vi"], Put("Tiêu chí", "D4", 7), Put("Thang điểm", "F8", 0.6)))
    assert reading.faults == ()
    places = {str(found.cell): found.finding.code for found in reading.findings}
    assert places["Tiêu chí!D4"]
    assert any(place.startswith("Thang điểm!") for place in places), places


@pytest.mark.parametrize("name", ["Xếp loại", "Thang điểm"])
def test_a_renamed_sheet_is_named_and_never_taken_as_empty(name: str) -> None:
    def edit(book: Any) -> None:
        book[name].title = "Xep hang"

    document, faults = read_workbook(edited(SAMPLE["vi"], edit))
    assert document is None
    assert [fault.text("vi") for fault in faults] == [
        "Xep hang: trang tính “Xep hang” có nội dung nhưng không thuộc mẫu nên không được đọc, trong khi tệp thiếu"
        f" “{name}” → nếu đây là trang tính còn thiếu thì đặt lại đúng tên “{name}”; nếu là ghi chú riêng thì chuyển"
        " sang tệp khác"
    ]


def test_a_renamed_column_is_named_once() -> None:
    _document, faults = read_workbook(edited(SAMPLE["vi"], Put("Tiêu chí", "D3", "Diem")))
    assert [(fault.place, fault.code) for fault in faults] == [
        ("Tiêu chí!3", "column_missing"), ("Tiêu chí!D3", "column_unknown")
    ]  # fmt: skip
    assert "“Điểm tối đa”" in faults[0].text("vi")
    assert "“Diem”" in faults[1].text("vi")


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "code"),
    [
        ("Xếp loại", "C3", "Nguong", "column_unknown"),
        ("Tiêu chí", "H3", None, "column_unnamed"),
        ("Tiêu chí", "P4", "ghi chú bên lề", None),
        ("Bộ tiêu chí", "A6", "Ten bo", "fact_unknown"),
    ],
)
def test_what_stands_under_no_known_name_is_not_lost(sheet: str, cell: str, typed: Any, code: str | None) -> None:
    _document, faults = read_workbook(edited(SAMPLE["vi"], Put(sheet, cell, typed)))
    found = [fault for fault in faults if fault.code in {"column_unknown", "column_unnamed", "fact_unknown"}]
    assert [(fault.place, fault.code) for fault in found] == ([(f"{sheet}!{cell}", code)] if code else [])


def test_an_excel_error_is_named() -> None:
    def error(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet3.xml"):
            return data
        start = data.index(b'<c r="D5"')
        end = data.index(b"</c>", start) + 4
        return data[:start] + b'<c r="D5" t="e"><f>A1/0</f><v>#DIV/0!</v></c>' + data[end:]

    _document, faults = read_workbook(rezipped(SAMPLE["vi"], error))
    assert faults[0].text("vi") == (
        "Tiêu chí!D5: ô chứa lỗi công thức của Excel → gõ trực tiếp nội dung vào ô, không bắt đầu bằng dấu ="
    )


# Files --------------------------------------------------------------------------------------------------------------


def compound_file(stream: str) -> bytes:
    """The head of an OLE file, as old and as password-protected workbooks have it, with one stream's name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream.encode("utf-16-le") + bytes(500)


def bomb() -> bytes:
    """A workbook of 200 KB that says that it unpacks to 4 KB, and unpacks to 210 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(210):
                part.write(b"<row></row>" + bytes(1 << 20))
    data = stream.getvalue()
    size = 210 * ((1 << 20) + 11)
    return data.replace(struct.pack("<I", size), struct.pack("<I", 4096))


def far_away() -> bytes:
    return rezipped(
        SAMPLE["vi"],
        lambda name, data: (
            data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
            if name.endswith("sheet3.xml")
            else data
        ),
    )


FILES: dict[str, tuple[Any, str, str]] = {
    "empty": (
        b"", "tệp rỗng → tải lên lại; nếu vẫn rỗng, mở bằng Excel rồi lưu lại",
        "the file is empty → upload it again; if it is still empty, open it in Excel and save it again",
    ),
    "foreign": (
        b"%PDF-1.7 not a workbook",
        "tệp tải lên không phải là tệp Excel (.xlsx) → mở bằng Excel hoặc LibreOffice, chọn Lưu thành (Save As), kiểu"
        " tệp Excel (.xlsx)",
        "the file is not an Excel workbook (.xlsx) → open it in Excel or LibreOffice and choose Save As, type Excel"
        " (.xlsx)",
    ),
    "old": (
        compound_file("Workbook"),
        "tệp thuộc định dạng Excel 97–2003 (.xls), dù tên có thể là .xlsx → mở bằng Excel, chọn Lưu thành (Save"
        " As), kiểu"
        " Excel Workbook (.xlsx)",
        "the file is in the format of Excel 97–2003 (.xls), whatever its name says → open it in Excel and choose Save"
        " As, type Excel Workbook (.xlsx)",
    ),
    "locked": (
        compound_file("EncryptedPackage"),
        "tệp được đặt mật khẩu mở → mở bằng Excel, vào Tệp > Thông tin > Bảo vệ sổ làm việc > Mã hóa bằng mật khẩu, xóa"
        " mật khẩu rồi lưu",
        "the file needs a password to open → open it in Excel, go to File > Info > Protect Workbook > Encrypt with"
        " Password, clear it and save",
    ),
    "broken": (
        SAMPLE["vi"][:3000],
        "tệp bị hỏng, không đọc được → mở bằng Excel (Excel sẽ đề nghị sửa), lưu lại rồi tải lên; hoặc chép lại từ bản"
        " gốc",
        "the file is damaged and cannot be read → open it in Excel, which offers to repair it, save it and upload"
        " it; or"
        " copy it again from the original",
    ),
    "bomb": (
        bomb,
        "nội dung giải nén của tệp lớn hơn 200 MB → xóa các trang tính, hình ảnh và vùng định dạng thừa; hoặc chép"
        " nội dung sang mẫu mới",
        "unpacked, the file is larger than 200 MB → remove sheets, pictures and formatted areas that are not needed, or"
        " copy the content into a new template",
    ),
    "far away": (
        far_away,
        "Tiêu chí: có dữ liệu ở ô XFD1048576, ngoài vùng đọc được (20.000 dòng, 100 cột) → xóa các dòng, cột thừa"
        " ở phía"
        " dưới và bên phải rồi lưu lại",
        "Tiêu chí: there is something in cell XFD1048576, outside of what is read (20,000 rows, 100 columns) →"
        " delete the"
        " rows and columns that are not needed below and to the right, and save",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(name: str) -> None:
    source, vi, en = FILES[name]
    document, faults = read_workbook(source() if callable(source) else source)
    assert document is None
    assert (faults[0].text("vi"), faults[0].text("en")) == (vi, en)


def test_a_missing_sheet_is_named_with_those_that_are_there() -> None:
    def edit(book: Any) -> None:
        book["Tiêu chí"].title = "Sheet1"

    _document, faults = read_workbook(edited(SAMPLE["vi"], edit))
    assert faults[0].text("vi") == (
        "thiếu trang tính “Tiêu chí”; tệp có: Hướng dẫn, Bộ tiêu chí, Sheet1, Thang điểm, Số liệu, Xếp loại, Điểm"
        " thưởng, điểm"
        " trừ, Danh mục → đặt lại tên trang tính đúng là “Tiêu chí”, hoặc chép nội dung sang mẫu tải từ phần mềm"
    )


@pytest.mark.parametrize("keep", [*range(0, 30_000, 2_999), 30_000])
def test_a_cut_file_never_crashes(keep: int) -> None:
    document, faults = read_workbook(SAMPLE["vi"][:keep])
    assert document is None
    assert faults


@pytest.mark.parametrize("seed", range(15))
def test_a_damaged_file_never_crashes(seed: int) -> None:
    data = bytearray(SAMPLE["vi"])
    for step in range(25):
        data[(seed * 7919 + step * 104_729) % len(data)] ^= 1 << (step % 8)
    document, faults = read_workbook(bytes(data))
    assert (document is None) == bool(faults)


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"],
)
def test_a_missing_part_never_crashes(part: str) -> None:
    document, faults = read_workbook(rezipped(SAMPLE["vi"], lambda name, data: None if name == part else data))
    assert (document is None) == bool(faults)


def test_cells_without_an_address_are_refused() -> None:
    import re

    def strip(name: str, data: bytes) -> bytes:
        return re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", data) if name.endswith("sheet3.xml") else data

    _document, faults = read_workbook(rezipped(SAMPLE["vi"], strip))
    assert [fault.code for fault in faults] == ["file_unusual"]


# The form itself ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["vi", "en"])
def template(request: pytest.FixtureRequest) -> Any:
    return request.param, load_workbook(io.BytesIO(write_template(lang=request.param)))


def sheet_of(template: Any, key: str, prefix: str = "") -> Worksheet:
    lang, book = template
    found: Worksheet = book[prefix + next(layout for layout in SHEETS if layout.key == key).label(lang)]
    return found


def test_the_template_has_its_sheets_and_a_removable_example(template: Any) -> None:
    lang, book = template
    names = [layout.label(lang) for layout in SHEETS]
    example = [("VD " if lang == "vi" else "Ex ") + name for name in names]
    guide, lists = ("Hướng dẫn", "Danh mục") if lang == "vi" else ("Guide", "Lists")
    assert book.sheetnames == [guide, *names, *example, lists]


def test_the_empty_template_says_what_is_to_be_done(template: Any) -> None:
    lang, _book = template
    _document, faults = read_workbook(write_template(lang=lang))
    assert [fault.code for fault in faults] == ["fact_missing", "no_criteria"]


def test_the_example_of_the_template_can_be_made_the_set(template: Any) -> None:
    lang, _book = template

    def edit(book: Any) -> None:
        for layout in SHEETS:
            name = layout.label(lang)
            del book[name]
            book[("VD " if lang == "vi" else "Ex ") + name].title = name

    document, faults = read_workbook(edited(write_template(lang=lang), edit))
    assert [fault.text(lang) for fault in faults] == []
    assert document == canonical(sample_set(lang))


def test_only_what_is_filled_in_is_unlocked(template: Any) -> None:
    for layout in SHEETS:
        sheet = sheet_of(template, layout.key)
        assert sheet.protection.sheet
        assert sheet["A1"].protection.locked
        assert sheet["A3"].protection.locked
    criteria, facts = sheet_of(template, "criteria"), sheet_of(template, "facts")
    open_columns = {
        position
        for group in criteria.column_dimensions.values()
        if not group.protection.locked
        for position in range(group.min, group.max + 1)
    }
    assert open_columns == set(range(1, 14))
    assert facts["A5"].protection.locked
    assert not facts["B5"].protection.locked
    assert facts["C5"].protection.locked


def test_the_sheets_print_on_a4_with_their_heading(template: Any) -> None:
    for layout in SHEETS:
        sheet = sheet_of(template, layout.key)
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.freeze_panes is not None
        if layout.key != "facts":
            assert sheet.print_title_rows == "$3:$3"
            assert re.search(r"\$A\$1:\$[A-Z]+\$23\Z", sheet.print_area)


def test_a_copy_that_libreoffice_saved_is_the_same_set() -> None:
    """Saved by LibreOffice Calc 7.4 in its Vietnamese settings, which write numbers with a comma on the screen."""
    document, faults = read_workbook(Path(__file__).with_name("saved_by_libreoffice.xlsx"))
    reading = read_set(sample_set("vi"))
    assert reading.criteria_set is not None
    assert faults == ()
    assert document == write_set(reading.criteria_set)


def test_rows_are_as_high_as_their_text_and_stay_automatic() -> None:
    """A height that counts as chosen by a person would stay when the text grows."""
    long = "Đơn vị gửi báo cáo đúng hạn, đúng mẫu và có đủ số liệu theo yêu cầu. " * 4
    document = sample_set("vi")
    document["nodes"][0]["children"][0]["guidance"] = long
    package = zipfile.ZipFile(io.BytesIO(write_workbook(document)))
    rows = re.findall(r"<row ([^>]*)>", package.read("xl/worksheets/sheet3.xml").decode())
    found = [dict(re.findall(r'(\w+)="([^"]*)"', row)) for row in rows]
    heading, field, leaf = found[2], found[3], found[4]
    assert heading["customHeight"] == "1"
    assert "ht" not in field
    assert float(leaf["ht"]) > 5 * 15
    assert "customHeight" not in leaf


def test_headings_carry_notes_and_lists_drop_down(template: Any) -> None:
    lang, _book = template
    for layout in SHEETS[1:]:
        sheet = sheet_of(template, layout.key)
        validated = {str(area) for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
        for position, column in enumerate(layout.columns, start=1):
            cell = sheet.cell(3, position)
            assert cell.value == column.label(lang)
            if column.form != "auto":
                assert cell.comment.text.endswith(column.hint(lang))
            if column.form in {"list", "number", "percent", "auto"}:
                assert any(area.startswith(f"{cell.column_letter}4:") or "B4:C" in area for area in validated), column
            assert sheet.column_dimensions[cell.column_letter].width >= 6


def test_codes_are_kept_as_text(template: Any) -> None:
    sheet = sheet_of(template, "criteria", "VD " if template[0] == "vi" else "Ex ")
    assert sheet["A5"].number_format == "@"
    assert sheet["A5"].value == "1.1"
    assert sheet_of(template, "criteria").column_dimensions["A"].number_format == "@"


# The description of the form ----------------------------------------------------------------------------------------


def test_no_two_labels_of_a_sheet_or_list_can_be_taken_for_each_other() -> None:
    for layout in SHEETS:
        for lang in ("vi", "en"):
            found = [letters(column.label(lang)) for column in layout.columns]
            assert len(set(found)) == len(found), layout.key
    for name, terms in TERMS.items():
        owners: dict[str, str] = {}
        for term in terms:
            for text in {letters(term.value), letters(term.vi), letters(term.en)}:
                assert owners.setdefault(text, term.value) == term.value, (name, text)


def test_every_kind_of_the_engine_is_on_the_form() -> None:
    assert tuple(term.value for term in TERMS["kind"]) == KINDS
    assert set(USED) == set(KINDS)


def test_both_languages_of_a_message_take_the_same_values() -> None:
    import string

    for key, texts in WORDING.items():
        vi, en = (
            {name for text in pair for _, name, _, _ in string.Formatter().parse(text) if name}
            for pair in (texts[:2], texts[2:])
        )
        assert vi == en, key


@pytest.mark.parametrize(
    ("terms", "choices"),
    [
        ("kind", enums.RuleKind),
        ("source", enums.ValueSource),
        ("not_arising", enums.WhenNotArising),
        ("input_type", enums.FigureType),
        ("not_applicable", enums.NotApplicablePolicy),
        ("without_survey", enums.WithoutSurveyPolicy),
        ("rounding", enums.RoundingMode),
        ("rank_on", enums.RankOnPolicy),
        ("ties", enums.TiesPolicy),
    ],
)
def test_what_the_screens_call_it_the_workbook_understands(terms: str, choices: Any) -> None:
    assert [term.value for term in TERMS[terms]] == list(choices.values) or terms == "rank_on"
    for language in ("vi", "en"):
        with translation.override(language):
            for choice in choices:
                found = listed(str(choice.label), terms)
                assert found is not None, choice.label
                assert found.value == choice.value
                if terms == "kind":
                    assert found.label(language) == str(choice.label)
