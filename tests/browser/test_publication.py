"""From settled sheets to what everybody reads, in Chromium: computed, approved, published at its moment, corrected, and
checked by whoever doubts it."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from parindex.appraisals.enums import Decision
from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.publishing.models import Publication
from parindex.results.models import Run
from tests.browser.conftest import Opened
from tests.people import Province
from tests.results import World, make_world

PARINDEX = Path(sys.executable).with_name("parindex")


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    made = make_world()
    made.fill({"SNV": {"1.1": {"on_time": "48", "total": "50"}}})
    made.mark("STC", "1.1", Decision.ADJUSTED, on_time="30")
    return made


@pytest.fixture
def province(world: World) -> Province:
    return world.province


@pytest.fixture
def account_as(world: World) -> Callable[..., Account]:
    made: Callable[..., Account] = world.account
    return made


class Clock:
    """The server's clock, set forward: it runs in this process."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.real = timezone.now

    def now(self) -> object:
        return self.real() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made.now)
    return made


def verified(package: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PARINDEX, "verify", package], capture_output=True, text=True, check=False)


def test_from_settled_sheets_to_a_package_that_a_sceptic_checks(
    page_as: Opened,
    open_page: Opened,
    world: World,
    clock: Clock,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
    tmp_path: Path,
) -> None:
    public = reverse("public_round", args=[world.round.pk])

    # The coordinator computes.
    coordinator = page_as(Role.COORDINATOR)
    coordinator.goto(reverse("round_results", args=[world.round.pk]))
    no_axe_violations(coordinator)
    shot(coordinator, "results-round")
    coordinator.get_by_role("link", name="Tính kết quả").first.click()
    no_axe_violations(coordinator)
    coordinator.get_by_label("Chính thức").check()
    coordinator.get_by_role("button", name="Tính kết quả").click()
    expect(coordinator.get_by_role("heading", level=1)).to_have_text("Lần tính 1")
    run = Run.objects.get()
    no_axe_violations(coordinator)
    shot(coordinator, "results-run")
    coordinator.get_by_role("link", name="Sở Tài chính").click()
    no_axe_violations(coordinator)
    shot(coordinator, "results-unit")
    coordinator.get_by_role("link", name="1.1 Đúng hạn").click()
    expect(coordinator.get_by_text("Sổ theo dõi ghi khác")).to_be_visible()
    no_axe_violations(coordinator)
    shot(coordinator, "results-node")

    # The approver reads the brief, approves, and publishes tomorrow at eight.
    approver = page_as(Role.APPROVER)
    approver.goto(reverse("run", args=[run.pk]))
    approver.get_by_role("link", name="Phê duyệt", exact=True).click()
    no_axe_violations(approver)
    shot(approver, "results-brief")
    approver.get_by_label("Tôi đã đọc bản tóm tắt").check()
    approver.get_by_role("button", name="Phê duyệt kết quả").click()
    approver.get_by_role("link", name="Công bố", exact=True).click()
    no_axe_violations(approver)
    approver.get_by_label("Quyết định").fill("512/QĐ-UBND ngày 04/3/2024")
    shot(approver, "results-publish")
    approver.get_by_role("button", name="Ấn định thời điểm công bố").click()
    expect(approver.get_by_text("Chờ đến giờ công bố").first).to_be_visible()
    no_axe_violations(approver)
    shot(approver, "results-publication")

    # Nobody reads it before, everybody after.
    visitor = open_page()
    answer = visitor.goto(public)
    assert answer is not None
    assert answer.status == 404
    no_axe_violations(visitor)
    clock.ahead = timedelta(days=2)
    answer = visitor.goto("/public/")
    assert answer is not None
    assert "set-cookie" not in answer.headers
    no_axe_violations(visitor)
    shot(visitor, "public-list")
    visitor.get_by_role("link", name=world.round.title).click()
    no_axe_violations(visitor)
    no_sideways_scroll(visitor)
    shot(visitor, "public-ranking")
    with visitor.expect_download() as waiting:
        visitor.get_by_role("link", name="Tải gói kiểm chứng").click()
    package = tmp_path / "goi.zip"
    waiting.value.save_as(package)
    visitor.get_by_role("link", name="Sở Tài chính", exact=True).first.click()
    expect(visitor.get_by_text("30 / 50 = 60%").first).to_be_visible()
    expect(visitor.get_by_text("Các mức điểm cao hơn").first).to_be_visible()
    no_axe_violations(visitor)
    shot(visitor, "public-unit")

    # The package agrees; with one byte changed it does not.
    agreed = verified(package)
    assert agreed.returncode == 0, agreed.stdout + agreed.stderr
    data = bytearray(package.read_bytes())
    data[len(data) // 2] ^= 1
    package.write_bytes(data)
    assert verified(package).returncode != 0


@pytest.mark.parametrize("phone", [False, True])
def test_a_correction_is_seen_by_everybody(
    open_page: Opened,
    page_as: Opened,
    world: World,
    clock: Clock,
    no_axe_violations: Callable[[Page], None],
    no_sideways_scroll: Callable[[Page], None],
    shot: Callable[..., Path],
    phone: bool,
) -> None:
    run = world.approved()
    approver = page_as(Role.APPROVER, phone=phone)
    for decision, correction in (("1/QĐ-UBND", ""), ("2/QĐ-UBND", "Đính chính tên đơn vị")):
        approver.goto(reverse("publish", args=[run.pk]))
        approver.get_by_label("Công bố từ").fill(f"{timezone.localtime() + timedelta(minutes=5):%d/%m/%Y %H:%M}")
        approver.get_by_label("Quyết định").fill(decision)
        if correction:
            approver.get_by_label("Nội dung và lý do đính chính").fill(correction)
        approver.get_by_role("button", name="Ấn định thời điểm công bố").click()
        expect(approver.get_by_text("Chờ đến giờ công bố").first).to_be_visible()
        clock.ahead += timedelta(minutes=6)
    assert Publication.objects.count() == 2
    visitor = open_page(phone=phone)
    visitor.goto(reverse("public_round", args=[world.round.pk]))
    expect(visitor.get_by_text("Đính chính tên đơn vị").first).to_be_visible()
    no_axe_violations(visitor)
    no_sideways_scroll(visitor)
    visitor.get_by_role("link", name="Công bố lần 1").click()
    expect(visitor.get_by_text("Bản công bố trước đây")).to_be_visible()
    no_axe_violations(visitor)
    shot(visitor, f"public-older-{'phone' if phone else 'desk'}")
    visitor.get_by_role("link", name="Xem bản công bố mới nhất").click()
    expect(visitor.get_by_text("Bản công bố đính chính")).to_be_visible()
    for name, arguments in (("public_unit", ["STC"]), ("public_method", [])):
        visitor.goto(reverse(name, args=[world.round.pk, *arguments]))
        no_axe_violations(visitor)
        no_sideways_scroll(visitor)
    visitor.goto("/public/verify/?lang=en")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Check it yourself")
    no_axe_violations(visitor)
    no_sideways_scroll(visitor)
    for address in (
        reverse("results"),
        reverse("run", args=[run.pk]),
        reverse("run_unit", args=[run.pk, world.province["STC"].pk]),
        reverse("run_node", args=[run.pk, world.province["STC"].pk, "1"]),
    ):
        approver.goto(address)
        no_axe_violations(approver)
        no_sideways_scroll(approver)
