"""A year's programme and its plan: by hand and from a file."""

import io
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.db import IntegrityError, transaction

from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people.enums import Role
from parindex.programmes import actions, queries
from parindex.programmes.models import PlanTask, Programme
from parindex.programmes.plan_files import find_upload, keep_upload, plan_of
from tests.apps.programmes.conftest import World
from tests.rounds import WINDOWS, make_programme

PLAN = Path(__file__).resolve().parents[3] / "examples/bac-kan-2023/plan.csv"
HEAD = "number,kind,title,opens_on,due_on,lead,coordinating,unit_tiers\n"
ROW = "1,guidance,Hướng dẫn,2023-10-01,2023-10-31,SNV,STC,department;district\n"


def values(**more: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "kind": "guidance",
        "title": "Hướng dẫn",
        "opens_on": date(2023, 10, 1),
        "due_on": date(2023, 10, 31),
        "lead": "SNV",
        "coordinating": "",
        "tiers": "department",
    } | more


def kept(world: World, text: str | bytes, now: datetime, name: str = "plan.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return keep_upload([data], name=name, by=world.coordinator, at=now)


def test_a_programme_is_made_once_a_year(world: World, now: datetime) -> None:
    facts = {"province": world.province.root, "year": 2024, "code": "C", "title": "T", "by": world.coordinator}
    id = uuid.uuid4()
    first = actions.create_programme(id=id, at=now, **facts)
    assert actions.create_programme(id=id, at=now, **facts) == first
    with pytest.raises(Refused, match="already has a programme for 2024") as refused:
        actions.create_programme(id=uuid.uuid4(), at=now, **facts)
    assert refused.value.field == "year"
    assert AuditEvent.objects.filter(action="programmes.programme_created", subject_id=str(id)).count() == 1


@pytest.mark.parametrize("who", ["district", "officer", "observer"])
def test_only_the_provinces_coordinator_keeps_it(world: World, now: datetime, who: str) -> None:
    user = {
        "district": world.district,
        "officer": world.account(Role.UNIT_OFFICER),
        "observer": world.account(Role.OBSERVER),
    }[who]
    programme = world.programme
    calls = [
        lambda: make_programme(world.province, by=user, year=2025),
        lambda: actions.change_programme(programme, code="x", title="x", decision="", version=1, by=user, at=now),
        lambda: actions.add_task(programme, id=uuid.uuid4(), values=values(), by=user, at=now),
        lambda: actions.import_plan(programme, kept(world, HEAD + ROW, now), digest=None, by=user, at=now),
    ]
    for call in calls:
        with pytest.raises(NotAllowed, match="coordinator of UBND tỉnh Bắc Kạn"):
            call()


def test_a_programmes_header_changes_and_a_stale_save_shows_both(world: World, now: datetime) -> None:
    who = {"by": world.coordinator, "at": now}
    actions.change_programme(world.programme, code="A", title="Một", decision="1/KH", version=1, **who)
    actions.change_programme(world.programme, code="A", title="Một", decision="1/KH", version=1, **who)
    with pytest.raises(Stale) as stale:
        actions.change_programme(world.programme, code="A", title="Hai", decision="1/KH", version=1, **who)
    assert (stale.value.current, stale.value.yours) == ({"title": "Một"}, {"title": "Hai"})
    assert AuditEvent.objects.filter(action="programmes.programme_changed").count() == 1


def test_a_task_is_added_changed_and_removed(world: World, now: datetime) -> None:
    who: dict[str, Any] = {"by": world.coordinator, "at": now}
    id = uuid.uuid4()
    task = actions.add_task(world.programme, id=id, values=values(lead=" SNV ; @commune;#citizens"), **who)
    assert actions.add_task(world.programme, id=id, values=values(), **who) == task
    assert task.lead == "SNV;@commune;#citizens"
    changed = actions.change_task(task, values=values(title="Mới"), version=1, **who)
    assert changed.title == "Mới"
    with pytest.raises(Stale):
        actions.change_task(task, values=values(title="Khác"), version=1, **who)
    with pytest.raises(Refused, match="give the reason"):
        actions.remove_task(task, note=" ", **who)
    actions.remove_task(task, note="Trùng", **who)
    assert not PlanTask.objects.exists()
    assert AuditEvent.objects.get(action="programmes.task_removed").note == "Trùng"


def test_moving_the_days_of_a_task_demands_the_reason(world: World, now: datetime) -> None:
    who: dict[str, Any] = {"by": world.coordinator, "at": now}
    task = actions.add_task(world.programme, id=uuid.uuid4(), values=values(), **who)
    moved = values(due_on=date(2023, 11, 10))
    with pytest.raises(Refused) as refused:
        actions.change_task(task, values=moved, version=1, **who)
    assert refused.value.field == "note"
    actions.change_task(task, values=moved, note="Chờ văn bản", version=1, **who)
    event = AuditEvent.objects.get(action="programmes.task_changed")
    assert (event.note, event.facts) == ("Chờ văn bản", {"due_on": ["2023-10-31", "2023-11-10"]})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_on": date(2023, 9, 30)}, "due_on"),
        ({"lead": "KHONG"}, "lead"),
        ({"coordinating": "@nowhere"}, "coordinating"),
        ({"tiers": "village"}, "tiers"),
    ],
)
def test_a_task_that_makes_no_sense_is_refused_beside_its_cause(
    world: World, now: datetime, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_task(world.programme, id=uuid.uuid4(), values=values(**wrong), by=world.coordinator, at=now)
    assert refused.value.field == field


def test_a_number_stands_once(world: World, now: datetime) -> None:
    who: dict[str, Any] = {"by": world.coordinator, "at": now}
    actions.add_task(world.programme, id=uuid.uuid4(), values=values(), **who)
    with pytest.raises(Refused, match="has this number") as refused:
        actions.add_task(world.programme, id=uuid.uuid4(), values=values(), **who)
    assert refused.value.field == "number"


def test_a_task_that_a_round_carries_out_stays(world: World, now: datetime) -> None:
    who: dict[str, Any] = {"by": world.coordinator, "at": now}
    task = actions.add_task(world.programme, id=uuid.uuid4(), values=values(), **who)
    round = world.round()
    kind, period = next(iter(WINDOWS.items()))
    used = type(period)(period.opens_at, period.closes_at, task)
    actions.set_windows(round, {kind: used}, version=round.version, **who)
    with pytest.raises(Refused, match="carries this task out"):
        actions.remove_task(task, note="Bỏ", **who)
    page = queries.programme_page(world.coordinator, world.programme, on=now.date(), at=now)
    assert [row.windows for _month, rows in page.months for row in rows] == [1]


def test_the_plan_of_2023_comes_in_whole(world: World, now: datetime) -> None:
    # The small province has two of the agencies that the plan names.
    text = PLAN.read_text(encoding="utf-8").replace("VPUB;STP;STC;STTTT", "STC").replace("SNV;STC", "SNV")
    plan = plan_of(world.programme, kept(world, text, now))
    assert (plan.faults, plan.created, plan.changed) == ([], 15, 0)
    actions.import_plan(world.programme, kept(world, text, now), digest=plan.digest, by=world.coordinator, at=now)
    page = queries.programme_page(world.coordinator, world.programme, on=now.date(), at=now)
    assert [(f"{month:%m/%Y}", len(rows)) for month, rows in page.months] == [
        ("10/2023", 3),
        ("11/2023", 2),
        ("12/2023", 5),
        ("01/2024", 1),
        ("02/2024", 4),
    ]
    again = plan_of(world.programme, kept(world, text, now))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 15)
    assert AuditEvent.objects.filter(action="programmes.task_added").count() == 15


