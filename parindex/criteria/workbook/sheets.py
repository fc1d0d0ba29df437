"""The sheets one by one: what stands in which column, and what its header's note says."""

from __future__ import annotations

from parindex.criteria.workbook.layout import Column, Layout

GUIDE = {"vi": "Hướng dẫn", "en": "Guide"}
LISTS = {"vi": "Danh mục", "en": "Lists"}
EXAMPLE = {"vi": "VD ", "en": "Ex "}
"""What the names of the example's sheets begin with; the reader passes over them."""

FACTS = Layout(
    "facts",
    "Bộ tiêu chí",
    "Criteria set",
    "Thông tin chung và cách tính chỉ số, xếp hạng, xếp loại của cả bộ tiêu chí. Chỉ điền cột B.",
    "Facts about the set, and how index, rank and class come about. Fill in column B only.",
    (
        Column("code", "Mã bộ tiêu chí", "Code of the set", 0, "code",
               "Ngắn gọn, không trùng; ví dụ BK-2023-S.", "Short and unique, for example BK-2023-D."),
        Column("title", "Tên bộ tiêu chí", "Title of the set", 0, "long",
               "Tên đầy đủ như trong quyết định ban hành.", "The full title as in the decision."),
        Column("title_en", "Tên bộ tiêu chí bằng tiếng Anh", "English title of the set", 0, "long",
               "Không bắt buộc.", "Optional."),
        Column("tier", "Cấp đơn vị được đánh giá", "Tier of the assessed units", 0, "list",
               "Chọn trong danh sách, hoặc ghi mã cấp đơn vị nếu tỉnh đặt cấp khác.",
               "Choose from the list, or write the code of another tier of the province.", "tier"),
        Column("year", "Năm đánh giá", "Year", 0, "whole", "Bốn chữ số.", "Four digits."),
        Column("decision_number", "Số quyết định ban hành", "Number of the decision", 0, "text",
               "Có thể để trống khi còn dự thảo.", "May stay empty in a draft."),
        Column("decision_on", "Ngày quyết định", "Date of the decision", 0, "date",
               "Ngày/tháng/năm.", "Day/month/year."),
        Column("period_from", "Kỳ đánh giá từ ngày", "Period from", 0, "date", "Ngày/tháng/năm.", "Day/month/year."),
        Column("period_to", "Kỳ đánh giá đến ngày", "Period to", 0, "date",
               "Ngày/tháng/năm, tính cả ngày này.", "Day/month/year, inclusive."),
        Column("illustration", "Bộ tiêu chí minh họa", "Illustration only", 0, "list",
               "“Có” nếu chỉ để minh họa, không phải bộ tiêu chí chính thức.",
               "“Yes” if it only illustrates and is not an official set.", "flag"),
        Column("not_applicable", "Khi có tiêu chí không áp dụng", "When criteria do not apply", 0, "list",
               "Cách tính chỉ số khi một số tiêu chí được loại ra đối với đơn vị.",
               "How the index counts when criteria were removed for a unit.", "not_applicable"),
        Column("without_survey", "Khi đợt đánh giá không điều tra XHH", "When a round holds no survey", 0, "list",
               "Xử lý các tiêu chí điều tra trong đợt không tổ chức điều tra.",
               "What survey criteria do in a round without a survey.", "without_survey"),
        Column("places", "Số chữ số thập phân", "Decimal places", 0, "whole",
               "Thường là 2.", "Usually 2."),
        Column("rounding", "Cách làm tròn", "Rounding", 0, "list",
               "Chỉ làm tròn khi công bố.", "Rounding happens at publication only.", "rounding"),
        Column("rank_on", "Xếp hạng, xếp loại theo", "Ranks and classes compare", 0, "list",
               "Giá trị dùng để so sánh.", "The value that is compared.", "rank_on"),
        Column("ties", "Khi các đơn vị bằng chỉ số", "Ranks after a tie", 0, "list",
               "Thứ hạng của đơn vị đứng sau các đơn vị đồng hạng.", "The rank that follows a tie.", "ties"),
        Column("tie_break", "Tiêu chí phụ khi bằng chỉ số", "Nodes that break ties", 0, "text",
               "Mã lĩnh vực, tiêu chí theo thứ tự xét, cách nhau bằng dấu chấm phẩy; để trống nếu không có.",
               "Codes in order, separated by semicolons; empty for none."),
        Column("cap_total", "Tổng điểm không vượt điểm tối đa", "Total never exceeds the maximum", 0, "list",
               "“Có” là quy định thông thường.", "“Yes” is usual.", "flag"),
        Column("bonus_cap", "Tổng điểm thưởng tối đa", "At most this many bonus points", 0, "number",
               "0 nếu không có điểm thưởng.", "0 if there is no bonus."),
        Column("penalty_cap", "Tổng điểm trừ tối đa", "At most this many penalty points", 0, "number",
               "0 nếu không có điểm trừ.", "0 if there is no penalty."),
    ),
    ("code",),
)  # fmt: skip

