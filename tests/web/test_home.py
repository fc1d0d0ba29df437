"""My work: what waits for whom."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parindex.criteria import actions as criteria
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.enums import JobStatus
from parindex.kernel.models import Job
from parindex.people import actions as people
from parindex.people.enums import Role
from parindex.people.models import Account, Tier
from tests.conftest import NOW
from tests.pages import said, travelling_bytes
from tests.people import Province, make_account


def draft(
    province: Province, tier: str, number: int, by: Account, document: dict[str, Any] | None = None
) -> CriteriaSetVersion:
    return criteria.create_set(
        id=uuid.uuid4(),
        owner=province.root,
        facts=SetFacts(code=f"BK-{number}", tier=Tier.objects.get(code=tier), year=2023),
        title=f"Bộ tiêu chí số {number}",
        document=document,
        by=by,
        at=NOW,
    )


@pytest.fixture
def issued(province: Province, account_as: Callable[..., Account]) -> Callable[..., CriteriaSetVersion]:
    """An issued set of a tier, as small as a set can be."""

    def make(tier: str, number: int) -> CriteriaSetVersion:
        by = account_as(Role.COORDINATOR)
        document: dict[str, Any] = {
            "format": "parindex/criteria-set/1",
            "code": f"BK-{number}",
            "title": f"Bộ tiêu chí số {number}",
            "tier": tier,
            "year": 2023,
            "decision": {"number": "1/QĐ-UBND", "on": "2023-10-16"},
            "period": {"from": "2022-12-15", "to": "2023-12-14"},
            "policy": {},
            "nodes": [
                {
                    "code": "1",
                    "title": "Ban hành kế hoạch",
                    "max_points": "100",
                    "appraised_by": "SNV",
                    "rule": {
                        "kind": "choice",
                        "options": [{"code": "yes", "points": "100"}, {"code": "no", "points": "0"}],
                    },
                }
            ],
        }
        version = draft(province, tier, number, by, document)
        criteria.issue(version, row_version=version.version, by=by, at=NOW)
        return version

    return make


def test_who_holds_no_role_reads_what_to_do(client_as: Callable[..., Client]) -> None:
    text = client_as(None).get("/").text
    assert said("You hold no role today") in text
    assert "Đang chờ xử lý" not in text


def test_a_role_says_what_it_does_where_and_how_long(client_as: Callable[..., Client]) -> None:
    text = client_as(Role.UNIT_LEADER).get("/").text
    for part in (
        "Lãnh đạo đơn vị",
        "Sở Tài chính",
        said("Approves and submits the unit's self-assessment"),
        "từ ngày",
        "01/01/2023",
    ):
        assert part in text
    assert "Không có việc nào đang chờ" in text


def test_a_role_that_ends_soon_is_pointed_out_to_its_holder_and_to_the_office(
    province: Province, client_as: Callable[..., Client], account_as: Callable[..., Account]
) -> None:
    now = timezone.now()
    acting = make_account(province, None, username="acting")
    ends = timezone.localdate() + timedelta(days=12)
    people.give_role(acting, Role.UNIT_LEADER, province["STC"], from_on=date(2023, 1, 1), to_on=ends, by=None, at=now)
    client = Client()
    client.force_login(acting)
    text = client.get("/").text
    assert "Sắp hết hạn" in text
    assert f"{ends:%d/%m/%Y}" in text
    for office in (Role.COORDINATOR, Role.ADMINISTRATOR):
        assert "Nguyễn Thị An: sắp hết thời hạn giữ vai trò Lãnh đạo đơn vị" in client_as(office).get("/").text
    assert "sắp hết thời hạn giữ vai trò" not in client_as(Role.UNIT_OFFICER).get("/").text


def test_a_coordinator_sees_drafts_and_what_blocks_them(
    province: Province, client_as: Callable[..., Client], account_as: Callable[..., Account]
) -> None:
    version = draft(province, "department", 7, account_as(Role.COORDINATOR))
    text = client_as(Role.COORDINATOR).get("/").text
    assert "Dự thảo: Bộ tiêu chí số 7" in text
    assert "vấn đề phải xử lý trước khi ban hành" in text
    assert f'href="/criteria-sets/{version.pk}/findings/"' in text
    for other in (Role.UNIT_OFFICER, Role.APPRAISER, Role.ADMINISTRATOR):
        assert "Bộ tiêu chí số 7" not in client_as(other).get("/").text


def test_everybody_sees_the_sets_that_their_unit_is_assessed_by(
    client_as: Callable[..., Client], issued: Callable[..., CriteriaSetVersion]
) -> None:
    issued("department", 1)
    issued("commune", 2)
    at_department = client_as(Role.UNIT_OFFICER).get("/").text
    assert "Bộ tiêu chí số 1" in at_department
    assert "Bộ tiêu chí số 2" not in at_department
    assert "2023" in at_department
    assert "2.023" not in at_department
    at_commune = client_as(Role.UNIT_OFFICER, at="X01906").get("/").text
    assert "Bộ tiêu chí số 2" in at_commune
    assert "Bộ tiêu chí số 1" not in at_commune
    everything = client_as(Role.COORDINATOR).get("/").text
    assert "Bộ tiêu chí số 1" in everything
    assert "Bộ tiêu chí số 2" in everything


def test_an_administrator_sees_idle_accounts_and_failed_jobs(
    province: Province, client_as: Callable[..., Client]
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    assert "tài khoản chưa có vai trò" not in client.get("/").text
    make_account(province, None, username="idle")
    people.create_account(
        username="invited", full_name="Lý Văn Sơn", email="son@bk.example", invite=True, by=None, at=NOW
    )
    Job.objects.create(
        task="x",
        arguments={"args": [], "kwargs": {}},
        queue="default",
        status=JobStatus.FAILED,
        error="boom",
        run_after=NOW,
        enqueued_at=NOW,
        finished_at=NOW,
    )
    text = client.get("/").text
    assert "2 tài khoản chưa có vai trò" in text
    assert "1 tài khoản chưa có mật khẩu" in text
    assert "1 tác vụ nền bị lỗi" in text
    for link in ("/jobs/?status=FAILED", "/people/?state=without_role", "/people/?state=waiting"):
        assert link in text
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    province: Province,
    client_as: Callable[..., Client],
    account_as: Callable[..., Account],
    issued: Callable[..., CriteriaSetVersion],
    django_assert_num_queries: Callable[..., Any],
    number: int,
) -> None:
    for index in range(number):
        draft(province, "department", 10 + index, account_as(Role.COORDINATOR))
        issued("district", 20 + index)
        make_account(province, None, username=f"idle{index}")
    client = client_as(Role.COORDINATOR)
    people.give_role(
        account_as(Role.COORDINATOR), Role.ADMINISTRATOR, province["SNV"], from_on=date(2023, 1, 1), by=None, at=NOW
    )
    client.get("/")
    with django_assert_num_queries(11):
        response = client.get("/")
    assert travelling_bytes(response) <= 20 * 1024
