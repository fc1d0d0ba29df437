"""Journeys of a criteria set as files and versions: author it from the template, break it, mend it, issue it, clone it,
score with it."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from parindex.criteria import actions
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion
from parindex.criteria.uploads import keep_upload
from parindex.criteria.workbook import write_workbook
from parindex.criteria.workbook.sample import sample_set
from parindex.people.models import Account, Tier
from tests.apps.criteria.workbooks import Put, edited
from tests.conftest import NOW
from tests.people import Province

ROOT = Path(__file__).resolve().parents[2]

type Opened = Callable[..., Page]


def document(title: str = "") -> dict[str, Any]:
    """The template's example, appraised by units of the small province, with a decision."""
    text = json.dumps(sample_set("vi")).replace("VPUB", "STC").replace("STTTT", "STC")
    made: dict[str, Any] = json.loads(text)
    return made | ({"title": title} if title else {})


def create(province: Province, form: dict[str, Any]) -> CriteriaSetVersion:
    facts = SetFacts(form["code"], Tier.objects.get(code=form["tier"]), form["year"], illustration=True)
    return actions.create_set(
        id=uuid.uuid4(), owner=province.root, facts=facts, title="", document=form, by=None, at=NOW
    )


@pytest.fixture
def big(province: Province) -> CriteriaSetVersion:
    """The district set of the demonstration, a draft."""
    return create(province, json.loads((ROOT / "examples/bac-kan-2023/criteria/district.json").read_text()))


@pytest.fixture
def two_versions(province: Province, account_as: Callable[..., Account]) -> CriteriaSetVersion:
    """A draft that differs from the issued version before it."""
    first = create(province, document())
    person = account_as("coordinator")
    actions.issue(first, row_version=first.version, by=person, at=NOW)
    second = actions.start_version(first, id=uuid.uuid4(), change_note="Sửa theo góp ý của các sở", by=person, at=NOW)
    changed = document("Bộ tiêu chí ví dụ, sửa đổi")
    steering = changed["nodes"][0]["children"]
    steering[1]["rule"]["steps"][0]["above"] = "0.95"
    steering[1]["rule"]["steps"][1]["to"] = "0.95"
    steering[2]["max_points"] = "1.5"
    del steering[4]
    seen = _digest(second)
    actions.replace_tree(second, changed, seen=seen, by=person, at=NOW)
    second.refresh_from_db()
    return second


def _digest(version: CriteriaSetVersion) -> str:
    from parindex.criteria.documents import sha256_of
    from parindex.criteria.queries import text_of

    return sha256_of(text_of(version))


FIGURES = (ROOT / "examples/bac-kan-2023/figures/district.csv").read_text()


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")], ids=["desktop", "phone"])
def test_every_screen_holds(
    page_as: Opened,
    account_as: Callable[..., Account],
    two_versions: CriteriaSetVersion,
    big: CriteriaSetVersion,
    shot: Callable[..., Path],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    phone: bool,
    theme: str,
) -> None:
    person = account_as("coordinator")
    first = two_versions.based_on
    assert first is not None
    good, bad = write_workbook(document("Tên khác")), edited(write_workbook(document()), *FAULTS)
    files = [keep_upload([data], name="bo-tieu-chi.xlsx", by=person, at=NOW).pk for data in (good, bad)]
    base, frozen = f"/criteria-sets/{two_versions.pk}/", f"/criteria-sets/{first.pk}/"
    addresses = {
        "exchange": f"{base}exchange/",
        "exchange-frozen": f"{frozen}exchange/",
        "dry-run": f"{base}exchange/{files[0]}/",
        "faults": f"{base}exchange/{files[1]}/",
        "import": "/criteria-sets/import/",
        "import-set": f"/criteria-sets/import/{files[0]}/",
        "versions": f"{base}versions/",
        "difference": f"{base}difference/?before={first.pk}",
        "issue": f"{base}issue/",
        "issue-blocked": f"/criteria-sets/{big.pk}/issue/",
        "issued": f"{frozen}issue/",
        "withdraw": f"{frozen}withdraw/",
        "discard": f"{base}discard/",
        "start": f"{frozen}new-version/",
        "clone": f"{frozen}clone/",
        "trial": f"{frozen}trial/",
        "trial-errors": f"{base}trial/",
    }
    page = page_as("coordinator", phone=phone, theme=theme)
    suffix = f"{theme}-{'phone' if phone else 'desktop'}"
    for name, url in addresses.items():
        page.goto(url)
        no_sideways_scroll(page)
        shot(page, f"criteria-{name}-{suffix}")
        no_axe_violations(page)
    page.goto(f"/criteria-sets/{big.pk}/trial/")
    page.get_by_label("Hoặc dán số liệu").fill(FIGURES)
    page.get_by_role("button", name="Chấm điểm", exact=True).click()
    page.get_by_role("button", name="H060").click()
    expect(page.get_by_role("heading", name="H060")).to_be_visible()
    no_sideways_scroll(page)
    shot(page, f"criteria-trial-result-{suffix}")
    no_axe_violations(page)


