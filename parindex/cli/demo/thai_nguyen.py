"""Thái Nguyên 2025: two tiers, in the middle of the year. The plan's days are moved so that the demonstration's today
is 8 December 2025 in it: departments are being appraised, communes are still filling in."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from parindex.cli.demo import province
from parindex.cli.demo.province import Days, Province, moment

if TYPE_CHECKING:
    from parindex.programmes.models import PlanTask, Programme, Round

#: The day of the plan on which the demonstration stands.
STANDS_ON = date(2025, 12, 8)
LOADED_AT = datetime(2025, 9, 22, 1, 0, tzinfo=UTC)
ISSUED_AT = datetime(2025, 10, 6, 2, 0, tzinfo=UTC)
#: Tier → number of the plan's task that each window carries out.
WINDOWS = {
    "department": {"self_assessment": 5, "appraisal": 10, "settlement": 12},
    "commune": {"self_assessment": 6, "appraisal": 11, "settlement": 12},
}
ROUNDS = {
    "department": ("2025-SO", "Đánh giá các sở, ban, ngành năm 2025"),
    "commune": ("2025-XA", "Đánh giá UBND cấp xã năm 2025"),
}
SUBSTITUTES = {"SNV": "VPUB", "VPUB": "SNV", "STP": "SNV", "STC": "SNV", "SKHCN": "VPUB"}
DECISION = "Quyết định số 2964/QĐ-UBND ngày 18/11/2025 của UBND tỉnh"


def load(password: str, *, today: date) -> None:
    """Everything: people, sets, the programme and its two rounds as they stand today."""
    shift = today - STANDS_ON
    made = province.load("thai-nguyen-2025", password=password, at=LOADED_AT, standing_at=moment(today))
    for tier in ROUNDS:
        province.issue_set(made, tier, at=LOADED_AT, issued_at=ISSUED_AT)
    programme, tasks = province.make_programme(
        made,
        year=2025,
        code="CCHC-2025",
        title="Xác định Chỉ số CCHC năm 2025",
        decision="Kế hoạch số 215/KH-UBND ngày 26/9/2025 của UBND tỉnh Thái Nguyên",
        plan=_moved((made.folder / "plan.csv").read_text(encoding="utf-8"), shift),
        at=LOADED_AT,
    )
    for tier in ROUNDS:
        _round(made, programme, tasks, tier)


def _moved(plan: str, shift: timedelta) -> bytes:
    """The plan's table with all its days moved."""
    rows = list(csv.DictReader(io.StringIO(plan)))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        moved = {name: (date.fromisoformat(row[name]) + shift).isoformat() for name in ("opens_on", "due_on")}
        writer.writerow(row | moved)
    return out.getvalue().encode()


def _round(made: Province, programme: "Programme", tasks: "Mapping[int, PlanTask]", tier: str) -> "Round":
    code, title = ROUNDS[tier]
    carried = {kind: tasks[task_number] for kind, task_number in WINDOWS[tier].items()}
    first = carried["self_assessment"].opens_on
    round = province.make_round(
        made,
        programme,
        tier=tier,
        organiser=made.unit,
        code=code,
        title=title,
        windows={kind: Days(task.opens_on, task.due_on, task) for kind, task in carried.items()},
        substitutes=SUBSTITUTES if tier == "department" else {},
        decision=DECISION,
        at=moment(first - timedelta(days=6), 9),
    )
    _start(round, made, at=moment(first - timedelta(days=1), 15))
    return round


def _start(round: "Round", made: Province, *, at: datetime) -> None:
    from parindex.assessments import actions

    actions.start_round(round, version=round.version, by=made.coordinator, at=at)
    actions.open_sheets(round, at=at)
