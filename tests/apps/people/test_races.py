"""People at the same moment, with real threads on PostgreSQL: nothing is lost, doubled, or left without a keeper."""

import threading
import uuid
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from parindex.kernel import trail
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import Refused
from parindex.people import actions
from parindex.people.enums import ImportKind, Role
from parindex.people.models import Account, Import, RoleGrant, Unit
from tests.apps.people.conftest import Province

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, pytest.mark.usefixtures("on_postgresql")]

TODAY = date(2023, 12, 5)


@pytest.fixture
def at_once() -> Callable[[list[Callable[[], object]]], list[object]]:
    """Runs the calls at the same moment, each in a thread with a connection of its own; exceptions are results."""

    def run(calls: list[Callable[[], object]]) -> list[object]:
        ready = threading.Barrier(len(calls))
        results: list[object] = [None] * len(calls)

        def work(number: int, call: Callable[[], object]) -> None:
            ready.wait()
            try:
                results[number] = call()
            except Exception as error:
                results[number] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=pair) for pair in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run


def refusals(results: list[object]) -> int:
    for result in results:
        assert result is None or not isinstance(result, Exception) or isinstance(result, Refused), repr(result)
    return sum(isinstance(result, Refused) for result in results)


type AtOnce = Callable[[list[Callable[[], object]]], list[object]]


def test_two_administrators_cannot_remove_each_other(province: Province, now: datetime, at_once: AtOnce) -> None:
    for attempt in range(5):
        one, two = (province.account(f"qt{attempt}{n}") for n in range(2))
        for account in (one, two):
            province.give(account, Role.ADMINISTRATOR, "BK")
        results = at_once(
            [
                lambda one=one, two=two: actions.revoke_role(two.grants.get(), reason="x", by=one, at=now),
                lambda one=one, two=two: actions.deactivate(one, note="x", by=two, at=now),
            ]
        )
        assert refusals(results) == 1
        holding = RoleGrant.objects.on(TODAY).filter(role=Role.ADMINISTRATOR)
        assert holding.count() == 1
        # The next attempt starts with two fresh ones; this one steps down in their favour.
        helper = province.account(f"giu{attempt}")
        province.give(helper, Role.ADMINISTRATOR, "BK")
        actions.revoke_role(holding.exclude(account=helper).get(), reason="x", by=None, at=now)
        province.give(province.account(f"thay{attempt}"), Role.ADMINISTRATOR, "BK")
        for grant in RoleGrant.objects.on(TODAY).filter(role=Role.ADMINISTRATOR):
            if RoleGrant.objects.on(TODAY).filter(role=Role.ADMINISTRATOR).count() > 1:
                actions.revoke_role(grant, reason="x", by=None, at=now)
        last = RoleGrant.objects.on(TODAY).get(role=Role.ADMINISTRATOR)
        RoleGrant.objects.filter(pk=last.pk).update(to_on=TODAY.replace(day=4))


def test_a_role_is_given_once(province: Province, now: datetime, at_once: AtOnce) -> None:
    account = province.account("hoa")
    results = at_once(
        [
            lambda: actions.give_role(account, Role.UNIT_OFFICER, province["STC"], from_on=TODAY, by=None, at=now)
            for _ in range(6)
        ]
    )
    assert refusals(results) == 5
    assert account.grants.count() == 1


def test_an_import_is_applied_once(province: Province, now: datetime, at_once: AtOnce) -> None:
    data = b"code,name,tier,parent_code\n" + b"".join(b"X%d,Xa %d,commune,H061\n" % (n, n) for n in range(200))
    number = uuid.uuid4()
    uploads = at_once(
        [
            lambda: actions.upload(number, ImportKind.UNITS, [data], name="a", province=province["BK"], by=None, at=now)
            for _ in range(3)
        ]
    )
    assert refusals(uploads) == 0
    assert Import.objects.count() == 1
    results = at_once([lambda: actions.apply_import(number, digest=None, by=None, at=now) for _ in range(5)])
    assert refusals(results) == 0
    assert sorted(result.already for result in results) == [False, True, True, True, True]  # type: ignore[attr-defined]
    assert Unit.objects.filter(parent=province["H061"]).count() == 202
    assert AuditEvent.objects.filter(action="people.units_imported").count() == 1


def test_two_files_for_one_province(province: Province, now: datetime, at_once: AtOnce) -> None:
    numbers = [uuid.uuid4(), uuid.uuid4()]
    for number, name in zip(numbers, ("A", "B"), strict=True):
        text = f"code,name,tier,parent_code\nMOI,{name},commune,H061\n".encode()
        actions.upload(number, ImportKind.UNITS, [text], name=name, province=province["BK"], by=None, at=now)
    results = at_once([lambda n=n: actions.apply_import(n, digest=None, by=None, at=now) for n in numbers])
    assert refusals(results) == 0
    assert Unit.objects.get(code="MOI").version == 2, "the second one found the first one's unit and changed it"


def test_a_code_is_taken_once(province: Province, now: datetime, at_once: AtOnce) -> None:
    results = at_once(
        [
            lambda n=n: actions.create_unit(
                code="MOI", name=f"Mới {n}", tier=province.tiers["commune"], parent=province["H061"], by=None, at=now
            )
            for n in range(4)
        ]
    )
    assert refusals(results) == 3
    results = at_once(
        [lambda: actions.create_account(username="hoa", full_name="Hoa", by=None, at=now) for _ in range(4)]
    )
    assert refusals(results) == 3
    assert trail.verify().first_break is None


def attempt(name: str, password: str, address: str) -> str:
    """One sign-in through the page: ``in``, ``wrong`` (the password was looked at) or ``refused`` before that."""
    page = Client(REMOTE_ADDR=address).post("/account/sign-in/", {"login": name, "password": password})
    if page.status_code == 302:
        return "in"
    if page.status_code == 429 or "quá nhiều lần" in page.text:
        return "refused"
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in page.text
    return "wrong"


def test_a_burst_of_wrong_passwords_does_not_get_past_the_throttle(province: Province, at_once: AtOnce) -> None:
    """Thirty tries at the same moment for one account: at most five are ever looked at."""
    cache.clear()
    province.account("mai")
    province.account("lan")
    results = at_once([lambda n=n: attempt("mai", "sai", f"10.0.{n}.1") for n in range(30)])
    assert set(results) == {"wrong", "refused"}
    assert results.count("wrong") <= 5
    assert AuditEvent.objects.filter(action="people.sign_in_failed").count() == results.count("wrong")
    assert attempt("lan", "mật khẩu mẫu 1", "10.9.9.9") == "in"


def test_a_burst_from_one_address_does_not_get_past_the_throttle(province: Province, at_once: AtOnce) -> None:
    """Tries for many names from one address: at most sixty in the minute are ever looked at."""
    cache.clear()
    results: list[object] = []
    for wave in range(4):
        names = [f"ten{n}" for n in range(wave * 25, wave * 25 + 25)]
        results += at_once([lambda name=name: attempt(name, "sai", "203.0.113.9") for name in names])
    assert set(results) == {"wrong", "refused"}
    assert results.count("wrong") <= 60


def test_the_right_password_among_many_people_of_one_office(province: Province, at_once: AtOnce) -> None:
    """Twelve colleagues behind one address sign in at eight o'clock: the throttle keeps nobody out."""
    cache.clear()
    names = [province.account(f"nguoi{n}").username for n in range(12)]
    results = at_once([lambda name=name: attempt(name, "mật khẩu mẫu 1", "203.0.113.9") for name in names])
    assert results == ["in"] * 12
    assert Account.objects.filter(last_login=None).count() == 0
