"""Journeys of the appraisal in Chromium: a queue by keyboard, a supplement, the own unit, settlement, a table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from parindex.appraisals.models import Mark, Settlement
from parindex.assessments import actions as assessments
from parindex.assessments.enums import SheetState
from parindex.people.enums import Role
from parindex.programmes.enums import WindowKind
from tests.apps.appraisals import conftest as made
from tests.apps.appraisals.conftest import World
from tests.web.test_appraisal import cite, open_now

type Opened = Callable[..., Page]
type Check = Callable[[Page], None]

world, places = made.world, made._places


@pytest.fixture(autouse=True)
def in_vietnamese(transactional_db: None, world: World) -> Any:
    with translation.override("vi"):
        yield


@pytest.fixture
def page_of(open_page: Opened, world: World) -> Opened:
    """``page_of(role, at, …)``: a page signed in as that person of the world."""

    def opened(role: Role, at: str, **options: Any) -> Page:
        client = Client()
        client.force_login(world.account(role, at))
        return open_page(cookie=client.cookies[django_settings.SESSION_COOKIE_NAME].value, **options)

    return opened


def mark(world: World, leaf: str, code: str) -> Mark:
    found = world.mark(leaf, code)
    assert found is not None
    return found


def test_a_queue_by_keyboard(
    page_of: Opened,
    world: World,
    no_axe_violations: Check,
    no_sideways_scroll: Check,
    shot: Callable[..., Path],
) -> None:
    open_now(world)
    cite(world, "1.3")
    cite(world, "1.3", "STC")
    page = page_of(Role.APPRAISER, "SNV")
    page.goto("/")
    page.get_by_role("link", name="mục chờ thẩm định").click()
    expect(page.get_by_role("heading", name="Đợt R-1")).to_be_visible()
    no_axe_violations(page)
    shot(page, "appraisal-criteria")
    page.get_by_role("link", name="Giải quyết hồ sơ").click()
    expect(page.get_by_role("row")).to_have_count(3)
    no_axe_violations(page)
    no_sideways_scroll(page)
    shot(page, "appraisal-queue")
    page.get_by_role("link", name="Sở Tài chính").click()
    expect(page.get_by_role("heading", name="Sở Tài chính")).to_be_visible()
    loaded = "() => { const i = document.querySelector('.sheets img'); return i.complete && i.naturalWidth > 0; }"
    page.wait_for_function(loaded)
    no_axe_violations(page)
    shot(page, "appraisal-row")
    page.wait_for_load_state()
    # Confirmed by a key; the next row that waits comes by itself.
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Sở Xây dựng")).to_be_visible()
    assert mark(world, "1.3", "STC").decision == "confirmed"
    page.wait_for_load_state()
    # Adjusted by keys alone: other figures, with the reason.
    page.keyboard.press("a")
    field = page.get_by_label("on_time")
    expect(field).to_be_focused()
    no_axe_violations(page)
    field.fill("30")
    form = page.locator("details[data-key=a]")
    form.get_by_label("Loại lý do").select_option("figures_differ")
    form.get_by_label("Lý do cụ thể").fill("Theo Cổng chỉ có 30 hồ sơ")
    form.get_by_role("button", name="Lưu giá trị thẩm định").press("Enter")
    expect(page.get_by_text("Danh sách này không còn mục nào chờ thẩm định.")).to_be_visible()
    assert mark(world, "1.3", "SXD").points == "0"
    expect(page.get_by_text("−1,00").or_(page.get_by_text("-1,00"))).to_be_visible()
    # The filter shows it again; by its page the row before is a key away.
    page.get_by_label("Hiển thị").select_option("differs")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Sở Xây dựng").click()
    expect(page.get_by_role("heading", name="Sở Xây dựng")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Sở Tài chính")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("q")
    expect(page.get_by_role("heading", name="Giải quyết hồ sơ")).to_be_visible()


def test_sent_back_supplemented_and_seen(page_of: Opened, world: World, no_axe_violations: Check) -> None:
    open_now(world)
    page = page_of(Role.APPRAISER, "SNV")
    row = reverse("appraisal_row", args=[world.row("1.4").pk])
    page.goto(row)
    page.keyboard.press("s")
    form = page.locator("details[data-key=s]")
    expect(form.get_by_label("Đến", exact=False).first).to_be_focused()
    form.get_by_label("Loại lý do").select_option("evidence_missing")
    form.get_by_label("Nội dung cần bổ sung").fill("Gửi kế hoạch đã ban hành")
    form.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_text("Đã trả lại Sở Xây dựng")).to_be_visible()
    page.goto(row)
    expect(page.get_by_text("Gửi kế hoạch đã ban hành").first).to_be_visible()
    expect(page.get_by_role("button", name="Công nhận")).to_have_count(0)
    no_axe_violations(page)
    answer, officer = world.row("1.4"), world.account(Role.UNIT_OFFICER, "SXD")
    now = timezone.now()
    figures = {"done": "2", "all": "3"}
    assessments.save_row(answer, figures=figures, explanation="Đã bổ sung", version=answer.version, by=officer, at=now)
    sheet, leader = world.sheet(), world.account(Role.UNIT_LEADER, "SXD")
    assessments.submit(sheet, version=sheet.version, by=leader, at=now)
    page.goto(reverse("appraisal_round", args=[world.round.pk]))
    page.locator("tr", has_text="Thực hiện kế hoạch").get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_text("Đã bổ sung").first).to_be_visible()
    page.get_by_role("link", name="Sở Xây dựng").click()
    expect(page.get_by_text("Đơn vị đã bổ sung sau khi thẩm định")).to_be_visible()
    expect(page.get_by_text("5,33").first).to_be_visible()


def test_the_own_unit_is_refused_and_rerouted(page_of: Opened, world: World, no_axe_violations: Check) -> None:
    open_now(world)
    page = page_of(Role.APPRAISER, "SNV")
    page.goto(reverse("appraisal_leaf", args=[world.round.pk, "1.3"]))
    expect(page.get_by_role("link", name="Sở Nội vụ")).to_have_count(0)
    answer = page.goto(reverse("appraisal_row", args=[world.row("1.3", "SNV").pk]))
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_text("Sở Tài chính").first).to_be_visible()
    no_axe_violations(page)
    other = page_of(Role.APPRAISER, "STC")
    other.goto(reverse("appraisal_row", args=[world.row("1.3", "SNV").pk]))
    other.keyboard.press("c")
    expect(other.get_by_text("Đã công nhận: 1.3, Sở Nội vụ.")).to_be_visible()


def test_without_scripts_and_on_a_phone(page_of: Opened, world: World, no_sideways_scroll: Check, shot: Any) -> None:
    open_now(world)
    page = page_of(Role.APPRAISER, "SNV", scripts=False, phone=True)
    page.goto(reverse("appraisal_leaf", args=[world.round.pk, "1.3"]))
    no = page.get_by_role("checkbox", name="Sở Xây dựng")
    no.check()
    page.get_by_role("button", name="Công nhận các mục đã chọn").click()
    expect(page.get_by_text("Trong đó 1 mục chưa có tài liệu kiểm chứng.")).to_be_visible()
    page.get_by_role("button", name="Công nhận 1 mục").click()
    expect(page.get_by_text("Đã công nhận 1 mục.")).to_be_visible()
    page.goto(reverse("appraisal_row", args=[world.row("1.3", "STC").pk]))
    page.get_by_text("Điều chỉnh").first.click()
    form = page.locator("details[data-key=a]")
    form.get_by_label("Ấn định điểm").check()
    page.locator("#adjust_points").fill("0,5")
    form.get_by_label("Loại lý do").select_option("late")
    form.get_by_label("Lý do cụ thể").fill("Chậm thời hạn")
    form.get_by_role("button", name="Lưu giá trị thẩm định").click()
    assert mark(world, "1.3", "STC").points == "0.5"


def test_every_screen_at_both_sizes(
    page_of: Opened, world: World, no_sideways_scroll: Check, no_axe_violations: Check, shot: Callable[..., Path]
) -> None:
    world.mark_all()
    world.flag("1.3")
    open_now(world, WindowKind.SETTLEMENT)
    round, unit = world.round.pk, world.province["SXD"].pk
    screens = {
        "overview": reverse("appraisal"),
        "units": reverse("appraisal_units", args=[round]),
        "unit": reverse("appraisal_unit", args=[round, unit]),
        "progress": reverse("appraisal_progress", args=[round]),
        "settlement": reverse("settlement", args=[round]),
        "settle": reverse("settle_row", args=[world.row("1.3").pk]),
        "sheets": reverse("settlement_sheets", args=[round]),
        "sheet": reverse("settlement_sheet", args=[world.sheet().pk]),
        "registers": reverse("registers", args=[round]),
        "settle-all": reverse("settlement_settle", args=[round]),
    }
    for phone in (False, True):
        page = page_of(Role.TEAM_HEAD, "BK", phone=phone, theme="dark" if phone else "light")
        for name, address in screens.items():
            page.goto(address)
            no_sideways_scroll(page)
            no_axe_violations(page)
            shot(page, f"appraisal-{name}-{'phone' if phone else 'desktop'}")


def test_the_head_settles(page_of: Opened, world: World) -> None:
    world.mark_all()
    world.flag("1.3")
    open_now(world, WindowKind.SETTLEMENT)
    page = page_of(Role.TEAM_HEAD, "BK")
    page.goto("/")
    page.get_by_role("link", name="mục chờ thống nhất").click()
    # A choice made before the page's script is there waits for the button, as it does without scripts.
    page.wait_for_load_state("load")
    page.get_by_label("Lý do chờ thống nhất").select_option("flagged")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Sở Xây dựng").click()
    page.get_by_label("Ấn định điểm").check()
    page.locator("#id_points").fill("1,5")
    page.get_by_label("Lý do cụ thể").fill("Tổ thẩm định thống nhất")
    page.get_by_role("button", name="Thống nhất mục này").click()
    expect(page.get_by_text("Đã thống nhất: 1.3, Sở Xây dựng.")).to_be_visible()
    assert Settlement.objects.get().points == "1.5"
    page.goto(reverse("settlement_sheets", args=[world.round.pk]))
    page.get_by_role("link", name="Thống nhất 1 phiếu").click()
    page.get_by_role("button", name="Thống nhất các phiếu này").click()
    expect(page.get_by_text("Đã thống nhất 1 phiếu chấm điểm.")).to_be_visible()
    assert world.sheet().state == SheetState.SETTLED


def test_a_table_with_faults_then_clean(
    page_of: Opened, world: World, tmp_path: Path, no_axe_violations: Check
) -> None:
    open_now(world)
    faulty, clean = tmp_path / "loi.csv", tmp_path / "so-lieu.csv"
    faulty.write_text("unit,node,input,value\nSXD,2.6,on_time,ba\nXXX,2.6,on_time,1\n", encoding="utf-8")
    lines = "".join(f"SXD,{node},{name},{value}\n" for node, name, value in made.TABLE)
    clean.write_text("unit,node,input,value\n" + lines, encoding="utf-8")
    page = page_of(Role.COORDINATOR, "SNV")
    page.goto(reverse("registers", args=[world.round.pk]))
    for path in (faulty, clean):
        page.get_by_label("Nguồn số liệu").fill("Cổng Dịch vụ công quốc gia")
        page.set_input_files("input[type=file]", path)
        page.get_by_role("button", name="Kiểm tra tệp").click()
        no_axe_violations(page)
        if path == faulty:
            expect(page.get_by_text("Không tiếp nhận được tệp này")).to_be_visible()
            assert not Mark.objects.exists()
            page.get_by_role("link", name="Tải lên tệp đã sửa").click()
    page.get_by_role("button", name="Tiếp nhận các giá trị này").click()
    expect(page.get_by_text("Đã tiếp nhận bảng số liệu: 4 giá trị.")).to_be_visible()
    assert Mark.objects.count() == 4
