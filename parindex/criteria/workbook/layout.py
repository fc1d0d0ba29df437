"""The authoring workbook's sheets, columns and code lists: one description for writing and for reading.

Everything that a person sees has a Vietnamese and an English form; the reader takes both, and the codes of the
exchange form, without regard to case, diacritics and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from parindex.engine.numbers import Language
from parindex.kernel.text import fold

type Form = Literal["code", "text", "long", "number", "percent", "whole", "date", "list", "expression", "auto"]
"""What a cell holds. ``auto`` cells are filled by a formula and never read."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value of the exchange form and what people read for it."""

    value: str
    vi: str
    en: str
    hint_vi: str = ""
    hint_en: str = ""
    also: tuple[str, ...] = ()
    """Other ways in which the program's screens name it."""

    def label(self, lang: Language) -> str:
        return self.vi if lang == "vi" else self.en

    def hint(self, lang: Language) -> str:
        return self.hint_vi if lang == "vi" else self.hint_en


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, or one row of the sheet of facts."""

    key: str
    vi: str
    en: str
    width: int
    form: Form
    hint_vi: str
    hint_en: str
    terms: str = ""
    """Name of the code list, where the form is ``list``."""

    def label(self, lang: Language) -> str:
        return self.vi if lang == "vi" else self.en

    def hint(self, lang: Language) -> str:
        return self.hint_vi if lang == "vi" else self.hint_en


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet of the workbook."""

    key: str
    vi: str
    en: str
    about_vi: str
    about_en: str
    columns: tuple[Column, ...]
    required: tuple[str, ...] = ()
    """Columns without which the sheet cannot be read."""

    def label(self, lang: Language) -> str:
        return self.vi if lang == "vi" else self.en

    def about(self, lang: Language) -> str:
        return self.about_vi if lang == "vi" else self.about_en

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


def letters(text: str) -> str:
    """``text`` as labels are compared: no case, no diacritics, no punctuation, what stands in brackets left out."""
    plain = re.sub(r"\([^)]*\)", " ", fold(text))
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


KINDS = (
    Term(
        "choice",
        "Chọn mức",
        "Choice of a level",
        "Mỗi mức một dòng: mã mức, nội dung; điểm hoặc tỷ lệ điểm tối đa",
        "One row per level: its code and text; points, or share of the maximum",
    ),
    Term(
        "all_of",
        "Đạt đủ điều kiện",
        "All conditions",
        "Mỗi điều kiện một dòng: tên điều kiện. Nếu thiếu điều kiện vẫn có điểm: thêm một dòng chỉ ghi điểm",
        "One row per condition: its name. If some points remain otherwise: one more row with points only",
    ),
    Term(
        "steps",
        "Bậc thang",
        "Steps",
        "Mỗi mức một dòng: giới hạn dưới (từ hoặc trên), giới hạn trên (đến hoặc dưới), điểm",
        "One row per step: lower edge (from or above), upper edge (to or below), points",
    ),
    Term(
        "proportional",
        "Theo tỷ lệ",
        "Proportional",
        "Không cần dòng nào. Nếu có mức sàn: một dòng ghi mức sàn ở cột “Từ (≥)”",
        "No row needed. With a floor: one row that states it under “From (≥)”",
    ),
    Term(
        "linear",
        "Theo tỷ lệ giữa hai mốc",
        "Linear between two values",
        "Đúng hai dòng: tại giá trị – điểm (mốc thấp trước, mốc cao sau)",
        "Exactly two rows: at value – points (the start first, then the end)",
        ("Tuyến tính giữa hai mốc",),
    ),
    Term(
        "per_item",
        "Cộng điểm theo trường hợp",
        "Points for each item",
        "Đúng một dòng: tên số liệu, điểm cho mỗi trường hợp",
        "Exactly one row: the figure's name, points for each one",
    ),
    Term(
        "deduct",
        "Trừ điểm theo trường hợp",
        "Deduction for each case",
        "Mỗi khoản trừ một dòng: tên số liệu; điểm trừ hoặc tỷ lệ điểm tối đa bị trừ cho mỗi trường hợp",
        "One row per kind of failing: the figure's name; points or share of the maximum lost for each case",
    ),
    Term(
        "formula",
        "Công thức",
        "Formula",
        "Mỗi trường hợp một dòng: điều kiện (khi), công thức tính ở cột “Điểm”; dòng cuối để trống điều kiện",
        "One row per case: the condition (when), the expression under “Points”; no condition in the last row",
    ),
    Term(
        "judgement",
        "Đánh giá có nêu lý do",
        "Judgement with a reason",
        "Không cần dòng nào. Nếu bước điểm khác 0,01: một dòng ghi bước điểm ở cột “Điểm”",
        "No row needed. If the increment is not 0.01: one row that states it under “Points”",
    ),
    Term(
        "survey",
        "Điều tra xã hội học",
        "Sociological survey",
        "Mỗi câu hỏi một dòng: tên câu hỏi; trọng số nếu các câu hỏi không có trọng số bằng nhau (cộng lại bằng 100%)",
        "One row per question: its name, and its weight unless all weigh the same (weights add up to 100%)",
    ),
)

