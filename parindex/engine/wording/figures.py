"""Why figures could not be read or taken."""

FIGURES: dict[str, tuple[str, str]] = {
    "figure_not_a_number": (
        "“{value}” không phải là số. Viết bằng chữ số 0–9, không có dấu phân nhóm; ví dụ 12,5 (trong tệp CSV của lệnh "
        "parindex score: 12.5).",
        "“{value}” is not a number. Use digits 0–9 and a decimal point, no grouping; for example 12.5.",
    ),
    "figure_not_a_count": (
        "{value} phải là số nguyên không âm (số lượng).",
        "{value} must be a whole number, 0 or more (a count).",
    ),
    "figure_negative": (
        "{value} không được là số âm.",
        "{value} may not be negative.",
    ),
    "figure_not_a_share": (
        "{value} phải nằm trong khoảng từ 0 đến 1 (1 là 100%).",
        "{value} must lie between 0 and 1 (1 is 100%).",
    ),
    "figure_not_yes_no": (
        "“{value}” phải là yes (có) hoặc no (không).",
        "“{value}” must be yes or no.",
    ),
    "figure_no_option": (
        "“{value}” không phải là mức nào của tiêu chí. Các mức: {allowed}.",
        "“{value}” is none of the options. The options are: {allowed}.",
    ),
    "figure_no_step": (
        "{value} nằm ngoài mọi mức đã quy định ({range}).",
        "{value} lies outside every step ({range}).",
    ),
    "figure_points_outside": (
        "Điểm {value} phải nằm trong khoảng từ 0 đến điểm tối đa {maximum}.",
        "{value:point} must lie between 0 and the maximum of {maximum}.",
    ),
    "figure_off_increment": (
        "Điểm {value} không khớp bước điểm {increment}.",
        "{value:point}: not a multiple of the increment {increment}.",
    ),
    "figure_unknown_node": (
        "Bộ tiêu chí không có tiêu chí nào mang mã “{code}”.",
        "The criteria set has no node with the code “{code}”.",
    ),
    "figure_on_branch": (
        "“{code}” có tiêu chí cấp dưới nên không nhận số liệu; chỉ nhận excluded (không áp dụng) hoặc deduction (điểm "
        "trừ sau thẩm định).",
        "“{code}” has children and takes no figures; only excluded (not applicable) or deduction (after appraisal).",
    ),
    "figure_unknown_input": (
        "Tiêu chí “{node}” không có số liệu tên là “{name}”. Các tên dùng được: {allowed}.",
        "Leaf “{node}” has no input named “{name}”. Known are: {allowed}.",
    ),
    "figure_twice": (
        "Dòng này lặp lại dòng {row}: cùng đơn vị, tiêu chí, bước và tên số liệu.",
        "This repeats row {row}: the same unit, node, stage and input.",
    ),
    "figure_contradiction": (
        "Ở cùng một bước không thể vừa cho điểm (points) vừa kê khai không phát sinh (not_arising).",
        "Points (points) and “not arising” (not_arising) cannot both stand at one stage.",
    ),
    "figure_needs_node": (
        "Số liệu “{name}” phải ghi mã tiêu chí ở cột node; chỉ bonus (điểm thưởng) và penalty (điểm trừ) để trống.",
        "“{name}” needs a node; only bonus and penalty points (bonus, penalty) leave it empty.",
    ),
    "figure_needs_no_node": (
        "“{name}” tính cho cả phiếu nên cột node phải để trống.",
        "“{name}” belongs to the whole sheet, so node stays empty.",
    ),
    "figure_empty": (
        "Chưa ghi giá trị. Nếu chưa có số liệu thì bỏ cả dòng.",
        "The value is empty. Leave the row out if there is no figure.",
    ),
    "figure_no_stage": (
        "“{value}” không phải là bước nào. Dùng self (tự đánh giá), appraised (thẩm định), settled (thống nhất) hoặc "
        "để trống (settled).",
        "“{value}” is no stage. Use self (self-assessment), appraised (appraisal), settled (settlement), or leave it "
        "empty (settled).",
    ),
    "figure_locked": (
        "Không nhập “{node}” ở bước {stage} ({name}) được: {whose}.",
        "“{node}” takes nothing at the {stage} stage ({name}): {whose}.",
    ),
    "whose_appraiser": (
        "chỉ cơ quan thẩm định cho giá trị, đơn vị không tự đánh giá (dùng appraised – thẩm định, hoặc settled – thống "
        "nhất)",
        "only the appraiser gives its value, it is locked for the unit (use appraised or settled)",
    ),
    "whose_survey": (
        "giá trị lấy từ kết quả điều tra đã xử lý, cả đơn vị và cơ quan thẩm định đều không nhập (dùng settled – thống "
        "nhất, hoặc để trống)",
        "its value is that of the processed survey, locked for unit and appraiser (use settled or leave it empty)",
    ),
    "whose_satisfaction": (
        "giá trị lấy từ kết quả đo lường sự hài lòng, đơn vị không tự đánh giá (dùng appraised – thẩm định, "
        "hoặc settled – thống nhất)",
        "its value is the satisfaction index, locked for the unit (use appraised or settled)",
    ),
    "whose_register": (
        "giá trị lấy từ bảng số liệu chung của mọi đơn vị, đơn vị không tự đánh giá (dùng appraised – thẩm định, "
        "hoặc settled – thống nhất)",
        "its value is that of one table for all units, locked for the unit (use appraised or settled)",
    ),
    "whose_round": (
        "giá trị lấy từ kết quả của đợt đánh giá khác, đơn vị không tự đánh giá (dùng appraised – thẩm định, "
        "hoặc settled – thống nhất)",
        "its value is another round's result, locked for the unit (use appraised or settled)",
    ),
    "figure_by_decision": (
        "“{name}” do cấp có thẩm quyền quyết định, đơn vị không tự ghi ở bước tự đánh giá (self) được; dùng appraised "
        "(thẩm định), settled (thống nhất) hoặc để trống.",
        "“{name}” is by decision; a unit cannot state it at the self-assessment stage (self). Use appraised, settled, "
        "or leave it empty.",
    ),
    "row_width": (
        "Dòng có {found} cột, cần đúng {wanted} cột.",
        "The row has {found:column}; it needs {wanted}.",
    ),
    "unit_not_listed": (
        "Đơn vị “{unit}” không có trong danh sách đơn vị.",
        "The unit “{unit}” is not in the list of units.",
    ),
    "unit_empty": (
        "Chưa ghi mã đơn vị.",
        "The unit is empty.",
    ),
    "unit_bad": (
        "“{value}” không dùng làm mã đơn vị được: không quá {limit} ký tự, không có ký tự không in được, không có "
        "khoảng trắng ở hai đầu, không bắt đầu bằng = + - @ (bảng tính sẽ hiểu là công thức).",
        "“{value}” cannot be a unit: at most {limit:character}, none that cannot be printed, no blank at either end, "
        "and none of = + - @ in front (a spreadsheet would take it for a formula).",
    ),
    "unit_twice": (
        "Đơn vị “{unit}” có hai phiếu.",
        "The unit “{unit}” has two sheets.",
    ),
    "deduction_on_leaf": (
        "Điểm trừ sau thẩm định chỉ ghi cho lĩnh vực hoặc tiêu chí có tiêu chí cấp dưới; “{code}” là tiêu chí chấm "
        "điểm nên không ghi được.",
        "A deduction belongs to a field or another node with children; “{code}” has none.",
    ),
    "unknown_item": (
        "Bộ tiêu chí không có nội dung điểm thưởng, điểm trừ “{code}”. Các mã dùng được: {allowed}.",
        "The set has no bonus or penalty item “{code}”. Known are: {allowed}.",
    ),
    "text_unprintable": (
        "Giá trị chứa ký tự không in được hoặc quá dài.",
        "The value holds characters that cannot be printed, or is too long.",
    ),
}
