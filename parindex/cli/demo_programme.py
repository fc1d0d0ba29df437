"""The programme of the demonstration: the plan of 2023 and its ten rounds, made by the coordinators' own actions."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from parindex.criteria.models import CriteriaSetVersion
    from parindex.people.models import Account, Unit
    from parindex.programmes.actions.rounds import Period
    from parindex.programmes.enums import WindowKind
    from parindex.programmes.models import PlanTask, Programme, Round

YEAR = 2023
PLANNED_AT = datetime(2023, 9, 28, 2, 0, tzinfo=UTC)
PREPARED_AT = datetime(2023, 10, 20, 2, 0, tzinfo=UTC)
#: Communes begin in November, departments and districts in December: each round starts the day before.
STARTED_AT = {
    "commune": datetime(2023, 10, 31, 2, 0, tzinfo=UTC),
    "department": datetime(2023, 11, 30, 2, 0, tzinfo=UTC),
    "district": datetime(2023, 11, 30, 3, 0, tzinfo=UTC),
}
#: Number of the plan's task that each window carries out, and its days where the task has more than one purpose.
PROVINCE = {"self_assessment": (7, None), "appraisal": (11, None), "settlement": (12, None)}
COMMUNE = {
    "self_assessment": (5, None),
    "appraisal": (6, (date(2023, 12, 1), date(2023, 12, 20))),
    "settlement": (6, (date(2023, 12, 21), date(2023, 12, 31))),
}
#: Nobody appraises their own unit: who stands in for each agency in the round of departments.
SUBSTITUTES = {"SNV": "VPUB", "VPUB": "SNV", "STP": "SNV", "STC": "SNV", "STTTT": "VPUB"}
DECISION = "Quyết định số 2100/QĐ-UBND ngày 29/11/2023 của UBND tỉnh"


@dataclass(frozen=True, slots=True)
class Plan:
    """What all rounds are made from."""

    programme: "Programme"
    tasks: Mapping[int, "PlanTask"]
    versions: Mapping[str, "CriteriaSetVersion"]


def load(file: Path, *, province: "Unit", coordinator: "Account", versions: Mapping[str, "CriteriaSetVersion"]) -> None:
    """The programme with its plan; rounds of departments and districts, and one of communes in each district."""
    from parindex.people import queries as people

    plan = _plan(file, province, coordinator, versions)
    departments = _round(plan, "department", province, coordinator, "2023-SO", "Đánh giá các sở, ban, ngành năm 2023")
    _substitutes(departments, coordinator)
    _start(departments, coordinator)
    districts = _round(plan, "district", province, coordinator, "2023-HUYEN", "Đánh giá UBND cấp huyện năm 2023")
    _start(districts, coordinator)
    for district, keeper in people.coordinators_below(province, on=PREPARED_AT.date()):
        title = f"Đánh giá cấp xã năm 2023 – {district.name}"
        _start(_round(plan, "commune", district, keeper, f"2023-XA-{district.code}", title), keeper)


def _plan(file: Path, province: "Unit", coordinator: "Account", versions: Mapping[str, "CriteriaSetVersion"]) -> Plan:
    from parindex.programmes import actions, queries
    from parindex.programmes.plan_files import keep_upload

    programme = actions.create_programme(
        id=_number("programme"),
        province=province,
        year=YEAR,
        code="CCHC-2023",
        title="Xác định Chỉ số CCHC năm 2023",
        decision="Kế hoạch số 632/KH-UBND ngày 27/9/2023 của UBND tỉnh Bắc Kạn",
        by=coordinator,
        at=PLANNED_AT,
    )
    kept = keep_upload([file.read_bytes()], name=file.name, by=coordinator, at=PLANNED_AT)
    actions.import_plan(programme, kept, digest=None, by=coordinator, at=PLANNED_AT)
    return Plan(programme, {task.number: task for task in queries.tasks_of(programme)}, versions)


def _round(plan: Plan, tier: str, organiser: "Unit", by: "Account", code: str, title: str) -> "Round":
    from parindex.people import queries as people
    from parindex.programmes import actions

    made = actions.create_round(
        id=_number(code),
        programme=plan.programme,
        organiser=organiser,
        code=code,
        title=title,
        tier=people.tiers().get(code=tier),
        set_version=plan.versions[tier],
        by=by,
        at=PREPARED_AT,
    )
    actions.take_in(made, on=PREPARED_AT.date(), digest=None, by=by, at=PREPARED_AT)
    return actions.set_windows(made, _windows(plan, tier), version=made.version, by=by, at=PREPARED_AT)


def _windows(plan: Plan, tier: str) -> "dict[WindowKind, Period | None]":
    from parindex.programmes.actions.rounds import Period
    from parindex.programmes.enums import TIME_ZONE, WindowKind

    zone = ZoneInfo(TIME_ZONE)
    windows: dict[WindowKind, Period | None] = {}
    for kind, (number, days) in (COMMUNE if tier == "commune" else PROVINCE).items():
        task = plan.tasks[number]
        first, last = days or (task.opens_on, task.due_on)
        opens_at, closes_at = datetime.combine(first, time(), zone), datetime.combine(last, time(23, 59), zone)
        windows[WindowKind(kind)] = Period(opens_at, closes_at, task)
    return windows


def _substitutes(made: "Round", by: "Account") -> None:
    from parindex.programmes import actions, queries

    units = {unit.code: unit for unit in queries.possible_substitutes(made, at=PREPARED_AT)}
    for agency, substitute in SUBSTITUTES.items():
        actions.name_substitute(
            made,
            agency=units[agency],
            substitute=units[substitute],
            decision=DECISION,
            version=0,
            by=by,
            at=PREPARED_AT,
        )


def _start(made: "Round", by: "Account") -> None:
    from parindex.programmes import actions

    actions.start(made, version=made.version, by=by, at=STARTED_AT[made.tier_id])


def _number(name: str) -> uuid.UUID:
    """The same for the same name, so that the demonstration is the same whenever it is made."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"parindex-demo-{name}")