POLICY_STARTS = "not_applicable"
"""The first fact that belongs to the policy; the sheet has a heading before it."""

CRITERIA = Layout(
    "criteria",
    "Tiêu chí",
    "Criteria",
    "Mỗi lĩnh vực, tiêu chí, tiêu chí thành phần một dòng, theo thứ tự trong bảng. Điểm và cách tính chỉ ghi ở dòng"
    " không có tiêu chí cấp dưới.",
    "One row for each field, criterion and sub-criterion, in order. Points and rule belong to rows without children.",
    (
        Column("code", "Mã", "Code", 10, "code",
               "Ví dụ 1, 1.1, 1.1.2. Mã 1.1.2 tự thuộc 1.1. Gõ ở dạng văn bản để Excel không đổi 1.10 thành 1,1.",
               "For example 1, 1.1, 1.1.2; 1.1.2 belongs to 1.1. Keep it text, or Excel turns 1.10 into 1.1."),
        Column("level", "Cấp", "Level", 6, "whole",
               "Chỉ ghi khi mã không cho biết cấp trên (ví dụ I, A, TC-05): 1 là lĩnh vực, 2 là tiêu chí, 3 là"
               " tiêu chí"
               " thành phần.",
               "Only when the code does not show the parent (I, A, TC-05): 1 field, 2 criterion, 3 sub-criterion."),
        Column("title", "Tên lĩnh vực, tiêu chí, tiêu chí thành phần", "Title", 46, "long",
               "Viết đầy đủ như trong bộ tiêu chí.", "The full wording."),
        Column("max_points", "Điểm tối đa", "Maximum points", 9, "number",
               "Bắt buộc ở dòng không có tiêu chí cấp dưới. Ở dòng khác: để trống, hoặc ghi tổng để đối chiếu.",
               "Compulsory on rows without children. On others leave empty, or state the sum to have it checked."),
        Column("source", "Nguồn số liệu", "Source", 17, "list",
               "Ai cung cấp số liệu hoặc cho điểm; để trống là “Đơn vị kê khai”.",
               "Who gives the value; empty means “Unit”.", "source"),
        Column("kind", "Cách tính điểm", "Rule", 17, "list",
               "Chọn trong danh sách; chi tiết ghi ở trang tính “Thang điểm”.",
               "Choose from the list; details stand on the sheet “Scale”.", "kind"),
        Column("quantity", "Đại lượng", "Quantity", 20, "text",
               "Chỉ cho Bậc thang, Theo tỷ lệ, Theo tỷ lệ giữa hai mốc: tên số liệu, hoặc tử số / mẫu số;"
               " ví dụ dung_han / tong_so.",
               "For Steps, Proportional, Linear only: a figure's name, or numerator / denominator: on_time / total."),
        Column("evidence", "Tài liệu kiểm chứng", "Evidence", 32, "long",
               "Tài liệu đơn vị phải cung cấp.", "What the unit must attach."),
        Column("evidence_required", "Bắt buộc có TLKC", "Evidence compulsory", 9, "list",
               "“Có”: thiếu tài liệu thì đơn vị phải giải trình; để trống là “Không”.",
               "“Yes”: without it the unit must explain; empty means “No”.", "flag"),
        Column("appraised_by", "Cơ quan thẩm định", "Appraiser", 11, "text",
               "Mã cơ quan, ví dụ SNV. Ghi ở lĩnh vực là đủ; tiêu chí khác cơ quan thì ghi riêng.",
               "The agency's code, for example SNV. Stated on the field it holds for everything below."),
        Column("not_arising", "Khi không phát sinh", "When not arising", 15, "list",
               "Xử lý khi đơn vị không phát sinh nội dung này; để trống là “Loại khỏi điểm tối đa”.",
               "What happens when the matter did not arise; empty means “Exclude”.", "not_arising"),
        Column("guidance", "Hướng dẫn chấm điểm", "Guidance", 36, "long",
               "Giải thích để các đơn vị hiểu giống nhau.", "So that everybody understands it alike."),
        Column("title_en", "Tên tiếng Anh", "English title", 36, "long", "Không bắt buộc.", "Optional."),
    ),
    ("code", "title", "max_points"),
)  # fmt: skip

