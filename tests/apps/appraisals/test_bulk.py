"""Many rows confirmed at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parindex.appraisals import actions
from parindex.appraisals.models import Mark
from parindex.assessments.models import Answer
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused
from tests.apps.appraisals.conftest import APPRAISING, SETTLING, World


def marked(world: World) -> set[str]:
    rows = Mark.objects.values_list("answer__sheet__unit__code", "leaf")
    return {f"{unit} {leaf}" for unit, leaf in rows}


def test_one_criterion_across_units(world: World) -> None:
    found = actions.confirm_many(world.round, leaf="1.4", by=world.snv, at=APPRAISING)
    # Sở Nội vụ's own row goes to its substitute.
    assert (found.rows, found.left) == (2, 1)
    assert marked(world) == {"STC 1.4", "SXD 1.4"}
    mark = world.mark("1.4")
    assert mark is not None
    assert (mark.points, mark.state, mark.version, mark.agency.code) == ("8/3", "scored", 1, "SNV")
    assert mark.answer_version == world.row("1.4").handed_version
    events = AuditEvent.objects.filter(action="appraisals.confirmed").order_by("sequence")
    assert {event.facts["unit"] for event in events} == {"STC", "SXD"}
    assert events[0].facts["points"] == ["", "8/3"]
    # A mark in bulk and one by itself are the same mark.
    assert world.confirm("1.4").version == 1


def test_one_unit(world: World) -> None:
    found = actions.confirm_many(world.round, unit=world.province["SXD"].pk, by=world.snv, at=APPRAISING)
    assert found.rows == 5
    assert marked(world) == {f"SXD 1.{n}" for n in range(1, 6)}


def test_what_is_not_ready_stays_as_it_is(world: World) -> None:
    world.adjust("1.1", {"choice": "no"})
    world.flag("1.2")
    world.send_back("1.3")
    world.exclude("1.5")
    Answer.objects.filter(sheet=world.sheet(), leaf="1.4").update(handed_figures={})
    with pytest.raises(Refused) as refusal:
        actions.confirm_many(world.round, unit=world.province["SXD"].pk, expected=1, by=world.snv, at=APPRAISING)
    assert "0 rows could be confirmed now, not 1" in str(refusal.value)
    found = actions.confirm_many(world.round, unit=world.province["SXD"].pk, by=world.snv, at=APPRAISING)
    assert found.rows == 0
    adjusted = world.mark("1.1")
    assert adjusted is not None
    assert adjusted.figures == {"choice": "no"}


def test_rows_by_name_as_they_were_read(world: World) -> None:
    read = {world.row(leaf).pk: world.row(leaf).handed_version or 0 for leaf in ("1.1", "1.2", "1.3", "2.1")}
    read[world.row("1.2").pk] += 1
    found = actions.confirm_many(world.round, rows=read, by=world.snv, at=APPRAISING)
    assert (found.rows, found.left) == (2, 2)
    assert marked(world) == {"SXD 1.1", "SXD 1.3"}


def test_values_that_do_not_come_from_the_unit_are_not_confirmed(world: World) -> None:
    assert actions.confirm_many(world.round, leaf="2.5", by=world.stc, at=APPRAISING).rows == 0
    with pytest.raises(Refused, match="imported for all units at once"):
        actions.confirm_many(world.round, leaf="2.6", by=world.stc, at=APPRAISING)


def test_refused_whole(world: World) -> None:
    with pytest.raises(NotAllowed, match="appraised by"):
        actions.confirm_many(world.round, leaf="2.1", by=world.account("appraiser", "H061"), at=APPRAISING)
    with pytest.raises(Refused, match="Choose"):
        actions.confirm_many(world.round, by=world.snv, at=APPRAISING)
    with pytest.raises(Refused, match="closed at"):
        actions.confirm_many(world.round, leaf="1.4", by=world.snv, at=SETTLING)
    assert not Mark.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_rows(world: World) -> None:
    first = world.row("1.1")
    with CaptureQueriesContext(connection) as one:
        actions.confirm_many(world.round, rows={first.pk: first.handed_version or 0}, by=world.snv, at=APPRAISING)
    unit = world.province["SXD"].pk
    with CaptureQueriesContext(connection) as many:
        actions.confirm_many(world.round, unit=unit, by=world.snv, at=APPRAISING)
    assert len(many) == len(one) <= 12
