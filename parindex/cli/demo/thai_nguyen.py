"""Thái Nguyên 2025: two tiers, in the middle of the year. The plan's days are moved so that the demonstration's today
is 8 December 2025 in it: departments are being appraised, communes are still filling in."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from parindex.cli.demo import appraising, filling, province
from parindex.cli.demo.appraising import Appraisal
from parindex.cli.demo.figures import read
from parindex.cli.demo.filling import Report
from parindex.cli.demo.province import Days, Province, moment, number

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

#: The department that has more time; the commune whose officer has an account with a password; a row sent back.
LATE, COMMUNE = "BQLKCN", "X05710"
SENT_BACK = ("SYT", "1.4", "Bổ sung kế hoạch tuyên truyền và danh mục tin, bài đã đăng; bản gửi kèm không mở được.")
EXCLUDED_BY = "Quyết định số 2961/QĐ-UBND ngày 17/11/2025 của UBND tỉnh"
EXCLUDED_WHY = "Cơ quan không có TTHC thuộc thẩm quyền giải quyết"
REPORT = Report(2025, date(2025, 11, 20))
ORIGIN = "Số liệu của các hệ thống thông tin dùng chung và kết quả điều tra XHH năm 2025 (minh họa)"


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
    departments, communes = (_round(made, programme, tasks, tier) for tier in ROUNDS)
    _play_departments(made, departments, today)
    _play_communes(made, communes, today)


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


def _play_departments(made: Province, round: "Round", today: date) -> None:
    """All but one have handed in and are being appraised; that one has more time."""
    from parindex.programmes import actions, queries
    from parindex.programmes.enums import WindowKind

    figures = read(made.folder / "figures" / "department.csv")
    started = moment(today - timedelta(days=20), 9)
    filling.exclude(made, round, figures, decision=EXCLUDED_BY, reason=EXCLUDED_WHY, at=started)
    by = made.coordinator
    members = queries.participants(by, on=today).filter(round=round, unit__code=LATE)
    for participant in members:
        actions.extend(
            participant,
            id=number(f"TN/{LATE}/extension"),
            kind=WindowKind.SELF_ASSESSMENT,
            until=moment(today + timedelta(days=9), 17),
            reason="Đơn vị mới sắp xếp lại tổ chức bộ máy, đề nghị gia hạn tại Công văn số 1820/BQL-VP",
            by=by,
            at=moment(today - timedelta(days=4), 10),
        )
    for code, sheet in filling.sheets_of(round).items():
        filled_at = moment(today - timedelta(days=12), 9)
        late = code == LATE
        filling.fill(
            made, sheet, figures[code], report=REPORT, with_paper=True, share=0.6 if late else 1.0, at=filled_at
        )
        if not late:
            filling.submit(made, sheet, at=moment(today - timedelta(days=5), 15))
    work = Appraisal(made, round, figures, SUBSTITUTES)
    appraising.supply(work, origin=ORIGIN, at=moment(today - timedelta(days=1), 9))
    handed_in = [code for code in sorted(figures) if code != LATE]
    appraising.appraise(work, handed_in[:6], at=moment(today - timedelta(days=1), 14))
    appraising.appraise(work, handed_in[6:], fields=frozenset({"1", "2"}), at=moment(today - timedelta(days=1), 15))
    appraising.send_back(
        work, *SENT_BACK, until=moment(today + timedelta(days=7), 17), at=moment(today - timedelta(days=1), 16)
    )


def _play_communes(made: Province, round: "Round", today: date) -> None:
    """A third has handed in, a third is filling in, a third has not begun."""
    figures = read(made.folder / "figures" / "commune.csv")
    for place, (code, sheet) in enumerate(filling.sheets_of(round).items()):
        done = place % 3 == 0 and code != COMMUNE
        if place % 3 == 2 and code != COMMUNE:
            continue
        share = 1.0 if done else 0.3 + (place % 7) / 12
        at = moment(today - timedelta(days=8 - place % 5), 9)
        with_paper = code in (COMMUNE, "X05443", "X05500")
        filling.fill(made, sheet, figures[code], report=REPORT, with_paper=with_paper, share=share, at=at)
        if done:
            filling.submit(made, sheet, at=moment(today - timedelta(days=1 + place % 3), 10))