SOURCES = (
    Term(
        "unit",
        "Đơn vị kê khai",
        "Unit",
        "Đơn vị kê khai, cơ quan thẩm định kiểm tra (trường hợp thông thường)",
        "The unit claims, appraisers check (the normal case)",
        ("Đơn vị kê khai, cơ quan thẩm định kiểm tra", "The unit declares, appraisers check"),
    ),
    Term(
        "appraiser",
        "Chỉ cơ quan thẩm định chấm",
        "Appraiser",
        "Chỉ cơ quan thẩm định cho điểm, đơn vị không kê khai",
        "Only the appraiser; locked for the unit",
        ("Only the appraiser",),
    ),
    Term(
        "survey",
        "Điều tra xã hội học",
        "Sociological survey",
        "Lấy từ kết quả xử lý phiếu điều tra xã hội học",
        "The processed survey; locked for both",
    ),
    Term(
        "satisfaction",
        "Chỉ số hài lòng (SIPAS)",
        "Satisfaction index (SIPAS)",
        "Chỉ số hài lòng do cơ quan tổ chức nhập trực tiếp hoặc từ tệp",
        "A satisfaction index, entered or imported",
    ),
    Term(
        "register",
        "Dữ liệu từ hệ thống dùng chung",
        "Register",
        "Số liệu nhập một lần cho mọi đơn vị từ hệ thống thông tin, cơ sở dữ liệu",
        "An authoritative table imported for all units at once",
        ("Authoritative register",),
    ),
    Term(
        "round",
        "Kết quả của đợt đánh giá khác",
        "Another round",
        "Ví dụ: chỉ số bình quân của các xã thuộc huyện",
        "For example the mean index of a district's communes",
        ("Result of another round",),
    ),
)

NOT_ARISING = (
    Term("exclude", "Loại khỏi điểm tối đa", "Exclude", "Tiêu chí không tính vào điểm tối đa của đơn vị",
         "The criterion leaves the unit's maximum",
         ("Loại điểm khỏi điểm tối đa của đơn vị", "The points leave the unit's maximum")),
    Term("full_points", "Được điểm tối đa", "Full points", "Đơn vị được điểm tối đa", "The unit gets all points"),
    Term("zero", "0 điểm", "0 points", "Đơn vị được 0 điểm", "The unit gets 0"),
)  # fmt: skip

FLAGS = (Term("yes", "Có", "Yes"), Term("no", "Không", "No"))

INPUT_TYPES = (
    Term("count", "Số nguyên", "Whole number", "Số nguyên từ 0 trở lên", "A whole number, 0 or more"),
    Term("number", "Số thập phân", "Decimal number", "Số có phần thập phân", "A decimal number"),
    Term("choice", "Lựa chọn", "Choice", "Mã một mức", "The code of a level"),
    Term("condition", "Có hoặc không", "Yes or no", "Trả lời có hoặc không", "Yes or no"),
    Term("points", "Điểm", "Points", "Điểm từ 0 đến điểm tối đa", "Points from 0 to the maximum"),
    Term("share", "Tỷ lệ từ 0 đến 1", "Share from 0 to 1", "Số từ 0 đến 1", "A number from 0 to 1"),
)