FAULTS = [
    Put("Tiêu chí", "F6", None),
    Put("Tiêu chí", "D7", "một điểm"),
    Put("Tiêu chí", "A9", 1.1),
    Put("Tiêu chí", "G11", None),
    Put("Thang điểm", "A4", "9.9"),
    Put("Thang điểm", "D10", "báo cáo chậm"),
    Put("Thang điểm", "L12", 1),
    Put("Số liệu", "C6", "hoan_thanh"),
    Put("Bộ tiêu chí", "B11", "31/02/2023"),
    Put("Xếp loại", "C4", "chín mươi"),
]


def from_template(template: bytes) -> bytes:
    """The template filled in: its example becomes the set, as somebody would copy it, for units of the province."""

    def fill(book: Workbook) -> None:
        for sheet in [name for name in book.sheetnames if name.startswith("VD ")]:
            del book[sheet.removeprefix("VD ")]
            book[sheet].title = sheet.removeprefix("VD ")
        book["Tiêu chí"]["J10"] = book["Tiêu chí"]["J11"] = "STC"
        book["Bộ tiêu chí"]["B14"] = "Không"

    return edited(template, fill)


BROKEN = [
    ("Bộ tiêu chí!B11", "“31/02/2023” không phải là ngày", "Ghi theo dạng ngày/tháng/năm, ví dụ 31/12/2023"),
    ("Tiêu chí!F6", "1.2 chưa có cách tính điểm",
     "Chọn cách tính trong danh sách, hoặc thêm tiêu chí cấp dưới ở các dòng dưới"),
    ("Tiêu chí!D7", "“một điểm” không phải là số", "Ghi một số, ví dụ 0,5"),
    ("Tiêu chí!A9", "Mã là số 1,1, trùng hoặc sai thứ tự: Excel đã đổi 1.10 thành 1,1",
     "Gõ lại '1.10 (có dấu nháy đơn ở đầu để giữ dạng văn bản)"),
    ("Tiêu chí!G11", "Cách tính “Theo tỷ lệ giữa hai mốc” cần đại lượng",
     "Ghi tên số liệu, hoặc tử số / mẫu số, ví dụ dung_han / tong_so"),
    ("Thang điểm!A4", "Không có tiêu chí nào mang mã 9.9 ở trang tính “Tiêu chí”",
     "Sửa mã, hoặc thêm tiêu chí 9.9 vào trang tính “Tiêu chí”"),
    ("Thang điểm!D10", "“báo cáo chậm” không dùng làm tên số liệu được",
     "Chỉ dùng chữ cái, chữ số, dấu gạch dưới, bắt đầu bằng chữ cái; ví dụ bao_cao_cham"),
    ("Thang điểm!L12", "Dòng của một điều kiện không ghi điểm",
     "Xóa ô này; điểm khi thiếu điều kiện ghi ở một dòng riêng, không có tên điều kiện"),
    ("Số liệu!C6", "Số liệu hoan_thanh của 1.2 đã có ở dòng 5", "Xóa một trong hai dòng"),
    ("Xếp loại!C4", "“chín mươi” không phải là số", "Ghi một số, ví dụ 0,5"),
]  # fmt: skip


