"""Why a criteria set's document could not be read."""

DOCUMENTS: dict[str, tuple[str, str]] = {
    "not_json": (
        "Không phải là tệp JSON hợp lệ: {detail}.",
        "Not valid JSON: {detail}.",
    ),
    "not_utf8": (
        "Tệp không được mã hóa UTF-8. Cần lưu lại tệp theo bảng mã UTF-8.",
        "The file is not UTF-8. Save it again with UTF-8 encoding.",
    ),
    "document_too_large": (
        "Tệp quá lớn: bộ tiêu chí dạng JSON tối đa {limit} MB (một bộ tiêu chí thực tế chỉ khoảng 75 kB).",
        "The file is too large: a criteria set as JSON has at most {limit} MB (a real set has about 75 kB).",
    ),
    "more_faults": (
        "Còn {number} lỗi khác không liệt kê ở đây. Cần sửa các lỗi đã nêu rồi đọc lại tệp.",
        "Not listed here: {number:more fault}. Mend those that are named, then read the file again.",
    ),
    "duplicate_key": (
        "Khóa “{key}” xuất hiện hai lần trong cùng một đối tượng.",
        "The key “{key}” stands twice in one object.",
    ),
    "not_an_object": (
        "Chỗ này phải là một đối tượng JSON {{…}}.",
        "This must be a JSON object {{…}}.",
    ),
    "not_a_list": (
        "Chỗ này phải là một danh sách JSON […].",
        "This must be a JSON list […].",
    ),
    "list_too_long": (
        "Danh sách quá dài; tối đa {limit} phần tử.",
        "The list is too long; at most {limit:entry}.",
    ),
    "not_text": (
        "Chỗ này phải là chuỗi ký tự đặt trong dấu nháy kép.",
        "This must be text in quotation marks.",
    ),
    "text_too_long": (
        "Văn bản quá dài; tối đa {limit} ký tự.",
        "The text is too long; at most {limit:character}.",
    ),
    "bad_letter": (
        "Văn bản chứa ký tự hỏng, không ghi được thành tệp.",
        "The text holds a broken character that cannot be written to a file.",
    ),
    "not_a_flag": (
        "Chỗ này phải là true hoặc false.",
        "This must be true or false.",
    ),
    "not_a_number": (
        "“{value}” không phải là số thập phân. Viết bằng chữ số 0–9, dấu chấm thập phân, không dấu phân nhóm, "
        "không số mũ; ví dụ 2.5.",
        "“{value}” is not a decimal number. Use digits 0–9 and a decimal point, no grouping, no exponent; "
        "for example 2.5.",
    ),
    "number_too_long": (
        "“{value}” quá dài; một số có tối đa {limit} chữ số, kể cả phần thập phân.",
        "“{value}” is too long; a number has at most {limit:digit}, decimals included.",
    ),
    "float_number": (
        "{value} được ghi dưới dạng có thể bị làm tròn, không bảo đảm chính xác. Cần đặt số trong dấu nháy kép, ví dụ "
        "“2.5”.",
        "{value} is stored in a form that may be rounded, so it is not exact. Put it in quotation marks, for example "
        "“2.5”.",
    ),
    "number_too_low": (
        "Số {value} không được nhỏ hơn {low}.",
        "{value} may not be less than {low}.",
    ),
    "number_outside": (
        "Số {value} phải nằm trong khoảng từ {low} đến {high}.",
        "{value} must lie between {low} and {high}.",
    ),
    "not_whole": (
        "{value} phải là số nguyên.",
        "{value} must be a whole number.",
    ),
    "bad_date": (
        "“{value}” không phải là ngày. Viết theo dạng năm-tháng-ngày, ví dụ 2023-12-31.",
        "“{value}” is not a date. Write year-month-day, for example 2023-12-31.",
    ),
    "period_backwards": (
        "Kỳ đánh giá kết thúc trước khi bắt đầu.",
        "The period ends before it begins.",
    ),
    "bad_code": (
        "“{value}” không dùng làm mã được. Mã dài từ 1 đến {limit} ký tự, không có khoảng trắng ở hai đầu, không có "
        "ký tự không in được và không bắt đầu bằng = + - @.",
        "“{value}” cannot be a code. A code has 1 to {limit:character}, no blank at either end, none "
        "that cannot be printed, and does not begin with = + - @.",
    ),
    "bad_name": (
        "“{value}” không dùng làm tên số liệu được. Tên bắt đầu bằng chữ cái hoặc dấu gạch dưới, sau đó là chữ cái, "
        "chữ số, dấu gạch dưới; không có khoảng trắng; ví dụ dung_han.",
        "“{value}” cannot be the name of an input. A name begins with a letter or an underscore and goes on with "
        "letters, digits and underscores, without blanks; for example on_time.",
    ),
    "missing_key": (
        "Thiếu mục “{key}”.",
        "“{key}” is missing.",
    ),
    "unknown_key": (
        "Không có mục nào tên là “{key}” ở chỗ này. Các mục dùng được: {allowed}.",
        "“{key}” is not known here. Known are: {allowed}.",
    ),
    "unknown_value": (
        "“{value}” không phải là giá trị được phép. Các giá trị dùng được: {allowed}.",
        "“{value}” is not allowed here. Allowed are: {allowed}.",
    ),
    "wrong_format": (
        "Mục format phải là “{expected}”.",
        "format must be “{expected}”.",
    ),
    "too_deep": (
        "Cây tiêu chí quá sâu; tối đa {limit} cấp.",
        "The tree is too deep; at most {limit:level}.",
    ),
    "too_many_nodes": (
        "Bộ tiêu chí quá lớn; tối đa {limit} tiêu chí ở mọi cấp.",
        "The set is too large; at most {limit:node}.",
    ),
    "ratio_of_two": (
        "Tỷ lệ phải gồm đúng hai tên số liệu: tử số và mẫu số.",
        "A ratio has exactly two inputs: numerator and denominator.",
    ),
    "points_or_share": (
        "Phải ghi đúng một trong hai: số điểm (points) hoặc tỷ lệ so với điểm tối đa (share).",
        "State exactly one of both: points, or share of the maximum.",
    ),
    "two_edges": (
        "Một mức không thể vừa có “{first}” vừa có “{second}”.",
        "A step cannot have both “{first}” and “{second}”.",
    ),
}
