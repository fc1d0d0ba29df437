"""Why a leaf has the points it has. The sentences of one reason follow each other, so each stands alone."""

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
    # Inputs, where figures name them.
    "code_with_title": ("{code} ({title})", "{code} ({title})"),
    "input_points": ("điểm", "points"),
    "input_choice": ("mức đạt được", "level reached"),
    "input_not_arising": ("không phát sinh", "not arising"),
    "input_reason": ("lý do", "reason"),
    "input_excluded": ("không áp dụng", "not applicable"),
    "input_deduction": ("điểm trừ sau thẩm định", "deduction after appraisal"),
}
