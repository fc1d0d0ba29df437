"""Journeys with score sheets in Chromium: every kind of row, evidence, a cut line, two officers, submission."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from parindex.assessments.models import Answer, Citation, Sheet, Submission
from parindex.evidence.actions.reading import read_version
from parindex.evidence.models import DocumentVersion
from parindex.people.enums import Role
from parindex.people.models import Account
from tests import papers
from tests.browser.conftest import Watch
from tests.conftest import NOW
from tests.people import Province
from tests.rounds import CLAIMS, fill_in
from tests.sheets import Sheets, make_sheets, paper

type Opened = Callable[..., Page]


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES = tmp_path / "files"
    settings.EVIDENCE_PARTS = tmp_path / "uploads"
    settings.EVIDENCE_PREVIEWS = tmp_path / "previews"


@pytest.fixture
def sheets(province: Province, account_as: Callable[..., Account]) -> Sheets:
    account_as(Role.UNIT_LEADER)
    return make_sheets(province, account_as(Role.COORDINATOR))


def row(page: Page, code: str) -> Any:
    return page.locator(f'[data-row="{code}"]')


def saved(page: Page, code: str) -> None:
    expect(row(page, code).locator("[data-save-state]")).to_contain_text("Đã lưu")


def address(sheets: Sheets, field: str = "1") -> str:
    return f"/sheets/{sheets.sheet().pk}/?field={field}"


def test_an_officer_fills_in_every_kind_of_row_and_cites(
    page_as: Opened,
    sheets: Sheets,
    province: Province,
    tmp_path: Path,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
) -> None:
    plan = paper(province, "Kế hoạch cải cách hành chính", number="12/KH-STC")
    read_version.call(plan.pk)
    page = page_as(Role.UNIT_OFFICER)
    page.goto("/")
    page.get_by_role("link", name="Phiếu chấm điểm", exact=True).first.click()
    page.get_by_role("link", name="Đợt R-1").click()
    expect(page.get_by_text("Chỉ lãnh đạo đơn vị nộp phiếu: Nguyễn Thị Thịnh")).to_be_visible()
    no_axe_violations(page)

    # A choice, conditions, a ratio with its points while it is typed, a share with a comma, a claim, an explanation.
    row(page, "1.1").get_by_label("yes").check()
    saved(page, "1.1")
    for group in row(page, "1.2").locator("fieldset").all():
        group.get_by_label("Có", exact=True).check()
    saved(page, "1.2")
    row(page, "1.3").get_by_label("total").fill("50")
    row(page, "1.3").get_by_label("on_time").press_sequentially("45")
    expect(row(page, "1.3").locator(".got")).to_have_text("1,00")
    row(page, "1.3").get_by_label("on_time").blur()
    saved(page, "1.3")
    row(page, "1.5").get_by_label("online").fill("0,75")
    row(page, "1.5").get_by_label("online").press("Tab")
    saved(page, "1.5")
    expect(row(page, "1.5").locator(".got")).to_have_text("5,00")
    row(page, "1.4").get_by_label("Không phát sinh").check()
    saved(page, "1.4")
    row(page, "1.4").get_by_label("Giải trình").fill("Năm nay không có nhiệm vụ này.")
    row(page, "1.4").get_by_label("Giải trình").blur()
    saved(page, "1.4")
    kept = {answer.leaf: answer for answer in Answer.objects.filter(sheet=sheets.sheet())}
    assert {code: kept[code].figures for code in ("1.1", "1.2", "1.3", "1.5")} == {
        code: CLAIMS[code][0] for code in ("1.1", "1.2", "1.3", "1.5")
    }
    assert (kept["1.4"].state, kept["1.4"].explanation) == ("not_arising", "Năm nay không có nhiệm vụ này.")
    expect(page.locator("#fields [aria-current] .count")).to_contain_text("4/5")

    # Evidence from the library with its place, its pages beside the claim; then a new file, right here.
    side = row(page, "1.1")
    side.get_by_role("link", name="Thêm tài liệu").click()
    with page.expect_response(lambda response: "/citations/?q=" in response.url):
        side.get_by_label("Tìm trong kho tài liệu").fill("cai cach")
    side.get_by_label("Mục, điều").first.fill("Điều 2")
    side.get_by_label("Số trang").first.fill("1")
    no_axe_violations(page)
    side.get_by_role("button", name="Viện dẫn", exact=True).click()
    expect(side.get_by_text("Điều 2")).to_be_visible()
    expect(page.locator("#fields [aria-current] .count")).to_contain_text("5/5")
    side.get_by_role("link", name="Kế hoạch cải cách hành chính").click()
    expect(side.get_by_role("img", name="Trang 1")).to_be_visible()
    no_axe_violations(page)
    no_sideways_scroll(page)
    shot(page, "sheet")
    (tmp_path / "Quyết định.pdf").write_bytes(papers.pdf("Quyết định"))
    side.get_by_role("link", name="Thêm tài liệu").click()
    side.locator("input[type=file]").set_input_files(tmp_path / "Quyết định.pdf")
    side.get_by_role("button", name="Tải lên và viện dẫn").click()
    expect(side.locator(".citations a:not(.lack)")).to_have_text(["Kế hoạch cải cách hành chính", "Quyết định"])
    assert Citation.objects.count() == 2
    side.get_by_text("Trao đổi").click()
    side.get_by_label("Ý kiến").fill("Nhờ anh Thịnh xem lại")
    side.get_by_role("button", name="Gửi ý kiến").click()
    expect(side.get_by_text("Nhờ anh Thịnh xem lại")).to_be_visible()

    # The judgement with its reason on the next field, by keyboard.
    page.goto(address(sheets, "2"))
    row(page, "2.4").get_by_label("points").fill("4,5")
    row(page, "2.4").get_by_label("Lý do").fill("Hoàn thành tốt")
    row(page, "2.4").get_by_label("Lý do").blur()
    saved(page, "2.4")
    assert sheets.row("2.4").figures == CLAIMS["2.4"][0]
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(row(page, "2.1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(row(page, "2.2")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(row(page, "2.3")).to_be_focused()


def test_a_leader_is_told_what_is_missing_then_submits(
    page_as: Opened,
    sheets: Sheets,
    province: Province,
    account_as: Callable[..., Account],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
) -> None:
    fill_in(sheets.sheet(), by=account_as(Role.UNIT_OFFICER), at=NOW, but={"2.3"})
    plan = paper(province, "Kế hoạch cải cách hành chính", number="12/KH-STC")
    page = page_as(Role.UNIT_LEADER)
    page.goto("/")
    page.get_by_role("link", name="Phiếu chấm điểm: Đợt R-1").click()
    page.get_by_role("link", name="Rà soát và nộp").click()
    expect(page.get_by_role("heading", name="Còn thiếu")).to_be_visible()
    no_axe_violations(page)
    shot(page, "sheet-review")
    page.get_by_role("link", name="2.3 Giải ngân").click()
    row(page, "2.3").get_by_label("a", exact=True).fill("200")
    row(page, "2.3").get_by_label("b", exact=True).fill("150")
    row(page, "2.3").get_by_label("b", exact=True).blur()
    saved(page, "2.3")
    page.goto(address(sheets))
    row(page, "1.1").get_by_role("link", name="Thêm tài liệu").click()
    row(page, "1.1").get_by_role("button", name="Viện dẫn", exact=True).click()
    expect(row(page, "1.1").get_by_role("link", name=plan.document.title)).to_be_visible()
    page.get_by_role("link", name="Rà soát và nộp").click()
    expect(page.get_by_text("Có thể nộp phiếu")).to_be_visible()
    page.get_by_role("link", name="Nộp phiếu").click()
    no_axe_violations(page)
    page.get_by_role("button", name="Nộp phiếu").click()
    expect(page.get_by_role("heading", name="Giấy xác nhận nộp phiếu chấm điểm")).to_be_visible()
    no_axe_violations(page)
    no_sideways_scroll(page)
    shot(page, "sheet-receipt")
    assert plan.sha256 in page.locator(".receipt-files").inner_text().replace("\n", "").replace(" ", "")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert Submission.objects.get().sheet.pk == sheets.sheet().pk


def test_two_officers_on_one_row_see_both_values(
    page_as: Opened, sheets: Sheets, no_axe_violations: Callable[[Page], None], shot: Callable[..., Path]
) -> None:
    mine, theirs = page_as(Role.UNIT_OFFICER), page_as(Role.UNIT_LEADER)
    for page in (mine, theirs):
        page.goto(address(sheets))
    row(theirs, "1.3").get_by_label("on_time").fill("40")
    row(theirs, "1.3").get_by_label("on_time").blur()
    saved(theirs, "1.3")
    row(mine, "1.3").get_by_label("on_time").fill("45")
    row(mine, "1.3").get_by_label("on_time").blur()
    expect(row(mine, "1.3").get_by_text("Người khác vừa lưu thay đổi")).to_be_visible()
    expect(row(mine, "1.3").locator("del")).to_contain_text("40")
    expect(row(mine, "1.3").locator("ins")).to_contain_text("45")
    no_axe_violations(mine)
    shot(mine, "sheet-conflict")
    assert sheets.row("1.3").figures == {"on_time": "40"}
    row(mine, "1.3").get_by_role("button", name="Lưu nội dung của tôi").click()
    saved(mine, "1.3")
    assert sheets.row("1.3").figures == {"on_time": "45"}
    # The other one, now behind, changes another figure of the row: it is kept, and mine is shown.
    row(theirs, "1.3").get_by_label("total").fill("50")
    row(theirs, "1.3").get_by_label("total").blur()
    expect(row(theirs, "1.3").get_by_label("on_time")).to_have_value("45")
    assert sheets.row("1.3").figures == {"on_time": "45", "total": "50"}


def test_a_cut_line_keeps_what_was_typed_and_saves_it_later(page_as: Opened, sheets: Sheets, watch: Watch) -> None:
    text = "Số liệu trích từ Cổng dịch vụ công"
    watch.allowed += ["net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "htmx:afterRequest", "htmx:sendError"]
    page = page_as(Role.UNIT_OFFICER)
    page.goto(address(sheets))
    page.context.set_offline(True)
    row(page, "1.3").get_by_label("Giải trình").fill(text)
    row(page, "1.3").get_by_label("Giải trình").blur()
    expect(row(page, "1.3").get_by_text("Chưa lưu được, sẽ tự thử lại")).to_be_visible()
    expect(row(page, "1.3").get_by_role("button", name="Lưu")).to_be_visible()
    # The tab is closed and opened again: the text is there; once its line is back it saves by itself.
    first, page = page, page.context.new_page()
    first.close()
    page.context.set_offline(False)
    page.route("**/rows/**", lambda route: route.abort())
    page.goto(address(sheets))
    expect(row(page, "1.3").get_by_label("Giải trình")).to_have_value(text)
    expect(row(page, "1.3").get_by_text("Chưa lưu được, sẽ tự thử lại")).to_be_visible()
    assert sheets.row("1.3").explanation == ""
    page.unroute("**/rows/**")
    saved(page, "1.3")
    assert sheets.row("1.3").explanation == text
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('parindex-row'))") == []


def test_a_file_uploaded_beside_its_row_goes_on_after_a_cut_and_is_cited(
    page_as: Opened, sheets: Sheets, watch: Watch, tmp_path: Path
) -> None:
    """In pieces, as on the library's page; what is refused says why beside what was taken."""
    (tmp_path / "Báo cáo.pdf").write_bytes(papers.pdf("Báo cáo năm", pages=2, filling=1_200_000))
    (tmp_path / "xấu.docx").write_bytes(papers.docx(word__vbaProject_dot_bin=b"x"))
    page = page_as(Role.UNIT_OFFICER)
    page.goto(address(sheets))
    cuts: list[str] = []

    def line(route: Route) -> None:
        offset = route.request.headers.get("upload-offset", "0")
        if route.request.method == "PATCH" and offset != "0" and not cuts:
            cuts.append(offset)
            route.abort("connectionreset")
        else:
            route.continue_()

    watch.allowed.append("net::ERR_CONNECTION_RESET")
    page.route("**/evidence/tus/*/", line)
    side = row(page, "1.1")
    side.get_by_role("link", name="Thêm tài liệu").click()
    side.locator("input[type=file]").set_input_files([tmp_path / "Báo cáo.pdf", tmp_path / "xấu.docx"])
    side.get_by_role("button", name="Tải lên và viện dẫn").click()
    expect(side.locator(".citations a:not(.lack)")).to_have_text("Báo cáo", timeout=30_000)
    expect(side.get_by_text("Tệp có chứa macro")).to_be_visible()
    assert len(cuts) == 1
    assert Citation.objects.get().document_version.size > 1_200_000