def test_a_file_changes_what_it_names_and_leaves_the_rest(world: World, now: datetime) -> None:
    who: dict[str, Any] = {"by": world.coordinator, "at": now}
    actions.add_task(world.programme, id=uuid.uuid4(), values=values(), **who)
    actions.add_task(world.programme, id=uuid.uuid4(), values=values(number=2, title="Giữ nguyên"), **who)
    file = kept(world, HEAD + ROW.replace("2023-10-31", "15/11/2023"), now)
    plan = plan_of(world.programme, file)
    assert (plan.changed, plan.absent) == (1, 1)
    assert [label for label, _before, _after in plan.lines[0].changes] == [
        "last day",
        "coordinating agencies",
        "tiers concerned",
    ]
    actions.import_plan(world.programme, file, digest=plan.digest, **who)
    assert PlanTask.objects.get(number=1).due_on == date(2023, 11, 15)
    assert PlanTask.objects.get(number=2).title == "Giữ nguyên"


def test_a_plan_that_changed_since_it_was_shown_is_not_taken_over(world: World, now: datetime) -> None:
    file = kept(world, HEAD + ROW, now)
    digest = plan_of(world.programme, file).digest
    actions.add_task(world.programme, id=uuid.uuid4(), values=values(), by=world.coordinator, at=now)
    with pytest.raises(Refused, match="has changed since"):
        actions.import_plan(world.programme, file, digest=digest, by=world.coordinator, at=now)


