"""Addresses of a unit's score sheets."""

from django.urls import path

from parindex.web.unit.sheets import citations, comments, pages, saving, submission, workbook

ROW = "<int:pk>/rows/<str:leaf>/"

urlpatterns = [
    path("", pages.sheets, name="sheets"),
    path("<int:pk>/", pages.sheet, name="sheet"),
    path(ROW, saving.row, name="sheet_row"),
    path(f"{ROW}citations/", citations.citations, name="sheet_citations"),
    path(f"{ROW}citations/<int:number>/", citations.citation, name="sheet_citation"),
    path(f"{ROW}citations/<int:number>/withdraw/", citations.withdraw, name="sheet_citation_withdraw"),
    path(f"{ROW}comments/", comments.comments, name="sheet_comments"),
    path("<int:pk>/review/", submission.review, name="sheet_review"),
    path("<int:pk>/submit/", submission.submit, name="sheet_submit"),
    path("<int:pk>/workbook/", workbook.sheet_workbook, name="sheet_workbook"),
    path("<int:pk>/receipt/<int:number>/", submission.receipt, name="receipt"),
    path("<int:pk>/receipt/<int:number>/pdf/", submission.receipt_pdf, name="receipt_pdf"),
]
