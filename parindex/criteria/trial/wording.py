"""What is said of figures that cannot be read as a table. Vietnamese, English."""

WORDING: dict[str, tuple[str, str]] = {
    "empty_matrix": (
        "Bảng số liệu trong tệp Excel chưa ghi ô nào. Điền số liệu vào các ô của từng đơn vị rồi chấm thử lại.",
        "No cell of the workbook's table is filled in. Fill in the cells of each unit, then try again.",
    ),
    "foreign": (
        "Đây không phải là tệp Excel (.xlsx). Mở tệp bằng Excel rồi lưu lại dạng .xlsx hoặc CSV UTF-8.",
        "This is no Excel workbook (.xlsx). Open it in a spreadsheet program and save it as .xlsx or as CSV UTF-8.",
    ),
    "empty": (
        "Chưa có số liệu. Dòng đầu phải là tên cột: {columns}.",
        "There are no figures. The first line names the columns: {columns}.",
    ),
    "encoding": (
        "Tệp không được mã hóa UTF-8. Trong Excel chọn Lưu thành, kiểu CSV UTF-8.",
        "The file is not UTF-8. In Excel choose Save As, type CSV UTF-8.",
    ),
    "nul": ("Tệp không phải là văn bản.", "The file is no text."),
    "heading": (
        "Dòng đầu phải là tên cột: {columns}. Thiếu: {missing}.",
        "The first line names the columns: {columns}. Missing: {missing}.",
    ),
    "broken": (
        "Dòng không đúng dạng CSV: kiểm tra dấu nháy kép.",
        "The line is not valid CSV: check the quotation marks.",
    ),
    "width": ("Dòng có {found} cột, cần {wanted} cột.", "The line has {found} columns; {wanted} are needed."),
    "too_many_rows": (
        "Quá nhiều số liệu: chấm thử tối đa {limit} dòng. Với số lượng lớn hơn, dùng lệnh parindex score.",
        "Too many figures: a trial takes at most {limit} rows. For more use the command parindex score.",
    ),
    "too_many_units": (
        "Quá nhiều đơn vị: chấm thử tối đa {limit} đơn vị. Với số lượng lớn hơn, dùng lệnh parindex score.",
        "Too many units: a trial takes at most {limit} units. For more use the command parindex score.",
    ),
    "matrix_heading": (
        "Không tìm thấy dòng “Mã tiêu chí” và dòng “Tên số liệu” ngay dưới đó. Dùng mẫu tải từ trang này.",
        "The row “Criterion” and the row “Figure” right below it were not found. Use the template of this page.",
    ),
    "file": ("{said}", "{said}"),
}
