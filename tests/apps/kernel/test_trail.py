"""The trail is written with the change, append-only and chained; a break is found and named."""

import threading
from datetime import datetime

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from parindex.kernel import trail
from parindex.kernel.models import AuditEvent, AuditHead
from parindex.kernel.verdicts import Refused
from parindex.people.models import Tier

pytestmark = pytest.mark.django_db


def asleep(sql: str) -> None:
    """Runs ``sql`` as somebody who can switch the triggers off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE kernel_auditevent DISABLE TRIGGER ALL")
            cursor.execute(sql)
            cursor.execute("ALTER TABLE kernel_auditevent ENABLE TRIGGER ALL")
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'kernel_auditevent'"
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql)
            for _, text in triggers:
                cursor.execute(text)


@trail.action
def rename(tier: Tier, title: str, *, at: datetime) -> None:
    before, tier.title = tier.title, title
    tier.save(update_fields=["title"])
    trail.record("people.tier_renamed", tier, by=None, at=at, facts={"title": [before, title]})


@pytest.fixture
def tier(now: datetime) -> Tier:
    tier = Tier.objects.create(code="commune", title="xã")
    for title in ["UBND xã", "UBND cấp xã", "Uỷ ban"]:
        rename(tier, title, at=now)
    return tier


def test_chain_holds(tier: Tier) -> None:
    found = trail.verify()
    assert (found.events, found.first_break) == (3, None)
    assert found.last_hash == AuditHead.objects.get().hash


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps nothing that is no time")
def test_a_time_that_is_none_is_a_changed_content(tier: Tier) -> None:
    for damaged in ("hôm qua", "2023-13-45 25:00:00", "0000-00-00 00:00:00"):
        asleep(f"UPDATE kernel_auditevent SET at = '{damaged}' WHERE sequence = 2")
        assert trail.verify().first_break == trail.Break(2, "content changed"), damaged


def test_many_events_are_written_a_few_hundred_at_a_time(tier: Tier, now: datetime) -> None:
    with CaptureQueriesContext(connection) as queries, trail.changing():
        for number in range(1_200):
            trail.record("people.tier_renamed", tier, by=None, at=now, facts={"number": number})
    written = [query["sql"] for query in queries if query["sql"].startswith("INSERT")]
    assert [sql.count("people.tier_renamed") for sql in written] == [500, 500, 200]
    assert trail.verify().events == 1_203


def test_events_join_the_chain_only_with_their_change(tier: Tier, now: datetime) -> None:
    def rename_and_break() -> None:
        with trail.changing():
            rename(tier, "x", at=now)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        rename_and_break()
    tier.refresh_from_db()
    assert tier.title == "Uỷ ban"
    assert AuditEvent.objects.count() == 3


def test_an_inner_action_that_failed_leaves_nothing_when_the_outer_goes_on(tier: Tier, now: datetime) -> None:
    @trail.action
    def rename_then_refuse() -> None:
        rename(tier, "taken back", at=now)
        raise Refused("no")

    with trail.changing():
        rename(tier, "first", at=now)
        with pytest.raises(Refused):
            rename_then_refuse()
        rename(tier, "last", at=now)
    told = AuditEvent.objects.filter(sequence__gt=3).order_by("sequence")
    assert [event.facts["title"][1] for event in told] == ["first", "last"]
    assert trail.verify().first_break is None


def test_outside_an_action_nothing_is_recorded(tier: Tier, now: datetime) -> None:
    with pytest.raises(RuntimeError):
        trail.record("people.tier_renamed", tier, by=None, at=now)


@pytest.mark.parametrize(
    "sql", ["UPDATE kernel_auditevent SET note = 'x' WHERE sequence = 2", "DELETE FROM kernel_auditevent"]
)
def test_the_database_refuses_changes(tier: Tier, sql: str) -> None:
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
def test_an_insert_that_replaces_is_refused(tier: Tier) -> None:
    event = AuditEvent.objects.get(sequence=2)
    sql = "INSERT OR REPLACE INTO kernel_auditevent SELECT * FROM kernel_auditevent WHERE sequence = %s"
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [event.sequence])


@pytest.mark.parametrize(
    ("sql", "sequence"),
    [
        ("UPDATE kernel_auditevent SET note = 'x' WHERE sequence = 2", 2),
        ("UPDATE kernel_auditevent SET at = '2023-12-05 02:30:00.000001+00:00' WHERE sequence = 3", 3),
        ("DELETE FROM kernel_auditevent WHERE sequence = 1", 1),
        ("DELETE FROM kernel_auditevent WHERE sequence = 3", 3),
    ],
)
def test_a_tampered_trail_is_found(tier: Tier, sql: str, sequence: int) -> None:
    asleep(sql)
    found = trail.verify().first_break
    assert found is not None
    assert found.sequence == sequence


def test_a_rewritten_chain_does_not_agree_with_an_anchor(tier: Tier) -> None:
    anchor = (2, AuditEvent.objects.get(sequence=2).hash)
    assert trail.verify(anchor=anchor).first_break is None
    previous = ""
    for event in AuditEvent.objects.order_by("sequence"):
        event.note, event.previous_hash = "rewritten", previous
        previous = trail.hash_of(event)
        asleep(
            f"UPDATE kernel_auditevent SET note = 'rewritten', previous_hash = '{event.previous_hash}', "
            f"hash = '{previous}' "
            f"WHERE sequence = {event.sequence}"
        )
    AuditHead.objects.update(hash=previous)
    assert trail.verify().first_break is None
    assert trail.verify(anchor=anchor).first_break is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_postgresql")
def test_concurrent_changes_make_one_chain(now: datetime) -> None:
    tiers = [Tier.objects.create(code=f"t{n}", title="-") for n in range(8)]
    faults: list[Exception] = []

    def work(tier: Tier) -> None:
        try:
            for number in range(20):
                rename(tier, f"title {number}", at=now)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(tier,)) for tier in tiers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    found = trail.verify()
    assert (found.events, found.first_break) == (160, None)