SCALE = Layout(
    "scale",
    "Thang điểm",
    "Scale",
    "Chi tiết cách tính điểm: mỗi mức, điều kiện, khoản trừ, trường hợp một dòng. Ô tô xám không dùng cho"
    " cách tính của dòng đó.",
    "Details of the rules: one row per level, step, condition, deduction or case. Cells in grey are not used by the"
    " rule of that row.",
    (
        Column("node", "Mã tiêu chí", "Criterion", 10, "code",
               "Mã ở trang tính “Tiêu chí”. Để trống nghĩa là cùng tiêu chí với dòng trên.",
               "A code of the sheet “Criteria”. Empty means the same as in the row above."),
        Column("shown", "Cách tính (tự hiện)", "Rule (shown)", 16, "auto",
               "Tự hiện theo mã tiêu chí, không cần điền.", "Appears by itself."),
        Column("needs", "Cần điền (tự hiện)", "What to fill in (shown)", 34, "auto",
               "Tự hiện theo cách tính, không cần điền.", "Appears by itself."),
        Column("item", "Mã mức, tên số liệu", "Level or figure", 17, "code",
               "Mã mức, hoặc tên điều kiện, số liệu, câu hỏi: chữ cái, chữ số, dấu gạch dưới.",
               "The level's code, or the name of a condition, figure or question: letters, digits, underscores."),
        Column("title", "Nội dung mức", "Level text", 32, "long",
               "Chỉ cho cách tính “Chọn mức”.", "For the rule “Choice of a level” only."),
        Column("from", "Từ (≥)", "From (≥)", 9, "number", "Giá trị này cũng thuộc mức. Tỷ lệ 90% ghi 90% hoặc 0,9.",
               "This value belongs to the step. Write a ratio of 90 % as 90% or 0.9."),
        Column("above", "Trên (>)", "Above (>)", 9, "number", "Lớn hơn giá trị này.", "More than this value."),
        Column("to", "Đến (≤)", "To (≤)", 9, "number", "Giá trị này cũng thuộc mức.",
               "This value belongs to the step."),
        Column("below", "Dưới (<)", "Below (<)", 9, "number", "Nhỏ hơn giá trị này.", "Less than this value."),
        Column("at", "Tại giá trị", "At value", 9, "number", "Chỉ cho cách tính “Theo tỷ lệ giữa hai mốc”.",
               "For the rule “Linear between two values” only."),
        Column("when", "Khi", "When", 20, "expression",
               "Chỉ cho cách tính “Công thức”; ví dụ duoc_giao > 0. Để trống: mọi trường hợp còn lại.",
               "For the rule “Formula” only, for example tasks > 0. Empty: in all other cases."),
        Column("points", "Điểm", "Points", 20, "expression",
               "Số điểm; với “Công thức” là biểu thức, ví dụ max_points * dung_han / tong_so.",
               "Points; for “Formula” an expression, for example max_points * on_time / total."),
        Column("share", "Tỷ lệ điểm tối đa", "Share of maximum", 10, "percent",
               "Ghi thay cho điểm: 50% nghĩa là một nửa điểm tối đa.",
               "Instead of points: 50% is half of the maximum."),
        Column("weight", "Trọng số (%)", "Weight (%)", 9, "percent",
               "Chỉ cho cách tính “Điều tra xã hội học”, ghi kèm dấu %, ví dụ 60%; các trọng số cộng lại bằng 100%.",
               "For the rule “Sociological survey” only, with its sign: 60%; weights add up to 100%."),
        Column("title_en", "Nội dung tiếng Anh", "English text", 30, "long", "Không bắt buộc.", "Optional."),
    ),
    ("node",),
)  # fmt: skip

FIGURES = Layout(
    "figures",
    "Số liệu",
    "Figures",
    "Tên gọi đầy đủ của các số liệu, điều kiện, câu hỏi dùng trong cách tính điểm, như đơn vị sẽ thấy trên phiếu.",
    "What the figures, conditions and questions of the rules are called on the score sheet.",
    (
        Column("node", "Mã tiêu chí", "Criterion", 10, "code",
               "Mã ở trang tính “Tiêu chí”. Để trống nghĩa là cùng tiêu chí với dòng trên.",
               "A code of the sheet “Criteria”. Empty means the same as in the row above."),
        Column("shown", "Tên tiêu chí (tự hiện)", "Title (shown)", 40, "auto",
               "Tự hiện theo mã tiêu chí, không cần điền.", "Appears by itself."),
        Column("name", "Tên số liệu", "Figure", 18, "code",
               "Tên dùng trong cách tính điểm, ví dụ dung_han; với “Chọn mức” ghi choice, “Đánh giá có nêu lý do” ghi"
               " points.",
               "The name used in the rule, for example on_time; choice for “Choice of a level”, points for"
               " “Judgement with a reason”."),
        Column("title", "Nội dung", "Meaning", 50, "long", "Như đơn vị sẽ đọc trên phiếu.",
               "As the unit reads it on the sheet."),
        Column("type", "Kiểu số liệu", "Type", 14, "list", "Để trống: theo cách tính điểm.",
               "Empty: as the rule implies.", "input_type"),
        Column("unit", "Đơn vị tính", "Unit", 12, "text", "Ví dụ hồ sơ, văn bản, nhiệm vụ.",
               "For example files, papers, tasks."),
        Column("title_en", "Nội dung tiếng Anh", "English meaning", 40, "long", "Không bắt buộc.", "Optional."),
    ),
    ("node", "name"),
)  # fmt: skip

