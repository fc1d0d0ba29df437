"""Every component in Chromium: sizes, colours, languages, paper, assistive technology."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

from parindex.people.enums import Role
from tests.browser.conftest import Opened, Watch

#: Windows that must carry everything: desktop, laptop, tablet, phone, and a desktop at 400 % zoom.
SIZES = [(1440, 900), (1024, 768), (768, 1024), (360, 740), (320, 256)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_at_every_size(
    page_as: Opened,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
    theme: str,
) -> None:
    page = page_as(Role.ADMINISTRATOR, theme=theme)
    page.goto("/gallery/")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        no_sideways_scroll(page)
        if width in {1440, 360}:  # the two arrangements of the frame
            no_axe_violations(page)
        shot(page, f"gallery-{width}-{theme}")


def test_every_component_in_english_without_scripts(page_as: Opened, shot: Callable[..., Path]) -> None:
    page = page_as(Role.ADMINISTRATOR, language="en", scripts=False)
    page.goto("/gallery/")
    assert page.locator("h1").inner_text() == "Component gallery"
    shot(page, "gallery-1440-english")


@pytest.mark.parametrize("name", ["confirm", "400", "403", "404", "500", "csrf"])
def test_pages_that_are_seldom_met(
    page_as: Opened,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
    name: str,
) -> None:
    page = page_as(Role.ADMINISTRATOR, phone=True)
    page.goto(f"/gallery/{name}/")
    assert page.locator("h1").count() == 1
    no_sideways_scroll(page)
    no_axe_violations(page)
    shot(page, f"page-{name}-360")
    page.set_viewport_size({"width": 1440, "height": 900})
    shot(page, f"page-{name}-1440")


def test_touch_targets_are_large_enough(page_as: Opened) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 px, but for links inside text."""
    page = page_as(Role.ADMINISTRATOR, phone=True)
    page.goto("/gallery/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, input:not([type=hidden]), select, nav a, .button")]
            .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 24 && box.width > 0 || box.width < 20).map(([text]) => text)"""
    )
    assert [html for html in small if "breadcrumb" not in html and "Việc của tôi" not in html] == []


def test_a_list_prints_on_a4_without_its_controls(page_as: Opened, shot: Callable[..., Path], tmp_path: Path) -> None:
    page = page_as(Role.ADMINISTRATOR, theme="dark")
    page.goto("/gallery/")
    path = tmp_path / "gallery.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    with pypdfium2.PdfDocument(path) as paper:
        sizes = {tuple(round(side) for side in sheet.get_size()) for sheet in paper}
        text = "\n".join(sheet.get_textpage().get_text_range() for sheet in paper)
        corner = bytes(paper[0].render(scale=1).buffer)[:3]
        pages = len(paper)
    assert sizes == {(595, 842)}
    assert "Bộ tiêu chí minh họa" in text
    assert "UBND huyện Pác Nặm" in text
    for control in ("Đăng xuất", "Danh mục", "Xuất danh sách", "Lọc", "parindex"):
        assert control not in text
    # Paper is white, whatever the screen.
    assert corner == b"\xff\xff\xff"
    assert f"1 / {pages}" in text


def test_vietnamese_letters_come_from_our_typeface(page_as: Opened) -> None:
    page = page_as(Role.ADMINISTRATOR)
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url.rsplit("/", 1)[1]) if ".woff2" in request.url else None)
    page.goto("/gallery/")
    page.evaluate("document.fonts.ready")
    assert sorted(set(fonts)) == [
        "be-vietnam-pro-latin-400.woff2",
        "be-vietnam-pro-latin-600.woff2",
        "be-vietnam-pro-vietnamese-400.woff2",
        "be-vietnam-pro-vietnamese-600.woff2",
    ]
    assert page.evaluate("document.fonts.check('600 16px \"Be Vietnam Pro\"', 'ơưệẫỹĐ')")


def test_figures_stand_under_each_other(page_as: Opened) -> None:
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/gallery/")
    cells = page.locator("td.number").filter(has_text=",")
    boxes = [
        cells.nth(i).evaluate("e => [getComputedStyle(e).textAlign, getComputedStyle(e).fontVariantNumeric]")
        for i in range(cells.count())
    ]
    assert {tuple(box) for box in boxes} == {("end", "tabular-nums")}


def test_the_watch_sees_what_the_policy_refuses(page_as: Opened, watch: Watch) -> None:
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/gallery/")
    assert watch.left() == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    assert any("Content Security Policy" in fault for fault in watch.left())
    watch.faults.clear()
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => 0)")
    assert any("request to http://127.0.0.1:9/" in fault or "127.0.0.1:9" in fault for fault in watch.left())
    watch.faults.clear()
