"""What lint says about a criteria set that could be read."""

FINDINGS: dict[str, tuple[str, str]] = {
    # The set and its tree.
    "set_without_title": ("Bộ tiêu chí chưa có tên.", "The criteria set has no title."),
    "set_without_tier": (
        "Chưa ghi bộ tiêu chí dùng cho cấp nào.",
        "It is not stated for which tier the criteria set is.",
    ),
    "no_nodes": ("Bộ tiêu chí chưa có lĩnh vực nào.", "The criteria set has no field yet."),
    "total_not_100": (
        "Tổng điểm tối đa của bộ tiêu chí là {total}, không phải 100.",
        "The set's maximum is {total}, not 100.",
    ),
    "duplicate_code": (
        "Mã “{code}” đã được dùng ở trên ({first}). Mỗi tiêu chí phải có mã riêng.",
        "The code “{code}” is already used above ({first}). Each node needs its own.",
    ),
    "empty_title": ("“{code}” chưa có tên.", "“{code}” has no title."),
    "empty_branch": (
        "“{code}” chưa có tiêu chí cấp dưới nào.",
        "“{code}” has no children yet.",
    ),
    "sum_mismatch": (
        "“{code}” ghi điểm tối đa {stated} nhưng tổng điểm các tiêu chí cấp dưới là {total}.",
        "“{code}” states a maximum of {stated}, but its children add up to {total}.",
    ),
    "no_points": (
        "“{code}” có điểm tối đa bằng 0.",
        "“{code}” has a maximum of 0 points.",
    ),
    "missing_appraiser": (
        "“{code}” chưa có cơ quan thẩm định, kể cả ở các mục cấp trên.",
        "Nobody appraises “{code}”: neither it nor any ancestor names an appraiser.",
    ),
    "evidence_unnamed": (
        "“{code}” bắt buộc có tài liệu kiểm chứng nhưng chưa nêu tài liệu gì.",
        "“{code}” makes evidence compulsory without saying which.",
    ),
    "survey_without_questions": (
        "“{code}” lấy điểm từ điều tra xã hội học nhưng chưa gắn câu hỏi nào.",
        "“{code}” takes its points from the survey, but no question feeds it.",
    ),
    "survey_without_survey_rule": (
        "“{code}” có nguồn là điều tra xã hội học nhưng cách tính điểm không phải loại điều tra.",
        "“{code}” takes its value from the survey, but its rule is of another kind.",
    ),
    "survey_rule_elsewhere": (
        "“{code}” tính điểm theo kết quả điều tra nhưng nguồn không phải điều tra xã hội học.",
        "“{code}” has a survey rule, but its source is not the survey.",
    ),
    # Inputs.
    "input_used_twice": (
        "Số liệu “{name}” được dùng hai lần trong cùng một cách tính điểm.",
        "The input “{name}” is used twice in one rule.",
    ),
    "input_without_name": (
        "Có số liệu chưa đặt tên.",
        "An input has no name.",
    ),
    "reserved_name": (
        "“{name}” là tên dành riêng của phần mềm; cần đặt tên khác cho số liệu.",
        "“{name}” has a fixed meaning; give the input another name.",
    ),
    "duplicate_label": (
        "Số liệu “{name}” được khai báo hai lần.",
        "The input “{name}” is declared twice.",
    ),
    "unused_label": (
        "Số liệu “{name}” được khai báo nhưng cách tính điểm không dùng đến.",
        "The input “{name}” is declared, but the rule does not use it.",
    ),
    "label_type": (
        "Số liệu “{name}” không thể có kiểu {type}; cách tính điểm này cần kiểu: {allowed}.",
        "The input “{name}” cannot be of type {type}; this rule takes: {allowed}.",
    ),
    "unknown_name": (
        "Công thức dùng tên “{name}” chưa được khai báo. Các tên dùng được: {allowed}.",
        "The formula uses the name “{name}”, which is not declared. Known are: {allowed}.",
    ),
    # Rules.
    "points_over_maximum": (
        "Cho {points} điểm, vượt điểm tối đa {maximum} của “{code}”.",
        "It gives {points:point}, more than the maximum of {maximum} of “{code}”.",
    ),
    "all_equal": (
        "Mọi trường hợp đều được {points} điểm nên tiêu chí không phân biệt các đơn vị.",
        "Every case gives {points:point}, so the leaf tells no unit from another.",
    ),
    "maximum_unreachable": (
        "Cao nhất chỉ được {best} điểm, không đạt điểm tối đa {maximum}.",
        "At best it gives {best:point}; the maximum of {maximum} cannot be reached.",
    ),
    "no_options": ("Chưa có mức nào để chọn.", "There is no option to choose."),
    "one_option": ("Chỉ có một mức để chọn.", "There is a single option to choose."),
    "duplicate_option": ("Mã mức “{code}” bị trùng.", "The option code “{code}” is used twice."),
    "no_conditions": ("Chưa có điều kiện nào.", "There is no condition."),
    "no_steps": ("Chưa có mức nào.", "There is no step."),
    "step_empty": (
        "Mức “{step}” không chứa giá trị nào.",
        "The step “{step}” holds no value.",
    ),
    "steps_overlap": (
        "Mức “{lower}” và mức “{upper}” chồng lên nhau.",
        "The steps “{lower}” and “{upper}” overlap.",
    ),
    "steps_share_edge": (
        "Giá trị {value} thuộc cả hai mức “{lower}” và “{upper}”.",
        "The value {value} belongs to both steps “{lower}” and “{upper}”.",
    ),
    "steps_edge_of_nobody": (
        "Giá trị {value} không thuộc mức “{lower}” và cũng không thuộc mức “{upper}”.",
        "The value {value} belongs neither to “{lower}” nor to “{upper}”.",
    ),
    "steps_gap": (
        "Các giá trị giữa {low} và {high} không thuộc mức nào (giữa “{lower}” và “{upper}”).",
        "Values between {low} and {high} belong to no step (between “{lower}” and “{upper}”).",
    ),
    "steps_nothing_below": (
        "Các giá trị dưới {value} không thuộc mức nào.",
        "Values below {value} belong to no step.",
    ),
    "steps_zero_of_nobody": ("Giá trị 0 không thuộc mức nào.", "The value 0 belongs to no step."),
    "steps_nothing_above": (
        "Các giá trị trên mức cao nhất “{step}” không thuộc mức nào, kể cả 100%.",
        "Values above the highest step “{step}” belong to no step, up to 100%.",
    ),
    "steps_closed_below": (
        "Không có mức nào cho giá trị nhỏ hơn {value}; số liệu như vậy sẽ bị từ chối khi nhập.",
        "No step takes values below {value}; such figures are refused when entered.",
    ),
    "steps_closed_above": (
        "Không có mức nào cho giá trị lớn hơn {value}; số liệu như vậy sẽ bị từ chối khi nhập.",
        "No step takes values above {value}; such figures are refused when entered.",
    ),
    "floor_above_one": (
        "Mức sàn {floor} lớn hơn 100% nên không đơn vị nào có điểm.",
        "The floor of {floor} lies above 100%, so nobody would get points.",
    ),
    "proportional_number": (
        "Số liệu “{name}” được nhân thẳng với điểm tối đa, nên 85% phải nhập là 0,85. Nên khai báo kiểu “Tỷ lệ từ 0 "
        "đến 1” để được kiểm tra khi nhập.",
        "The input “{name}” is multiplied by the maximum, so 85% is entered as 0.85. Declare it as “Share from 0 to 1” "
        "to have it checked.",
    ),
    "linear_one_value": (
        "Hai mốc cùng ở giá trị {value}.",
        "Both values of the rule are {value}.",
    ),
    "item_worth_nothing": ("Mỗi trường hợp được tính 0 điểm.", "A case is worth 0 points."),
    "no_items": ("Chưa có khoản trừ nào.", "There is nothing to deduct for."),
    "no_cases": ("Công thức chưa có trường hợp nào.", "The formula has no case."),
    "case_unreachable": (
        "Trường hợp {number} không bao giờ được áp dụng: trường hợp đứng trước đã bao gồm trường hợp này, hoặc điều "
        "kiện không thể xảy ra.",
        "Case {number} can never apply: an earlier case covers it, or its condition cannot hold.",
    ),
    "formula_without_rest": (
        "Không có trường hợp cho phần còn lại (không kèm điều kiện); khi không trường hợp nào đúng thì được 0 điểm.",
        "There is no case for all the rest (without a condition); when none holds, 0 points are given.",
    ),
    "formula_over_maximum": (
        "Công thức cho {points} điểm, vượt điểm tối đa; chỉ được tính {maximum}.",
        "The formula gives {points:point}, over the maximum; no more than {maximum} counts.",
    ),
    "formula_is_no_number": (
        "Công thức tính điểm phải cho ra một số, không phải một điều kiện.",
        "The points must be a number, not a condition.",
    ),
    "formula_is_no_condition": (
        "Điều kiện áp dụng phải là một phép so sánh hoặc số liệu có/không, không phải một số.",
        "The condition must be a comparison or a yes/no input, not a number.",
    ),
    "increment_zero": ("Bước điểm phải lớn hơn 0.", "The increment must be more than 0."),
    "increment_misses": (
        "Điểm tối đa {maximum} không phải là bội số của bước điểm {increment}.",
        "The maximum of {maximum} is not a multiple of the increment {increment}.",
    ),
    "weights_count": (
        "Có {weights} trọng số cho {questions} câu hỏi.",
        "Stated: {weights:weight} for {questions:question}.",
    ),
    "weights_sum": (
        "Tổng các trọng số là {total}, phải bằng 100%.",
        "The weights add up to {total}; they must add up to 100%.",
    ),
    # Policy.
    "duplicate_class": ("Mã xếp loại “{code}” bị trùng.", "The class code “{code}” is used twice."),
    "open_class_not_last": (
        "Mức xếp loại “{code}” chưa ghi ngưỡng (chỉ số từ), nên phải đứng cuối cùng.",
        "The class “{code}” has no threshold, so it must come last.",
    ),
    "class_above_100": (
        "Ngưỡng (chỉ số từ) của mức xếp loại “{code}” lớn hơn 100.",
        "The threshold of class “{code}” lies above 100.",
    ),
    "classes_not_descending": (
        "Ngưỡng {value} của mức xếp loại “{code}” phải thấp hơn ngưỡng {limit} của mức “{above}” đứng trước.",
        "The threshold {value} of class “{code}” must lie below {limit} of “{above}” before it.",
    ),
    "classes_leave_rest": (
        "Đơn vị có chỉ số dưới {value} không được xếp loại nào.",
        "Units below {value} fall in no class.",
    ),
    "tie_break_unknown": (
        "Tiêu chí phụ “{code}” dùng khi bằng chỉ số không có trong bộ tiêu chí.",
        "The tie-break node “{code}” is not in the set.",
    ),
    "tie_break_twice": (
        "Tiêu chí phụ “{code}” được nêu hai lần.",
        "The tie-break node “{code}” is named twice.",
    ),
    "duplicate_item": ("Mã “{code}” bị trùng.", "The code “{code}” is used twice."),
    "bonus_never_counts": (
        "Có nội dung điểm thưởng nhưng tổng điểm thưởng tối đa bằng 0 nên không bao giờ được tính.",
        "There are bonus items, but the bonus cap is 0, so none ever counts.",
    ),
    "penalty_never_counts": (
        "Có nội dung điểm trừ nhưng tổng điểm trừ tối đa bằng 0 nên không bao giờ bị trừ.",
        "There are penalty items, but the penalty cap is 0, so none ever counts.",
    ),
}

INPUT_TYPES: dict[str, tuple[str, str]] = {
    "input_type_count": ("“Số nguyên”", "“Whole number”"),
    "input_type_number": ("“Số”", "“Number”"),
    "input_type_choice": ("“Lựa chọn”", "“Choice”"),
    "input_type_condition": ("“Có hoặc không”", "“Yes or no”"),
    "input_type_points": ("“Điểm”", "“Points”"),
    "input_type_share": ("“Tỷ lệ từ 0 đến 1”", "“Share from 0 to 1”"),
}
"""What a form asks for, in the words of the page where an author chooses it."""