def attach(page: Page, data: bytes, name: str = "bo-tieu-chi.xlsx") -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": data})


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without-scripts"])
def test_a_set_is_authored_from_the_template_broken_mended_issued_and_cloned(page_as: Opened, scripts: bool) -> None:
    page = page_as("coordinator", scripts=scripts)
    page.goto("/criteria-sets/import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tệp mẫu (XLSX)").click()
    filled = from_template(Path(download.value.path()).read_bytes())

    attach(page, edited(filled, *FAULTS))
    page.get_by_role("button", name="Tải lên và kiểm tra thử").click()
    for place, problem, mend in BROKEN:
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=place, exact=True))
        expect(row).to_contain_text(problem)
        expect(row).to_contain_text(mend)
    assert CriteriaSet.objects.count() == 0

    page.get_by_role("link", name="Tải tệp khác lên").click()
    attach(page, filled)
    page.get_by_role("button", name="Tải lên và kiểm tra thử").click()
    page.get_by_role("button", name="Lập dự thảo").click()
    expect(page.get_by_text("Đã lập bộ tiêu chí từ tệp.")).to_be_visible()

    page.get_by_role("link", name="Ban hành", exact=True).click()
    page.get_by_label("Số quyết định").fill("2106/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("16/11/2023")
    page.get_by_role("button", name="Lưu quyết định").click()
    page.get_by_label("Tôi đã đối chiếu bộ tiêu chí").check()
    page.get_by_role("button", name="Ban hành", exact=True).click()
    expect(page.get_by_text("Đã ban hành phiên bản; nội dung không thay đổi được nữa.")).to_be_visible()
    version = CriteriaSetVersion.objects.get()
    assert version.sha256
    answer = page.goto(f"/criteria-sets/{version.pk}/edit/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("main")).to_contain_text("ban hành")

    page.goto(f"/criteria-sets/{version.pk}/versions/")
    page.get_by_role("link", name="Sao chép sang năm sau").click()
    expect(page.get_by_label("Mã", exact=True)).to_have_value("VD-2024")
    page.get_by_role("button", name="Lập dự thảo").click()
    clone = CriteriaSetVersion.objects.get(criteria_set__code="VD-2024")
    assert (clone.state, str(clone.period_from)) == ("draft", "2023-12-15")


def test_a_draft_is_exported_changed_in_a_spreadsheet_and_brought_back(
    page_as: Opened, two_versions: CriteriaSetVersion
) -> None:
    page = page_as("coordinator")
    page.goto(f"/criteria-sets/{two_versions.pk}/exchange/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tệp Excel (XLSX)").click()
    changed = edited(Path(download.value.path()).read_bytes(), Put("Tiêu chí", "D4", 6), Put("Tiêu chí", "D5", "1,5"))
    attach(page, changed)
    page.get_by_role("button", name="Tải lên và kiểm tra thử").click()
    expect(page.get_by_text("Điểm tối đa của 1.1 “Ban hành kế hoạch cải cách hành chính năm”: 1 → 1,5")).to_be_visible()
    page.get_by_role("button", name="Đưa vào dự thảo").click()
    expect(page.get_by_text("Đã đưa nội dung tệp vào dự thảo.")).to_be_visible()
    page.goto(f"/criteria-sets/{two_versions.pk}/versions/")
    page.get_by_role("button", name="Xem khác biệt").click()
    page.get_by_role("link", name="Điểm tối đa 3").click()
    expect(page.locator(".changes > li")).to_have_count(3)


def test_figures_are_tried_and_tried_again_with_scripts(page_as: Opened, big: CriteriaSetVersion) -> None:
    page = page_as("coordinator")
    page.goto(f"/criteria-sets/{big.pk}/trial/")
    attach(page, FIGURES.encode(), "so-lieu.csv")
    page.get_by_role("button", name="Chấm điểm", exact=True).click()
    expect(page.locator(".ranking tbody tr")).to_have_count(8)
    page.get_by_role("button", name="H061 – UBND huyện Ba Bể").click()
    expect(page.get_by_role("heading", name="H061 – UBND huyện Ba Bể")).to_be_in_viewport()
    with page.expect_download() as download:
        page.get_by_role("button", name="results.csv").first.click()
    assert Path(download.value.path()).read_text().startswith("unit,points,maximum,index,rank,class\n")
    attach(page, FIGURES.replace("H061,1.1.1,self,choice", "H061,1.1.1,self,lựa chọn").encode(), "so-lieu.csv")
    page.get_by_role("button", name="Chấm điểm", exact=True).click()
    expect(page.get_by_text("Chưa chấm được số liệu này")).to_be_visible()
    expect(page.locator("table.remarks")).to_contain_text("H061")


def test_figures_are_tried_without_scripts(page_as: Opened, big: CriteriaSetVersion) -> None:
    page = page_as("coordinator", scripts=False)
    page.goto(f"/criteria-sets/{big.pk}/trial/")
    attach(page, FIGURES.encode(), "so-lieu.csv")
    page.get_by_role("button", name="Chấm điểm", exact=True).click()
    expect(page.locator(".ranking tbody tr")).to_have_count(8)
    page.get_by_role("button", name="H061 – UBND huyện Ba Bể").click()
    expect(page.get_by_role("heading", name="H061 – UBND huyện Ba Bể")).to_be_visible()
    expect(page.locator(".node-reasons")).to_contain_text("Cả phiếu")
