"""Why a formula could not be understood."""

FORMULAS: dict[str, tuple[str, str]] = {
    "formula_empty": (
        "Công thức còn trống.",
        "The formula is empty.",
    ),
    "formula_too_long": (
        "Công thức quá dài. Cần rút gọn hoặc tách thành nhiều trường hợp.",
        "The formula is too long. Shorten it or split it into cases.",
    ),
    "formula_too_deep": (
        "Công thức lồng quá {limit} lớp ngoặc.",
        "The formula nests more than {limit} parentheses.",
    ),
    "formula_long_number": (
        "Số ở vị trí {position} của công thức quá dài.",
        "The number at position {position} of the formula is too long.",
    ),
    "formula_letter": (
        "Công thức có ký tự “{letter}” không dùng được ở vị trí {position}. Chỉ dùng số, tên số liệu, + − × ÷, "
        "ngoặc đơn, min, max, phép so sánh, and (và), or (hoặc), not (không).",
        "The formula holds “{letter}” at position {position}. Use numbers, names of inputs, + − × ÷, parentheses, "
        "min, max, comparisons, and, or, not.",
    ),
    "formula_unexpected": (
        "Công thức có “{word}” không đúng chỗ ở vị trí {position}.",
        "The formula holds “{word}” in a wrong place, at position {position}.",
    ),
    "formula_chained": (
        "Ở vị trí {position}: mỗi phép so sánh chỉ có hai vế; cần viết “a < b and b < c”.",
        "At position {position}: a comparison has two sides; write “a < b and b < c”.",
    ),
    "formula_ends_early": (
        "Công thức chưa kết thúc: thiếu số, tên số liệu hoặc dấu ngoặc đóng.",
        "The formula ends too early: a number, a name or a closing parenthesis is missing.",
    ),
    "formula_wants_number": (
        "Hai bên dấu “{sign}” phải là số, không phải điều kiện.",
        "“{sign}” works on numbers, not on conditions.",
    ),
    "formula_wants_condition": (
        "Hai bên “{sign}” phải là điều kiện (phép so sánh hoặc số liệu có/không), không phải số.",
        "“{sign}” works on conditions (comparisons or yes/no inputs), not on numbers.",
    ),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
}
