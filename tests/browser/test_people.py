"""Accounts, units, roles, imports, the trail in Chromium: whole journeys, accessibility, small windows, no scripts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from parindex.people import actions
from parindex.people.enums import Role
from parindex.people.models import Account, Unit
from tests.browser.conftest import Opened
from tests.people import PASSWORD, Province

PAGES = {
    "units": "/units/",
    "tree": "/units/tree/",
    "unit": "/units/{unit}/",
    "unit-new": "/units/new/",
    "unit-edit": "/units/{unit}/edit/",
    "unit-end": "/units/{unit}/end/",
    "succeed": "/units/succeed/?unit={unit}",
    "tiers": "/tiers/",
    "tier-edit": "/tiers/{tier}/edit/",
    "people": "/people/",
    "waiting": "/people/?state=waiting",
    "person": "/people/{person}/",
    "person-new": "/people/new/",
    "person-edit": "/people/{person}/edit/",
    "person-active": "/people/{person}/active/",
    "person-password": "/people/{person}/password/",
    "role-new": "/people/{person}/roles/new/",
    "role-end": "/people/roles/{grant}/end/",
    "role-revoke": "/people/roles/{grant}/revoke/",
    "imports": "/imports/",
    "import-new": "/imports/new/units/",
    "trail": "/trail/",
    "jobs": "/jobs/",
    "profile": "/account/profile/",
    "sessions": "/account/sessions/",
    "password": "/account/password/",
    "sign-out": "/account/sign-out/",
}


@pytest.fixture(autouse=True)
def empty_cache(transactional_db: None) -> None:
    cache.clear()


@pytest.fixture
def fill(province: Province, account_as: Callable[..., Account]) -> Callable[[str], str]:
    """Puts the numbers of real subjects into an address."""
    person = account_as(Role.UNIT_OFFICER)
    actions.create_account(
        username="cho", full_name="Bàn Thị Chờ", email="cho@x.example", invite=True, by=None, at=timezone.now()
    )
    numbers = {
        "unit": province["H061"].pk,
        "tier": province["H061"].tier_id,
        "person": person.pk,
        "grant": person.grants.get().pk,
    }
    return lambda address: address.format(**numbers)


@pytest.mark.parametrize(("phone", "theme"), [(False, "light"), (True, "dark")])
def test_pages_are_accessible_at_every_size(
    page_as: Opened,
    fill: Callable[[str], str],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
    phone: bool,
    theme: str,
) -> None:
    page = page_as(Role.ADMINISTRATOR, phone=phone, theme=theme)
    faults = {}
    for name, address in PAGES.items():
        page.goto(fill(address))
        try:
            no_sideways_scroll(page)
            no_axe_violations(page)
        except AssertionError as error:
            faults[name] = str(error)
        shot(page, f"people-{name}-{'360-dark' if phone else '1440'}")
    assert faults == {}


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_first_sign_in(page_as: Opened, open_page: Opened, fill: Callable[[str], str], scripts: bool) -> None:
    """An administrator makes an account, hands over the slip; the person signs in and chooses a password."""
    page = page_as(Role.ADMINISTRATOR, scripts=scripts)
    page.goto("/people/")
    page.get_by_role("link", name="Thêm tài khoản").click()
    page.get_by_label("Họ và tên").fill("Lý Thị Hoa")
    page.get_by_label("Tên đăng nhập").fill("hoa.ly")
    page.get_by_role("button", name="Thêm tài khoản").click()
    start = page.locator(".slip code").nth(1).inner_text()
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", start)
    page.get_by_role("link", name="Đến trang tài khoản").click()
    page.get_by_role("main").get_by_role("link", name="Giao vai trò").first.click()
    page.get_by_label("Vai trò").select_option(label="Cán bộ đơn vị")
    page.get_by_label("Tại đơn vị").fill("STC")
    page.get_by_role("button", name="Giao vai trò").click()
    expect(page.get_by_role("main")).to_contain_text("Sở Tài chính")

    other = open_page(scripts=scripts)
    sign_in(other, "hoa.ly", start)
    expect(other.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    other.goto("/units/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    other.get_by_label("Mật khẩu hiện tại").fill(start)
    other.get_by_label("Mật khẩu mới", exact=True).fill("Mot cum tu rieng cua toi")
    other.get_by_label("Nhập lại mật khẩu mới").fill("Mot cum tu rieng cua toi")
    other.get_by_role("button", name="Đổi mật khẩu").click()
    expect(other.get_by_text("Đã đổi mật khẩu.")).to_be_visible()
    other.goto("/account/profile/")
    expect(other.get_by_role("main")).to_contain_text("Cán bộ đơn vị")


def test_every_role_signs_in(open_page: Opened, account_as: Callable[..., Account], province: Province) -> None:
    page = open_page()
    for role in Role:
        sign_in(page, account_as(role).username, PASSWORD)
        expect(page).to_have_url(re.compile(r"/$"))
        expect(page.get_by_role("main")).to_contain_text(str(role.label))
        page.locator(".account-menu summary").click()
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_a_wrong_password_says_so_beside_the_form(
    open_page: Opened,
    account_as: Callable[..., Account],
    province: Province,
    no_axe_violations: Callable[[Page], None],
    shot: Callable[..., Path],
) -> None:
    account = account_as(Role.UNIT_OFFICER)
    page = open_page(phone=True)
    for _ in range(5):
        sign_in(page, account.username, "sai")
        expect(page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    sign_in(page, account.username, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("Đã nhập sai quá nhiều lần.")
    no_axe_violations(page)
    shot(page, "people-locked-360")


@pytest.mark.parametrize("scripts", [True, False])
def test_units_are_imported_with_a_dry_run(
    page_as: Opened,
    province: Province,
    no_axe_violations: Callable[[Page], None],
    shot: Callable[..., Path],
    tmp_path: Path,
    scripts: bool,
) -> None:
    faulty, good = tmp_path / "lỗi.csv", tmp_path / "đơn vị.csv"
    heading = "code,name,tier,parent_code\n"
    faulty.write_text(heading + "X01909,UBND xã Nam Mẫu,thon,H061\n,Thiếu mã,commune,H061\n", encoding="utf-8")
    good.write_text(
        heading + "X01909,UBND xã Nam Mẫu,commune,H061\nSTC,Sở Tài chính tỉnh,department,BK\n", encoding="utf-8"
    )
    page = page_as(Role.COORDINATOR, scripts=scripts)
    page.goto("/units/")
    page.get_by_role("link", name="Nhập từ tệp").click()
    page.locator("input[type=file]").set_input_files(faulty)
    page.get_by_role("button", name="Tải lên và kiểm tra thử").click()
    expect(page.get_by_role("main")).to_contain_text("Có 2 lỗi.")
    expect(page.get_by_role("main")).to_contain_text("dòng 2, cột C (tier)")
    if scripts:
        no_axe_violations(page)
        shot(page, "people-import-faults-1440")
    page.get_by_role("link", name="Tải tệp khác lên").click()
    page.locator("input[type=file]").set_input_files(good)
    page.get_by_role("button", name="Tải lên và kiểm tra thử").click()
    expect(page.get_by_role("main")).to_contain_text("Sở Tài chính tỉnh")
    if scripts:
        no_axe_violations(page)
        shot(page, "people-import-dry-1440")
    page.get_by_role("button", name="Nhập vào hệ thống").click()
    expect(page.get_by_text("Đã nhập tệp.")).to_be_visible()
    if scripts:
        no_axe_violations(page)
        shot(page, "people-import-done-1440")
    assert Unit.objects.get(code="X01909").parent == province["H061"]


def test_two_people_edit_one_unit(page_as: Opened, province: Province, shot: Callable[..., Path]) -> None:
    first, second = page_as(Role.COORDINATOR), page_as(Role.ADMINISTRATOR)
    for page in (first, second):
        page.goto(f"/units/{province['STC'].pk}/edit/")
    first.get_by_label("Tên", exact=True).fill("Sở Tài chính tỉnh Bắc Kạn")
    first.get_by_role("button", name="Lưu").click()
    expect(first.get_by_text("Đã lưu.")).to_be_visible()
    second.get_by_label("Tên", exact=True).fill("Sở Tài chính và Kế hoạch")
    second.get_by_role("button", name="Lưu").click()
    comparison = second.locator("table.comparison")
    expect(comparison).to_contain_text("Sở Tài chính tỉnh Bắc Kạn")
    expect(comparison).to_contain_text("Sở Tài chính và Kế hoạch")
    shot(second, "people-stale-1440")
    second.get_by_role("button", name="Lưu").click()
    expect(second.get_by_text("Đã lưu.")).to_be_visible()
    assert Unit.objects.get(code="STC").name == "Sở Tài chính và Kế hoạch"


def test_slips_print_without_the_frame(page_as: Opened, fill: Callable[[str], str], shot: Callable[..., Path]) -> None:
    page = page_as(Role.ADMINISTRATOR)
    page.goto("/people/?state=waiting")
    page.get_by_role("button", name="Cấp mật khẩu khởi tạo cho các tài khoản đã chọn").click()
    expect(page.locator(".slip")).to_have_count(1)
    shot(page, "people-slips-1440")
    page.emulate_media(media="print")
    expect(page.locator(".side-bar")).to_be_hidden()
    expect(page.get_by_text("Chỉ hiển thị lúc này")).to_be_hidden()
    expect(page.locator(".slip code").nth(1)).to_be_visible()


def test_filters_apply_at_once_and_without_scripts(page_as: Opened, province: Province) -> None:
    page = page_as(Role.COORDINATOR)
    page.goto("/units/")
    page.get_by_role("combobox", name="Cấp").select_option(label="UBND cấp xã")
    expect(page.locator("tbody tr")).to_have_count(1)
    plain = page_as(Role.COORDINATOR, scripts=False)
    plain.goto("/units/")
    plain.get_by_role("searchbox").fill("ba be")
    plain.get_by_role("button", name="Lọc").click()
    expect(plain.locator("tbody tr")).to_have_count(1)
    expect(plain.locator("tbody")).to_contain_text("UBND huyện Ba Bể")
