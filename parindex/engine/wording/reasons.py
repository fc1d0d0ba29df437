"""Why a node has the points it has. The sentences of one reason follow each other, so each stands alone."""

REASONS: dict[str, tuple[str, str]] = {
    # Quantities and steps, as parts of sentences.
    "quantity_number": ("{name} = {value}", "{name} = {value}"),
    "quantity_ratio": (
        "tỷ lệ {numerator} / {denominator} = {n} / {d} {ratio}",
        "ratio {numerator} / {denominator} = {n} / {d} {ratio}",
    ),
    "step_exactly": ("đúng bằng {value}", "exactly {value}"),
    "step_from_to": ("từ {low} đến {high}", "from {low} to {high}"),
    "step_from_below": ("từ {low} đến dưới {high}", "from {low} to below {high}"),
    "step_above_to": ("trên {low} đến {high}", "above {low} up to {high}"),
    "step_above_below": ("trên {low} đến dưới {high}", "above {low} and below {high}"),
    "step_from": ("từ {low} trở lên", "{low} or more"),
    "step_above": ("trên {low}", "above {low}"),
    "step_to": ("từ {high} trở xuống", "{high} or less"),
    "step_below": ("dưới {high}", "below {high}"),
    "step_any": ("mọi giá trị", "any value"),
    "close_under": ("rất sát, nhưng dưới", "very close to it, but under"),
    "close_over": ("rất sát, nhưng trên", "very close to it, but over"),
    "stage_self": ("tự đánh giá", "self-assessment"),
    "stage_appraised": ("thẩm định", "appraisal"),
    "stage_settled": ("thống nhất", "settlement"),
    "numbered": ("({number}) {text}", "({number}) {text}"),
    # One leaf.
    "reason_choice": (
        "Mức đạt được: {option}; được {points} điểm (tối đa {maximum}).",
        "Level reached: {option}; {points} of {maximum:point}.",
    ),
    "reason_choice_share": (
        "Mức đạt được: {option}, bằng {share} điểm tối đa; được {points} điểm (tối đa {maximum}).",
        "Level reached: {option}, worth {share} of the maximum; {points} of {maximum:point}.",
    ),
    "reason_all_hold": (
        "Đạt đủ các điều kiện: {conditions}. Được {maximum} điểm (tối đa {maximum}).",
        "Every condition holds: {conditions}. {maximum} of {maximum:point}.",
    ),
    "reason_some_fail": (
        "Chưa đạt điều kiện: {failed}. Được {points} điểm (tối đa {maximum}).",
        "Not fulfilled: {failed}. {points} of {maximum:point}.",
    ),
    "reason_step": (
        "Kết quả: {quantity}, thuộc mức {step}; được {points} điểm (tối đa {maximum}).",
        "Result: {quantity}, in the step {step}; {points} of {maximum:point}.",
    ),
    "reason_step_over": (
        "Kết quả: {quantity}, vượt mức cao nhất ({step}) nên tính theo mức này; được {points} điểm (tối đa {maximum}).",
        "Result: {quantity}, over the highest step ({step}), which counts then; {points} of {maximum:point}.",
    ),
    "reason_proportional": (
        "Kết quả: {quantity}; điểm tối đa {maximum} × kết quả trên {points} điểm.",
        "Result: {quantity}; the maximum of {maximum} × result {points:point}.",
    ),
    "reason_proportional_full": (
        "Kết quả: {quantity}; được điểm tối đa {maximum}.",
        "Result: {quantity}; the full {maximum:point}.",
    ),
    "reason_under_floor": (
        "Kết quả: {quantity}, dưới mức sàn {floor}; được 0 điểm (tối đa {maximum}).",
        "Result: {quantity}, under the floor of {floor}; 0 of {maximum:point}.",
    ),
    "reason_negative": (
        "Kết quả: {quantity}, nhỏ hơn 0; được 0 điểm (tối đa {maximum}).",
        "Result: {quantity}, less than 0; 0 of {maximum:point}.",
    ),
    "reason_linear": (
        "Kết quả: {quantity}, nằm giữa {low} ({low_points} điểm) và {high} ({high_points} điểm); giữa hai mốc tính "
        "theo tỷ lệ tương ứng: {sum} {points} điểm (tối đa {maximum}).",
        "Result: {quantity}, between {low} ({low_points:point}) and {high} ({high_points:point}); in "
        "proportion between the two: {sum} {points} of {maximum:point}.",
    ),
    "linear_from_zero": (
        "{change} × ({value} − {low}) ÷ ({high} − {low})",
        "{change} × ({value} − {low}) ÷ ({high} − {low})",
    ),
    "linear_rising": (
        "{start} + {change} × ({value} − {low}) ÷ ({high} − {low})",
        "{start} + {change} × ({value} − {low}) ÷ ({high} − {low})",
    ),
    "linear_falling": (
        "{start} − {change} × ({value} − {low}) ÷ ({high} − {low})",
        "{start} − {change} × ({value} − {low}) ÷ ({high} − {low})",
    ),
    "in_parentheses": ("({value})", "({value})"),
    "reason_linear_low": (
        "Kết quả: {quantity}, không vượt quá {edge}; được {points} điểm (tối đa {maximum}).",
        "Result: {quantity}, not above {edge}; {points} of {maximum:point}.",
    ),
    "reason_linear_high": (
        "Kết quả: {quantity}, đạt từ {edge} trở lên; được {points} điểm (tối đa {maximum}).",
        "Result: {quantity}, at or above {edge}; {points} of {maximum:point}.",
    ),
    "reason_above_one": (
        "Lưu ý: kết quả vượt 100%.",
        "Note: the result exceeds 100%.",
    ),
    "reason_per_item": (
        "Kết quả: {name} = {count}; {count} × {each} {product} điểm (tối đa {maximum}).",
        "Result: {name} = {count}; {count} × {each} {product} of {maximum:point}.",
    ),
    "reason_per_item_capped": (
        "Kết quả: {name} = {count}; {count} × {each} {product}, vượt mức tối đa nên được {maximum} điểm.",
        "Result: {name} = {count}; {count} × {each} {product}, capped at the maximum of {maximum:point}.",
    ),
    "reason_deduct_part": ("{name} ({count} trường hợp × {cost} điểm)", "{name} ({count:case} × {cost:point})"),
    "reason_deduct_nothing": (
        "Không có trường hợp bị trừ điểm; được điểm tối đa {maximum}.",
        "No case to deduct for; the full {maximum:point}.",
    ),
    "reason_deduct": (
        "Điểm tối đa {maximum}, trừ: {parts}; còn {points} điểm.",
        "The maximum of {maximum}, less: {parts}, leaves {points:point}.",
    ),
    "reason_deduct_empty": (
        "Điểm tối đa {maximum}, trừ: {parts}; số điểm trừ vượt mức tối đa nên còn 0 điểm.",
        "The maximum of {maximum}, less: {parts}; the deductions exceed it, so 0 points remain.",
    ),
    "reason_formula_case": (
        "Áp dụng trường hợp {number} ({condition}).",
        "Case {number} applies ({condition}).",
    ),
    "reason_formula_else": (
        "Áp dụng trường hợp {number} (các trường hợp còn lại).",
        "Case {number} applies (all the rest).",
    ),
    "reason_formula": (
        "Số liệu: {figures}. Điểm = {formula} = {filled} {result} (tối đa {maximum}).",
        "Figures: {figures}. Points = {formula} = {filled} {result} of {maximum}.",
    ),
    "reason_formula_stated": (
        "Số liệu: {figures}. Được {formula} điểm (tối đa {maximum}).",
        "Figures: {figures}. {formula} of {maximum:point}.",
    ),
    "reason_formula_named": (
        "Số liệu: {figures}. Điểm = {formula} {result} (tối đa {maximum}).",
        "Figures: {figures}. Points = {formula} {result} of {maximum}.",
    ),
    "reason_formula_above": (
        "Số liệu: {figures}. Điểm = {formula} = {filled} {result}, vượt mức tối đa nên được {maximum} điểm.",
        "Figures: {figures}. Points = {formula} = {filled} {result}, capped at the maximum of {maximum}.",
    ),
    "reason_formula_below": (
        "Số liệu: {figures}. Điểm = {formula} = {filled} {result}, nhỏ hơn 0 nên được 0 điểm (tối đa {maximum}).",
        "Figures: {figures}. Points = {formula} = {filled} {result}, less than 0, so 0 of {maximum:point}.",
    ),
    "reason_formula_no_case": (
        "Số liệu: {figures}. Không thuộc trường hợp nào của công thức; được 0 điểm (tối đa {maximum}).",
        "Figures: {figures}. No case of the formula applies; 0 of {maximum:point}.",
    ),
    "survey_result": ("Kết quả điều tra", "Survey result"),
    "satisfaction_result": ("Kết quả đo lường sự hài lòng", "Satisfaction index"),
    "reason_survey_part": ("{question} {share}", "{question} {share}"),
    "reason_survey_weighted_part": ("{question} {share} (trọng số {weight})", "{question} {share} (weight {weight})"),
    "reason_survey_weighted": (
        "{result}: {parts}; bình quân theo trọng số {mean}. Điểm tối đa {maximum} × kết quả trên {points} điểm.",
        "{result}: {parts}; weighted mean {mean}. The maximum of {maximum} × result {points:point}.",
    ),
    "reason_survey": (
        "{result}: {parts}; bình quân {questions} câu hỏi {mean}. Điểm tối đa {maximum} × kết quả trên {points} điểm.",
        "{result}: {parts}; mean of {questions:question} {mean}. The maximum of {maximum} × result {points:point}.",
    ),
    "reason_survey_single": (
        "{result}: {parts}. Điểm tối đa {maximum} × kết quả trên {points} điểm.",
        "{result}: {parts}. The maximum of {maximum} × result {points:point}.",
    ),
    "reason_given": (
        "Cho điểm trực tiếp: {points} điểm (tối đa {maximum}).",
        "Points given directly: {points} of {maximum}.",
    ),
    "reason_judged": (
        "Người chấm cho {points} điểm (tối đa {maximum}, bước điểm {increment}).",
        "Points by judgement, in steps of {increment}: {points} of {maximum}.",
    ),
    "reason_surveyed": (
        "Điểm theo kết quả điều tra xã hội học: {points} điểm (tối đa {maximum}).",
        "Points from the processed survey: {points} of {maximum}.",
    ),
    "reason_satisfaction_points": (
        "Điểm theo kết quả đo lường sự hài lòng: {points} điểm (tối đa {maximum}).",
        "Points from the satisfaction index: {points} of {maximum}.",
    ),
    "reason_instead_of": (
        "Nếu tính theo số liệu thì được {computed} điểm.",
        "By the figures alone it would be {computed}.",
    ),
    "reason_instead_of_none": (
        "Số liệu kê khai chưa đủ để tính điểm.",
        "The figures alone are not enough to compute points.",
    ),
    "reason_same_as": (
        "Điểm này đúng bằng điểm tính từ số liệu.",
        "The figures give the same points.",
    ),
    "reason_because": ("Lý do: {reason}.", "Reason: {reason}."),
    "reason_without_why": ("Chưa ghi lý do.", "No reason is stated."),
    "reason_stage": (
        "Căn cứ: kết quả {stage}.",
        "Basis: {stage} stage.",
    ),
    "reason_missing": (
        "Chưa đủ số liệu, còn thiếu: {names}. Tạm tính 0 điểm (tối đa {maximum}); chưa thể thống nhất kết quả.",
        "No value yet; missing: {names}. Counts 0 of {maximum:point} for now and blocks settlement.",
    ),
    "reason_missing_survey": (
        "Đơn vị chưa có kết quả điều tra xã hội học. Tạm tính 0 điểm (tối đa {maximum}); chưa thể thống nhất kết quả.",
        "The unit has no survey result yet. Counts 0 of {maximum:point} for now and blocks settlement.",
    ),
    "reason_missing_satisfaction": (
        "Đơn vị chưa có kết quả đo lường sự hài lòng. Tạm tính 0 điểm (tối đa {maximum}); chưa thể thống nhất kết quả.",
        "The unit has no satisfaction index yet. Counts 0 of {maximum:point} for now and blocks settlement.",
    ),
    "reason_unconfirmed": (
        "Đơn vị kê khai không phát sinh nhưng không được xác nhận; điểm tính theo số liệu {stage}.",
        "The unit claimed that nothing arose; this was not confirmed, and the figures of the {stage} stage count.",
    ),
    "reason_overruled": (
        "Bước {earlier} ghi không phát sinh nhưng điểm tính theo số liệu {stage}.",
        "The {earlier} stage says that nothing arose, but the figures of the {stage} stage count.",
    ),
    "reason_not_arising": (
        "Nội dung này không phát sinh tại đơn vị (theo kết quả {stage}).",
        "Nothing of this kind arose at the unit ({stage} stage).",
    ),
    "reason_not_arising_claimed": (
        "Đơn vị kê khai không phát sinh nội dung này, chưa được thẩm định xác nhận.",
        "The unit claims that nothing of this kind arose; not yet confirmed by an appraiser.",
    ),
    "reason_zero_denominator": (
        "Mẫu số bằng 0 ({figures}) nên được coi là không phát sinh.",
        "Divided by 0 ({figures}), which counts as not arising.",
    ),
    "reason_leaf_removed": (
        "Loại {maximum} điểm khỏi điểm tối đa của đơn vị.",
        "The unit's maximum is less by {maximum}.",
    ),
    "reason_leaf_full": ("Được tính điểm tối đa {maximum}.", "Counts in full: {maximum:point}."),
    "reason_leaf_zero": ("Tính 0 điểm (tối đa {maximum}).", "Counts 0 of {maximum:point}."),
    "reason_excluded": (
        "Không áp dụng cho đơn vị theo quyết định. Loại {maximum} điểm khỏi điểm tối đa của đơn vị.",
        "Excluded for this unit by decision. The unit's maximum is less by {maximum}.",
    ),
    "reason_node": ("{code} “{title}”", "{code} “{title}”"),
    "reason_excluded_with": (
        "Không áp dụng cho đơn vị theo quyết định loại cả mục {node}. Loại {maximum} điểm khỏi điểm tối đa của đơn vị.",
        "Excluded for this unit with {node}, by decision. The unit's maximum is less by {maximum}.",
    ),
    "reason_branch_excluded": (
        "Không áp dụng cho đơn vị theo quyết định; điểm tối đa bằng 0.",
        "Excluded for this unit by decision; the maximum is 0.",
    ),
    "reason_branch_excluded_with": (
        "Không áp dụng cho đơn vị theo quyết định loại cả mục {node}; điểm tối đa bằng 0.",
        "Excluded for this unit with {node}, by decision; the maximum is 0.",
    ),
    "reason_figures_ignored": (
        "Số liệu đã nhập không được tính.",
        "The figures entered do not count.",
    ),
    "reason_no_survey": (
        "Đợt đánh giá không có điều tra xã hội học, đo lường sự hài lòng. Loại {maximum} điểm khỏi điểm tối đa của "
        "mọi đơn vị.",
        "The round holds no survey. Every unit's maximum is less by {maximum}.",
    ),
    "reason_rounded": ("Làm tròn khi công bố: {points} điểm.", "Rounded for publication: {points:point}."),
    "maximum_in_formula": ("điểm tối đa", "maximum"),
    "labelled_name": ("{label} ({name})", "{label} ({name})"),
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
    # Inputs, where figures name them.
    "code_with_title": ("{code} ({title})", "{code} ({title})"),
    "input_points": ("điểm", "points"),
    "input_choice": ("mức đạt được", "level reached"),
    "input_not_arising": ("không phát sinh", "not arising"),
    "input_reason": ("lý do", "reason"),
    "input_excluded": ("không áp dụng", "not applicable"),
    "input_deduction": ("điểm trừ sau thẩm định", "deduction after appraisal"),
}
