"""The workbook's first sheet: how to fill it in, written for somebody who has never seen the program."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from parindex.criteria.workbook.layout import KINDS
from parindex.criteria.workbook.sheets import GUIDE, SHEETS
from parindex.criteria.workbook.styles import GREY, Paper

_STEPS = (
    (
        "Điền trang tính “Bộ tiêu chí”: tên, năm, cấp đơn vị, cách tính chỉ số. Chỉ điền cột B.",
        "Fill in the sheet “Criteria set”: title, year, tier, policy. Column B only.",
    ),
    (
        "Điền trang tính “Tiêu chí”: mỗi lĩnh vực, tiêu chí, tiêu chí thành phần một dòng, theo thứ tự. Mã cho biết"
        " cấp trên:"
        " 1.1.2 thuộc 1.1, 1.1 thuộc 1. Dòng không có tiêu chí cấp dưới phải có điểm tối đa và cách tính điểm.",
        "Fill in the sheet “Criteria”: one row for each field, criterion and sub-criterion, in order. The code"
        " tells the"
        " parent: 1.1.2 belongs to 1.1. A row without children needs maximum points and a rule.",
    ),
    (
        "Điền trang tính “Thang điểm”: ghi mã tiêu chí ở cột A, cột B và C tự hiện cách tính và cho biết cần điền gì."
        " Ô tô xám"
        " không dùng. Nhiều dòng cùng tiêu chí thì chỉ cần ghi mã ở dòng đầu.",
        "Fill in the sheet “Scale”: write the criterion's code in column A; columns B and C then show the rule"
        " and what to"
        " fill in. Grey cells are not used. Further rows of the same criterion need no code.",
    ),
    (
        "Điền trang tính “Số liệu”: tên đầy đủ của các số liệu đã dùng ở cột “Đại lượng” và trang tính “Thang điểm”.",
        "Fill in the sheet “Figures”: what the names used under “Quantity” and on the sheet “Scale” stand for.",
    ),
    (
        "Điền trang tính “Xếp loại” và “Điểm thưởng, điểm trừ” nếu có.",
        "Fill in the sheets “Classes” and “Bonus and penalty” if there are any.",
    ),
    (
        "Tải tệp lên phần mềm. Phần mềm kiểm tra thử trước, nêu từng lỗi theo trang tính, ô và cách sửa; chưa"
        " có gì"
        " thay đổi cho đến khi xác nhận.",
        "Import the file. The program checks it first and names every fault by sheet and cell with what mends"
        " it; nothing"
        " changes until you confirm.",
    ),
)

_ADVICE = (
    (
        "Số thập phân: 0,5 hay 0.5 đều đọc được. Tỷ lệ: ghi 90% hoặc 0,9. Không ghi dấu phân nhóm hàng nghìn.",
        "Decimals: 0.5 and 0,5 are both read. Ratios: 90% or 0.9. No grouping of thousands.",
    ),
    (
        "Mã 1.10: để cột mã ở dạng Văn bản, nếu không Excel đổi thành số 1,1. Khi chép từ tệp khác, đề nghị chỉ dán"
        " giá trị (Paste Special > Values).",
        "The code 1.10: keep the column as Text, or Excel makes it the number 1.1. Paste values only (Paste Special >"
        " Values).",
    ),
    (
        "Tên số liệu viết liền, không dấu: dung_han, tong_so. Trong công thức dùng + − × ÷ ( ) min max, so sánh"
        " > >= < <= =, and (và), or (hoặc), not (không), max_points (điểm tối đa); số thập phân trong công thức dùng"
        " dấu chấm; không bắt đầu bằng dấu =.",
        "Names of figures have no blanks: on_time, total. Formulas take + − × ÷ ( ) min max, comparisons > >= <"
        " <= =, and, or, not, and max_points; decimals in them have a point; they do not begin with =.",
    ),
    (
        "Được chèn, xóa, ẩn dòng, thêm cột ghi chú, đổi màu. Không đổi tên trang tính và tiêu đề cột."
        " Các trang tính được bảo vệ không mật khẩu để khỏi gõ nhầm; có thể bỏ bảo vệ ở Xem lại > Bỏ bảo vệ trang tính"
        " (Review > Unprotect Sheet).",
        "Rows may be inserted, deleted and hidden, columns of notes added, colours changed. Keep the names of"
        " sheets and"
        " columns. Sheets are protected without a password; Review > Unprotect Sheet lifts it.",
    ),
)

_EXAMPLE = (
    "Các trang tính có tên bắt đầu bằng “VD” là một bộ tiêu chí ví dụ đã điền đủ mười cách tính. Phần mềm không"
    " đọc các trang tính"
    " này; dùng xong có thể xóa.",
    "Sheets whose names begin with “Ex” hold an example with all ten rules filled in. The program never reads"
    " them; delete"
    " them when you like.",
)

#: kind → when it is used (vi, en), quantity (vi, en), example rows of the scale (vi, en)
_EXAMPLES: dict[str, tuple[str, str, str, str, str, str]] = {
    "choice": (
        "Có/không, các mức định tính",
        "Yes/no, ordered levels",
        "",
        "",
        "1.1 | kip_thoi | Ban hành kịp thời | Điểm 1\n1.1 | cham | Ban hành chậm | Tỷ lệ 50%\n"
        "1.1 | khong | Không ban hành | Điểm 0",
        "1.1 | in_time | Issued in time | Points 1\n1.1 | late | Issued late | Share 50%\n"
        "1.1 | none | Not issued | Points 0",
    ),
    "all_of": (
        "Phải đạt tất cả các điều kiện mới có điểm tối đa",
        "All conditions must hold for the full points",
        "",
        "",
        "1.4 | co_ke_hoach\n1.4 | hai_hinh_thuc\n1.4 | (để trống) | Điểm 0,25 khi thiếu điều kiện",
        "1.4 | plan_issued\n1.4 | two_forms\n1.4 | (empty) | Points 0.25 when one fails",
    ),
    "steps": (
        "Tỷ lệ hoặc số lượng thuộc mức nào thì được điểm của mức đó",
        "Points of the range that a ratio or number falls in",
        "hoan_thanh / ke_hoach",
        "completed / planned",
        "1.2 | Trên 90% | Điểm 2\n1.2 | Từ 70% Đến 90% | Điểm 1\n1.2 | Dưới 70% | Điểm 0",
        "1.2 | Above 90% | Points 2\n1.2 | From 70% To 90% | Points 1\n1.2 | Below 70% | Points 0",
    ),
    "proportional": (
        "Điểm = tỷ lệ × điểm tối đa",
        "Points = ratio × maximum",
        "da_so_hoa / phai_so_hoa",
        "digitised / due",
        "2.2 | Từ 50% (mức sàn, không bắt buộc)",
        "2.2 | From 50% (the floor, optional)",
    ),
    "linear": (
        "Điểm giữa hai mốc tính theo tỷ lệ tương ứng",
        "A straight line between two values",
        "truc_tuyen / tong_so",
        "online / files",
        "2.1 | Tại 30% | Điểm 0\n2.1 | Tại 80% | Điểm 2",
        "2.1 | At 30% | Points 0\n2.1 | At 80% | Points 2",
    ),
    "per_item": (
        "Mỗi trường hợp được cộng một số điểm, không vượt điểm tối đa",
        "Points for each one, up to the maximum",
        "",
        "",
        "1.5 | sang_kien | Điểm 0,5",
        "1.5 | ideas | Points 0.5",
    ),
    "deduct": (
        "Có sẵn điểm tối đa, mỗi trường hợp vi phạm bị trừ điểm",
        "The maximum less something for each failing",
        "",
        "",
        "1.3 | gui_cham | Điểm 0,25\n1.3 | khong_gui | Tỷ lệ 50%",
        "1.3 | late | Points 0.25\n1.3 | missing | Share 50%",
    ),
    "formula": (
        "Các trường hợp khác, tính theo biểu thức",
        "Anything else, by an expression",
        "",
        "",
        "2.3 | Khi duoc_giao > 0 | Điểm max_points * (dung_han + qua_han / 2) / duoc_giao\n"
        "2.3 | Khi (để trống) | Điểm max_points",
        "2.3 | When tasks > 0 | Points max_points * (in_time + late / 2) / tasks\n"
        "2.3 | When (empty) | Points max_points",
    ),
    "judgement": (
        "Người chấm cho điểm theo bước điểm, phải nêu lý do",
        "A person sets points by increments, with a reason",
        "",
        "",
        "2.4 | Điểm 0,25 (bước điểm, không bắt buộc)",
        "2.4 | Points 0.25 (the increment, optional)",
    ),
    "survey": (
        "Điểm bình quân các câu hỏi của phiếu điều tra",
        "Mean of questions of the survey",
        "",
        "",
        "2.5 | thai_do | Trọng số 60%\n2.5 | huong_dan | Trọng số 40%",
        "2.5 | attitude | Weight 60%\n2.5 | clarity | Weight 40%",
    ),
}


def write_guide(paper: Paper, *, example: bool) -> None:
    """Adds the guide; it explains the example's sheets where there are some."""
    which = 0 if paper.lang == "vi" else 1
    sheet = paper.sheet(GUIDE[paper.lang], GREY)
    for position, width in enumerate((4, 22, 34, 24, 62)):
        sheet.set_column(position, position, width)
    sheet.set_row(0, 30)
    title = (
        "Cách điền bộ tiêu chí xác định Chỉ số cải cách hành chính",
        "How to fill in a criteria set of the PAR Index",
    )
    sheet.write_string(0, 0, title[which], paper.look("title"))
    row = _numbered(paper, sheet, 2, ("Các bước", "Steps")[which], [texts[which] for texts in _STEPS])
    row = _sheets(paper, sheet, row + 1)
    row = _kinds(paper, sheet, row + 1)
    advice = [texts[which] for texts in _ADVICE] + ([_EXAMPLE[which]] if example else [])
    _numbered(paper, sheet, row + 1, ("Lưu ý", "Good to know")[which], advice)


