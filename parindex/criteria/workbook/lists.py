"""The sheet of code lists that the drop-down lists offer."""

from __future__ import annotations

from itertools import zip_longest

from parindex.criteria.workbook.layout import TERM_TITLES, TERMS
from parindex.criteria.workbook.sheets import LISTS
from parindex.criteria.workbook.styles import FIRST, GREY, HEAD, Paper


def write_lists(paper: Paper) -> None:
    """The code lists behind the drop-down lists, each with its meaning."""
    vi, look = paper.lang == "vi", paper.look
    sheet = paper.sheet(LISTS[paper.lang], GREY)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, "Danh mục dùng trong các trang tính" if vi else "Code lists", look("title"))
    about_vi = "Các giá trị được chọn trong danh sách thả xuống; không sửa trang tính này."
    about_en = "What the drop-down lists offer; leave this sheet as it is."
    sheet.merge_range(1, 0, 1, 4, about_vi if vi else about_en, look("about"))
    sheet.freeze_panes(FIRST, 0)
    # Side by side on one page all lists could not be read: two on each.
    sheet.set_print_scale(80)
    sheet.set_v_pagebreaks([left * 3 for left in range(2, len(TERMS), 2)])
    for index, (name, terms) in enumerate(TERMS.items()):
        left = index * 3
        sheet.set_column(left, left, 30)
        sheet.set_column(left + 1, left + 1, 44)
        sheet.set_column(left + 2, left + 2, 3)
        sheet.write_string(HEAD, left, TERM_TITLES[name][0 if vi else 1], look("head"))
        sheet.write_string(HEAD, left + 1, "Ý nghĩa" if vi else "Meaning", look("head"))
        for row, found in enumerate(terms, start=FIRST):
            sheet.write_string(row, left, found.label(paper.lang), look("label"))
            sheet.write_string(row, left + 1, found.hint(paper.lang), look("boxed"))
    for row, terms in enumerate(zip_longest(*TERMS.values()), start=FIRST):
        texts = [(found.label(paper.lang), found.hint(paper.lang)) for found in terms if found]
        sheet.fit_row(row, [pair for label, hint in texts for pair in ((label, 30), (hint, 44))])
