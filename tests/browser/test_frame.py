"""The frame in Chromium: keyboard, small windows, without scripts, colours, what happens when something breaks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from parindex.people.enums import Role
from tests.browser.conftest import Opened, Watch

PAGES = ["/", "/keys/", "/account/profile/", "/nowhere"]
OPEN_PAGES = ["/account/sign-in/", "/nowhere"]


def focused(page: Page) -> str:
    """The text or name of what holds the focus."""
    return page.evaluate(
        """() => { const e = document.activeElement;
        return e.getAttribute("aria-label") || e.innerText.trim().split("\\n").at(-1) }"""
    )


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_the_frame_are_accessible_on_a_phone(
    page_as: Opened,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., object],
    path: str,
    theme: str,
) -> None:
    page = page_as(Role.COORDINATOR, phone=True, theme=theme)
    page.goto(path)
    no_sideways_scroll(page)
    no_axe_violations(page)
    shot(page, f"frame{path.replace('/', '-')}-360-{theme}")


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_pages_for_visitors_are_accessible(
    open_page: Opened,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., object],
    path: str,
) -> None:
    for phone in (False, True):
        page = open_page(phone=phone)
        page.goto(path)
        no_sideways_scroll(page)
        no_axe_violations(page)
        shot(page, f"visitor{path.replace('/', '-')}-{'360' if phone else '1440'}")


def test_the_first_key_offers_to_skip_the_menus(page_as: Opened) -> None:
    page = page_as(Role.COORDINATOR)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    # What follows is inside the content.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main, footer, body').tagName") in {"MAIN", "BODY"}


def test_the_order_of_the_keyboard_is_the_order_of_the_eye(page_as: Opened) -> None:
    page = page_as(Role.OBSERVER)
    page.goto("/")
    met = []
    for _ in range(7):
        page.keyboard.press("Tab")
        met.append(focused(page))
    assert met == [
        "Chuyển đến nội dung",
        "Chỉ số CCHC",
        "Tiếng Việt",
        "English",
        "Màu sắc: nền sáng. Chuyển sang nền tối",
        "Nguyễn Thị Thu",
        "Việc của tôi",
    ]


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_a_phone_opens_by_keyboard_with_and_without_scripts(page_as: Opened, scripts: bool) -> None:
    page = page_as(Role.COORDINATOR, phone=True, scripts=scripts)
    page.goto("/keys/")
    places = page.locator(".top-bar .navigation")
    expect(places).to_be_hidden()
    page.get_by_label("Danh mục", exact=True).press("Enter")
    expect(places).to_be_visible()
    if scripts:
        page.keyboard.press("Escape")
        expect(places).to_be_hidden()
        assert focused(page) == "Danh mục"
        page.keyboard.press("Enter")
    places.get_by_role("link", name="Việc của tôi").click()
    expect(page.locator("h1")).to_have_text("Việc của tôi")


@pytest.mark.parametrize("scripts", [True, False])
def test_language_and_colours_change_in_place(page_as: Opened, scripts: bool) -> None:
    page = page_as(Role.OBSERVER, scripts=scripts)
    page.goto("/keys/?from=1")
    expect(page.locator("html")).to_have_css("background-color", "rgb(245, 247, 247)")
    page.get_by_label("English").click()
    expect(page.locator("h1")).to_have_text("Keyboard")
    page.get_by_label("Colours: light. Switch to dark").click()
    expect(page.locator("html")).to_have_css("background-color", "rgb(13, 19, 21)")
    expect(page).to_have_url(re.compile(r"/keys/\?from=1$"))


@pytest.mark.parametrize(("device", "ground"), [("light", "rgb(245, 247, 247)"), ("dark", "rgb(13, 19, 21)")])
def test_unless_chosen_the_colours_are_the_devices(open_page: Opened, device: str, ground: str) -> None:
    page = open_page(theme="auto", color_scheme=device)
    page.goto("/account/sign-in/")
    expect(page.locator("html")).to_have_css("background-color", ground)


def test_keys(page_as: Opened) -> None:
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/gallery/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("/?")
    assert page.locator("#filter_q").input_value() == "/?"
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("h1")).to_have_text("Phím tắt")


def test_a_choice_filters_at_once_and_keeps_the_rest(page_as: Opened) -> None:
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/gallery/?sort=-name")
    page.locator("#filter_q").fill("Ba Bể")
    page.locator("#filter_tier").select_option("xa")
    page.wait_for_url("**/gallery/?q=*")
    assert "tier=xa" in page.url
    assert "sort=-name" in page.url


def test_leaving_a_changed_form_asks_first(page_as: Opened) -> None:
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/gallery/")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/keys/")
    assert asked == []
    page.goto("/gallery/")
    page.locator("#free_name").press_sequentially("Sở")
    page.goto("/keys/")
    assert asked == ["beforeunload"]


def test_a_part_that_cannot_be_fetched_is_told(page_as: Opened, watch: Watch) -> None:
    watch.allowed.append("Response Status Error Code 404")
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/gallery/")
    told = page.locator("[data-broken]")
    expect(told).to_be_hidden()
    page.evaluate("htmx.ajax('GET', '/nowhere', {target: '#main', swap: 'none'})")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Máy chủ không trả lời")


def test_when_the_session_has_ended_a_part_leads_the_whole_page_to_sign_in_and_back(page_as: Opened) -> None:
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/gallery/")
    page.context.clear_cookies(name="sessionid")
    page.evaluate("htmx.ajax('GET', '/keys/', {target: '#main'})")
    page.wait_for_url("**/account/sign-in/?next=*gallery*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