def _section(paper: Paper, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, 20)
    sheet.merge_range(row, 0, row, 4, text, paper.look("section"))
    return row + 1


def _numbered(paper: Paper, sheet: Worksheet, row: int, title: str, texts: list[str]) -> int:
    row = _section(paper, sheet, row, title)
    for number, text in enumerate(texts, start=1):
        sheet.write_string(row, 0, f"{number}.", paper.look("strong"))
        sheet.merge_range(row, 1, row, 4, text, paper.look("paragraph"))
        sheet.set_row(row, 16 * (1 + len(text) // 135))
        row += 1
    return row


def _sheets(paper: Paper, sheet: Worksheet, row: int) -> int:
    vi = paper.lang == "vi"
    row = _section(paper, sheet, row, "Các trang tính" if vi else "The sheets")
    for layout in SHEETS:
        sheet.merge_range(row, 0, row, 1, layout.label(paper.lang), paper.look("label"))
        about = layout.about(paper.lang)
        sheet.merge_range(row, 2, row, 4, about, paper.look("boxed"))
        sheet.set_row(row, 16 * (1 + len(about) // 115))
        row += 1
    return row


def _kinds(paper: Paper, sheet: Worksheet, row: int) -> int:
    vi = paper.lang == "vi"
    row = _section(paper, sheet, row, "Mười cách tính điểm" if vi else "The ten rules")
    heads = (
        ("Cách tính điểm", "Dùng khi", "Cột “Đại lượng”", "Các dòng ở trang tính “Thang điểm” (ví dụ)")
        if vi
        else ("Rule", "Used for", "Column “Quantity”", "Rows of the sheet “Scale” (example)")
    )
    sheet.merge_range(row, 0, row, 1, heads[0], paper.look("head"))
    for position, text in enumerate(heads[1:], start=2):
        sheet.write_string(row, position, text, paper.look("head"))
    row += 1
    for kind in KINDS:
        used_vi, used_en, quantity_vi, quantity_en, rows_vi, rows_en = _EXAMPLES[kind.value]
        rows = rows_vi if vi else rows_en
        sheet.merge_range(row, 0, row, 1, kind.label(paper.lang), paper.look("label"))
        sheet.write_string(row, 2, used_vi if vi else used_en, paper.look("boxed"))
        sheet.write_string(row, 3, quantity_vi if vi else quantity_en, paper.look("boxed"))
        sheet.write_string(row, 4, rows, paper.look("boxed"))
        sheet.set_row(row, 16 * max(2, sum(1 + len(line) // 62 for line in rows.split("\n"))))
        row += 1
    return row