def test_without_scripts_a_row_is_saved_cited_and_refused(page_as: Opened, sheets: Sheets, province: Province) -> None:
    paper(province, "Kế hoạch cải cách hành chính")
    page = page_as(Role.UNIT_OFFICER, scripts=False)
    page.goto(address(sheets))
    row(page, "1.3").get_by_label("on_time").fill("45")
    row(page, "1.3").get_by_label("total").fill("năm mươi")
    row(page, "1.3").get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_label("total")).to_have_value("năm mươi")
    expect(page.locator(".errors")).to_be_visible()
    page.get_by_label("total").fill("50")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(row(page, "1.3").locator(".got")).to_have_text("1,00")
    row(page, "1.1").get_by_role("link", name="Thêm tài liệu").click()
    page.get_by_role("button", name="Viện dẫn", exact=True).click()
    expect(row(page, "1.1").get_by_role("link", name="Kế hoạch cải cách hành chính")).to_be_visible()
    assert sheets.row("1.3").figures == {"on_time": "45", "total": "50"}


def test_a_sheet_on_a_phone_and_in_the_dark(
    page_as: Opened,
    sheets: Sheets,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
) -> None:
    page = page_as(Role.UNIT_OFFICER, phone=True, theme="dark")
    for name, place in (("sheets", "/sheets/"), ("sheet", address(sheets)), ("workbook", "workbook/")):
        page.goto(place if place.startswith("/") else f"/sheets/{sheets.sheet().pk}/{place}")
        no_axe_violations(page)
        no_sideways_scroll(page)
        shot(page, f"{name}-phone")


def test_a_first_visit_stays_small(page_as: Opened, sheets: Sheets) -> None:
    """Everything that the sheet's page brings along, as it travels; the server of the tests does not compress, so text
    is counted compressed here."""
    import gzip

    page = page_as(Role.UNIT_OFFICER)
    sizes: dict[str, int] = {}

    def count(response: Any) -> None:
        body = response.body()
        packed = response.headers.get("content-type", "").startswith(("text/", "application/javascript", "image/svg"))
        sizes[response.url] = len(gzip.compress(body)) if packed else len(body)

    page.on("response", count)
    page.goto(address(sheets), wait_until="networkidle")
    assert sum(sizes.values()) < 120_000, sizes
    assert DocumentVersion.objects.count() == 0
    assert Sheet.objects.count() == 2
