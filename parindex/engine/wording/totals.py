"""Why a parent or a whole sheet has the points, the index, the rank and the class it has."""

TOTALS: dict[str, tuple[str, str]] = {
    # Parents.
    "reason_sum": (
        "Cộng điểm thành phần ({parts}): {points} điểm trên điểm tối đa {maximum}.",
        "Sum of its children ({parts}): {points} of {maximum:point}.",
    ),
    "reason_all_removed": (
        "Không có tiêu chí nào thuộc mục này được tính cho đơn vị; điểm tối đa bằng 0.",
        "Nothing under it counts for this unit; the maximum is 0.",
    ),
    "reason_removed": (
        "Đã loại {points} điểm khỏi điểm tối đa {whole} (các mục: {codes}).",
        "Removed {points} of the whole maximum of {whole}: {codes}.",
    ),
    "reason_missing_leaves": (
        "Còn {number} tiêu chí chưa có số liệu, tạm tính 0 điểm: {codes}.",
        "Without a value, counted 0 for now ({number}): {codes}.",
    ),
    "reason_deducted": (
        "Trừ {points} điểm sau thẩm định, còn {left} điểm.",
        "Less {points:point} deducted after appraisal, leaving {left:point}.",
    ),
    "reason_deducted_to_zero": (
        "Mức trừ sau thẩm định là {points} điểm, nhiều hơn số điểm đạt được, nên còn {left} điểm.",
        "A deduction of {points:point} after appraisal exceeds what was earned and leaves {left:point}.",
    ),
    "reason_sub_index": (
        "Chỉ số thành phần: {points} ÷ {maximum} {value}.",
        "Sub-index: {points} ÷ {maximum} {value}.",
    ),
    # Whole sheets.
    "reason_sheet_sum": (
        "Cộng điểm các lĩnh vực ({parts}): {points} điểm trên điểm tối đa {maximum}.",
        "Sum of the fields ({parts}): {points} of {maximum:point}.",
    ),
    "reason_nothing_counts": (
        "Không có lĩnh vực nào được tính cho đơn vị.",
        "No field counts for this unit.",
    ),
    "reason_rescaled": (
        "Quy đổi điểm thẩm định: {points} × {whole} ÷ {left} {scaled} ({whole}: điểm tối đa phần thẩm định; {left}: "
        "phần áp dụng cho đơn vị).",
        "Appraised points rescaled: {points} × {whole} ÷ {left} {scaled} ({whole}: the appraised part's maximum; "
        "{left}: what of it applies to the unit).",
    ),
    "reason_rescaled_total": (
        "Điểm điều tra xã hội học, đo lường sự hài lòng {surveyed} giữ nguyên. Tổng điểm sau quy đổi: {appraised} + "
        "{surveyed} {total}; chỉ số tính trên điểm tối đa {maximum}.",
        "Survey and satisfaction points {surveyed} stay as they are. Total after rescaling: {appraised} + {surveyed} "
        "{total}; the index is taken of {maximum:point}.",
    ),
    "reason_rescaled_alone": (
        "Tổng điểm sau quy đổi: {appraised}; chỉ số tính trên điểm tối đa {maximum}.",
        "Total after rescaling: {appraised}; the index is taken of {maximum:point}.",
    ),
    "reason_deduction_field": ("lĩnh vực {code} trừ {points} điểm", "{points:point} from field {code}"),
    "reason_deduction_criterion": ("tiêu chí {code} trừ {points} điểm", "{points:point} from criterion {code}"),
    "reason_deductions": (
        "Trừ điểm sau thẩm định: {parts}; tổng cộng trừ {points} điểm.",
        "Deducted after appraisal: {parts}; {points:point} in all.",
    ),
    "reason_deductions_limited": (
        "Trừ điểm sau thẩm định: {parts}; do không trừ quá số điểm đạt được nên tổng cộng trừ {points} điểm.",
        "Deducted after appraisal: {parts}; no more is taken than was earned, so {points:point} in all.",
    ),
    "reason_bonus": ("Điểm thưởng: {given}; được tính {counted} điểm.", "Bonus: {given}; {counted:point} counted."),
    "reason_penalty": ("Điểm trừ: {given}; bị trừ {counted} điểm.", "Penalty: {given}; {counted:point} taken."),
    "reason_item": ("{title}: {cases} trường hợp × {points} điểm", "{title}: {cases:case} × {points:point}"),
    "reason_item_capped": (
        "{title}: {cases} trường hợp × {points} điểm, tối đa {cap} điểm",
        "{title}: {cases:case} × {points:point}, at most {cap}",
    ),
    "reason_plain": ("ghi tổng số {points} điểm, không kê theo nội dung", "{points:point} as one sum, without items"),
    "reason_cap": ("Mức tối đa theo bộ tiêu chí là {cap} điểm.", "The set allows at most {cap:point}."),
    "reason_no_bonus_allowed": (
        "Bộ tiêu chí không cho tính điểm thưởng (mức tối đa bằng 0).",
        "The set lets no bonus count (its cap is 0).",
    ),
    "reason_no_penalty_allowed": (
        "Bộ tiêu chí không cho tính điểm trừ chung (mức tối đa bằng 0).",
        "The set lets no penalty count (its cap is 0).",
    ),
    "reason_total": ("Tổng điểm: {points}.", "Total: {points:point}."),
    "reason_total_capped": (
        "Tổng điểm {uncapped} vượt điểm tối đa nên lấy bằng {points}.",
        "The total of {uncapped} exceeds the maximum and becomes {points}.",
    ),
    "reason_total_zero": (
        "Tổng điểm sau khi trừ nhỏ hơn 0 nên lấy bằng 0.",
        "After penalties the total would be less than 0; it becomes 0.",
    ),
    "reason_index": (
        "Chỉ số: {points} ÷ {maximum} {value}.",
        "Index: {points} ÷ {maximum} {value}.",
    ),
    "reason_index_rounded": (
        "Làm tròn đến {places} chữ số thập phân ({mode}): {value}%.",
        "Rounded to {places:place} ({mode}): {value}%.",
    ),
    "rounding_half_up": ("số 5 làm tròn lên", "half up"),
    "rounding_half_even": ("số 5 làm tròn về số chẵn", "half to even"),
    "rounding_down": ("bỏ phần lẻ phía sau", "down"),
    "reason_no_index": (
        "Điểm tối đa áp dụng bằng 0 nên không có chỉ số và không xếp hạng.",
        "The applicable maximum is 0, so there is no index and no rank.",
    ),
    "reason_rank": (
        "Xếp thứ {rank}/{units} đơn vị được xếp hạng, theo chỉ số {compared}.",
        "Rank {rank} of {units:ranked unit}, by the {compared} index.",
    ),
    "reason_rank_group": (
        "Xếp thứ {rank}/{units} đơn vị được xếp hạng trong nhóm {group}, theo chỉ số {compared}.",
        "Rank {rank} of {units:ranked unit} in group {group}, by the {compared} index.",
    ),
    "compared_rounded": ("đã làm tròn", "rounded"),
    "compared_exact": ("chưa làm tròn", "exact"),
    "reason_tied": (
        "Số đơn vị khác có cùng chỉ số này: {others}; các đơn vị này cùng thứ hạng.",
        "Other units with the same index: {others}; they share the rank.",
    ),
    "reason_tie_break": (
        "Số đơn vị khác có cùng chỉ số này: {others}; xét tiếp chỉ số thành phần của {codes}: {beside}.",
        "Other units with the same index: {others}; decided by the sub-indices of {codes}: {beside}.",
    ),
    "tie_after": (
        "xếp sau {unit} do {code}: {own}, đơn vị kia {other}",
        "after {unit} by {code}: {own} against {other}",
    ),
    "tie_before": (
        "xếp trước {unit} do {code}: {own}, đơn vị kia {other}",
        "before {unit} by {code}: {own} against {other}",
    ),
    "tie_equal": ("bằng {unit} nên cùng thứ hạng", "equal to {unit}, so they share the rank"),
    "tie_removed": ("không áp dụng", "not applicable"),
    "reason_unranked": ("Đơn vị có trong danh sách nhưng không xếp hạng.", "The unit is listed without a rank."),
    "reason_class": ("Xếp loại {title} ({threshold}).", "Class: {title} ({threshold})."),
    "reason_no_class": (
        "Không được xếp loại; mức xếp loại thấp nhất {threshold}.",
        "No class; the lowest one is {threshold}.",
    ),
    "reason_class_exact_under": (
        "Chỉ số chưa làm tròn không đạt mức {threshold}, dù làm tròn thành {printed}.",
        "The exact index does not reach {threshold}, although it is printed as {printed}.",
    ),
    "reason_class_exact_over": (
        "Chỉ số chưa làm tròn đạt mức {threshold}, dù làm tròn thành {printed}.",
        "The exact index reaches {threshold}, although it is printed as {printed}.",
    ),
    "reason_class_rounded_under": (
        "Xếp loại xét theo chỉ số đã làm tròn là {printed}, đạt mức {threshold}.",
        "The class goes by the rounded index of {printed}, which reaches {threshold}.",
    ),
    "reason_class_rounded_over": (
        "Xếp loại xét theo chỉ số đã làm tròn là {printed}, không đạt mức {threshold}.",
        "The class goes by the rounded index of {printed}, which does not reach {threshold}.",
    ),
    "reason_provisional": (
        "Đây là kết quả tạm tính vì còn tiêu chí chưa có số liệu.",
        "The result is provisional while leaves have no value.",
    ),
}
