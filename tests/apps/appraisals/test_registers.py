"""Tables with values for all units: every fault with its place and its mend, taken over whole or not at all."""

import io
import uuid

import pytest
import xlsxwriter

from parindex.appraisals import actions
from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark, RegisterImport
from parindex.appraisals.queries.open_rows import open_rows
from parindex.appraisals.queries.registers import register, register_page, registers, template_rows
from parindex.appraisals.register_files import headings, importable, plan_of
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.kernel.files import path_of
from parindex.kernel.models import AuditEvent, StoredFile
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.enums import Role
from tests.apps.appraisals.conftest import APPRAISING, SETTLING, TABLE, World
from tests.conftest import NOW

ALL = [(code, *line) for code in ("SNV", "STC", "SXD") for line in TABLE]


def apply(world: World, upload: RegisterImport, digest: str | None = None) -> RegisterImport:
    return actions.apply_register(upload, digest=digest, by=world.coordinator, at=APPRAISING)[0]


def test_a_table_is_tried_then_taken_over(world: World) -> None:
    upload = world.keep_table(ALL)
    plan = plan_of(upload)
    assert (plan.faults, plan.created, plan.changed, plan.absent) == ([], 12, 0, 0)
    assert not Mark.objects.exists()
    done = apply(world, upload, plan.digest)
    assert (done.rows, done.applied_by, done.applied_at) == (12, world.coordinator, APPRAISING)
    mark = world.mark("2.6")
    assert mark is not None
    assert (mark.decision, mark.points, mark.figures) == (Decision.SUPPLIED, "9.5", {"on_time": "95", "total": "100"})
    assert (mark.source, mark.agency, mark.answer_version) == (upload, world.province.root, world.row("2.6").version)
    points = {leaf: world.mark(leaf, "STC").points for leaf in ("2.7", "2.8", "2.9")}  # type: ignore[union-attr]
    assert points == {"2.7": "7", "2.8": "4.3", "2.9": "4.5"}
    event = AuditEvent.objects.filter(action="appraisals.row_supplied").first()
    assert event is not None
    assert event.note == "Cổng dịch vụ công quốc gia"
    assert AuditEvent.objects.filter(action="appraisals.row_supplied").count() == 12
    # Confirmed twice it does nothing more.
    apply(world, upload, plan.digest)
    assert AuditEvent.objects.filter(action="appraisals.register_imported").count() == 1


def test_a_later_table_takes_the_place_of_what_it_names(world: World) -> None:
    apply(world, world.keep_table(ALL))
    later = world.keep_table([("SXD", "2.6", "on_time", "90"), ("SXD", "2.6", "total", "100"), ("STC", *TABLE[4])])
    plan = plan_of(later)
    assert [(line.key, line.effect.value) for line in plan.lines] == [("SXD 2.6", "changed"), ("STC 2.8", "unchanged")]
    assert apply(world, later, plan.digest).rows == 1
    mark, other = world.mark("2.6"), world.mark("2.6", "STC")
    assert mark is not None
    assert other is not None
    assert (mark.points, mark.source, mark.version) == ("9", later, 2)
    assert (other.points, other.version) == ("9.5", 1)


def test_a_value_of_a_leaf_that_was_re_issued_since_lies_open(world: World) -> None:
    """A re-issued set counts the row's version up: the table is taken over again, or the head decides."""
    apply(world, world.keep_table(ALL))
    row = world.row("2.6")
    Answer.objects.filter(pk=row.pk).update(version=row.version + 1)
    assert [each.pk for each in open_rows(world.round).filter(leaf="2.6")] == [row.pk]
    assert apply(world, world.keep_table(ALL)).rows == 1
    assert not open_rows(world.round).filter(leaf="2.6").exists()


def test_every_fault_has_its_place_and_its_mend(world: World) -> None:
    world.exclude("2.9", "STC")
    Sheet.objects.filter(pk=world.sheet("SNV").pk).update(state=SheetState.SETTLED, settled_at=NOW)
    lines = [
        ("KHAC", "2.6", "on_time", "1"),
        ("SXD", "9.9", "on_time", "1"),
        ("SXD", "2", "on_time", "1"),
        ("SXD", "1.3", "on_time", "1"),
        ("STC", "2.9", "mean", "1"),
        ("SNV", "2.8", "sipas", "1"),
        ("SXD", "2.6", "on_time", "-5"),
        ("SXD", "2.8", "speed", "5"),
        ("SXD", "2.9", "mean", ""),
        ("STC", "2.6", "on_time", "9"),
        ("STC", "2.6", "on_time", "8"),
        ("", "2.6", "on_time", "1"),
    ]
    plan = plan_of(world.keep_table(lines))
    found = {(fault.row, fault.column) for fault in plan.faults}
    assert found == {
        (2, "A (unit)"),
        (3, "B (node)"),
        (4, "B (node)"),
        (5, "B (node)"),
        (6, "B (node)"),
        (7, "A (unit)"),
        (8, "D (value)"),
        (9, "C (input)"),
        (10, "D (value)"),
        (11, "C (input)"),
        (12, "C (input)"),
        (13, "A (unit)"),
    }
    assert all(fault.problem and fault.mend for fault in plan.faults)
    mends = {fault.row: fault.mend for fault in plan.faults}
    assert mends[3] == "Write the code of one of: 2.6, 2.7, 2.8, 2.9."
    assert mends[11] == "Add a row for each of: total."
    upload = world.keep_table(lines)
    with pytest.raises(Refused, match="12 faults, the first: row 2, column A"):
        apply(world, upload)
    assert not Mark.objects.exists()
    assert RegisterImport.objects.get(pk=upload.pk).applied_at is None


