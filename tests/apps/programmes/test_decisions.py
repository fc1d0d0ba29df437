"""The units of a round, and what is decided for each: ranking, extensions, exclusions; substitutes for agencies."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people import actions as people
from parindex.people.enums import Role
from parindex.programmes import actions, queries
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Exclusion, Extension, Participant, Round, Substitute
from parindex.programmes.queries import ParticipantFilter
from parindex.programmes.rules import is_open
from parindex.programmes.windows import told
from tests.apps.programmes.conftest import World
from tests.rounds import CLOSES, OPENS, PREPARED, WINDOWS

SELF, APPRAISAL, SETTLEMENT = WindowKind
DAY = date(2023, 11, 1)
LATER = CLOSES + timedelta(days=5)


def extend(world: World, member: Participant, **more: Any) -> Extension:
    facts: dict[str, Any] = {"id": uuid.uuid4(), "kind": SELF, "until": LATER, "reason": "Mưa lũ"}
    facts |= {"by": world.coordinator, "at": CLOSES} | more
    return actions.extend(member, **facts)


def exclude(world: World, member: Participant, **more: Any) -> Exclusion:
    facts: dict[str, Any] = {"id": uuid.uuid4(), "node_code": "1.1", "decision": "15/QĐ-UBND", "reason": "Không có"}
    facts |= {"by": world.coordinator, "at": PREPARED} | more
    return actions.exclude(member, **facts)


# Units ----------------------------------------------------------------------------------------------------------------
def test_all_units_of_the_tier_below_the_organiser_are_taken_in(world: World) -> None:
    round = world.round(tier="commune")
    preview = list(queries.candidates(round, on=DAY))
    assert [unit.code for unit in preview] == ["X01906", "X01909"]
    who: dict[str, Any] = {"by": world.district, "at": PREPARED}
    actions.take_in(round, on=DAY, group="Miền núi", digest=queries.digest_of(preview), **who)
    assert set(Participant.objects.values_list("unit__code", "group", "ranked")) == {
        ("X01906", "Miền núi", True),
        ("X01909", "Miền núi", True),
    }
    assert actions.take_in(round, on=DAY, digest=None, **who) == []
    assert AuditEvent.objects.get(action="programmes.participants_taken_in").facts["codes"] == "X01906; X01909"


def test_units_exist_on_the_day(world: World) -> None:
    round = world.round(tier="commune")
    people.end_unit(world.province["X01909"], to_on=DAY, decision="1/QĐ", version=1, by=None, at=PREPARED)
    assert [unit.code for unit in queries.candidates(round, on=DAY)] == ["X01906", "X01909"]
    assert [unit.code for unit in queries.candidates(round, on=DAY + timedelta(days=1))] == ["X01906"]


def test_other_units_than_shown_are_not_taken_in(world: World) -> None:
    round = world.round(tier="commune")
    digest = queries.digest_of(queries.candidates(round, on=DAY))
    people.end_unit(
        world.province["X01909"], to_on=DAY - timedelta(days=1), decision="1/QĐ", version=1, by=None, at=PREPARED
    )
    with pytest.raises(Refused, match="Look at the preview again"):
        actions.take_in(round, on=DAY, digest=digest, by=world.district, at=PREPARED)


def test_a_unit_is_added_ranked_and_taken_out(world: World) -> None:
    round = world.round()
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}
    id = uuid.uuid4()
    member = actions.add_participant(round, id=id, unit=world.province["STC"], on=DAY, **who)
    assert actions.add_participant(round, id=id, unit=world.province["STC"], on=DAY, **who) == member
    with pytest.raises(Refused, match="takes part already"):
        actions.add_participant(round, id=uuid.uuid4(), unit=world.province["STC"], on=DAY, **who)
    with pytest.raises(Refused, match="is not a unit in force") as refused:
        actions.add_participant(round, id=uuid.uuid4(), unit=world.province["H061"], on=DAY, **who)
    assert refused.value.field == "unit"
    actions.change_participant(member, group="Khối 1", ranked=False, version=1, **who)
    with pytest.raises(Stale):
        actions.change_participant(member, group="Khối 2", ranked=False, version=1, **who)
    actions.remove_participant(member, **who)
    actions.remove_participant(member, **who)
    assert not Participant.objects.exists()
    assert AuditEvent.objects.filter(action="programmes.participant_removed").count() == 1


def test_a_unit_of_another_district_takes_no_part(world: World) -> None:
    round = world.round(tier="commune")
    with pytest.raises(Refused, match="below UBND huyện Ba Bể"):
        actions.add_participant(
            round, id=uuid.uuid4(), unit=world.province["X02020"], on=DAY, by=world.district, at=PREPARED
        )


def test_a_foreign_coordinator_changes_nothing(world: World) -> None:
    round = world.ready(tier="commune")
    member = world.member(round, "X01906")
    for by in (world.foreign, world.coordinator, world.account(Role.UNIT_LEADER, "H061")):
        who: dict[str, Any] = {"by": by, "at": PREPARED}
        calls = [
            lambda who=who: actions.take_in(round, on=DAY, digest=None, **who),
            lambda who=who: actions.set_windows(round, WINDOWS, version=round.version, **who),
            lambda who=who: actions.change_participant(member, group="x", ranked=True, version=1, **who),
            lambda who=who: actions.remove_participant(member, **who),
            lambda who=who: actions.start(round, version=round.version, **who),
            lambda who=who: exclude(world, member, **who),
        ]
        for call in calls:
            with pytest.raises(NotAllowed, match="Only a coordinator of UBND huyện Ba Bể"):
                call()


def test_the_list_of_units_filters_and_sorts(world: World) -> None:
    round = world.started()
    extend(world, world.member(round, "STC"))
    exclude(world, world.member(round, "SNV"))
    actions.change_participant(
        world.member(round, "SNV"), group="Khối 1", ranked=False, version=1, by=world.coordinator, at=PREPARED
    )

    def codes(**wanted: Any) -> list[str]:
        return [row.unit.code for row in queries.participant_rows(round, ParticipantFilter(**wanted))]

    assert codes() == ["SNV", "STC"]
    assert codes(sort="-name") == ["STC", "SNV"]
    assert codes(q="so tai") == ["STC"]
    assert codes(group="Khối 1") == ["SNV"]
    assert codes(group="") == ["STC"]
    assert codes(ranked="no") == ["SNV"]
    assert codes(decided="extended") == ["STC"]
    assert codes(decided="excluded") == ["SNV"]
    assert queries.groups(round) == ["", "Khối 1"]
    rows = {row.unit.code: row for row in queries.participant_rows(round, ParticipantFilter())}
    assert (rows["STC"].until, rows["STC"].extended, rows["SNV"].until, rows["SNV"].excluded) == (LATER, 1, CLOSES, 1)


# Windows and extensions -----------------------------------------------------------------------------------------------
def test_a_window_is_open_from_its_first_moment_until_just_before_its_end(world: World) -> None:
    member = world.member(world.started(), "STC")
    moment = timedelta(microseconds=1)
    assert not is_open(member, SELF, OPENS - moment)
    assert is_open(member, SELF, OPENS)
    assert is_open(member, SELF, CLOSES - moment)
    assert not is_open(member, SELF, CLOSES)


def test_the_refusal_tells_the_local_time_and_who_can_help(world: World) -> None:
    round = world.started()
    member = world.member(round, "STC")
    assert str(is_open(member, SELF, CLOSES).reason).endswith(
        "A coordinator of UBND tỉnh Bắc Kạn can extend it for Sở Tài chính."
    )
    with translation.override("vi"):
        assert str(is_open(member, SELF, CLOSES).reason) == (
            "“Tự đánh giá” đã kết thúc lúc 23:59 31/12/2023. "
            "Cán bộ điều phối của UBND tỉnh Bắc Kạn có thể gia hạn cho Sở Tài chính."
        )
        assert "bắt đầu lúc 00:00 01/12/2023" in str(is_open(member, SELF, PREPARED).reason)


def test_time_is_told_in_the_rounds_own_zone(world: World) -> None:
    round = world.round()
    actions.change_round(
        round,
        code="R-1",
        title="T",
        set_version=round.set_version,
        time_zone="UTC",
        version=1,
        by=world.coordinator,
        at=PREPARED,
    )
    with translation.override("vi"):
        assert told(CLOSES, Round.objects.get(pk=round.pk)) == "16:59 31/12/2023"


def test_nothing_is_open_before_the_start_after_the_close_or_without_a_window(world: World) -> None:
    round = world.ready()
    member = world.member(round, "STC")
    assert "has not started" in str(is_open(member, SELF, OPENS).reason)
    actions.start(round, version=round.version, by=world.coordinator, at=PREPARED)
    actions.close(round, note="Xong", by=world.coordinator, at=datetime(2024, 3, 1, tzinfo=UTC))
    assert "is closed" in str(is_open(world.member(round, "STC"), SELF, OPENS).reason)


def test_an_extension_helps_one_unit_only_and_only_until_its_end(world: World) -> None:
    round = world.started()
    stc, snv = world.member(round, "STC"), world.member(round, "SNV")
    given = extend(world, stc)
    assert extend(world, stc, id=given.pk) == given
    assert is_open(stc, SELF, LATER - timedelta(seconds=1))
    assert not is_open(stc, SELF, LATER)
    assert not is_open(snv, SELF, CLOSES)
    assert not is_open(stc, SETTLEMENT, LATER)
    window = queries.window_for(stc, SELF)
    assert window is not None
    assert (window.closes_at, window.regular_closes_at, window.is_extended) == (LATER, CLOSES, True)


def test_an_extension_is_later_than_the_end_and_than_now_with_a_reason(world: World) -> None:
    member = world.member(world.started(), "STC")
    with pytest.raises(Refused, match="not later than the end now") as refused:
        extend(world, member, until=CLOSES)
    assert refused.value.field == "until"
    with pytest.raises(Refused, match="past already"):
        extend(world, member, at=LATER)
    with pytest.raises(Refused, match="give the reason"):
        extend(world, member, reason="  ")
    extend(world, member)
    with pytest.raises(Refused, match="not later than the end now"):
        extend(world, member)
    extend(world, member, until=LATER + timedelta(days=1))
    assert Extension.objects.count() == 2


def test_revoking_brings_the_extension_before_it_back(world: World) -> None:
    member = world.member(world.started(), "STC")
    first = extend(world, member)
    second = extend(world, member, until=LATER + timedelta(days=1))
    who: dict[str, Any] = {"by": world.coordinator, "at": LATER}
    with pytest.raises(Refused, match="give the reason"):
        actions.revoke_extension(second, reason="", **who)
    actions.revoke_extension(second, reason="Đã nộp", **who)
    with pytest.raises(Refused, match="taken back already"):
        actions.revoke_extension(second, reason="Lần nữa", **who)
    window = queries.window_for(member, SELF)
    assert window is not None
    assert window.closes_at == first.until
    actions.revoke_extension(first, reason="Đã nộp", **who)
    assert not is_open(member, SELF, LATER - timedelta(days=1))
    assert AuditEvent.objects.filter(action="programmes.extension_revoked").count() == 2


def test_a_prepared_round_is_not_extended(world: World) -> None:
    with pytest.raises(NotAllowed, match="change its windows instead"):
        extend(world, world.member(world.ready(), "STC"))


# Exclusions -----------------------------------------------------------------------------------------------------------
def test_an_exclusion_is_made_by_decision_and_withdrawn(world: World) -> None:
    member = world.member(world.ready(), "STC")
    made = exclude(world, member)
    assert exclude(world, member, id=made.pk) == made
    for wrong, field in [
        ({"decision": " "}, "decision"),
        ({"reason": " "}, "reason"),
        ({"node_code": "9"}, "node_code"),
    ]:
        with pytest.raises(Refused) as refused:
            exclude(world, member, **wrong)
        assert refused.value.field == field
    with pytest.raises(Refused, match="excluded already by 15/QĐ-UBND"):
        exclude(world, member)
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}
    with pytest.raises(Refused, match="give the reason"):
        actions.withdraw_exclusion(made, reason="", **who)
    actions.withdraw_exclusion(made, reason="Nhầm", **who)
    with pytest.raises(Refused, match="taken back already"):
        actions.withdraw_exclusion(made, reason="Nhầm", **who)
    exclude(world, member)
    assert [title for _exclusion, title in queries.exclusions(member.round)] == ["Kế hoạch", "Kế hoạch"]


def test_what_stands_below_an_excluded_field_is_excluded_already(world: World) -> None:
    member = world.member(world.ready(), "STC")
    exclude(world, member, node_code="1")
    with pytest.raises(Refused, match="“1” is excluded already"):
        exclude(world, member, node_code="1.2")
    exclude(world, world.member(member.round, "SNV"), node_code="1.2")


def test_a_unit_with_an_exclusion_stays(world: World) -> None:
    member = world.member(world.ready(), "STC")
    exclude(world, member)
    with pytest.raises(Refused, match="it stays"):
        actions.remove_participant(member, by=world.coordinator, at=PREPARED)


# Substitutes ----------------------------------------------------------------------------------------------------------
def test_a_substitute_is_another_agency_in_force(world: World) -> None:
    round = world.round()
    actions.take_in(round, on=DAY, digest=None, by=world.coordinator, at=PREPARED)
    snv, stc = world.province["SNV"], world.province["STC"]
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}
    with pytest.raises(Refused, match="Nobody appraises their own unit"):
        actions.name_substitute(round, agency=snv, substitute=snv, version=0, **who)
    with pytest.raises(Refused, match="cannot appraise"):
        actions.name_substitute(round, agency=snv, substitute=world.province["H061"], version=0, **who)
    with pytest.raises(Refused, match="would not meet itself") as refused:
        actions.name_substitute(round, agency=world.province["H061"], substitute=snv, version=0, **who)
    assert refused.value.field == "agency"
    assert [(row.agency.code, row.leaves, row.substitute) for row in queries.agency_rows(round)] == [
        ("SNV", 2, None),
        ("STC", 1, None),
    ]
    first = actions.name_substitute(round, agency=snv, substitute=stc, decision="1/QĐ", version=0, **who)
    with pytest.raises(Stale):
        actions.name_substitute(round, agency=snv, substitute=world.province.root, version=0, **who)
    again = actions.name_substitute(round, agency=snv, substitute=world.province.root, version=1, **who)
    assert (again.pk, again.version, Substitute.objects.count()) == (first.pk, 2, 1)
    actions.remove_substitute(again, **who)
    actions.remove_substitute(again, **who)
    assert not Substitute.objects.exists()


def test_a_running_round_keeps_its_substitutes_but_may_name_others(world: World) -> None:
    round = world.started()
    named = Substitute.objects.get(agency=world.province["STC"])
    who: dict[str, Any] = {"by": world.coordinator, "at": OPENS}
    with pytest.raises(NotAllowed, match="has started"):
        actions.remove_substitute(named, **who)
    actions.name_substitute(
        round, agency=world.province["STC"], substitute=world.province.root, version=named.version, **who
    )
    assert Substitute.objects.get(pk=named.pk).substitute == world.province.root


# The database itself --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("broken", [{"kind": "party"}, {"reason": ""}, {"revoked_at": LATER}, {"revoked_reason": "x"}])
def test_the_database_refuses_a_broken_extension(world: World, broken: dict[str, Any]) -> None:
    facts = {"participant": world.member(world.ready(), "STC"), "kind": SELF, "until": LATER, "reason": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(granted_at=PREPARED, **facts | broken)


@pytest.mark.parametrize(
    "broken", [{"node_code": ""}, {"decision": ""}, {"reason": ""}, {"withdrawn_at": LATER}, {"withdrawn_reason": "x"}]
)
def test_the_database_refuses_a_broken_exclusion(world: World, broken: dict[str, Any]) -> None:
    facts = {"participant": world.member(world.ready(), "STC"), "node_code": "1", "decision": "1", "reason": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(decided_at=PREPARED, **facts | broken)


def test_the_database_keeps_what_was_decided(world: World) -> None:
    round = world.started()
    given, decided = extend(world, world.member(round, "STC")), exclude(world, world.member(round, "SNV"))
    for table, row, column in [("extension", given, "reason"), ("exclusion", decided, "decision")]:
        key = row.pk if connection.vendor == "postgresql" else row.pk.hex
        for statement in (
            f"DELETE FROM programmes_{table} WHERE id = %s",
            f"UPDATE programmes_{table} SET {column} = 'khác' WHERE id = %s",
        ):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [key])


def test_the_database_refuses_a_second_participant_and_a_substitute_of_itself(world: World) -> None:
    round = world.round()
    stc = world.province["STC"]
    Participant.objects.create(round=round, unit=stc)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(round=round, unit=stc)
    with pytest.raises(IntegrityError), transaction.atomic():
        Substitute.objects.create(round=round, agency=stc, substitute=stc)
