"""Journeys with evidence in Chromium: many files, a cut line, the real tus client, without scripts, on a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from parindex.evidence.actions.reading import read_version
from parindex.evidence.models import Document, DocumentVersion, Upload
from parindex.people.enums import Role
from tests import papers
from tests.browser.conftest import Watch
from tests.people import Province

type Opened = Callable[..., Page]
VENDOR = Path(__file__).parent / "vendor"


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES = tmp_path / "files"
    settings.EVIDENCE_PARTS = tmp_path / "uploads"
    settings.EVIDENCE_PREVIEWS = tmp_path / "previews"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three papers, the first of several pieces."""
    made = {
        "Kế hoạch năm 2023.pdf": papers.pdf("Đẩy mạnh phân cấp, ủy quyền", pages=3, filling=1_500_000),
        "Biên bản.docx": papers.docx("Biên bản họp"),
        "Ảnh một cửa.png": papers.png(300, 200),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in made]


def test_three_files_a_cut_line_and_the_words_found_again(
    page_as: Opened,
    watch: Watch,
    files: list[Path],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
) -> None:
    page = page_as(Role.UNIT_OFFICER)
    page.goto("/")
    page.get_by_role("link", name="Tài liệu kiểm chứng").first.click()
    expect(page.get_by_text("Chưa có tài liệu kiểm chứng")).to_be_visible()
    no_axe_violations(page)
    page.get_by_role("link", name="Tải tệp lên").first.click()

    # The line is cut twice in the middle of the first file.
    cuts: list[str] = []

    def cut(route: Route) -> None:
        offset = route.request.headers.get("upload-offset", "0")
        if route.request.method == "PATCH" and offset != "0" and len(cuts) < 2:
            cuts.append(offset)
            route.abort("connectionreset")
        else:
            route.continue_()

    watch.allowed.append("net::ERR_CONNECTION_RESET")
    page.route("**/evidence/tus/*/", cut)
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.locator(".uploads li a")).to_have_count(3, timeout=30_000)
    expect(page.get_by_role("link", name="Về kho tài liệu")).to_be_visible()
    assert len(cuts) == 2
    assert Document.objects.count() == 3
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('parindex-upload'))") == []
    no_axe_violations(page)
    shot(page, "evidence-upload")

    # The same file again is recognised before it is sent.
    page.set_input_files("input[type=file]", files[:1])
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Kho đã có đúng tệp này nên không thêm lần nữa.").first).to_be_visible()
    assert Upload.objects.count() == 3

    for version in DocumentVersion.objects.all():
        read_version.call(version.pk)
    page.get_by_role("link", name="Về kho tài liệu").click()
    page.get_by_label("Tìm kiếm").fill("day manh uy quyen")
    page.get_by_label("Tìm kiếm").press("Enter")
    page.get_by_role("link", name="Kế hoạch năm 2023").click()
    expect(page.get_by_role("img", name="Trang 1")).to_be_visible()
    loaded = "() => { const i = document.querySelector('.sheets img'); return i.complete && i.naturalWidth > 0; }"
    page.wait_for_function(loaded)
    page.get_by_label("Số").first.fill("12/KH-STC")
    page.get_by_label("Cơ quan ban hành").fill("Sở Tài chính")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    assert Document.objects.get(number="12/KH-STC").issuing_body == "Sở Tài chính"
    no_sideways_scroll(page)
    shot(page, "evidence-document")
    no_axe_violations(page)


def test_a_closed_tab_goes_on_where_it_stopped(page_as: Opened, files: list[Path], watch: Watch) -> None:
    page = page_as(Role.UNIT_OFFICER)
    page.goto("/evidence/")
    page.get_by_role("link", name="Tải tệp lên").first.click()
    address = page.url
    page.route(
        "**/evidence/tus/*/",
        lambda route: route.abort() if route.request.headers.get("upload-offset", "0") != "0" else route.continue_(),
    )
    watch.allowed.append("net::ERR_FAILED")
    page.set_input_files("input[type=file]", files[:1])
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Mất kết nối; sẽ tự động tiếp tục")).to_be_visible(timeout=30_000)
    again = page.context.new_page()
    page.close()
    asked: list[tuple[str, str]] = []
    again.on("request", lambda r: asked.append((r.method, r.headers.get("upload-offset", ""))))
    again.goto(address)
    again.set_input_files("input[type=file]", files[:1])
    again.get_by_role("button", name="Tải lên").click()
    expect(again.locator(".uploads li a")).to_have_count(1, timeout=30_000)
    assert ("POST", "") not in asked
    assert next(offset for method, offset in asked if method == "PATCH") != "0"
    assert Document.objects.get().versions.get().size == files[0].stat().st_size


