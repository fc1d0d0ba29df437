"""What the reader of a workbook says: what is wrong, and how to mend it, in both languages.

``key: (fault vi, mend vi, fault en, mend en)``. Placeholders are the same in all four where they are used.
"""

from __future__ import annotations

WORDING: dict[str, tuple[str, str, str, str]] = {
    # The file -------------------------------------------------------------------------------------------------------
    "file_empty": (
        "tệp rỗng",
        "tải lên lại; nếu vẫn rỗng, mở bằng Excel rồi lưu lại",
        "the file is empty",
        "upload it again; if it is still empty, open it in Excel and save it again",
    ),
    "file_foreign": (
        "tệp tải lên không phải là tệp Excel (.xlsx)",
        "mở bằng Excel hoặc LibreOffice, chọn Lưu thành (Save As), kiểu tệp Excel (.xlsx)",
        "the file is not an Excel workbook (.xlsx)",
        "open it in Excel or LibreOffice and choose Save As, type Excel (.xlsx)",
    ),
    "file_old": (
        "tệp thuộc định dạng Excel 97–2003 (.xls), dù tên có thể là .xlsx",
        "mở bằng Excel, chọn Lưu thành (Save As), kiểu Excel Workbook (.xlsx)",
        "the file is in the format of Excel 97–2003 (.xls), whatever its name says",
        "open it in Excel and choose Save As, type Excel Workbook (.xlsx)",
    ),
    "file_locked": (
        "tệp được đặt mật khẩu mở",
        "mở bằng Excel, vào Tệp > Thông tin > Bảo vệ sổ làm việc > Mã hóa bằng mật khẩu, xóa mật khẩu rồi lưu",
        "the file needs a password to open",
        "open it in Excel, go to File > Info > Protect Workbook > Encrypt with Password, clear it and save",
    ),
    "file_broken": (
        "tệp bị hỏng, không đọc được",
        "mở bằng Excel (Excel sẽ đề nghị sửa), lưu lại rồi tải lên; hoặc chép lại từ bản gốc",
        "the file is damaged and cannot be read",
        "open it in Excel, which offers to repair it, save it and upload it; or copy it again from the original",
    ),
    "file_too_large": (
        "nội dung giải nén của tệp lớn hơn {limit} MB",
        "xóa các trang tính, hình ảnh và vùng định dạng thừa; hoặc chép nội dung sang mẫu mới",
        "unpacked, the file is larger than {limit} MB",
        "remove sheets, pictures and formatted areas that are not needed, or copy the content into a new template",
    ),
    "file_long_text": (
        "có ô chứa quá {limit} ký tự",
        "rút ngắn nội dung ô đó rồi lưu lại",
        "a cell holds more than {limit} characters",
        "shorten what it says and save the file again",
    ),
    "file_unusual": (
        "tệp do một phần mềm khác ghi theo cách không đọc được an toàn",
        "mở bằng Excel hoặc LibreOffice rồi lưu lại thành .xlsx",
        "the file was written by a program in a way that cannot be read safely",
        "open it in Excel or LibreOffice and save it as .xlsx again",
    ),
    "sheet_too_large": (
        "có dữ liệu ở ô {cell}, ngoài vùng đọc được ({rows} dòng, {columns} cột)",
        "xóa các dòng, cột thừa ở phía dưới và bên phải rồi lưu lại",
        "there is something in cell {cell}, outside of what is read ({rows} rows, {columns} columns)",
        "delete the rows and columns that are not needed below and to the right, and save",
    ),
    # Sheets and columns ---------------------------------------------------------------------------------------------
    "sheet_missing": (
        "thiếu trang tính “{sheet}”; tệp có: {present}",
        "đặt lại tên trang tính đúng là “{sheet}”, hoặc chép nội dung sang mẫu tải từ phần mềm",
        "the sheet “{sheet}” is missing; the file holds: {present}",
        "name the sheet “{sheet}”, or copy the content into the template of this program",
    ),
    "sheet_unknown": (
        "trang tính “{sheet}” có nội dung nhưng không thuộc mẫu nên không được đọc",
        "nếu là trang tính của mẫu thì đặt lại đúng tên ({sheets}); nếu là ghi chú riêng thì chuyển sang tệp khác",
        "the sheet “{sheet}” holds something but is none of the form, so it is not read",
        "if it is a sheet of the form, give it back its name ({sheets}); move notes of your own to another file",
    ),
    "sheet_renamed": (
        "trang tính “{sheet}” có nội dung nhưng không thuộc mẫu nên không được đọc, trong khi tệp thiếu {sheets}",
        "nếu đây là trang tính còn thiếu thì đặt lại đúng tên {sheets}; nếu là ghi chú riêng thì chuyển sang tệp khác",
        "the sheet “{sheet}” holds something but is none of the form, so it is not read, while {sheets} is missing",
        "if it is what is missing, give it back the name {sheets}; move notes of your own to another file",
    ),
    "sheet_twice": (
        "trang tính này trùng vai trò với trang tính “{other}”",
        "chỉ giữ một trang tính “{sheet}”, xóa hoặc đổi tên trang tính kia",
        "this sheet has the same role as “{other}”",
        "keep one sheet “{sheet}”, delete or rename the other",
    ),
    "column_missing": (
        "không tìm thấy cột “{column}” trong dòng tiêu đề",
        "thêm lại cột có tiêu đề “{column}”",
        "the column “{column}” was not found in the heading",
        "add a column with the heading “{column}”",
    ),
    "column_unknown": (
        "cột “{column}” có nội dung nhưng tiêu đề không có trong mẫu nên không được đọc",
        "đặt lại đúng tiêu đề (mẫu còn các cột: {columns}); nếu là ghi chú riêng thì chuyển sang tệp khác",
        "the column “{column}” holds something, but its heading is none of the form, so it is not read",
        "give it back its heading (the form also has: {columns}); move notes of your own to another file",
    ),
    "column_unnamed": (
        "cột có nội dung nhưng thiếu tiêu đề nên không được đọc",
        "ghi lại tiêu đề (mẫu còn các cột: {columns}); nếu là ghi chú riêng thì chuyển sang tệp khác",
        "the column holds something but has no heading, so it is not read",
        "give it back its heading (the form also has: {columns}); move notes of your own to another file",
    ),
    "fact_unknown": (
        "mục “{column}” có nội dung nhưng tên mục không có trong mẫu nên không được đọc",
        "đặt lại đúng tên mục như trong mẫu; nếu là ghi chú riêng thì chuyển sang tệp khác",
        "“{column}” has a value, but the form has no item of this name, so it is not read",
        "give the item back its name as in the template; move notes of your own to another file",
    ),
    "column_twice": (
        "tiêu đề cột “{column}” xuất hiện hai lần",
        "giữ một cột, xóa hoặc đổi tên cột kia",
        "the heading “{column}” stands twice",
        "keep one of the columns, delete or rename the other",
    ),
    "fact_missing": (
        "thiếu “{column}”",
        "điền ở dòng “{column}” của trang tính này",
        "“{column}” is missing",
        "fill it in on the row “{column}” of this sheet",
    ),
    "no_criteria": (
        "trang tính chưa có tiêu chí nào",
        "điền mỗi lĩnh vực, tiêu chí một dòng, bắt đầu ngay dưới dòng tiêu đề",
        "the sheet holds no criteria",
        "fill in one row for each field and criterion, right under the heading",
    ),
    # Cells ----------------------------------------------------------------------------------------------------------
    "error_cell": (
        "ô chứa lỗi công thức của Excel",
        "gõ trực tiếp nội dung vào ô, không bắt đầu bằng dấu =",
        "the cell holds an error of an Excel formula",
        "type the content itself, without = in front",
    ),
    "not_number": (
        "“{value}” không phải là số",
        "ghi một số, ví dụ 0,5",
        "“{value}” is not a number",
        "write a number, for example 0.5",
    ),
    "number_unclear": (
        "“{value}” có thể là {small} hoặc {large}",
        "ghi {small} với dấu phẩy thập phân, hoặc {large} không có dấu phân nhóm",
        "“{value}” may mean {small} or {large}",
        "write {small}, or {large} without a grouping mark",
    ),
    "number_negative": (
        "số {value} không được nhỏ hơn 0",
        "ghi số từ 0 trở lên; điểm trừ cũng ghi số dương",
        "{value} may not be less than 0",
        "write 0 or more; penalties are positive too",
    ),
    "share_outside": (
        "tỷ lệ {value} phải nằm trong khoảng từ 0% đến 100%",
        "ghi kèm dấu %, ví dụ 50%",
        "the share {value} must lie between 0 % and 100 %",
        "write it with its sign, for example 50%",
    ),
    "not_whole": (
        "“{value}” phải là số nguyên từ {low} đến {high}",
        "ghi một số nguyên trong khoảng đó",
        "“{value}” must be a whole number from {low} to {high}",
        "write a whole number between the two",
    ),
    "not_date": (
        "“{value}” không phải là ngày",
        "ghi theo dạng ngày/tháng/năm, ví dụ 31/12/2023",
        "“{value}” is not a date",
        "write day/month/year, for example 31/12/2023",
    ),
    "not_in_list": (
        "“{value}” không có trong danh sách “{list}”",
        "chọn một trong: {allowed}",
        "“{value}” is not in the list “{list}”",
        "choose one of: {allowed}",
    ),
    "not_in_list_near": (
        "“{value}” không có trong danh sách “{list}”",
        "có phải là “{near}”? Chọn một trong: {allowed}",
        "“{value}” is not in the list “{list}”",
        "did you mean “{near}”? Choose one of: {allowed}",
    ),
    "text_too_long": (
        "nội dung dài {length} ký tự, quá {limit}",
        "rút gọn, hoặc đưa phần chi tiết vào văn bản hướng dẫn",
        "the text has {length} characters, more than {limit}",
        "shorten it, or move details into the guidance letter",
    ),
    "code_missing": (
        "dòng này chưa có mã",
        "ghi mã, hoặc xóa cả dòng nếu không dùng",
        "this row has no code",
        "write its code, or delete the whole row",
    ),
    "code_twice": (
        "mã {code} đã có ở dòng {row}",
        "đổi một trong hai mã",
        "the code {code} stands already in row {row}",
        "change one of the two",
    ),
    "code_became_number": (
        "mã là số {shown}, trùng hoặc sai thứ tự: Excel đã đổi {longer} thành {shown}",
        "gõ lại '{longer} (có dấu nháy đơn ở đầu để giữ dạng văn bản)",
        "the code is the number {shown}, out of order or twice: Excel turned {longer} into {shown}",
        "type '{longer} with the apostrophe in front, which keeps it text",
    ),
    "code_became_date": (
        "Excel đã đổi mã thành ngày {value}",
        "định dạng ô là Văn bản (Text) rồi gõ lại mã",
        "Excel turned the code into the date {value}",
        "format the cell as Text and type the code again",
    ),
    "bad_code": (
        "“{value}” không dùng làm mã được",
        "dùng tối đa 64 ký tự, không bắt đầu bằng = + - @; ví dụ 1.2",
        "“{value}” cannot be a code",
        "use at most 64 characters, not beginning with = + - @; for example 1.2",
    ),
    "bad_name": (
        "“{value}” không dùng làm tên số liệu được",
        "chỉ dùng chữ cái, chữ số, dấu gạch dưới, bắt đầu bằng chữ cái; ví dụ {example}",
        "“{value}” cannot be the name of a figure",
        "use letters, digits and underscores, beginning with a letter; for example {example}",
    ),
    # The tree -------------------------------------------------------------------------------------------------------
    "parent_missing": (
        "mã {code} thuộc {parent}, nhưng không có dòng nào mang mã {parent}",
        "thêm dòng {parent} ở phía trên, sửa mã {code}, hoặc ghi cột “Cấp”",
        "{code} belongs to {parent}, but no row has the code {parent}",
        "add a row {parent} above, correct {code}, or fill in the column “Level”",
    ),
    "parent_below": (
        "mã {code} thuộc {parent}, nhưng dòng {parent} lại ở phía dưới (dòng {row})",
        "chuyển dòng {parent} lên trên dòng {code}",
        "{code} belongs to {parent}, which stands below it (row {row})",
        "move the row {parent} above {code}",
    ),
    "level_gap": (
        "cấp {level} không có dòng cấp {above} nào ở phía trên",
        "sửa cấp, hoặc thêm dòng cấp {above} ở phía trên",
        "level {level} has no row of level {above} above it",
        "correct the level, or add a row of level {above} above",
    ),
    "leaf_column_on_group": (
        "{code} có tiêu chí cấp dưới nên không dùng cột “{column}”",
        "xóa ô này, hoặc chuyển nội dung xuống tiêu chí cấp dưới",
        "{code} has children, so “{column}” does not apply",
        "clear this cell, or move its content down to the children",
    ),
    "max_missing": (
        "{code} chưa có điểm tối đa",
        "ghi điểm tối đa, ví dụ 2",
        "{code} has no maximum points",
        "write the maximum points, for example 2",
    ),
    "kind_missing": (
        "{code} chưa có cách tính điểm",
        "chọn cách tính trong danh sách, hoặc thêm tiêu chí cấp dưới ở các dòng dưới",
        "{code} has no rule",
        "choose a rule from the list, or add children in the rows below",
    ),
    "rule_needs_rows": (
        "cách tính “{kind}” cần ít nhất một dòng ở trang tính “{sheet}”",
        "thêm dòng có mã {code}",
        "the rule “{kind}” needs at least one row on the sheet “{sheet}”",
        "add a row with the code {code}",
    ),
    "rule_rows_exactly": (
        "cách tính “{kind}” cần đúng {wanted} dòng ở trang tính “{sheet}”, đang có {found}",
        "{needs}",
        "the rule “{kind}” needs exactly {wanted} row(s) on the sheet “{sheet}”, there are {found}",
        "{needs}",
    ),
    "quantity_missing": (
        "cách tính “{kind}” cần đại lượng",
        "ghi tên số liệu, hoặc tử số / mẫu số, ví dụ dung_han / tong_so",
        "the rule “{kind}” needs a quantity",
        "write a figure's name, or numerator / denominator, for example on_time / total",
    ),
    "quantity_bad": (
        "“{value}” không phải là đại lượng",
        "ghi một tên số liệu, hoặc tử số / mẫu số với một dấu /, ví dụ dung_han / tong_so",
        "“{value}” is not a quantity",
        "write one figure's name, or numerator / denominator with one /, for example on_time / total",
    ),
    "quantity_unused": (
        "cách tính “{kind}” không dùng đại lượng",
        "xóa ô này; tên số liệu ghi ở trang tính “{sheet}”",
        "the rule “{kind}” uses no quantity",
        "clear this cell; names of figures stand on the sheet “{sheet}”",
    ),
    # Rows of the scale and of the figures ---------------------------------------------------------------------------
    "node_unknown": (
        "không có tiêu chí nào mang mã {code} ở trang tính “{sheet}”",
        "sửa mã, hoặc thêm tiêu chí {code} vào trang tính “{sheet}”",
        "no criterion on the sheet “{sheet}” has the code {code}",
        "correct the code, or add {code} to the sheet “{sheet}”",
    ),
    "node_unknown_near": (
        "không có tiêu chí nào mang mã {code} ở trang tính “{sheet}”",
        "có phải là {near}? Sửa mã, hoặc thêm tiêu chí {code} vào trang tính “{sheet}”",
        "no criterion on the sheet “{sheet}” has the code {code}",
        "did you mean {near}? Correct the code, or add {code} to the sheet “{sheet}”",
    ),
    "node_unclear": (
        "mã là số {shown}: có thể là {short} hoặc {long}",
        "gõ lại mã ở dạng văn bản: '{short} hoặc '{long}",
        "the code is the number {shown}: it may be {short} or {long}",
        "type the code as text: '{short} or '{long}",
    ),
    "node_is_group": (
        "{code} có tiêu chí cấp dưới nên không có thang điểm, số liệu",
        "sửa mã thành mã của tiêu chí cấp dưới, hoặc xóa dòng",
        "{code} has children, so it has neither scale nor figures",
        "write the code of one of its children, or delete the row",
    ),
    "node_missing": (
        "dòng đầu tiên chưa có mã tiêu chí",
        "ghi mã tiêu chí ở cột “{column}”",
        "the first row names no criterion",
        "write its code in the column “{column}”",
    ),
    "cell_unused": (
        "cách tính “{kind}” của {code} không dùng cột “{column}”",
        "xóa ô này; cần điền: {needs}",
        "the rule “{kind}” of {code} does not use “{column}”",
        "clear this cell; fill in: {needs}",
    ),
    "item_missing": (
        "thiếu “{column}”",
        "cần điền: {needs}",
        "“{column}” is missing",
        "fill in: {needs}",
    ),
    "condition_has_points": (
        "dòng của một điều kiện không ghi điểm",
        "xóa ô này; điểm khi thiếu điều kiện ghi ở một dòng riêng, không có tên điều kiện",
        "the row of a condition has no points",
        "clear this cell; points that remain otherwise stand in a row of their own, without a condition",
    ),
    "points_missing": (
        "thiếu điểm",
        "cần điền: {needs}",
        "the points are missing",
        "fill in: {needs}",
    ),
    "points_and_share": (
        "dòng này ghi cả điểm và tỷ lệ điểm tối đa",
        "giữ một trong hai, xóa ô kia",
        "this row states both points and a share of the maximum",
        "keep one of the two, clear the other",
    ),
    "two_edges": (
        "mức ghi cả “{first}” và “{second}”",
        "giữ một trong hai, xóa ô kia",
        "this step has both “{first}” and “{second}”",
        "keep one of the two, clear the other",
    ),
    "name_twice": (
        "số liệu {name} của {code} đã có ở dòng {row}",
        "xóa một trong hai dòng",
        "the figure {name} of {code} stands already in row {row}",
        "delete one of the two rows",
    ),
    # What the engine says about the whole -----------------------------------------------------------------------------
    "engine": ("{said}", "", "{said}", ""),
}
