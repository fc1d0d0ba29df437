"""A year's programme in Chromium: from the plan file to a round that runs, and more time for one unit."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.programmes.models import Participant, Round
from tests.browser.conftest import Opened
from tests.people import Province
from tests.rounds import add_units, issued_set, make_programme, make_round, ready, started

PLAN = """number,kind,title,opens_on,due_on,lead,coordinating,unit_tiers
1,guidance,Hướng dẫn tự đánh giá,{year}-10-01,{year}-10-31,SNV,STC,department
2,self_assessment,Các sở tự chấm điểm,{year}-12-01,{year}-12-31,@department,SNV,department
3,appraisal,Thẩm định,{next}-01-01,{next}-01-31,#appraisal_team,SNV,department
4,settlement_meeting,Họp thống nhất kết quả,{next}-02-01,{next}-02-28,#appraisal_team,SNV,department
"""


@pytest.fixture(autouse=True)
def empty_cache(transactional_db: None) -> None:
    cache.clear()


@pytest.mark.parametrize("phone", [False, True])
def test_from_the_plan_file_to_a_running_round(
    page_as: Opened,
    province: Province,
    account_as: Callable[..., Account],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
    tmp_path: Path,
    phone: bool,
) -> None:
    # A year ahead, so that no window is over whenever this runs.
    year = timezone.now().year + 1
    issued_set(province.root, "department", by=account_as(Role.COORDINATOR), year=year, at=timezone.now())
    file = tmp_path / "plan.csv"
    file.write_text(PLAN.format(year=year, next=year + 1), encoding="utf-8")
    page = page_as(Role.COORDINATOR, phone=phone)

    def looked_at(name: str) -> None:
        no_axe_violations(page)
        no_sideways_scroll(page)
        shot(page, f"programmes-{name}")

    page.goto("/programmes/")
    looked_at("empty")
    page.get_by_role("link", name="Lập kế hoạch năm").first.click()
    page.get_by_label("Năm").fill(str(year))
    looked_at("new")
    page.get_by_role("button", name="Lập kế hoạch").click()
    page.get_by_role("link", name="Nhập kế hoạch từ tệp").click()
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Các sở tự chấm điểm")).to_be_visible()
    looked_at("dry-run")
    page.get_by_role("button", name="Nhập vào hệ thống").click()
    expect(page.get_by_role("heading", name=f"Bắt đầu trong tháng 12/{year}")).to_be_visible()
    looked_at("plan")

    page.get_by_role("link", name="Lập đợt đánh giá").first.click()
    page.get_by_label("Cấp", exact=True).select_option("department")
    page.get_by_label("Tên gọi").fill("Đánh giá các sở")
    page.get_by_label("Mã", exact=True).fill("SO")
    page.get_by_label("Bộ tiêu chí").select_option(index=1)
    looked_at("round-new")
    page.get_by_role("button", name="Lập đợt").click()
    expect(page.get_by_text("Đợt đánh giá còn thiếu")).to_be_visible()
    looked_at("round")
    page.get_by_role("link", name="Khung thời gian").click()
    looked_at("windows")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("navigation", name="Đợt đánh giá").get_by_role("link", name="Đơn vị").click()
    page.get_by_role("link", name="Đưa đơn vị vào đợt").first.click()
    looked_at("take-in")
    page.get_by_role("button", name="Đưa vào đợt").click()
    looked_at("units")
    page.get_by_role("link", name="Thẩm định thay").click()
    for agency, substitute in (("Sở Nội vụ", "STC"), ("Sở Tài chính", "SNV")):
        page.get_by_role("link", name=f"Chỉ định cơ quan thẩm định thay {agency}").click()
        page.get_by_label("Cơ quan thẩm định thay").fill(substitute)
        page.get_by_role("button", name="Lưu").click()
    looked_at("substitutes")
    page.get_by_role("link", name="Tổng quan").click()
    expect(page.get_by_text("Có thể bắt đầu đợt đánh giá")).to_be_visible()
    page.get_by_role("link", name="Bắt đầu đợt").click()
    looked_at("start")
    page.get_by_role("button", name="Bắt đầu đợt").click()
    expect(page.get_by_text("Đang diễn ra").first).to_be_visible()

    page.get_by_role("navigation", name="Đợt đánh giá").get_by_role("link", name="Đơn vị").click()
    page.get_by_role("link", name="Sở Tài chính").click()
    page.locator("a[href$='/extend/']").click()
    page.get_by_label("Gia hạn đến").fill(f"05/01/{year + 1} 17:00")
    page.get_by_label("Lý do").fill("Mưa lũ, mất điện")
    looked_at("extend")
    page.get_by_role("button", name="Gia hạn").click()
    expect(page.get_by_text(f"17:00 05/01/{year + 1}").first).to_be_visible()
    looked_at("unit")


def test_pages_work_without_scripts_and_in_the_dark(
    page_as: Opened,
    province: Province,
    account_as: Callable[..., Account],
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
) -> None:
    add_units(province)
    coordinator = account_as(Role.COORDINATOR)
    programme = make_programme(province, by=coordinator)
    version = issued_set(province.root, "department", by=coordinator)
    ready(make_round(programme, province.root, version, by=coordinator), by=coordinator)
    started(make_round(programme, province.root, version, by=coordinator, code="R-2"), by=coordinator)
    prepared, running = Round.objects.order_by("code")
    member, late = (Participant.objects.filter(round=each).earliest("unit__code") for each in (prepared, running))
    pages = ["", "edit/", "windows/", "start/", "remove/", "units/", "units/add/", "units/take-in/", "substitutes/"]
    urls = [f"/programmes/rounds/{prepared.pk}/{name}" for name in pages]
    urls += [f"/programmes/participants/{member.pk}/{name}" for name in ("edit/", "remove/", "exclude/")]
    urls += [f"/programmes/rounds/{running.pk}/{name}" for name in ("", "close/", "extensions/", "exclusions/")]
    urls += [f"/programmes/participants/{late.pk}/{name}" for name in ("", "extend/")]
    urls += ["/programmes/", f"/programmes/{programme.pk}/", f"/programmes/{programme.pk}/tasks/new/"]
    plain = page_as(Role.COORDINATOR, phone=True, theme="dark", scripts=False)
    scanned = page_as(Role.COORDINATOR, phone=True, theme="dark", language="en")
    for url in urls:
        answer = plain.goto(url)
        assert answer is not None
        assert answer.ok, url
        scanned.goto(url)
        no_axe_violations(scanned)
        no_sideways_scroll(scanned)