def test_what_is_refused_says_why_and_the_others_go_on(page_as: Opened, files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "xấu.docx").write_bytes(papers.docx(word__vbaProject_dot_bin=b"x"))
    page = page_as(Role.UNIT_OFFICER)
    page.goto("/evidence/")
    page.get_by_role("link", name="Tải tệp lên").first.click()
    page.wait_for_load_state("load")
    page.set_input_files("input[type=file]", [tmp_path / "xấu.docx", files[1]])
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_role("region").get_by_text("Tệp có chứa macro")).to_be_visible()
    expect(page.locator(".uploads li a")).to_have_count(1)
    expect(page.get_by_role("link", name="Về kho tài liệu")).to_be_visible()


def test_without_scripts_the_form_does_the_same(page_as: Opened, files: list[Path]) -> None:
    page = page_as(Role.UNIT_OFFICER, scripts=False)
    page.goto("/evidence/")
    page.get_by_role("link", name="Tải tệp lên").first.click()
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Đã thêm 3 tệp.")).to_be_visible()
    page.get_by_role("link", name="Biên bản").click()
    expect(page.get_by_text("Đang đọc tệp")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Tải về").click()
    assert coming.value.suggested_filename == "Biên bản.docx"


def test_on_a_phone_in_english_and_in_the_dark(
    page_as: Opened, files: list[Path], no_axe_violations: Callable[[Page], None], no_sideways_scroll: Any, shot: Any
) -> None:
    page = page_as(Role.UNIT_LEADER, phone=True, language="en", theme="dark")
    page.goto("/evidence/")
    page.get_by_role("link", name="Upload files").first.click()
    page.wait_for_load_state("load")
    no_sideways_scroll(page)
    page.set_input_files("input[type=file]", files)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".uploads li a")).to_have_count(3, timeout=30_000)
    no_axe_violations(page)
    no_sideways_scroll(page)
    for version in DocumentVersion.objects.all():
        read_version.call(version.pk)
    page.get_by_role("link", name="Back to the library").click()
    no_axe_violations(page)
    no_sideways_scroll(page)
    shot(page, "evidence-phone")
    page.get_by_role("link", name="Kế hoạch năm 2023").click()
    no_axe_violations(page)
    no_sideways_scroll(page)


def test_the_real_tus_client_is_understood(page_as: Opened, province: Province) -> None:
    """tus-js-client 4.3.1 as it is published (MIT): begins, is aborted in the middle, goes on in another object."""
    page = page_as(Role.UNIT_OFFICER)
    page.add_init_script(path=VENDOR / "tus.min.js")
    page.goto("/evidence/")
    page.get_by_role("link", name="Tải tệp lên").first.click()
    data = papers.pdf("Thật", filling=900_000)
    told = page.evaluate(
        """async (bytes) => {
          const form = document.querySelector("form[data-resume]");
          const file = new Blob([new Uint8Array(bytes)]);
          const common = {
            endpoint: form.dataset.tus, chunkSize: 200000, retryDelays: [100, 200, 400],
            headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
            metadata: { filename: "Thật.pdf", filetype: "application/pdf" }, storeFingerprintForResuming: false,
          };
          const url = await new Promise((stopped, failed) => {
            const upload = new tus.Upload(file, { ...common, onError: failed,
              onChunkComplete: (size, done) => {
                if (done >= 400000) upload.abort().then(() => stopped(upload.url));
              } });
            upload.start();
          });
          return new Promise((done, failed) => {
            const pieces = [];
            const upload = new tus.Upload(file, { ...common, uploadUrl: url, onError: failed,
              onChunkComplete: (size, all) => pieces.push(all), onSuccess: () => done({ url, pieces }) });
            upload.start();
          });
        }""",
        list(data),
    )
    assert told["pieces"][0] > 400_000
    assert told["pieces"][-1] == len(data)
    document = Document.objects.get()
    assert (document.title, document.versions.get().size) == ("Thật", len(data))
