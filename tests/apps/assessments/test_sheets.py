"""Score sheets made when a round starts; what the database itself refuses."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from parindex.assessments import actions
from parindex.assessments.actions import sheets
from parindex.assessments.models import Answer, Citation, Comment, Sheet, Submission
from parindex.kernel import jobs
from parindex.kernel.enums import JobStatus
from parindex.kernel.models import AuditEvent, Job
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.enums import Role
from parindex.programmes.actions import NotStartable
from parindex.programmes.models import Round
from tests.apps.assessments.conftest import World
from tests.conftest import NOW
from tests.rounds import PREPARED, issued_set, make_round, ready

pytestmark = pytest.mark.usefixtures("in_english")


def prepared(world: World, code: str = "R-2") -> Round:
    round = make_round(world.programme, world.province.root, world.set_version, by=world.coordinator, code=code)
    return ready(round, by=world.coordinator)


def test_every_unit_has_a_row_for_every_leaf_whatever_its_source(world: World) -> None:
    assert {sheet.unit.code for sheet in Sheet.objects.filter(round=world.round)} == {"SNV", "STC"}
    for sheet in Sheet.objects.filter(round=world.round):
        assert sheet.state == "draft"
        rows = list(sheet.answers.order_by("pk"))
        assert [row.leaf for row in rows][:3] == ["1.1", "1.2", "1.3"]
        assert len(rows) == 14
        assert {(row.state, row.points, row.version, row.handed_version) for row in rows} == {("missing", "0", 1, None)}
        assert {row.round_id for row in rows} == {world.round.pk}


def test_a_start_asks_for_the_sheets_and_the_job_makes_them_once(world: World) -> None:
    Job.objects.all().delete()
    round = prepared(world)
    actions.start_round(round, version=round.version, by=world.coordinator, at=PREPARED)
    assert not Sheet.objects.filter(round=round).exists()
    job = jobs.claim("w", at=Job.objects.get().run_after)
    assert job is not None
    jobs.run(job, worker="w", clock=lambda: job.run_after)
    job.refresh_from_db()
    assert (job.status, job.done, job.total, job.result) == (JobStatus.SUCCESSFUL, 2, 2, 2)
    assert Answer.objects.filter(round=round).count() == 28
    told = AuditEvent.objects.get(action="assessments.sheets_opened", subject_id=str(round.pk))
    assert (told.facts, told.actor_id, told.at) == ({"sheets": 2}, None, PREPARED)
    sheets.make_sheets.call(_context(job), str(round.pk), PREPARED.isoformat())
    assert actions.open_sheets(round, at=NOW) == 0
    assert Answer.objects.filter(round=round).count() == 28


def _context(job: Job) -> Any:
    from django.tasks import TaskContext

    return TaskContext(task_result=jobs._result(job, sheets.make_sheets, "default"))


def test_sheets_are_made_in_several_transactions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_AT_ONCE", 1)
    round = prepared(world)
    actions.start_round(round, version=round.version, by=world.coordinator, at=PREPARED)
    assert actions.open_sheets(round, at=PREPARED) == 2
    assert AuditEvent.objects.filter(action="assessments.sheets_opened", subject_id=str(round.pk)).count() == 2


def test_a_round_that_cannot_start_asks_for_no_sheets(world: World) -> None:
    Job.objects.all().delete()
    round = make_round(world.programme, world.province.root, world.set_version, by=world.coordinator, code="R-3")
    with pytest.raises(NotStartable):
        actions.start_round(round, version=round.version, by=world.coordinator, at=PREPARED)
    with pytest.raises(NotAllowed):
        actions.start_round(round, version=round.version, by=world.account(Role.COORDINATOR, "H061"), at=PREPARED)
    with pytest.raises(Refused, match="has not started yet"):
        actions.open_sheets(round, at=PREPARED)
    assert not Job.objects.exists()


def test_rounds_of_one_tier_have_sheets_of_their_own_sets(world: World) -> None:
    small = issued_set(world.province.root, "department", by=world.coordinator, code="NHO")
    rounds = [prepared(world)]
    rounds.append(make_round(world.programme, world.province.root, small, by=world.coordinator, code="R-4"))
    rounds[1] = ready(rounds[1], by=world.coordinator)
    for round in rounds:
        actions.start_round(round, version=round.version, by=world.coordinator, at=PREPARED)
        actions.open_sheets(round, at=PREPARED)
    counts = {round.code: Answer.objects.filter(round=round).count() for round in rounds}
    assert counts == {"R-2": 28, "R-4": 6}


# The database itself --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": "submitted"},
        {"submissions_count": 1},
        {"submitted_at": NOW},
        {"settled_at": NOW},
        {"state": "settled", "submitted_at": NOW, "submissions_count": 1},
    ],
)
def test_the_database_refuses_a_broken_sheet(world: World, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.filter(pk=world.sheet().pk).update(**broken)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"handed_figures": {}},
        {"handed_version": 1},
        {"reopened_until": NOW},
        {"reopened_note": "x"},
    ],
)
def test_the_database_refuses_a_broken_row(world: World, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=world.row("1.1").pk).update(**broken)


def test_the_database_refuses_a_second_of_each(world: World) -> None:
    sheet, row, document = world.sheet(), world.row("1.1"), world.document()
    facts = {"answer": row, "document_version": document, "cited_at": NOW}
    Citation.objects.create(**facts)
    for make in (
        lambda: Sheet.objects.create(participant=sheet.participant, round=sheet.round, unit=world.province["H061"]),
        lambda: Answer.objects.create(sheet=sheet, round=sheet.round, leaf="1.1"),
        lambda: Citation.objects.create(**facts),
        lambda: Comment.objects.create(answer=row, number=uuid.uuid4(), text="", written_at=NOW),
        lambda: Submission.objects.create(
            sheet=sheet, number=0, document="{}", sha256="x", submitted_at=NOW, submitted_by=world.leader
        ),
        lambda: Submission.objects.create(
            sheet=sheet, number=1, document="", sha256="x", submitted_at=NOW, submitted_by=world.leader
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_the_database_keeps_what_was_handed_in(world: World) -> None:
    sheet, row = world.sheet(), world.row("1.1")
    Answer.objects.filter(pk=row.pk).update(handed_figures={}, handed_version=1)
    number = {"answer": row, "document_version": world.document(), "cited_at": NOW, "handed_in": 1}
    citation = Citation.objects.create(**number)
    comment = Comment.objects.create(answer=row, number=uuid.uuid4(), text="x", written_at=NOW)
    submission = Submission.objects.create(
        sheet=sheet, number=1, document="{}", sha256="x", submitted_at=NOW, submitted_by=world.leader
    )
    for statement, key in [
        ("DELETE FROM assessments_sheet WHERE id = %s", sheet.pk),
        ("DELETE FROM assessments_answer WHERE id = %s", row.pk),
        ("DELETE FROM assessments_citation WHERE id = %s", citation.pk),
        ("DELETE FROM assessments_comment WHERE id = %s", comment.pk),
        ("UPDATE assessments_comment SET text = 'y' WHERE id = %s", comment.pk),
        ("DELETE FROM assessments_submission WHERE id = %s", submission.pk),
        ("UPDATE assessments_submission SET document = 'y' WHERE id = %s", submission.pk),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [key])
