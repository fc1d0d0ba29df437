"""What mends what lint says about a set that could be read."""

FINDING_MENDS: dict[str, tuple[str, str]] = {
    # The set and its tree.
    "set_without_title": (
        "Ghi tên bộ tiêu chí đúng như trong quyết định ban hành.",
        "State the title of the set as in the decision that issues it.",
    ),
    "set_without_tier": (
        "Ghi cấp đơn vị được đánh giá, ví dụ: sở, ban, ngành; UBND cấp huyện; UBND cấp xã.",
        "State the tier of the assessed units, for example department, district or commune.",
    ),
    "no_nodes": (
        "Thêm ít nhất một lĩnh vực, dưới đó có một tiêu chí có điểm tối đa và cách tính điểm.",
        "Add at least one field with a criterion below it that has maximum points and a rule.",
    ),
    "total_not_100": (
        "Sửa điểm tối đa của các tiêu chí để tổng bằng 100; giữ nguyên nếu quyết định ban hành quy định thang {total} "
        "điểm.",
        "Change maximum points so that they add up to 100; leave it if the decision really sets {total:point}.",
    ),
    "duplicate_code": (
        "Đổi mã “{code}” ở đây thành một mã chưa dùng; nếu dòng này bị chép thừa thì xóa.",
        "Give this node a code other than “{code}” that is still free; delete it if it was copied by mistake.",
    ),
    "empty_title": (
        "Ghi tên của “{code}” như trong bộ tiêu chí.",
        "Write the title of “{code}” as in the criteria set.",
    ),
    "empty_branch": (
        "Thêm tiêu chí cấp dưới cho “{code}”, hoặc ghi điểm tối đa và cách tính điểm của chính “{code}”.",
        "Add children below “{code}”, or give “{code}” itself maximum points and a rule.",
    ),
    "sum_mismatch": (
        "Ghi điểm tối đa của “{code}” là {total} (hoặc để trống để tự cộng); nếu {stated} mới đúng thì sửa điểm tối đa "
        "của các tiêu chí cấp dưới cho đủ {stated}.",
        "State a maximum of {total} for “{code}” (or leave it empty, then it is the sum); if {stated} is right, change "
        "the maximum points of its children until they add up to {stated}.",
    ),
    "no_points": (
        "Ghi điểm tối đa lớn hơn 0 cho “{code}”, hoặc xóa tiêu chí này.",
        "Give “{code}” more than 0 maximum points, or delete it.",
    ),
    "missing_appraiser": (
        "Ghi cơ quan thẩm định (ví dụ SNV) ở “{code}”, hoặc ở lĩnh vực chứa tiêu chí này để dùng chung cho cả lĩnh "
        "vực.",
        "Name an appraiser (for example SNV) at “{code}”, or at its field, where it holds for everything below.",
    ),
    "evidence_unnamed": (
        "Ghi tên văn bản, báo cáo đơn vị phải gửi vào mục “Tài liệu kiểm chứng” của “{code}”, hoặc bỏ đánh dấu “Bắt "
        "buộc có tài liệu kiểm chứng”.",
        "Write under evidence of “{code}” which papers the unit must attach, or make evidence not compulsory.",
    ),
    "survey_without_questions": (
        "Thêm tên ít nhất một câu hỏi của mẫu phiếu điều tra, ví dụ cau_1, vào cách tính điểm của “{code}”.",
        "Add at least one question of the questionnaire, for example q1, to the rule of “{code}”.",
    ),
    "survey_without_survey_rule": (
        "Chọn cách tính điểm “Điều tra xã hội học” cho “{code}”; nếu không lấy từ điều tra thì đổi nguồn số liệu.",
        "Choose the rule “Sociological survey” for “{code}”; if its value is not from the survey, change the source.",
    ),
    "survey_rule_elsewhere": (
        "Chọn nguồn số liệu “Điều tra xã hội học” cho “{code}”, hoặc chọn cách tính điểm khác.",
        "Choose the source “Sociological survey” for “{code}”, or another rule.",
    ),
    # Inputs.
    "input_used_twice": (
        "Đặt tên khác cho một trong hai chỗ đang dùng “{name}”; mỗi số liệu, điều kiện, câu hỏi có tên riêng.",
        "Use another name in one of the two places of “{name}”; each figure, condition and question has its own.",
    ),
    "input_without_name": (
        "Ghi tên số liệu bằng chữ cái, chữ số, dấu gạch dưới, ví dụ dung_han.",
        "Name the figure with letters, digits and underscores, for example on_time.",
    ),
    "reserved_name": (
        "Đổi “{name}” thành tên khác, ví dụ so_{name}, ở mọi chỗ dùng tên này của tiêu chí.",
        "Rename “{name}”, for example to my_{name}, wherever this leaf uses it.",
    ),
    "duplicate_label": (
        "Giữ một khai báo của “{name}”, xóa khai báo còn lại.",
        "Keep one declaration of “{name}” and delete the other.",
    ),
    "unused_label": (
        "Xóa khai báo “{name}”; nếu tên bị gõ sai thì sửa cho trùng với tên trong cách tính điểm.",
        "Delete the declaration of “{name}”; if it is misspelt, spell it as in the rule.",
    ),
    "label_type": (
        "Chọn cho “{name}” một trong các kiểu: {allowed}; hoặc để trống kiểu để lấy theo cách tính điểm.",
        "Give “{name}” one of the types: {allowed}; or no type, then the rule decides.",
    ),
    "unknown_name": (
        "Khai báo số liệu “{name}” cho tiêu chí này, hoặc sửa tên trong công thức thành một trong: {allowed}.",
        "Declare “{name}” among the figures of this leaf, or correct the name in the formula to one of: {allowed}.",
    ),
    # Rules.
    "points_over_maximum": (
        "Ghi không quá {maximum} điểm ở đây; nếu {points} điểm là đúng thì nâng điểm tối đa của “{code}” lên {points}.",
        "State at most {maximum:point} here; if {points} is right, raise the maximum of “{code}” to {points}.",
    ),
    "all_equal": (
        "Ghi điểm khác nhau cho các trường hợp, ví dụ điểm tối đa cho trường hợp tốt nhất và 0 cho trường hợp còn lại.",
        "State different points, for example the maximum for the best case and 0 for the others.",
    ),
    "maximum_unreachable": (
        "Ghi {maximum} điểm cho trường hợp tốt nhất, hoặc giảm điểm tối đa của tiêu chí xuống {best}.",
        "State {maximum:point} for the best case, or lower the maximum of the leaf to {best}.",
    ),
    "no_options": (
        "Thêm ít nhất hai mức, mỗi mức có mã và số điểm, ví dụ “Đạt” (mã dat) được điểm tối đa và “Không đạt” (mã "
        "khong_dat) 0 điểm.",
        "Add at least two options, each with a code and points, for example “Reached” (code yes) with all points and "
        "“Not reached” (code no) with 0.",
    ),
    "one_option": (
        "Thêm mức thứ hai, ví dụ “Không đạt” (mã khong_dat) 0 điểm.",
        "Add a second option, for example “Not reached” (code no) with 0 points.",
    ),
    "duplicate_option": (
        "Đổi mã “{code}” của mức này thành mã khác với các mức còn lại của tiêu chí.",
        "Change the code “{code}” of this option to one that no other option of the leaf has.",
    ),
    "no_conditions": (
        "Thêm ít nhất một điều kiện, ví dụ “Ban hành đúng hạn” (tên dung_han).",
        "Add at least one condition, for example “Issued on time” (name on_time).",
    ),
    "no_steps": (
        "Thêm các mức phủ hết mọi giá trị, ví dụ một mức < 80% và một mức ≥ 80%.",
        "Add steps that cover every value, for example one < 80% and one ≥ 80%.",
    ),
    "step_empty": (
        "Ghi giới hạn dưới của mức “{step}” nhỏ hơn giới hạn trên; nếu mức chỉ gồm một giá trị thì ghi giá trị đó với "
        "cả hai dấu ≥ và ≤.",
        "Make the lower limit of “{step}” less than its upper limit; for a single value state it with both ≥ and ≤.",
    ),
    "steps_overlap": ("{way}", "{way}"),
    "steps_share_edge": ("{way}", "{way}"),
    "steps_edge_of_nobody": ("{way}", "{way}"),
    "steps_gap": (
        "{way} Hoặc thêm một mức nằm giữa hai mức này.",
        "{way} Or add a step between the two.",
    ),
    "steps_nothing_below": (
        "Để trống giới hạn dưới của mức thấp nhất, hoặc thêm một mức có giới hạn trên {end}, thường là 0 điểm.",
        "Leave the lower limit of the lowest step empty, or add a step up to {end}, usually with 0 points.",
    ),
    "steps_zero_of_nobody": (
        "Đổi giới hạn dưới của mức thấp nhất từ > 0 thành ≥ 0, hoặc thêm một mức có giới hạn trên ≤ 0.",
        "Change the lower limit of the lowest step from > 0 to ≥ 0, or add a step ≤ 0.",
    ),
    "steps_nothing_above": (
        "Để trống giới hạn trên của mức “{step}”, hoặc thêm một mức có giới hạn dưới {start}.",
        "Leave the upper limit of “{step}” empty, or add a step from {start}.",
    ),
    "steps_closed_below": (
        "Nếu số liệu có thể nhỏ hơn {value}: để trống giới hạn dưới của mức thấp nhất; nếu không thể thì giữ nguyên.",
        "If figures below {value} can occur, leave the lower limit of the lowest step empty; if not, keep it.",
    ),
    "steps_closed_above": (
        "Nếu số liệu có thể lớn hơn {value}: để trống giới hạn trên của mức cao nhất; nếu không thể thì giữ nguyên.",
        "If figures above {value} can occur, leave the upper limit of the highest step empty; if not, keep it.",
    ),
    "floor_above_one": (
        "Ghi mức sàn từ 0% đến 100%, ví dụ 50%; để trống nếu không có mức sàn.",
        "State a floor from 0% to 100%, for example 50%; leave it empty if there is none.",
    ),
    "proportional_number": (
        "Khai báo số liệu “{name}” với kiểu “Tỷ lệ từ 0 đến 1”.",
        "Declare “{name}” with the type “Share from 0 to 1”.",
    ),
    "linear_one_value": (
        "Ghi hai giá trị khác nhau cho hai mốc, ví dụ 0 điểm tại 50% và điểm tối đa tại 100%; hiện cả hai là {value}.",
        "State two different values, for example 0 points at 50% and the maximum at 100%; now both are {value}.",
    ),
    "item_worth_nothing": (
        "Ghi số điểm lớn hơn 0 cho mỗi trường hợp (và mức tối đa lớn hơn 0 nếu có), hoặc xóa khoản này.",
        "State more than 0 points for each case (and a cap above 0, where there is one), or delete the item.",
    ),
    "no_items": (
        "Thêm ít nhất một khoản trừ: tên số liệu được đếm và số điểm trừ cho mỗi trường hợp.",
        "Add at least one deduction: the figure that is counted and the points lost for each case.",
    ),
    "no_cases": (
        "Thêm ít nhất một trường hợp có công thức tính điểm, ví dụ max_points * dung_han / tong_so.",
        "Add at least one case with a formula for the points, for example max_points * on_time / total.",
    ),
    "case_unreachable": (
        "Xóa trường hợp {number}, hoặc sửa điều kiện và chuyển trường hợp này lên trước trường hợp đã bao gồm trường "
        "hợp này; trường hợp không kèm điều kiện phải đứng cuối cùng.",
        "Delete case {number}, or correct its condition and move it before the case that covers it; the case without a "
        "condition must come last.",
    ),
    "formula_without_rest": (
        "Thêm một trường hợp cuối cùng để trống điều kiện và ghi điểm cho phần còn lại, ví dụ 0.",
        "Add a last case without a condition that states the points for all the rest, for example 0.",
    ),
    "formula_over_maximum": (
        "Ghi không quá {maximum} ở đây, hoặc nâng điểm tối đa của tiêu chí lên {points}.",
        "Write at most {maximum} here, or raise the maximum of the leaf to {points}.",
    ),
    "formula_is_no_number": (
        "Ghi biểu thức tính ra số, ví dụ max_points * dung_han / tong_so; chuyển phép so sánh sang phần điều kiện.",
        "Write an expression that gives a number, for example max_points * on_time / total; a comparison belongs into "
        "the condition.",
    ),
    "formula_is_no_condition": (
        "Ghi một phép so sánh, ví dụ tong_so > 0; để trống nếu áp dụng cho mọi trường hợp còn lại.",
        "Write a comparison, for example total > 0; leave it empty for all other cases.",
    ),
    "increment_zero": (
        "Ghi bước điểm lớn hơn 0, ví dụ 0,25; để trống thì bước điểm là 0,01.",
        "State an increment above 0, for example 0.25; without one it is 0.01.",
    ),
    "increment_misses": (
        "Ghi bước điểm sao cho {maximum} là bội số của bước điểm, ví dụ {example}; hoặc đổi điểm tối đa thành bội số "
        "của {increment}.",
        "State an increment that {maximum} is a multiple of, for example {example}; or a maximum that is a multiple of "
        "{increment}.",
    ),
    "weights_count": (
        "Ghi đúng {questions} trọng số, mỗi câu hỏi một trọng số; hoặc xóa hết trọng số để các câu hỏi có trọng số "
        "bằng nhau.",
        "State exactly {questions:weight}, one for each question; or none at all, then all weigh the same.",
    ),
    "weights_sum": (
        "Sửa các trọng số để tổng bằng 100%, ví dụ 40% và 60%; hiện tổng là {total}.",
        "Change the weights until they add up to 100%, for example 40% and 60%; now they give {total}.",
    ),
    # Policy.
    "duplicate_class": (
        "Đổi mã “{code}” của mức xếp loại này thành mã khác, hoặc xóa mức xếp loại bị trùng.",
        "Give this class a code other than “{code}”, or delete the one that is there twice.",
    ),
    "open_class_not_last": (
        "Ghi ngưỡng (chỉ số từ) cho mức xếp loại “{code}”, hoặc chuyển mức này xuống cuối.",
        "State a threshold for “{code}”, or move this class to the end.",
    ),
    "class_above_100": (
        "Ghi ngưỡng (chỉ số từ) của mức xếp loại “{code}” trong khoảng từ 0 đến 100.",
        "State a threshold from 0 to 100 for “{code}”.",
    ),
    "classes_not_descending": (
        "Ghi ngưỡng của “{code}” nhỏ hơn {limit}, hoặc sắp xếp lại các mức xếp loại từ cao xuống thấp.",
        "State a threshold below {limit} for “{code}”, or put the classes in order from the best down.",
    ),
    "classes_leave_rest": (
        "Thêm một mức xếp loại cuối cùng để trống ngưỡng: mức đó nhận mọi chỉ số còn lại.",
        "Add a last class without a threshold: it takes all the rest.",
    ),
    "tie_break_unknown": (
        "Sửa “{code}” thành mã của một lĩnh vực, tiêu chí có trong bộ tiêu chí, hoặc xóa mã này.",
        "Change “{code}” to the code of a field or criterion of the set, or delete it.",
    ),
    "tie_break_twice": (
        "Xóa mã “{code}” bị lặp.",
        "Delete the second mention of “{code}”.",
    ),
    "duplicate_item": (
        "Đổi mã “{code}” của nội dung này thành mã khác với các nội dung còn lại.",
        "Give this item a code other than “{code}” that no other item has.",
    ),
    "bonus_never_counts": (
        "Ghi tổng điểm thưởng tối đa lớn hơn 0, hoặc xóa các nội dung điểm thưởng.",
        "State a bonus cap above 0, or delete the bonus items.",
    ),
    "penalty_never_counts": (
        "Ghi tổng điểm trừ tối đa lớn hơn 0, hoặc xóa các nội dung điểm trừ.",
        "State a penalty cap above 0, or delete the penalty items.",
    ),
}

WAYS: dict[str, tuple[str, str]] = {
    "way_end_or_start": (
        "Sửa giới hạn trên (cột “Đến”) của mức “{lower}” thành {end}, hoặc sửa giới hạn dưới (cột “Từ”) của mức "
        "“{upper}” thành {start}.",
        "Change the upper limit (column “To”) of “{lower}” to {end}, or the lower limit (column “From”) of “{upper}” "
        "to {start}.",
    ),
    "way_end": (
        "Sửa giới hạn trên (cột “Đến”) của mức “{lower}” thành {end}.",
        "Change the upper limit (column “To”) of “{lower}” to {end}.",
    ),
    "way_start": (
        "Sửa giới hạn dưới (cột “Từ”) của mức “{upper}” thành {start}.",
        "Change the lower limit (column “From”) of “{upper}” to {start}.",
    ),
    "way_delete": (
        "Xóa mức “{lower}” hoặc mức “{upper}”, hoặc ghi giới hạn trên và giới hạn dưới để hai mức tách rời nhau.",
        "Delete “{lower}” or “{upper}”, or give them limits that keep them apart.",
    ),
    "edge": ("{sign} {value}", "{sign} {value}"),
}
"""How two neighbouring steps are made to meet: what the mends of steps are filled with."""
