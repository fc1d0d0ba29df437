"""Several people at once, with real threads: runs get their numbers one after the other, each step is taken once."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from parindex.assessments.models import Sheet
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.publishing import actions as publishing
from parindex.publishing.models import Publication
from parindex.results import actions
from parindex.results.enums import RunKind
from parindex.results.models import Run, Standing
from tests.apps.criteria.test_races import at_once, done
from tests.results import COMPUTED, World, make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_postgresql"), pytest.mark.postgresql]


@pytest.fixture
def world() -> World:
    world = make_world()
    world.fill()
    return world


def test_computed_at_once_each_run_has_its_number_and_all_the_same_bytes(world: World) -> None:
    assert done(at_once(4, lambda _: world.computed())) == 4
    assert sorted(Run.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Run.objects.values("input_sha256", "result_sha256").distinct().count() == 1
    assert verify().first_break is None


def test_one_form_sent_by_many_computes_once(world: World) -> None:
    id = uuid.uuid4()
    assert done(at_once(4, lambda _: world.computed(id=id))) == 4
    assert Run.objects.count() == 1
    assert Standing.objects.count() == 2


def test_approved_once(world: World) -> None:
    run = world.computed()
    assert done(at_once(5, lambda _: actions.approve(run, by=world.approver, at=COMPUTED))) == 1
    assert AuditEvent.objects.filter(action="results.approve").count() == 1


def test_one_publication_waits(world: World) -> None:
    run = world.approved()
    given: dict[str, Any] = {"decision": "12/QĐ", "by": world.approver, "at": COMPUTED + timedelta(days=1)}
    given["publish_at"] = COMPUTED + timedelta(days=2)
    assert done(at_once(5, lambda _: publishing.schedule(run, id=uuid.uuid4(), **given))) == 1
    assert Publication.objects.count() == 1
    id = Publication.objects.get().pk
    assert done(at_once(5, lambda _: publishing.schedule(run, id=id, **given))) == 5
    assert Publication.objects.count() == 1


def test_cancelled_once(world: World) -> None:
    given: dict[str, Any] = {"by": world.approver, "at": COMPUTED + timedelta(days=1)}
    publication = publishing.schedule(
        world.approved(), id=uuid.uuid4(), decision="12/QĐ", publish_at=COMPUTED + timedelta(days=2), **given
    )
    assert done(at_once(5, lambda _: publishing.cancel(publication, reason="Sai", **given))) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_run_holds_claims_marks_and_settled_values_of_one_moment(world: World, attempt: int) -> None:
    """Claim and mark change together while runs are computed: no run holds the one without the other."""

    def work(number: int) -> Any:
        if number == 0:
            for _ in range(10):
                change(world)
            return None
        return world.computed(RunKind.PROVISIONAL)

    at_once(4, work)
    for row in Standing.objects.filter(unit=world.province["SNV"]):
        given = row.sheet["answers"]["1.2"]
        assert given["self"] == given["appraised"], given


def change(world: World) -> None:

    with transaction.atomic():
        answer = world.answer("SNV", "1.2")
        turned = {"choice": "no" if answer.handed_figures == {"choice": "yes"} else "yes"}
        world.claim("SNV", "1.2", **turned)
        world.mark("SNV", "1.2")


def test_a_final_run_and_a_sheet_that_goes_back_know_of_each_other(world: World) -> None:
    sheet = world.sheet("SNV")

    def work(number: int) -> Any:
        if number == 0:
            return world.computed()
        return world.hand_in("SNV")

    at_once(2, work)
    sheet = Sheet.objects.get(pk=sheet.pk)
    run = Run.objects.first()
    assert sheet.state == "submitted"
    if run is not None:
        with pytest.raises(Exception, match="thay đổi"):
            actions.approve(run, by=world.approver, at=COMPUTED)
