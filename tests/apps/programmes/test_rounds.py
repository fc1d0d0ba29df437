"""Rounds: made, pinned, set up with windows, started with everything they need, closed; and who sees them."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from parindex.criteria import actions as criteria
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.kernel.workflow import Step
from parindex.people import actions as people
from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.programmes import actions, queries
from parindex.programmes.actions.rounds import NotStartable, Period
from parindex.programmes.enums import RoundState, WindowKind
from parindex.programmes.models import Participant, Round, Window
from parindex.programmes.workflow import WORKFLOW
from tests.apps.programmes.conftest import World
from tests.rounds import CLOSES, OPENS, PREPARED, WINDOWS, issued_set, make_round

SELF, APPRAISAL, SETTLEMENT = WindowKind
AFTER = datetime(2024, 3, 1, tzinfo=UTC)


def test_a_round_is_made_once_and_pins_its_set(world: World) -> None:
    facts = {
        "programme": world.programme,
        "organiser": world.province.root,
        "code": "R",
        "title": "T",
        "tier": world.sets["department"].criteria_set.tier,
        "set_version": world.sets["department"],
        "by": world.coordinator,
        "at": PREPARED,
    }
    id = uuid.uuid4()
    first = actions.create_round(id=id, **facts)
    assert actions.create_round(id=id, **facts) == first
    assert (first.state, first.time_zone) == (RoundState.PREPARED, "Asia/Ho_Chi_Minh")
    with pytest.raises(Refused, match="has this code") as refused:
        actions.create_round(id=uuid.uuid4(), **facts)
    assert refused.value.field == "code"
    with pytest.raises(Refused, match="not a time zone") as refused:
        actions.create_round(id=uuid.uuid4(), **facts | {"code": "Z", "time_zone": "Asia/Nowhere"})
    assert refused.value.field == "time_zone"


def test_a_district_keeps_the_round_of_its_own_communes_and_no_other(world: World) -> None:
    own = world.round(tier="commune")
    assert own.organiser == world.province["H061"]
    for by, organiser in [
        (world.district, world.province.root),
        (world.district, world.province["H064"]),
        (world.foreign, world.province["H061"]),
        (world.coordinator, world.province["H061"]),
        (world.account(Role.ADMINISTRATOR), world.province["H061"]),
        (world.account(Role.UNIT_LEADER, "H061"), world.province["H061"]),
    ]:
        with pytest.raises(NotAllowed, match="Only a coordinator of"):
            make_round(world.programme, organiser, world.sets["commune"], by=by, code="X")


def test_what_may_be_pinned(world: World, now: datetime) -> None:
    districts_own = issued_set(world.province["H061"], "commune", by=world.district, code="H061-OWN")
    assert (
        make_round(world.programme, world.province["H061"], districts_own, by=world.district, code="OWN").set_version
        == districts_own
    )
    with pytest.raises(Refused, match="belongs neither"):
        make_round(world.programme, world.province["H064"], districts_own, by=world.foreign, code="X")
    later = issued_set(world.province.root, "department", by=world.coordinator, code="LATER", year=2024)
    with pytest.raises(Refused, match="is of 2024, the programme of 2023"):
        make_round(world.programme, world.province.root, later, by=world.coordinator)
    criteria.withdraw(world.sets["department"], note="Sai", by=world.coordinator, at=now)
    with pytest.raises(Refused, match="not in force") as refused:
        world.round()
    assert refused.value.field == "set_version"
    draft = criteria.start_version(world.sets["department"], id=uuid.uuid4(), by=world.coordinator, at=now)
    with pytest.raises(Refused, match="not in force"):
        make_round(world.programme, world.province.root, draft, by=world.coordinator)
    pinnable = queries.pinnable(world.programme, [world.province["H061"]])
    assert {str(version) for version in pinnable} == {"H061-OWN v1", "BK-district v1", "BK-commune v1"}


def test_a_set_of_another_tier_or_a_tier_without_units_is_refused(world: World) -> None:
    tier = world.sets["department"].criteria_set.tier
    facts = {"programme": world.programme, "code": "R", "title": "T", "by": None, "at": PREPARED}
    with pytest.raises(Refused, match="another tier"):
        actions.create_round(
            id=uuid.uuid4(),
            organiser=world.province.root,
            tier=tier,
            set_version=world.sets["district"],
            **facts,
        )
    with pytest.raises(Refused, match="No unit of the tier"):
        actions.create_round(
            id=uuid.uuid4(),
            organiser=world.province["H061"],
            tier=tier,
            set_version=world.sets["department"],
            **facts,
        )


def test_windows_stand_in_their_order(world: World) -> None:
    round = world.round()
    who: dict[str, Any] = {"version": 1, "by": world.coordinator, "at": PREPARED}
    early = Period(CLOSES - timedelta(minutes=1), CLOSES + timedelta(days=20))
    with pytest.raises(Refused, match="opens when") as refused:
        actions.set_windows(round, WINDOWS | {APPRAISAL: early}, **who)
    assert refused.value.field == "appraisal_opens_at"
    with pytest.raises(Refused, match="opens when") as refused:
        actions.set_windows(round, {SELF: WINDOWS[SELF], SETTLEMENT: early}, **who)
    assert refused.value.field == "settlement_opens_at"
    with pytest.raises(Refused, match="after it opens") as refused:
        actions.set_windows(round, {SELF: Period(CLOSES, OPENS)}, **who)
    assert refused.value.field == "self_assessment_closes_at"
    round = actions.set_windows(round, WINDOWS, **who)
    assert [window.kind for window in queries.windows_of(round)] == [SELF, APPRAISAL, SETTLEMENT]
    event = AuditEvent.objects.get(action="programmes.windows_set")
    assert event.facts["self_assessment"] == ["", "2023-12-01 00:00 – 2023-12-31 23:59"]
    assert actions.set_windows(round, WINDOWS, **who).version == 2
    assert AuditEvent.objects.filter(action="programmes.windows_set").count() == 1


def test_windows_that_somebody_else_changed_show_both(world: World) -> None:
    round = world.round()
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}
    actions.set_windows(round, WINDOWS, version=1, **who)
    mine = WINDOWS | {SELF: Period(OPENS, CLOSES - timedelta(days=1))}
    with pytest.raises(Stale) as stale:
        actions.set_windows(round, mine, version=1, **who)
    assert stale.value.version == 2
    assert stale.value.current["self_assessment_closes_at"] != stale.value.yours["self_assessment_closes_at"]


def test_windows_of_a_running_round_move_with_a_reason_and_none_goes(world: World, now: datetime) -> None:
    round = world.started()
    who: dict[str, Any] = {"version": round.version, "by": world.coordinator, "at": now}
    later = WINDOWS | {SETTLEMENT: Period(WINDOWS[SETTLEMENT].opens_at, AFTER)}
    with pytest.raises(Refused, match="give the reason") as refused:
        actions.set_windows(round, later, **who)
    assert refused.value.field == "note"
    with pytest.raises(Refused, match="no window can be taken away"):
        actions.set_windows(round, WINDOWS | {SETTLEMENT: None}, note="Bỏ", **who)
    actions.set_windows(round, later, note="Lùi họp", **who)
    assert Window.objects.get(round=round, kind=SETTLEMENT).closes_at == AFTER


def test_a_round_that_lacks_everything_says_so_at_once(world: World) -> None:
    round = world.round()
    with pytest.raises(NotStartable) as refused:
        actions.start(round, version=round.version, by=world.coordinator, at=PREPARED)
    assert refused.value.missing == (
        "No unit takes part yet.",
        "Windows are not set: Self-assessment, Appraisal, Settlement.",
    )


def test_agencies_that_would_appraise_themselves_hold_the_start(world: World, now: datetime) -> None:
    round = world.round()
    actions.take_in(round, on=date(2023, 11, 1), digest=None, by=world.coordinator, at=PREPARED)
    round = actions.set_windows(round, WINDOWS, version=1, by=world.coordinator, at=PREPARED)
    assert queries.missing_for_start(round, at=PREPARED) == [
        "2 agencies would appraise themselves, name their substitutes: Sở Nội vụ, Sở Tài chính."
    ]
    criteria.withdraw(world.sets["department"], note="Sai", by=world.coordinator, at=now)
    people.end_unit(world.province["STC"], to_on=date(2023, 11, 30), decision="1/QĐ", version=1, by=None, at=now)
    missing = queries.missing_for_start(Round.objects.get(pk=round.pk), at=AFTER)
    assert [sentence.split(":")[0] for sentence in missing] == [
        "No longer in force",
        "Self-assessment would be over already",
        "“BK-department v1” was withdrawn",
        "2 agencies would appraise themselves, name their substitutes",
    ]


def test_a_round_of_communes_needs_no_substitute(world: World) -> None:
    assert queries.agency_rows(world.ready(tier="commune")) == []


def test_a_start_fixes_units_and_stamps(world: World) -> None:
    round = world.started()
    assert (round.state, round.started_at, round.started_by) == (RoundState.RUNNING, PREPARED, world.coordinator)
    event = AuditEvent.objects.get(action="programmes.start")
    assert event.facts == {"state": ["prepared", "running"], "units": 2, "set_version": "BK-department v1"}
    assert verify().first_break is None


def test_a_start_meets_what_its_person_saw(world: World) -> None:
    round = world.ready()
    with pytest.raises(Refused, match="changed in the meantime"):
        actions.start(round, version=round.version - 1, by=world.coordinator, at=PREPARED)


def test_a_round_closes_after_its_last_window_and_extension(world: World, now: datetime) -> None:
    round = world.started()
    with pytest.raises(Refused, match="still runs until"):
        actions.close(round, note="Xong", by=world.coordinator, at=now)
    member = world.member(round, "STC")
    until = WINDOWS[SETTLEMENT].closes_at + timedelta(days=2)
    actions.extend(member, id=uuid.uuid4(), kind=SETTLEMENT, until=until, reason="Lũ", by=world.coordinator, at=now)
    with pytest.raises(Refused, match="still runs until"):
        actions.close(round, note="Xong", by=world.coordinator, at=until - timedelta(seconds=1))
    with pytest.raises(Refused, match="give the reason"):
        actions.close(round, note=" ", by=world.coordinator, at=until)
    actions.close(round, note="Đã công bố", by=world.coordinator, at=until)
    assert Round.objects.get(pk=round.pk).state == RoundState.CLOSED


# Workflow: every state × step × role ----------------------------------------------------------------------------------
PEOPLE: dict[str, tuple[Role | None, str]] = {
    "province's coordinator": (Role.COORDINATOR, ""),
    "own district's coordinator": (Role.COORDINATOR, "H061"),
    "foreign district's coordinator": (Role.COORDINATOR, "H064"),
    **{str(role.value): (role, "") for role in Role if role != Role.COORDINATOR},
    "nobody": (None, ""),
}


@pytest.mark.parametrize("tier", ["department", "commune"])
@pytest.mark.parametrize("step", WORKFLOW.steps, ids=lambda step: step.name)
@pytest.mark.parametrize("state", list(RoundState))
def test_every_state_and_step_and_role(world: World, state: RoundState, step: Step, tier: str) -> None:
    round = world.round(tier=tier)
    round.state = state
    keeper = "province's coordinator" if tier == "department" else "own district's coordinator"
    allowed = {
        name for name, (role, at) in PEOPLE.items() if WORKFLOW.may(world.account(role, at), round, step.name, at=AFTER)
    }
    assert allowed == ({keeper} if state in step.sources else set())
    assert not WORKFLOW.may(None, round, step.name, at=AFTER), "a person starts and closes"


def test_what_a_running_and_a_closed_round_refuse(world: World, now: datetime) -> None:
    round = world.started()
    member = world.member(round, "STC")
    who: dict[str, Any] = {"by": world.coordinator, "at": AFTER}
    calls = {
        "change": lambda: actions.change_round(
            round, code="x", title="x", set_version=round.set_version, time_zone="UTC", version=round.version, **who
        ),
        "remove": lambda: actions.remove_round(round, note="x", **who),
        "take in": lambda: actions.take_in(round, on=now.date(), digest=None, **who),
        "add": lambda: actions.add_participant(
            round, id=uuid.uuid4(), unit=world.province["SNV"], on=now.date(), **who
        ),
        "take out": lambda: actions.remove_participant(member, **who),
    }
    for name, call in calls.items():
        with pytest.raises(NotAllowed, match="has started"):
            call()
        assert name
    actions.close(round, note="Xong", **who)
    calls |= {
        "windows": lambda: actions.set_windows(round, {}, version=round.version, **who),
        "rank": lambda: actions.change_participant(member, group="x", ranked=True, version=1, **who),
        "extend": lambda: actions.extend(
            member, id=uuid.uuid4(), kind=SELF, until=AFTER + timedelta(days=1), reason="x", **who
        ),
        "exclude": lambda: actions.exclude(member, id=uuid.uuid4(), node_code="1", decision="1", reason="x", **who),
        "substitute": lambda: actions.name_substitute(
            round, agency=world.province["STC"], substitute=world.province["SNV"], version=1, **who
        ),
    }
    for call in calls.values():
        with pytest.raises(NotAllowed, match="is closed"):
            call()


# The database itself --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"state": "running"},
        {"state": "closed"},
        {"state": "nowhere"},
        {"code": ""},
        {"title": ""},
        {"time_zone": ""},
        {"started_at": PREPARED},
        {"closed_at": PREPARED},
        {"tier_id": "commune"},
    ],
)
def test_the_database_refuses_a_broken_round(world: World, change: dict[str, Any]) -> None:
    round = world.round()
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round.pk).update(**change)


def test_the_database_keeps_a_started_rounds_units(world: World) -> None:
    round = world.started()
    member = world.member(round, "STC")
    statements = [
        lambda: Participant.objects.create(round=round, unit=world.province["H061"]),
        lambda: Participant.objects.filter(pk=member.pk).delete(),
        lambda: Participant.objects.filter(pk=member.pk).update(unit=world.province["H061"]),
        lambda: Round.objects.filter(pk=round.pk).update(state="prepared", started_at=None, started_by=None),
        lambda: _delete(round),
    ]
    for statement in statements:
        with pytest.raises(IntegrityError), transaction.atomic():
            statement()
    actions.close(round, note="Xong", by=world.coordinator, at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round.pk).update(title="Khác")


def _delete(round: Round) -> None:
    with connection.cursor() as cursor:
        key = round.pk if connection.vendor == "postgresql" else round.pk.hex
        cursor.execute("DELETE FROM programmes_round WHERE id = %s", [key])


@pytest.mark.parametrize("broken", [{"kind": "party"}, {"closes_at": OPENS}, {"opens_at": CLOSES, "closes_at": OPENS}])
def test_the_database_refuses_a_broken_window(world: World, broken: dict[str, Any]) -> None:
    facts = {"round": world.round(), "kind": SELF, "opens_at": OPENS, "closes_at": CLOSES} | broken
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.create(**facts)


def test_a_window_of_a_kind_stands_once(world: World) -> None:
    round = world.ready()
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.create(round=round, kind=SELF, opens_at=OPENS, closes_at=CLOSES)


# Changing, taking back, seeing ----------------------------------------------------------------------------------------
def test_a_prepared_round_changes_and_may_be_taken_back(world: World) -> None:
    round = world.ready()
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}
    facts = {"code": "R-1", "title": "Mới", "set_version": round.set_version, "time_zone": "Asia/Ho_Chi_Minh"}
    actions.change_round(round, **facts, version=round.version, **who)
    with pytest.raises(Stale):
        actions.change_round(round, **facts | {"title": "Khác"}, version=round.version, **who)
    with pytest.raises(Refused, match="give the reason"):
        actions.remove_round(round, note="", **who)
    actions.remove_round(round, note="Lập nhầm", **who)
    assert (Round.objects.count(), Participant.objects.count(), Window.objects.count()) == (0, 0, 0)


def test_an_excluded_criterion_holds_the_set_and_the_round(world: World) -> None:
    round = world.ready()
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}
    actions.exclude(
        world.member(round, "STC"), id=uuid.uuid4(), node_code="1", decision="1/QĐ", reason="Không phát sinh", **who
    )
    other = issued_set(world.province.root, "department", by=world.coordinator, code="OTHER")
    facts = {"code": "R-1", "title": "T", "set_version": other, "time_zone": "Asia/Ho_Chi_Minh"}
    with pytest.raises(Refused, match="it stays") as refused:
        actions.change_round(round, **facts, version=round.version, **who)
    assert refused.value.field == "set_version"
    with pytest.raises(Refused, match="stays on record"):
        actions.remove_round(round, note="x", **who)


def test_who_sees_which_round(world: World, now: datetime) -> None:
    prepared = world.round("P-XA", "commune")
    departments, districts = world.started("S"), world.started("H", "district")
    communes = world.started("X", "commune")

    def seen(role: Role | None, at: str = "") -> set[str]:
        return {round.code for round in queries.rounds(world.account(role, at), on=now.date())}

    everything = {prepared.code, departments.code, districts.code, communes.code}
    assert seen(Role.COORDINATOR) == everything
    assert seen(Role.ADMINISTRATOR) == everything
    assert seen(Role.COORDINATOR, "H061") == {"P-XA", "X", "H"}
    assert seen(Role.COORDINATOR, "H064") == {"H"}
    assert seen(Role.OBSERVER) == {"S", "H", "X"}  # at the province, above every organiser
    assert seen(Role.UNIT_OFFICER, "X01906") == {"X"}
    assert seen(Role.UNIT_OFFICER, "X02020") == set()
    assert seen(Role.UNIT_LEADER, "H061") == {"H", "X"}
    assert seen(Role.APPRAISER) == {"S", "H", "X"}  # Sở Nội vụ takes part in one and appraises in all
    assert seen(None) == set()


def test_a_stranger_from_another_province_sees_nothing(world: World, now: datetime) -> None:
    world.started()
    tiers = world.sets["department"].criteria_set.tier
    root = people.create_unit(
        code="TN", name="UBND tỉnh Thái Nguyên", tier=world.province.root.tier, parent=None, by=None, at=now
    )
    # An agency of the same code elsewhere appraises elsewhere.
    there = people.create_unit(code="SNV", name="Sở Nội vụ Thái Nguyên", tier=tiers, parent=root, by=None, at=now)
    stranger: Account = world.account(None)
    people.give_role(stranger, Role.COORDINATOR, there, from_on=date(2023, 1, 1), by=None, at=now)
    assert not queries.rounds(stranger, on=now.date())
    assert not queries.programmes(stranger, on=now.date())
    with pytest.raises(Refused, match="another province"):
        actions.create_round(
            id=uuid.uuid4(),
            programme=world.programme,
            organiser=root,
            code="R",
            title="T",
            tier=tiers,
            set_version=world.sets["department"],
            by=stranger,
            at=now,
        )
