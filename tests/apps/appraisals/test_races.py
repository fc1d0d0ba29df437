"""Several people at once, with real threads: one wins, the others are told, nothing is lost."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from parindex.appraisals import actions
from parindex.appraisals.models import Mark, Settlement
from parindex.appraisals.queries.open_rows import open_rows
from parindex.assessments import actions as assessments
from parindex.assessments.enums import SheetState
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import Refused, Stale
from parindex.people.enums import Role
from parindex.programmes import actions as programmes
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Substitute
from tests.apps.appraisals.conftest import APPRAISING, DEADLINE, REASON, SETTLING, World
from tests.apps.criteria.test_races import at_once, done

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_postgresql"), pytest.mark.postgresql]


def events(name: str) -> int:
    return AuditEvent.objects.filter(action=f"appraisals.{name}").count()


def open_both_windows(world: World) -> None:
    """The appraisal of Sở Xây dựng is extended into settlement: both are open at the same moment."""
    facts: dict[str, Any] = {"kind": WindowKind.APPRAISAL, "reason": "Lũ", "by": world.coordinator, "at": SETTLING}
    programmes.extend(world.sheet().participant, id=uuid.uuid4(), until=SETTLING + timedelta(days=5), **facts)


def test_two_appraisers_on_one_row(world: World) -> None:
    row, read = world.row("1.3"), world.versions("1.3")
    facts: dict[str, Any] = {**REASON, **read, "by": world.snv, "at": APPRAISING}
    results = at_once(6, lambda n: actions.adjust(row, figures={"on_time": str(30 + n)}, **facts))
    assert done(results) == 1
    assert all(isinstance(result, Stale) for result in results if isinstance(result, Refused))
    mark = Mark.objects.get(answer=row)
    won = next(result for result in results if not isinstance(result, Refused))
    assert (mark.figures, mark.version) == (won.figures, 1)
    assert all(r.current["figures"] == won.figures for r in results if isinstance(r, Stale))
    assert events("adjusted") == 1
    assert verify().first_break is None


def test_a_mark_while_the_row_is_sent_back(world: World) -> None:
    row, read = world.row("1.3"), world.versions("1.3")
    who: dict[str, Any] = {**read, "by": world.snv, "at": APPRAISING}

    def work(number: int) -> Any:
        if number:
            return actions.confirm(row, **who)
        return actions.send_back(row, until=DEADLINE, **REASON, **who)

    assert done(at_once(2, work)) == 1
    mark, row = Mark.objects.get(answer=row), world.row("1.3")
    assert (mark.decision == "sent_back") == (row.reopened_until is not None)
    assert (world.sheet().state == SheetState.RETURNED) == (row.reopened_until is not None)
    assert events("confirmed") + events("sent_back") == 1


def test_marks_of_different_rows_of_one_sheet_all_stand(world: World) -> None:
    leaves = [f"1.{n}" for n in range(1, 6)] + ["2.1", "2.2", "2.3"]
    work = {leaf: (world.row(leaf), world.versions(leaf), world.by_field(leaf)) for leaf in leaves}

    def confirm(number: int) -> Any:
        row, read, by = work[leaves[number]]
        return actions.confirm(row, **read, by=by, at=APPRAISING)

    assert done(at_once(len(leaves), confirm)) == len(leaves)
    assert Mark.objects.count() == events("confirmed") == len(leaves)
    assert verify().first_break is None


def test_settlement_of_a_row_while_its_mark_changes(world: World) -> None:
    open_both_windows(world)
    world.confirm("1.3")
    row, read = world.row("1.3"), world.versions("1.3")

    def work(number: int) -> Any:
        if number:
            facts: dict[str, Any] = {**REASON, **read, "by": world.snv, "at": SETTLING}
            return actions.adjust(row, figures={"on_time": "10"}, **facts)
        return actions.settle_row(
            row, figures={}, reason="Thống nhất", version=0, mark_version=1, by=world.head, at=SETTLING
        )

    assert done(at_once(2, work)) == 1
    settled, mark = Settlement.objects.filter(answer=row).first(), Mark.objects.get(answer=row)
    if settled is None:
        assert mark.points == "0"
    else:
        # What the head saw is what was settled.
        assert (settled.points, mark.points) == ("1", "1")


@pytest.mark.parametrize("attempt", range(3))
def test_a_sheet_is_settled_while_a_row_is_flagged(world: World, attempt: int) -> None:
    """A settled sheet never holds an open row."""
    open_both_windows(world)
    world.mark_all()
    row, read, sheet = world.row("1.3"), world.versions("1.3"), world.sheet()

    def work(number: int) -> Any:
        if number == 0:
            return actions.settle_sheet(sheet, by=world.head, at=SETTLING)
        if number == 1:
            return actions.flag(row, reason="Xem lại", **read, by=world.snv, at=SETTLING)
        return actions.settle_sheets(world.round, by=world.head, at=SETTLING)

    at_once(3, work)
    mark = Mark.objects.get(answer=row)
    assert (world.sheet().state == SheetState.SETTLED) == (not mark.flagged)
    assert AuditEvent.objects.filter(action="assessments.settle").count() == (0 if mark.flagged else 1)


@pytest.mark.parametrize("attempt", range(3))
def test_bulk_against_single_marks(world: World, attempt: int) -> None:
    rows = {world.row(f"1.{n}").pk: world.row(f"1.{n}").handed_version or 0 for n in range(1, 6)}
    single, read = world.row("1.3"), world.versions("1.3")

    def work(number: int) -> Any:
        if number < 2:
            return actions.confirm_many(world.round, rows=rows, by=world.snv, at=APPRAISING)
        if number == 2:
            return actions.confirm_many(world.round, leaf="1.3", by=world.snv, at=APPRAISING)
        facts: dict[str, Any] = {**REASON, **read, "by": world.snv, "at": APPRAISING}
        return actions.adjust(single, figures={"on_time": "40"}, **facts)

    results = at_once(4, work)
    mark = Mark.objects.get(answer=single)
    assert (mark.decision == "adjusted") == (not isinstance(results[3], Refused))
    assert Mark.objects.filter(answer__sheet=world.sheet()).count() == 5
    assert Mark.objects.count() == events("confirmed") + events("adjusted") == 6
    told = [result for result in results[:3] if not isinstance(result, Refused)]
    assert sum(result.rows for result in told) == events("confirmed")


def test_resubmission_against_the_bulk(world: World) -> None:
    world.send_back("1.3")
    row, officer = world.row("1.3"), world.account(Role.UNIT_OFFICER, "SXD")
    assessments.save_row(
        row, figures={"on_time": "50", "total": "50"}, explanation="", version=row.version, by=officer, at=APPRAISING
    )
    leader, sheet = world.account(Role.UNIT_LEADER, "SXD"), world.sheet()

    def work(number: int) -> Any:
        if number:
            return actions.confirm_many(world.round, unit=sheet.unit_id, by=world.snv, at=APPRAISING)
        return assessments.submit(sheet, version=sheet.version, by=leader, at=APPRAISING)

    assert done(at_once(2, work)) == 2
    assert Mark.objects.filter(decision="confirmed").count() == 4


def test_decisions_of_the_coordinator_against_marks(world: World) -> None:
    """What holds the round while marks are written, and the other way round: nobody waits for the other for ever."""
    leaves = [f"1.{n}" for n in range(1, 6)]
    work_of = {leaf: (world.row(leaf), world.versions(leaf)) for leaf in leaves}
    found = Substitute.objects.get(round=world.round, agency=world.province["SNV"])

    def work(number: int) -> Any:
        if number < 5:
            row, read = work_of[leaves[number]]
            return actions.confirm(row, **read, by=world.snv, at=APPRAISING)
        if number == 5:
            return world.exclude("2.9", at=APPRAISING)
        if number == 6:
            return world.exclude("2.8", "STC", at=APPRAISING)
        return programmes.name_substitute(
            world.round,
            agency=world.province["SNV"],
            substitute=world.province["SXD"],
            version=found.version,
            by=world.coordinator,
            at=APPRAISING,
        )

    assert done(at_once(8, work)) == 8


def test_one_table_taken_over_by_many(world: World) -> None:
    upload = world.keep_table([("SXD", "2.6", "points", "3"), ("STC", "2.6", "points", "4")])
    other = world.keep_table([("SXD", "2.6", "points", "5")])

    def work(number: int) -> Any:
        with translation.override("en"):
            table = other if number == 3 else upload
            return actions.apply_register(table, digest=None, by=world.coordinator, at=APPRAISING)

    assert done(at_once(4, work)) == 4
    assert events("register_imported") == 2
    assert Mark.objects.count() == 2
    assert open_rows(world.round).filter(leaf="2.6").count() == 1


def test_one_adjustment_of_many(world: World) -> None:
    sheet = world.sheet()
    facts: dict[str, Any] = {"kind": "deduction", "code": "1", "points": "1", "reason": "Chậm"}
    facts |= {"by": world.head, "at": SETTLING}
    assert done(at_once(4, lambda _: actions.make_adjustment(sheet, id=uuid.uuid4(), **facts))) == 1
