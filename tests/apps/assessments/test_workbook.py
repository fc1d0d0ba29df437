"""A score sheet goes out as a workbook and comes back: nothing is lost, guessed or overwritten unseen."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parindex.assessments import workbook
from parindex.assessments.actions.rows import save_row
from parindex.assessments.actions.workbooks import keep_workbook, take_workbook
from parindex.assessments.models import Answer
from parindex.assessments.workbook.layout import AT, FIRST
from parindex.assessments.workbook.trial import Kind, Trial
from parindex.kernel.models import AuditEvent, StoredFile
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.models import Account
from tests.apps.assessments.real_set import Desk, make_desk
from tests.conftest import NOW


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


class Filling:
    """The workbook as somebody fills it in, with another program."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.page = self.book.worksheets[0]
        self.rows: dict[tuple[str, str], int] = {}
        self.first: dict[str, int] = {}
        for row in range(FIRST + 1, self.page.max_row + 1):
            leaf, name = (self.page.cell(row, AT[key] + 1).value for key in ("leaf", "name"))
            if leaf:
                self.first.setdefault(str(leaf), row)
                self.rows[str(leaf), str(name or "")] = row

    def cell(self, leaf: str, name: str, key: str = "answer") -> Any:
        row = self.first[leaf] if key in {"explanation", "not_arising"} else self.rows[leaf, name]
        return self.page.cell(row, AT[key] + 1)

    def bytes(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def out(desk: Desk) -> Filling:
    return Filling(workbook.write(desk.sheet, by=desk.officer, at=NOW))


def kept(desk: Desk, data: bytes) -> StoredFile:
    return keep_workbook(desk.sheet, [data], name="phieu.xlsx", by=desk.officer, at=NOW)


def tried(desk: Desk, filled: Filling | bytes, *, by: Account | None = None, at: datetime = NOW) -> Trial:
    data = filled if isinstance(filled, bytes) else filled.bytes()
    return workbook.try_upload(desk.sheet, kept(desk, data), by=by or desk.officer, at=at)


def leaf_of(desk: Desk, kind: str) -> Any:
    """The first leaf of the unit's own with that kind of rule."""
    form = workbook.sheet_form(desk.sheet, by=desk.officer, at=NOW)
    return next(row for row in form.rows if row.node.rule.kind == kind and row.leaf.source == "unit")


def save(desk: Desk, leaf: str, figures: dict[str, str], explanation: str = "") -> Answer:
    return save_row(desk.row(leaf), figures=figures, explanation=explanation, version=None, by=desk.leader, at=NOW)


def test_what_goes_out_untouched_brings_nothing_back(desk: Desk, language: str) -> None:
    form = workbook.sheet_form(desk.sheet, by=desk.officer, at=NOW)
    for row in form.rows:
        if row.leaf.source == "unit":
            save(desk, row.leaf.code, sample(row), f"Giải trình\ncủa {row.leaf.code}")
    trial = tried(desk, workbook.write(desk.sheet, by=desk.officer, at=NOW))
    assert (trial.faults, trial.rows, trial.same) == ((), (), len(form.rows))
    assert not trial.can_be_taken


def sample(row: Any) -> dict[str, str]:
    """Figures that the leaf takes, of every kind that it asks for."""
    values = {"count": "3", "number": "2.5", "points": "1", "share": "0.5", "condition": "no", "text": "Vì lý do này"}
    return {
        asked.name: asked.options[-1].code if asked.kind == "choice" else values[asked.kind] for asked in row.inputs
    }


def test_every_kind_of_answer_comes_back_and_is_saved(desk: Desk, language: str) -> None:
    filled = out(desk)
    wanted: dict[str, dict[str, str]] = {}
    for row in workbook.sheet_form(desk.sheet, by=desk.officer, at=NOW).rows:
        if row.leaf.source != "unit":
            continue
        wanted[row.leaf.code] = sample(row)
        for asked in row.inputs:
            value = sample(row)[asked.name]
            cell = filled.cell(row.leaf.code, asked.name)
            assert not cell.protection.locked
            if asked.kind == "choice":
                cell.value = asked.options[-1].title
            elif asked.kind == "condition":
                cell.value = "Không" if language == "vi" else "No"
            else:
                cell.value = float(value) if asked.is_figure else value
        filled.cell(row.leaf.code, "", "explanation").value = f"Vì {row.leaf.code}"
    file = kept(desk, filled.bytes())
    trial = workbook.try_upload(desk.sheet, file, by=desk.officer, at=NOW)
    assert trial.faults == ()
    assert {row.code for row in trial.changed} == set(wanted) == {row.code for row in trial.rows}
    codes = take_workbook(desk.sheet, file, digest=trial.digest, by=desk.officer, at=NOW)
    assert set(codes) == set(wanted)
    points = {row.code: row.points_after for row in trial.rows}
    for code, figures in wanted.items():
        answer = desk.row(code)
        assert (answer.figures, answer.explanation, answer.version) == (figures, f"Vì {code}", 2)
        assert (points[code] == "") == (answer.state == "missing")
    assert AuditEvent.objects.filter(action="assessments.row_saved").count() == len(wanted)
    told = AuditEvent.objects.get(action="assessments.workbook_taken")
    assert told.facts["sha256"] == file.sha256
    assert take_workbook(desk.sheet, file, digest=trial.digest, by=desk.officer, at=NOW) == ()


def test_faults_name_cell_problem_and_mend_and_nothing_is_taken(desk: Desk) -> None:
    filled = out(desk)
    choice, condition, steps = (leaf_of(desk, kind) for kind in ("choice", "all_of", "steps"))
    bad = {
        (choice.leaf.code, choice.inputs[0].name): "Có lẽ",
        (condition.leaf.code, condition.inputs[0].name): "chắc thế",
        (steps.leaf.code, steps.inputs[0].name): "nhiều",
        (steps.leaf.code, steps.inputs[1].name): "2.500",
    }
    for (leaf, name), text in bad.items():
        filled.cell(leaf, name).value = text
    filled.cell(steps.leaf.code, "", "explanation").value = "Vẫn còn đây"
    file = kept(desk, filled.bytes())
    with translation.override("en"):
        trial = workbook.try_upload(desk.sheet, file, by=desk.officer, at=NOW)
    places = {fault.place.partition("!")[2]: fault for fault in trial.faults}
    assert set(places) == {filled.cell(leaf, name).coordinate for leaf, name in bad}
    assert all(fault.place.startswith(f"{filled.page.title}!") and fault.mend for fault in trial.faults)
    said = {name: places[filled.cell(leaf, name).coordinate].problem for leaf, name in bad}
    assert said[choice.inputs[0].name] == "“Có lẽ” is none of the offered answers."
    assert said[steps.inputs[1].name] == "“2.500” may mean 2,5 or 2500."
    assert not trial.can_be_taken
    with pytest.raises(Refused):
        take_workbook(desk.sheet, file, digest=trial.digest, by=desk.officer, at=NOW)
    assert not AuditEvent.objects.filter(action="assessments.row_saved").exists()


def test_what_the_engine_refuses_is_told_at_its_cell(desk: Desk) -> None:
    filled, deduct = out(desk), leaf_of(desk, "deduct")
    cell = filled.cell(deduct.leaf.code, deduct.inputs[0].name)
    cell.value = -1
    fault, *others = tried(desk, filled).faults
    assert not others
    assert fault.place == f"{filled.page.title}!{cell.coordinate}"
    assert fault.leaf == deduct.leaf.code


def test_a_row_saved_since_stands_side_by_side_and_is_taken_only_when_ticked(desk: Desk) -> None:
    deduct, choice = leaf_of(desk, "deduct"), leaf_of(desk, "choice")
    name, code = deduct.inputs[0].name, deduct.leaf.code
    save(desk, code, {name: "1"})
    filled = out(desk)
    save(desk, code, {name: "2"})
    filled.cell(code, name).value = 3
    filled.cell(choice.leaf.code, "choice").value = choice.inputs[0].options[0].title
    file = kept(desk, filled.bytes())
    trial = workbook.try_upload(desk.sheet, file, by=desk.officer, at=NOW)
    (stale,) = trial.stale
    assert stale.values == ((deduct.inputs[0].title, "2", "3"),)
    take_workbook(desk.sheet, file, digest=trial.digest, by=desk.officer, at=NOW)
    assert desk.row(code).figures == {name: "2"}
    assert desk.row(choice.leaf.code).figures == {"choice": choice.inputs[0].options[0].code}
    again = workbook.try_upload(desk.sheet, file, by=desk.officer, at=NOW)
    assert [row.kind for row in again.rows] == [Kind.STALE]
    take_workbook(desk.sheet, file, take=[code], digest=again.digest, by=desk.officer, at=NOW)
    assert desk.row(code).figures == {name: "3"}


def test_a_row_that_nobody_touched_in_the_file_is_never_set_back(desk: Desk) -> None:
    deduct = leaf_of(desk, "deduct")
    save(desk, deduct.leaf.code, {deduct.inputs[0].name: "1"})
    filled = out(desk)
    save(desk, deduct.leaf.code, {deduct.inputs[0].name: "2"})
    assert tried(desk, filled).rows == ()


def test_a_save_between_dry_run_and_take_over_refuses_the_whole(desk: Desk) -> None:
    deduct, choice = leaf_of(desk, "deduct"), leaf_of(desk, "choice")
    filled = out(desk)
    filled.cell(deduct.leaf.code, deduct.inputs[0].name).value = 3
    filled.cell(choice.leaf.code, "choice").value = choice.inputs[0].options[0].title
    file = kept(desk, filled.bytes())
    trial = workbook.try_upload(desk.sheet, file, by=desk.officer, at=NOW)
    save(desk, deduct.leaf.code, {deduct.inputs[0].name: "2"})
    with pytest.raises(Refused):
        take_workbook(desk.sheet, file, digest=trial.digest, by=desk.officer, at=NOW)
    assert desk.row(choice.leaf.code).figures == {}


def test_rows_that_others_fill_in_are_shut_and_never_taken(desk: Desk) -> None:
    filled = out(desk)
    form = workbook.sheet_form(desk.sheet, by=desk.officer, at=NOW)
    others = next(row for row in form.rows if row.leaf.source == "register")
    cell = filled.cell(others.leaf.code, "", "explanation")
    assert cell.protection.locked
    assert filled.page.protection.sheet
    cell.value = "Đơn vị tự điền"
    (row,) = tried(desk, filled).rows
    assert (row.kind, bool(row.reason)) == (Kind.LOCKED, True)
    assert not tried(desk, filled).can_be_taken


def test_after_the_window_everything_is_shut(desk: Desk) -> None:
    late = NOW + timedelta(days=60)
    filled = Filling(workbook.write(desk.sheet, by=desk.officer, at=late))
    typed = [cell for row in filled.page.iter_rows() for cell in row if not cell.protection.locked]
    assert typed == []
    filled = out(desk)
    deduct = leaf_of(desk, "deduct")
    filled.cell(deduct.leaf.code, deduct.inputs[0].name).value = 3
    trial = tried(desk, filled, at=late)
    assert [row.kind for row in trial.rows] == [Kind.LOCKED]


def test_another_sheets_workbook_and_foreign_files_are_refused(desk: Desk) -> None:
    from parindex.assessments.models import Sheet

    other = Sheet.objects.exclude(pk=desk.sheet.pk).get()
    foreign = workbook.write(other, by=desk.officer, at=NOW)
    with translation.override("en"):
        said = [str(fault) for fault in tried(desk, foreign).faults]
        assert said == ["This workbook belongs to another score sheet. → "
                        "Upload the one that was downloaded from this score sheet."]  # fmt: skip
        for data in (b"", b"PK\x03\x04", b"hello", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            assert len(tried(desk, data).faults) == 1
        plain = io.BytesIO()
        openpyxl.Workbook().save(plain)
        assert "no workbook of a score sheet" in str(tried(desk, plain.getvalue()).faults[0])


def test_who_keeps_no_sheet_uploads_nothing(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        keep_workbook(desk.sheet, [b"x"], name="x.xlsx", by=desk.coordinator, at=NOW)


def test_prints_on_a4_with_its_heading(desk: Desk) -> None:
    page = out(desk).page
    assert (page.page_setup.paperSize, page.page_setup.orientation) == ("9", "landscape") or (
        int(page.page_setup.paperSize) == 9
    )
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows
    assert page.freeze_panes == "C5"
    hidden = {letter for letter, column in page.column_dimensions.items() if column.hidden}
    assert hidden


def test_the_same_sheet_gives_the_same_bytes_in_few_queries(
    desk: Desk, django_assert_max_num_queries: Callable[..., DjangoAssertNumQueries]
) -> None:
    workbook.write(desk.sheet, by=desk.officer, at=NOW)
    with django_assert_max_num_queries(8):
        first = workbook.write(desk.sheet, by=desk.officer, at=NOW)
    assert first == workbook.write(desk.sheet, by=desk.officer, at=NOW)