NOT_APPLICABLE = (
    Term("own_maximum", "Tính theo điểm tối đa riêng của từng đơn vị", "Each unit is measured by its own maximum",
         "Điểm đạt ÷ (điểm tối đa − điểm loại ra) × 100", "achieved ÷ (maximum − removed) × 100"),
    Term("rescale_appraised", "Quy đổi điểm thẩm định về thang điểm gốc",
         "Appraised points are scaled up to the whole",
         "Phần thẩm định quy đổi về đủ điểm, phần điều tra giữ nguyên",
         "The appraised part is scaled up to its whole maximum, the survey added as it is"),
)  # fmt: skip

WITHOUT_SURVEY = (
    Term("convert", "Loại các tiêu chí điều tra khỏi điểm tối đa", "Survey criteria leave the maximum",
         "Đợt không điều tra: các tiêu chí điều tra ra khỏi điểm tối đa",
         "In a round without a survey those criteria leave the maximum"),
    Term("keep", "Coi các tiêu chí điều tra là còn thiếu", "Survey criteria count as missing",
         "Tiêu chí điều tra chưa có điểm là thiếu",
         "They count as missing"),
)  # fmt: skip

ROUNDING = (
    Term("half_up", "Làm tròn lên từ 5", "Half up", "Từ 5 trở lên thì tăng: 0,125 → 0,13", "0.125 → 0.13"),
    Term("half_even", "Làm tròn về số chẵn", "Half to even", "0,125 → 0,12; 0,135 → 0,14", "0.125 → 0.12"),
    Term("down", "Cắt bỏ phần thừa", "Down", "0,129 → 0,12", "0.129 → 0.12"),
)

RANK_ON = (
    Term("rounded", "Chỉ số đã làm tròn", "The rounded index", "So sánh chỉ số như công bố", "The index as published"),
    Term(
        "exact",
        "Chỉ số chính xác, chưa làm tròn",
        "The exact index",
        "So sánh trước khi làm tròn",
        "The index before rounding",
    ),
)

TIES = (
    Term("competition", "1, 2, 2, 4", "1, 2, 2, 4", "Bỏ qua thứ hạng sau các đơn vị đồng hạng", "Ranks are skipped"),
    Term("dense", "1, 2, 2, 3", "1, 2, 2, 3", "Không bỏ qua thứ hạng", "No rank is skipped"),
)

TIERS = (
    Term("department", "Sở, ban, ngành", "Departments"),
    Term("district", "UBND cấp huyện", "Districts"),
    Term("commune", "UBND cấp xã", "Communes"),
)

ITEM_TYPES = (Term("bonus", "Thưởng", "Bonus"), Term("penalty", "Trừ", "Penalty"))

TERMS: Mapping[str, tuple[Term, ...]] = {
    "kind": KINDS,
    "source": SOURCES,
    "not_arising": NOT_ARISING,
    "flag": FLAGS,
    "input_type": INPUT_TYPES,
    "tier": TIERS,
    "not_applicable": NOT_APPLICABLE,
    "without_survey": WITHOUT_SURVEY,
    "rounding": ROUNDING,
    "rank_on": RANK_ON,
    "ties": TIES,
    "item_type": ITEM_TYPES,
}

TERM_TITLES: Mapping[str, tuple[str, str]] = {
    "kind": ("Cách tính điểm", "Rule"),
    "source": ("Nguồn số liệu", "Source"),
    "not_arising": ("Khi không phát sinh", "When not arising"),
    "flag": ("Có/không", "Yes/no"),
    "input_type": ("Kiểu số liệu", "Type of figure"),
    "tier": ("Cấp đơn vị", "Tier"),
    "not_applicable": ("Khi có tiêu chí không áp dụng", "When criteria do not apply"),
    "without_survey": ("Khi không điều tra XHH", "Without a survey"),
    "rounding": ("Cách làm tròn", "Rounding"),
    "rank_on": ("Xếp hạng theo", "Rank on"),
    "ties": ("Khi đồng hạng", "Ties"),
    "item_type": ("Thưởng hoặc trừ", "Bonus or penalty"),
}


@cache
def term_index(name: str) -> Mapping[str, Term]:
    """Every way to write a term of the list ``name`` → the term."""
    found: dict[str, Term] = {}
    for term in TERMS[name]:
        for text in (term.value, term.vi, term.en, *term.also):
            found.setdefault(letters(text), term)
    return found


def term(name: str, value: str) -> Term | None:
    """The term of the list with this exchange value."""
    return next((term for term in TERMS[name] if term.value == value), None)
