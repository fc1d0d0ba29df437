"""Several people at once, with real threads: a round starts with exactly what was seen, nothing is made twice."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.people.actions import create_unit
from parindex.programmes import actions
from parindex.programmes.enums import RoundState, WindowKind
from parindex.programmes.models import Extension, Participant, Round
from tests.apps.criteria.test_races import at_once, done
from tests.apps.programmes.conftest import World
from tests.rounds import CLOSES, PREPARED, WINDOWS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_postgresql"), pytest.mark.postgresql]


def test_one_of_many_starts(world: World) -> None:
    round = world.ready()
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}
    assert done(at_once(6, lambda _: actions.start(round, version=round.version, **who))) == 1
    assert AuditEvent.objects.filter(action="programmes.start").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_unit_comes_before_the_start_or_not_at_all(world: World, attempt: int) -> None:
    round = world.ready()
    tier = world.sets["department"].criteria_set.tier
    extra = create_unit(
        code=f"SXD{attempt}", name="Sở Xây dựng", tier=tier, parent=world.province.root, by=None, at=PREPARED
    )
    member = world.member(round, "STC")
    who: dict[str, Any] = {"by": world.coordinator, "at": PREPARED}

    def work(number: int) -> Any:
        if number == 0:
            return actions.start(round, version=round.version, **who)
        if number == 1:
            return actions.add_participant(round, id=uuid.uuid4(), unit=extra, on=date(2023, 11, 1), **who)
        return actions.remove_participant(member, **who)

    at_once(3, work)
    round = Round.objects.get(pk=round.pk)
    assert round.state == RoundState.RUNNING
    told = AuditEvent.objects.get(action="programmes.start").facts["units"]
    assert Participant.objects.filter(round=round).count() == told
    assert verify().first_break is None


def test_one_extension_of_many_alike(world: World) -> None:
    member = world.member(world.started(), "STC")
    facts: dict[str, Any] = {"kind": WindowKind.SELF_ASSESSMENT, "until": CLOSES + timedelta(days=1), "reason": "Lũ"}
    who: dict[str, Any] = {"by": world.coordinator, "at": CLOSES}
    assert done(at_once(6, lambda _: actions.extend(member, id=uuid.uuid4(), **facts, **who))) == 1
    id = uuid.uuid4()
    facts["until"] += timedelta(days=1)
    made = at_once(6, lambda _: actions.extend(member, id=id, **facts, **who))
    assert {extension.pk for extension in made} == {id}
    assert Extension.objects.count() == 2


def test_windows_set_at_once_are_never_mixed(world: World) -> None:
    round = world.ready()
    shifted = [
        {
            kind: type(period)(period.opens_at + timedelta(hours=n), period.closes_at + timedelta(hours=n))
            for kind, period in WINDOWS.items()
        }
        for n in range(1, 6)
    ]
    who: dict[str, Any] = {"version": round.version, "by": world.coordinator, "at": PREPARED}
    assert done(at_once(5, lambda n: actions.set_windows(round, shifted[n], **who))) == 1
    hours = {window.opens_at - WINDOWS[WindowKind(window.kind)].opens_at for window in round.windows.all()}
    assert len(hours) == 1


def test_units_taken_in_at_once_take_part_once(world: World) -> None:
    round = world.round(tier="commune")
    who: dict[str, Any] = {"on": date(2023, 11, 1), "digest": None, "by": world.district, "at": PREPARED}
    at_once(5, lambda _: actions.take_in(round, **who))
    assert Participant.objects.filter(round=round).count() == 2
    assert AuditEvent.objects.filter(action="programmes.participants_taken_in").count() == 1


def test_a_round_made_many_times_at_once_is_one(world: World) -> None:
    id = uuid.uuid4()
    facts: dict[str, Any] = {
        "programme": world.programme,
        "organiser": world.province.root,
        "code": "R",
        "title": "T",
        "tier": world.sets["district"].criteria_set.tier,
        "set_version": world.sets["district"],
        "by": world.coordinator,
        "at": PREPARED,
    }
    made = at_once(5, lambda _: actions.create_round(id=id, **facts))
    assert {round.pk for round in made} == {id}
    assert done(at_once(5, lambda _: actions.create_round(id=uuid.uuid4(), **facts | {"code": "S"}))) == 1