def test_a_row_that_the_head_settled_stays(world: World) -> None:
    world.settle("2.6", {"points": "3"})
    plan = plan_of(world.keep_table([("SXD", "2.6", "points", "9")]))
    assert [fault.problem for fault in plan.faults] == [
        "This row of Sở Xây dựng is settled by the head of the appraisal team."
    ]


def test_numbers_as_vietnamese_offices_write_them(world: World) -> None:
    text = "Mã đơn vị;Mã tiêu chí;Chỉ số đầu vào;Giá trị\nSXD;2.8;sipas;0,86\nSXD;2.9;mean;0,9\n"
    upload = actions.keep_register(
        world.round,
        id=uuid.uuid4(),
        chunks=["\ufeff".encode() + text.encode()],
        name="a.csv",
        origin="SIPAS 2023",
        by=world.coordinator,
        at=APPRAISING,
    )
    apply(world, upload)
    assert world.mark("2.8").figures == {"sipas": "0.86"}  # type: ignore[union-attr]


def test_a_workbook(world: World) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Số liệu")
    for number, line in enumerate([headings(plain=True), ["SXD", "2.6", "on_time", 95]]):
        sheet.write_row(number, 0, line)
    sheet.write_row(2, 0, ["SXD", "2.6", "total", 100])
    book.close()
    upload = actions.keep_register(
        world.round,
        id=uuid.uuid4(),
        chunks=[stream.getvalue()],
        name="a.xlsx",
        origin="Cổng",
        by=world.coordinator,
        at=APPRAISING,
    )
    assert apply(world, upload).rows == 1


def test_not_a_table_is_told_so(world: World) -> None:
    for data in (b"", b"unit,node\nSXD,2.6\n", b"\x00\x01\x02", b"PK\x03\x04 broken"):
        upload = actions.keep_register(
            world.round, id=uuid.uuid4(), chunks=[data], name="a.csv", origin="x", by=world.coordinator, at=APPRAISING
        )
        assert len(plan_of(upload).faults) == 1


def test_what_was_shown_is_what_is_done(world: World) -> None:
    first, second = world.keep_table(ALL), world.keep_table([("SXD", "2.6", "points", "1")])
    shown = plan_of(first).digest
    apply(world, second)
    with pytest.raises(Refused, match="have changed since this dry run"):
        apply(world, first, shown)
    assert Mark.objects.count() == 1


def test_kept_once_with_its_origin_by_whom_may(world: World) -> None:
    upload = world.keep_table(ALL)
    assert world.keep_table(ALL, id=upload.pk).pk == upload.pk
    assert (RegisterImport.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert path_of(upload.file.sha256).exists()
    with pytest.raises(Refused) as refusal:
        world.keep_table(ALL, origin=" ")
    assert refusal.value.field == "origin"
    for user in (world.snv, world.head, world.account(Role.COORDINATOR, "H061")):
        with pytest.raises(NotAllowed):
            world.keep_table(ALL, by=user)
        with pytest.raises(NotAllowed):
            actions.apply_register(upload, digest=None, by=user, at=APPRAISING)
    assert not Mark.objects.exists()


def test_pages_read_what_they_need(world: World) -> None:
    upload, user, day = world.keep_table(ALL), world.coordinator, APPRAISING.date()
    assert list(registers(user, world.round, on=day)) == [upload]
    assert not registers(world.snv, world.round, on=day).exists()
    found = register(user, world.round, upload.pk, on=day)
    assert found is not None
    page = register_page(user, found, at=APPRAISING)
    assert page.plan is not None
    assert (page.plan.created, bool(page.may_apply)) == (12, True)
    apply(world, upload)
    found = register(user, world.round, upload.pk, on=day)
    assert found is not None
    assert register_page(user, found, at=APPRAISING).plan is None
    rows = template_rows(world.round)
    assert len(rows) == 3 * len(TABLE)
    assert ["SXD", "2.7", "q1", ""] in rows
    assert [node.code for node in importable(world.round)] == ["2.6", "2.7", "2.8", "2.9"]


def test_tables_that_nobody_took_over_are_forgotten(world: World) -> None:
    waiting, applied = world.keep_table(ALL), world.keep_table(ALL)
    apply(world, applied)
    assert actions.forget_registers(before=SETTLING, by=None, at=SETTLING) == 1
    assert list(RegisterImport.objects.all()) == [applied]
    assert AuditEvent.objects.filter(action="appraisals.register_forgotten", subject_id=str(waiting.pk)).exists()
