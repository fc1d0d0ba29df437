"""Pages of score sheets: what is on them, what they cost, that a row saves and refuses without losing anything."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from parindex.assessments import actions
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer, Citation, Comment, Sheet, Submission
from parindex.assessments.workbook.layout import AT, FIRST
from parindex.people.enums import Role
from parindex.people.models import Account
from tests import papers
from tests.conftest import NOW
from tests.pages import travelling_bytes
from tests.people import Province
from tests.rounds import CLAIMS, fill_in
from tests.sheets import Sheets, make_sheets, paper
from tests.web.forms import form_with

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Any) -> None:
    settings.STORED_FILES = tmp_path / "files"
    settings.EVIDENCE_PARTS = tmp_path / "uploads"
    settings.EVIDENCE_PREVIEWS = tmp_path / "previews"


@pytest.fixture
def sheets(province: Province, account_as: Callable[..., Account]) -> Sheets:
    return make_sheets(province, account_as(Role.COORDINATOR))


@pytest.fixture
def officer(client_as: Callable[..., Client]) -> Client:
    return client_as(Role.UNIT_OFFICER)


@pytest.fixture
def leader(client_as: Callable[..., Client]) -> Client:
    return client_as(Role.UNIT_LEADER)


def text(response: Any) -> str:
    content: str = response.content.decode()
    return content


def url(name: str, sheets: Sheets, *args: Any) -> str:
    return reverse(name, args=[sheets.sheet().pk, *args])


def typed(client: Client, sheets: Sheets, leaf: str, **figures: str) -> dict[str, str]:
    """What the form of a row sends, with these figures typed into it."""
    form = form_with(client.get(url("sheet_row", sheets, leaf)), "explanation").fields
    return form | {f"figures.{name}" if name != "explanation" else name: value for name, value in figures.items()}


def save(client: Client, sheets: Sheets, leaf: str, **figures: str) -> Any:
    return client.post(url("sheet_row", sheets, leaf), typed(client, sheets, leaf, **figures), **HTMX)


def filled(sheets: Sheets, by: Account) -> Sheet:
    fill_in(sheets.sheet(), by=by, at=NOW)
    return sheets.sheet()


# The list and the sheet -----------------------------------------------------------------------------------------------
def test_the_list_tells_how_far_each_sheet_is(officer: Client, sheets: Sheets) -> None:
    said = text(officer.get(reverse("sheets")))
    assert "Đợt R-1" in said
    assert "còn 9 ngày" in said
    assert '0<span class="of">/9</span>' in said


def test_who_keeps_no_sheets_finds_none(client_as: Callable[..., Client], sheets: Sheets) -> None:
    for role in (Role.COORDINATOR, Role.OBSERVER, Role.APPRAISER):
        client = client_as(role)
        assert client.get(reverse("sheets")).status_code == 404
        assert client.get(url("sheet", sheets)).status_code == 404
        assert client.get(url("sheet_row", sheets, "1.1")).status_code == 404
    other = client_as(Role.UNIT_LEADER, at="SNV")
    assert other.get(url("sheet", sheets)).status_code == 404
    assert other.post(url("sheet_row", sheets, "1.1"), {}).status_code == 404


def test_a_sheet_shows_a_field_with_every_kind_of_row(officer: Client, sheets: Sheets) -> None:
    first = text(officer.get(url("sheet", sheets)))
    assert 'name="figures.choice" value="yes"' in first
    assert 'name="figures.on_time" value="no"' in first
    assert "Kế hoạch, quyết định" in first
    assert "Nguyễn Thị" in first  # who submits
    second = text(officer.get(url("sheet", sheets), {"field": "2"}))
    assert 'name="figures.reason"' in second
    assert "Cơ quan phụ trách: Sở Tài chính" in second
    assert 'name="figures.q1"' not in second


def test_what_does_not_apply_names_the_decision(officer: Client, sheets: Sheets) -> None:
    sheets.exclude("1.3")
    said = text(officer.get(url("sheet", sheets)))
    assert "15/QĐ-UBND" in said
    assert 'name="figures.total"' not in said


def test_what_a_sheet_costs(officer: Client, sheets: Sheets, account_as: Callable[..., Account]) -> None:
    """The whole sheet filled in, citations, remarks and a year before: no query more."""
    before = make_sheets(sheets.province, sheets.coordinator, year=2022, code="R-0")
    filled(before, account_as(Role.UNIT_OFFICER))
    sheet = filled(before, account_as(Role.UNIT_OFFICER))
    actions.submit(sheet, version=sheet.version, by=account_as(Role.UNIT_LEADER), at=NOW)
    filled(sheets, account_as(Role.UNIT_OFFICER))
    officer.get(url("sheet", sheets))
    with CaptureQueriesContext(connection) as asked:
        response = officer.get(url("sheet", sheets))
    assert len(asked) == 13, "\n".join(query["sql"][:200] for query in asked.captured_queries)
    assert travelling_bytes(response) < 12_000
    assert "2022" in text(response)


# Saving ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("leaf", list(CLAIMS))
def test_each_kind_of_row_saves_with_its_points(officer: Client, sheets: Sheets, leaf: str) -> None:
    figures, points = CLAIMS[leaf]
    response = save(officer, sheets, leaf, **{name: value.replace(".", ",") for name, value in figures.items()})
    assert response.status_code == 200, text(response)
    row = sheets.row(leaf)
    assert (row.figures, row.points, row.state) == (figures, points, "scored")
    assert "Đã lưu" in text(response)
    assert len(response.content) < 3_000


def test_what_a_save_costs(officer: Client, sheets: Sheets) -> None:
    sent = typed(officer, sheets, "1.3", on_time="45", total="50")
    with CaptureQueriesContext(connection) as asked:
        officer.post(url("sheet_row", sheets, "1.3"), sent, **HTMX)
    assert len(asked) == 15, "\n".join(query["sql"][:160] for query in asked.captured_queries)


def test_points_are_told_while_somebody_types_and_nothing_is_kept(officer: Client, sheets: Sheets) -> None:
    sent = typed(officer, sheets, "1.3", on_time="45", total="50")
    response = officer.post(url("sheet_row", sheets, "1.3"), sent | {"preview": "1"}, **HTMX)
    assert "1,00" in text(response)
    assert "90" in text(response)
    assert sheets.row("1.3").figures == {}


def test_an_impossible_figure_is_told_beside_it_and_nothing_is_lost(officer: Client, sheets: Sheets) -> None:
    response = save(officer, sheets, "1.3", on_time="bốn", total="50")
    assert response.status_code == 422
    assert 'data-fault="figures.on_time"' in text(response)
    response = save(officer, sheets, "1.4", done="-1", all="3")
    assert response.status_code == 422
    assert 'data-fault="figures.done"' in text(response)
    plain = officer.post(url("sheet_row", sheets, "1.3"), typed(officer, sheets, "1.3", on_time="bốn", total="50"))
    assert plain.status_code == 422
    assert 'value="bốn"' in text(plain)
    assert sheets.row("1.3").version == 1


def test_incomplete_figures_are_kept(officer: Client, sheets: Sheets) -> None:
    assert save(officer, sheets, "1.3", total="50").status_code == 200
    assert (sheets.row("1.3").figures, sheets.row("1.3").state) == ({"total": "50"}, "missing")


def test_a_claim_that_nothing_arose_is_kept_and_taken_back(officer: Client, sheets: Sheets) -> None:
    save(officer, sheets, "1.4", not_arising="yes")
    assert (sheets.row("1.4").figures, sheets.row("1.4").state) == ({"not_arising": "yes"}, "not_arising")
    sent = typed(officer, sheets, "1.4")
    del sent["figures.not_arising"]
    officer.post(url("sheet_row", sheets, "1.4"), sent, **HTMX)
    assert sheets.row("1.4").figures == {}


def test_two_officers_on_one_figure_see_both_values(officer: Client, leader: Client, sheets: Sheets) -> None:
    mine = typed(officer, sheets, "1.3", on_time="45", total="50")
    save(leader, sheets, "1.3", on_time="40", total="50")
    response = officer.post(url("sheet_row", sheets, "1.3"), mine, **HTMX)
    assert response.status_code == 409
    assert response["HX-Retarget"] == '[data-row="1.3"]'
    assert "<del>40</del>" in text(response)
    assert "<ins>45</ins>" in text(response)
    assert sheets.row("1.3").figures["on_time"] == "40"
    again = form_with(response, "explanation").fields
    assert again["figures.on_time"] == "45"
    assert officer.post(url("sheet_row", sheets, "1.3"), again, **HTMX).status_code == 200
    assert sheets.row("1.3").figures == {"on_time": "45", "total": "50"}


def test_two_officers_on_different_figures_of_a_row_both_keep_theirs(
    officer: Client, leader: Client, sheets: Sheets
) -> None:
    mine = typed(officer, sheets, "1.3", on_time="45")
    save(leader, sheets, "1.3", explanation="Theo báo cáo quý IV")
    response = officer.post(url("sheet_row", sheets, "1.3"), mine, **HTMX)
    assert response.status_code == 200
    assert "Theo báo cáo quý IV" in text(response)
    row = sheets.row("1.3")
    assert (row.figures, row.explanation) == ({"on_time": "45"}, "Theo báo cáo quý IV")


def test_without_scripts_a_save_leads_back_to_the_row(officer: Client, sheets: Sheets) -> None:
    sent = typed(officer, sheets, "1.3", on_time="45", total="50")
    response = officer.post(url("sheet_row", sheets, "1.3"), sent)
    assert response["Location"] == f"{url('sheet', sheets)}?field=1#row-1.3"


def test_after_the_window_a_row_refuses_with_the_reason(client_as: Callable[..., Client], sheets: Sheets) -> None:
    client = client_as(Role.UNIT_OFFICER, at="SNV")
    sheet = sheets.sheet("SNV")
    page = client.get(reverse("sheet", args=[sheet.pk]))
    assert "có thể gia hạn" in text(page)
    assert "figures.choice" not in text(page)
    response = client.post(reverse("sheet_row", args=[sheet.pk, "1.1"]), {"figures.choice": "yes"}, **HTMX)
    assert response.status_code == 403
    assert Answer.objects.get(sheet=sheet, leaf="1.1").figures == {}


def test_the_progress_alone_is_asked_for_after_a_save(officer: Client, sheets: Sheets) -> None:
    save(officer, sheets, "1.3", on_time="45", total="50")
    response = officer.get(url("sheet", sheets), {"field": "1"}, HTTP_HX_TARGET="fields", **HTMX)
    assert text(response).lstrip().startswith("<nav")
    assert "1/5" in text(response)


# Evidence and remarks -------------------------------------------------------------------------------------------------
def test_a_document_of_the_library_is_found_and_cited(officer: Client, sheets: Sheets, province: Province) -> None:
    plan = paper(province, "Kế hoạch cải cách", number="12/KH-STC")
    paper(province, "Ảnh chụp")
    page = officer.get(url("sheet_citations", sheets, "1.1"), {"q": "ke hoach"})
    assert "12/KH-STC" in text(page)
    assert "Ảnh chụp" not in text(page)
    sent = {"document_version": str(plan.pk), "sections": "Điều 2", "pages": "3–5"}
    response = officer.post(url("sheet_citations", sheets, "1.1"), sent, **HTMX)
    assert response.status_code == 200, re.findall("<li>.*?</li>", text(response))
    assert "Điều 2" in text(response)
    assert "Thiếu tài liệu" not in text(response)
    again = officer.post(url("sheet_citations", sheets, "1.1"), sent, **HTMX)
    assert again.status_code == 422
    made = Citation.objects.get()
    assert (made.sections, made.pages) == ("Điều 2", "3–5")
    at = url("sheet_citation", sheets, "1.1", made.pk)
    assert officer.get(at).status_code == 200
    officer.post(at, {"sections": "Điều 3", "pages": ""}, **HTMX)
    made.refresh_from_db()
    assert made.sections == "Điều 3"
    officer.post(url("sheet_citation_withdraw", sheets, "1.1", made.pk), **HTMX)
    assert not Citation.objects.exists()


def test_a_new_file_is_taken_into_the_library_and_cited_at_once(officer: Client, sheets: Sheets) -> None:
    files = [SimpleUploadedFile("Báo cáo.pdf", papers.pdf("Báo cáo")), SimpleUploadedFile("xấu.exe", b"MZ")]
    response = officer.post(url("sheet_citations", sheets, "1.1"), {"upload": "1", "file": files}, **HTMX)
    assert response.status_code == 422
    assert "xấu.exe" in text(response)
    assert Citation.objects.get().document_version.document.title == "Báo cáo"


def test_another_units_document_cannot_be_cited(officer: Client, sheets: Sheets, province: Province) -> None:
    theirs = paper(province, "Của Sở Nội vụ", unit="SNV")
    response = officer.post(url("sheet_citations", sheets, "1.1"), {"document_version": theirs.pk}, **HTMX)
    assert response.status_code == 422
    assert not Citation.objects.exists()


def test_a_citation_does_not_make_a_row_stale_that_is_being_typed(
    officer: Client, sheets: Sheets, province: Province
) -> None:
    mine = typed(officer, sheets, "1.1", choice="yes")
    officer.post(url("sheet_citations", sheets, "1.1"), {"document_version": paper(province, "Kế hoạch").pk}, **HTMX)
    assert officer.post(url("sheet_row", sheets, "1.1"), mine, **HTMX).status_code == 200
    assert sheets.row("1.1").figures == {"choice": "yes"}


def test_a_remark_sent_twice_stands_once(officer: Client, leader: Client, sheets: Sheets) -> None:
    sent = {"number": str(uuid.uuid4()), "text": "Anh xem lại số này"}
    for _time in range(2):
        assert "Anh xem lại số này" in text(officer.post(url("sheet_comments", sheets, "1.3"), sent, **HTMX))
    assert Comment.objects.count() == 1
    assert "Anh xem lại số này" in text(leader.get(url("sheet", sheets)))
    empty = officer.post(url("sheet_comments", sheets, "1.3"), {"number": str(uuid.uuid4()), "text": " "})
    assert empty.status_code == 422


# Review, submission, receipt ------------------------------------------------------------------------------------------
def test_the_review_names_what_is_missing_with_links(leader: Client, sheets: Sheets) -> None:
    said = text(leader.get(url("sheet_review", sheets)))
    assert f'href="{url("sheet", sheets)}?field=2#row-2.4"' in said
    assert "Thiếu tài liệu kiểm chứng hoặc giải trình" in said
    assert url("sheet_submit", sheets) not in said


def test_only_the_leader_submits_and_the_officer_is_told_who(
    officer: Client, sheets: Sheets, account_as: Callable[..., Account]
) -> None:
    account_as(Role.UNIT_LEADER)
    filled(sheets, account_as(Role.UNIT_OFFICER))
    said = text(officer.get(url("sheet_review", sheets)))
    assert "Chỉ lãnh đạo đơn vị nộp phiếu: Nguyễn Thị Thịnh" in said
    assert officer.get(url("sheet_submit", sheets)).status_code == 403
    assert officer.post(url("sheet_submit", sheets), {"version": "1"}).status_code == 403


def test_a_sheet_is_submitted_once_and_gives_its_receipt(
    leader: Client, officer: Client, sheets: Sheets, province: Province, account_as: Callable[..., Account]
) -> None:
    filled(sheets, account_as(Role.UNIT_OFFICER))
    plan = paper(province, "Kế hoạch cải cách", number="12/KH-STC")
    officer.post(url("sheet_citations", sheets, "1.1"), {"document_version": plan.pk, "pages": "3"}, **HTMX)
    page = leader.get(url("sheet_review", sheets))
    assert "Kế hoạch cải cách" in text(page)
    assert url("sheet_submit", sheets) in text(page)
    sent = form_with(leader.get(url("sheet_submit", sheets)), "version").fields
    for _time in range(2):
        assert leader.post(url("sheet_submit", sheets), sent)["Location"] == url("receipt", sheets, 1)
    assert Submission.objects.count() == 1
    receipt = text(leader.get(url("receipt", sheets, 1)))
    assert re.sub(r"<[^>]+>", "", receipt).count(plan.sha256) == 1
    assert Submission.objects.get().sha256 in re.sub(r"<[^>]+>", "", receipt)
    assert "12/KH-STC" in receipt
    locked = text(officer.get(url("sheet", sheets)))
    assert "figures.choice" not in locked
    assert url("receipt", sheets, 1) in locked


def test_the_coordinator_reads_what_was_handed_in_and_not_the_working_copy(
    client_as: Callable[..., Client], sheets: Sheets, account_as: Callable[..., Account]
) -> None:
    sheet = filled(sheets, account_as(Role.UNIT_OFFICER))
    coordinator = client_as(Role.COORDINATOR)
    assert coordinator.get(url("sheet", sheets)).status_code == 404
    actions.submit(sheet, version=sheet.version, by=account_as(Role.UNIT_LEADER), at=NOW)
    assert coordinator.get(url("sheet", sheets))["Location"] == url("receipt", sheets, 1)
    assert coordinator.get(url("receipt", sheets, 1)).status_code == 200
    assert coordinator.get(url("sheet_row", sheets, "1.1")).status_code == 404
    assert coordinator.get(url("receipt_pdf", sheets, 1)).status_code == 200


def test_a_row_that_was_sent_back_stands_out_and_the_others_stay_locked(
    officer: Client, sheets: Sheets, account_as: Callable[..., Account]
) -> None:
    sheet = filled(sheets, account_as(Role.UNIT_OFFICER))
    actions.submit(sheet, version=sheet.version, by=account_as(Role.UNIT_LEADER), at=NOW)
    until = timezone.now() + timedelta(days=3)
    actions.reopen(
        sheets.row("1.3"), until=until, note="Nêu rõ nguồn số liệu", by=account_as(Role.APPRAISER), at=timezone.now()
    )
    said = text(officer.get(url("sheet", sheets), {"field": "1"}))
    assert "Nêu rõ nguồn số liệu" in said
    assert 'name="figures.total"' in said
    assert 'name="figures.choice"' not in said
    assert sheets.sheet().state == SheetState.RETURNED
    assert save(officer, sheets, "1.3", explanation="Báo cáo 12/BC-STC").status_code == 200


# The workbook ---------------------------------------------------------------------------------------------------------
def test_a_workbook_goes_out_and_comes_back_through_a_dry_run(officer: Client, sheets: Sheets) -> None:
    at = url("sheet_workbook", sheets)
    file = officer.get(at, {"download": "1"})
    assert file["Content-Disposition"].endswith(".xlsx")
    book = load_workbook(io.BytesIO(file.content))
    page = book.worksheets[0]
    named = {
        (page.cell(line, AT["leaf"] + 1).value, page.cell(line, AT["name"] + 1).value): line
        for line in range(FIRST + 1, page.max_row + 1)
    }
    page.cell(named["1.3", "on_time"], AT["answer"] + 1).value = 45
    out = io.BytesIO()
    book.save(out)
    trial = officer.post(at, {"file": SimpleUploadedFile("phieu.xlsx", out.getvalue())})
    assert trial.status_code == 200
    assert "45" in text(trial)
    assert sheets.row("1.3").figures == {}
    sent = form_with(trial, "digest").fields
    assert officer.post(at, sent)["Location"] == url("sheet", sheets)
    assert sheets.row("1.3").figures == {"on_time": "45"}


def test_a_file_that_is_no_workbook_is_told_so(officer: Client, sheets: Sheets) -> None:
    response = officer.post(url("sheet_workbook", sheets), {"file": SimpleUploadedFile("a.xlsx", b"x")})
    assert "chưa nhận vào phiếu được" in text(response)
    assert officer.post(url("sheet_workbook", sheets), {}).status_code == 422


# My work --------------------------------------------------------------------------------------------------------------
def test_my_work_tells_of_the_sheet_that_waits(officer: Client, sheets: Sheets) -> None:
    said = text(officer.get("/"))
    assert url("sheet", sheets) in said
    assert "còn thiếu 9 tiêu chí" in said