@pytest.mark.parametrize(
    ("row", "column", "problem", "mend"),
    [
        (ROW.replace("1,", "x,", 1), "number", "not a task's number", "from 1 to 999"),
        (ROW.replace("1,", ",", 1), "number", "number is missing", "from 1 to 999"),
        (ROW.replace("guidance", "party"), "kind", "no kind of task", "Write one of"),
        (ROW.replace("Hướng dẫn", ""), "title", "title is missing", "as in the plan"),
        (ROW.replace("2023-10-01", ""), "opens_on", "day is missing", "05/12/2023"),
        (ROW.replace("2023-10-01", "hôm qua"), "opens_on", "is not a day", "05/12/2023"),
        (ROW.replace("2023-10-31", "2023-09-01"), "due_on", "before the first day", "Correct one"),
        (ROW.replace("SNV", ""), "lead", "lead agency is missing", "like SNV"),
        (ROW.replace("SNV", "ABC"), "lead", "Nothing has the code “ABC”", "parted by semicolons"),
        (ROW.replace("STC", "@xyz"), "coordinating", "Nothing has the code “@xyz”", "parted by semicolons"),
        (ROW.replace("department;", "sao hỏa;"), "unit_tiers", "“sao hỏa”", "commune; department"),
        (ROW + ROW, "number", "row 2 already", "correct or delete"),
    ],
)
def test_every_fault_names_row_column_and_mend(
    world: World, now: datetime, row: str, column: str, problem: str, mend: str
) -> None:
    plan = plan_of(world.programme, kept(world, HEAD + row, now))
    fault = plan.faults[0]
    assert fault.row in {2, 3}
    assert column in fault.column
    assert problem in fault.problem
    assert mend in fault.mend
    with pytest.raises(Refused, match=r"row \d"):
        actions.import_plan(world.programme, kept(world, HEAD + row, now), digest=None, by=world.coordinator, at=now)
    assert not PlanTask.objects.exists()


def test_a_workbook_with_vietnamese_headings_is_read(world: World, now: datetime) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    heads = ["STT", "Loại nhiệm vụ", "Nhiệm vụ", "Từ ngày", "Đến ngày", "Chủ trì", "Phối hợp", "Cấp"]
    title = world.sets["commune"].criteria_set.tier.title
    sheet.write_row(0, 0, heads)
    sheet.write_row(1, 0, [1, "Hướng dẫn", "Gửi hướng dẫn", "01/10/2023", "31/10/2023", "SNV", "", title])
    book.close()
    plan = plan_of(world.programme, kept(world, stream.getvalue(), now, "plan.xlsx"))
    assert plan.faults == []
    assert plan.rows is not None
    assert [(row.number, row.values["kind"], row.values["tiers"]) for row in plan.rows] == [(1, "guidance", "commune")]


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"a,b\n1,2\n", b"PK\x03\x04junk", "số".encode("utf-16")])
def test_what_is_no_plan_is_a_fault_and_nothing_worse(world: World, now: datetime, data: bytes) -> None:
    plan = plan_of(world.programme, kept(world, data, now))
    assert len(plan.faults) == 1
    assert plan.faults[0].mend


def test_nobody_finds_anothers_upload(world: World, now: datetime) -> None:
    file = kept(world, HEAD + ROW, now)
    assert find_upload(file.pk, world.coordinator) == file
    assert find_upload(file.pk, world.district) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"due_on": date(2023, 1, 1)},
        {"kind": "party"},
        {"title": ""},
        {"lead": ""},
        {"number": 0},
    ],
)
def test_the_database_refuses_a_broken_task(world: World, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanTask.objects.create(programme=world.programme, **values(**broken))


@pytest.mark.parametrize("broken", [{"code": ""}, {"title": ""}, {"year": 1900}])
def test_the_database_refuses_a_broken_programme(world: World, now: datetime, broken: dict[str, Any]) -> None:
    facts = {"province": world.province.root, "year": 2030, "code": "C", "title": "T", "created_at": now} | broken
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.create(**facts)


def test_a_programme_is_seen_by_whoever_holds_a_role_in_the_province(world: World, now: datetime) -> None:
    seen = {
        "officer": world.account(Role.UNIT_OFFICER),
        "district": world.district,
        "administrator": world.account(Role.ADMINISTRATOR),
    }
    for user in seen.values():
        assert list(queries.programmes(user, on=now.date())) == [world.programme]
    assert not queries.programmes(world.account(None), on=now.date())