CLASSES = Layout(
    "classes",
    "Xếp loại",
    "Classes",
    "Các mức xếp loại theo chỉ số, từ cao xuống thấp. Mức cuối có thể để trống ngưỡng: nhận mọi chỉ số còn lại.",
    "Performance classes by index, from the best down. The last may have no threshold: it takes all the rest.",
    (
        Column("code", "Mã loại", "Code", 16, "code", "Ví dụ xuat_sac.", "For example excellent."),
        Column("title", "Tên loại", "Title", 30, "text", "Ví dụ Xuất sắc.", "For example Excellent."),
        Column("from", "Chỉ số từ", "Index from", 12, "number", "Thang 100.", "Out of 100."),
        Column("inclusive", "Tính cả mức này", "Inclusive", 12, "list",
               "“Có”: bằng ngưỡng cũng được xếp loại này; để trống là “Có”.",
               "“Yes”: the threshold itself belongs to the class; empty means “Yes”.", "flag"),
        Column("title_en", "Tên tiếng Anh", "English title", 30, "text", "Không bắt buộc.", "Optional."),
    ),
    ("code",),
)  # fmt: skip

ITEMS = Layout(
    "items",
    "Điểm thưởng, điểm trừ",
    "Bonus and penalty",
    "Điểm thưởng, điểm trừ chung cho cả phiếu. Mức tối đa cộng gộp ghi ở trang tính “Bộ tiêu chí”.",
    "Bonus and penalty for the whole sheet. Their total caps stand on the sheet “Criteria set”.",
    (
        Column("type", "Thưởng hoặc trừ", "Bonus or penalty", 12, "list", "Chọn trong danh sách.",
               "Choose from the list.", "item_type"),
        Column("code", "Mã", "Code", 12, "code", "Ví dụ T1.", "For example B1."),
        Column("title", "Nội dung", "Title", 60, "long", "Trường hợp được thưởng hoặc bị trừ.",
               "What it is given for."),
        Column("points", "Điểm mỗi trường hợp", "Points per case", 12, "number", "Số dương, kể cả với điểm trừ.",
               "A positive number, for penalties too."),
        Column("cap", "Tối đa", "At most", 10, "number", "Tối đa của riêng nội dung này; để trống nếu không giới hạn.",
               "The item's own cap; empty for none."),
        Column("title_en", "Tên tiếng Anh", "English title", 40, "long", "Không bắt buộc.", "Optional."),
    ),
    ("type", "code", "points"),
)  # fmt: skip

SHEETS = (FACTS, CRITERIA, SCALE, FIGURES, CLASSES, ITEMS)

NEVER_READ = (
    *GUIDE.values(),
    *LISTS.values(),
    *(EXAMPLE["vi"] + layout.vi for layout in SHEETS),
    *(EXAMPLE["en"] + layout.en for layout in SHEETS),
)
"""Names of the sheets of the form that only explain."""

#: What of the sheet “Scale” each rule uses, beside the criterion's code.
USED: dict[str, tuple[str, ...]] = {
    "choice": ("item", "title", "points", "share", "title_en"),
    "all_of": ("item", "points"),
    "steps": ("from", "above", "to", "below", "points"),
    "proportional": ("from",),
    "linear": ("at", "points"),
    "per_item": ("item", "points"),
    "deduct": ("item", "points", "share"),
    "formula": ("when", "points"),
    "judgement": ("points",),
    "survey": ("item", "weight"),
}

MEASURED = frozenset({"steps", "proportional", "linear"})
"""Rules that look at a quantity."""

LEAF_ONLY = ("source", "kind", "quantity", "evidence", "evidence_required", "not_arising")
"""Columns of the sheet “Criteria” that belong to rows without children."""
