"""What mends a document, or a formula in it, that could not be read."""

DOCUMENT_MENDS: dict[str, tuple[str, str]] = {
    # Formulas.
    "formula_empty": (
        "Ghi công thức, ví dụ max_points * dung_han / tong_so.",
        "Write the formula, for example max_points * on_time / total.",
    ),
    "formula_too_long": (
        "Chia công thức thành nhiều trường hợp, mỗi trường hợp một điều kiện và một biểu thức ngắn.",
        "Split the formula into cases, each with a condition and a short expression.",
    ),
    "formula_too_deep": (
        "Bỏ bớt ngoặc cho đến khi không quá {limit} lớp, hoặc chia thành nhiều trường hợp.",
        "Take parentheses away until no more than {limit} are nested, or split the formula into cases.",
    ),
    "formula_long_number": (
        "Viết số ở vị trí {position} ngắn hơn, ví dụ làm tròn phần thập phân.",
        "Write the number at position {position} with fewer digits, for example with fewer decimals.",
    ),
    "formula_letter": (
        "Xóa hoặc thay ký tự “{letter}” ở vị trí {position}; phần thập phân viết sau dấu chấm, ví dụ 0.5.",
        "Delete or replace “{letter}” at position {position}; decimals follow a point, for example 0.5.",
    ),
    "formula_unexpected": (
        "Xóa “{word}” ở vị trí {position}, hoặc ghi phép tính còn thiếu ngay trước đó, ví dụ * hoặc +.",
        "Delete “{word}” at position {position}, or write the operation that is missing before it, for example * or +.",
    ),
    "formula_chained": (
        "Tách phép so sánh ở vị trí {position} thành hai vế nối bằng and, ví dụ 0 < a and a < 10.",
        "Split the comparison at position {position} in two joined by and, for example 0 < a and a < 10.",
    ),
    "formula_ends_early": (
        "Viết tiếp phần còn thiếu ở cuối công thức: số, tên số liệu hoặc dấu “)”.",
        "Complete the end of the formula with a number, a name or “)”.",
    ),
    "formula_wants_number": (
        "Thay điều kiện ở hai bên dấu “{sign}” bằng số hoặc số liệu kiểu số; điều kiện ghi ở phần “Khi”.",
        "Replace the condition beside “{sign}” by a number or a numeric figure; conditions belong under “When”.",
    ),
    "formula_wants_condition": (
        "Thay số ở hai bên “{sign}” bằng phép so sánh, ví dụ tong_so > 0.",
        "Replace the number beside “{sign}” by a comparison, for example total > 0.",
    ),
    # Documents that could not be read.
    "not_json": (
        "Mở tệp bằng trình soạn thảo, sửa chỗ nêu trên (thường thiếu dấu phẩy, dấu ngoặc hoặc dấu nháy kép).",
        "Open the file in an editor and correct that place; usually a comma, bracket or quotation mark is missing.",
    ),
    "not_utf8": (
        "Mở tệp bằng Notepad, chọn Lưu thành (Save As), mã hóa (Encoding) UTF-8.",
        "Open the file in a text editor and choose Save As with the encoding UTF-8.",
    ),
    "document_too_large": (
        "Xóa phần không thuộc bộ tiêu chí cho đến khi tệp không quá {limit} MB, hoặc xuất lại tệp từ phần mềm.",
        "Take out what does not belong to the set until the file has at most {limit} MB, or export it again.",
    ),
    "more_faults": (
        "Sửa các lỗi đã nêu rồi tải tệp lên lại để xem các lỗi tiếp theo.",
        "Mend the faults that are named, then upload the file again to see the others.",
    ),
    "duplicate_key": (
        "Giữ một khóa “{key}”, xóa khóa kia cùng giá trị của nó.",
        "Keep one “{key}” and delete the other with its value.",
    ),
    "not_an_object": (
        'Đặt nội dung chỗ này trong ngoặc nhọn, ví dụ {{"code": "1"}}.',
        'Put what stands here in braces, for example {{"code": "1"}}.',
    ),
    "not_a_list": (
        'Đặt nội dung chỗ này trong ngoặc vuông, ví dụ ["a", "b"].',
        'Put what stands here in brackets, for example ["a", "b"].',
    ),
    "list_too_long": (
        "Xóa bớt cho đến khi còn không quá {limit} phần tử.",
        "Delete entries until {limit} are left.",
    ),
    "not_text": (
        'Đặt giá trị trong dấu nháy kép, ví dụ "2.5".',
        'Put the value in quotation marks, for example "2.5".',
    ),
    "text_too_long": (
        "Rút gọn còn không quá {limit} ký tự; phần chi tiết đưa vào văn bản hướng dẫn.",
        "Shorten it to at most {limit:character}; details belong into the guidance letter.",
    ),
    "bad_letter": (
        "Xóa ký tự lạ rồi gõ lại đoạn văn bản này.",
        "Delete the odd character and type this text again.",
    ),
    "not_a_flag": (
        "Ghi true (có) hoặc false (không), không có dấu nháy.",
        "Write true or false, without quotation marks.",
    ),
    "not_a_number": (
        'Ghi số trong tệp JSON với dấu chấm thập phân: 2,5 ghi là "2.5", 90% ghi là "0.9".',
        'In a JSON file write the number with a decimal point: 90% is "0.9".',
    ),
    "number_too_long": (
        "Làm tròn để số có không quá {limit} chữ số.",
        "Round it to at most {limit:digit}.",
    ),
    "float_number": (
        'Đặt số trong dấu nháy kép: "{value}".',
        'Put the number in quotation marks: "{value}".',
    ),
    "number_too_low": (
        "Ghi số từ {low} trở lên.",
        "Write {low} or more.",
    ),
    "number_outside": (
        "Ghi số từ {low} đến {high}.",
        "Write a number from {low} to {high}.",
    ),
    "not_whole": (
        "Ghi số nguyên, không có phần thập phân, ví dụ 2.",
        "Write a whole number without decimals, for example 2.",
    ),
    "bad_date": (
        'Ghi ngày 31 tháng 12 năm 2023 là "2023-12-31".',
        'Write 31 December 2023 as "2023-12-31".',
    ),
    "period_backwards": (
        "Đổi chỗ ngày bắt đầu và ngày kết thúc, hoặc sửa năm của ngày kết thúc.",
        "Exchange the first and the last day, or correct the year of the last.",
    ),
    "bad_code": (
        "Ghi mã khác, ví dụ 1.2 hoặc TC-05.",
        "Write another code, for example 1.2 or TC-05.",
    ),
    "bad_name": (
        "Ghi tên khác, không dấu cách, ví dụ so_ho_so.",
        "Write another name without blanks, for example files_on_time.",
    ),
    "missing_key": (
        'Thêm "{key}" cùng giá trị vào đối tượng này.',
        'Add "{key}" with its value to this object.',
    ),
    "unknown_key": (
        "Xóa “{key}”, hoặc sửa thành một trong: {allowed}.",
        "Delete “{key}”, or change it to one of: {allowed}.",
    ),
    "unknown_value": (
        "Thay “{value}” bằng một trong: {allowed}.",
        "Replace “{value}” by one of: {allowed}.",
    ),
    "wrong_format": (
        'Ghi "format": "{expected}" ở đầu tệp.',
        'Write "format": "{expected}" at the top of the file.',
    ),
    "too_deep": (
        "Gộp các cấp dưới cùng để cây còn không quá {limit} cấp.",
        "Merge the lowest levels until no more than {limit} are left.",
    ),
    "too_many_nodes": (
        "Gộp hoặc xóa bớt tiêu chí để còn không quá {limit}; bộ tiêu chí của nhiều cấp đơn vị thì tách thành nhiều bộ.",
        "Merge or delete nodes until {limit} are left; sets of several tiers belong into sets of their own.",
    ),
    "ratio_of_two": (
        'Ghi tử số rồi mẫu số, ví dụ {{"ratio": ["dung_han", "tong_so"]}}.',
        'Write numerator and denominator, for example {{"ratio": ["on_time", "total"]}}.',
    ),
    "points_or_share": (
        "Giữ points (số điểm) hoặc share (tỷ lệ, ví dụ 0.5 là một nửa), xóa mục còn lại; thiếu cả hai thì thêm một.",
        "Keep points or share (0.5 is half of the maximum) and delete the other; if both are missing, add one.",
    ),
    "two_edges": (
        "Giữ “{first}” hoặc “{second}”, xóa mục còn lại.",
        "Keep “{first}” or “{second}” and delete the other.",
    ),
}
