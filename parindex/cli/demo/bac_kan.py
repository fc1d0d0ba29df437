"""Bắc Kạn 2023: three tiers, ten rounds."""

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from parindex.cli.demo import announcing, appraising, filling, papers, province
from parindex.cli.demo.appraising import Appraisal
from parindex.cli.demo.figures import UnitFigures, read
from parindex.cli.demo.filling import Report
from parindex.cli.demo.province import Days, Province

if TYPE_CHECKING:
    from parindex.people.models import Account, Unit
    from parindex.programmes.models import PlanTask, Programme, Round

#: The demonstration's moments, so that it is the same whenever it is made.
LOADED_AT = datetime(2023, 9, 25, 1, 0, tzinfo=UTC)
ISSUED_AT = datetime(2023, 10, 5, 2, 0, tzinfo=UTC)
PLANNED_AT = datetime(2023, 9, 28, 2, 0, tzinfo=UTC)
PREPARED_AT = datetime(2023, 10, 20, 2, 0, tzinfo=UTC)
#: The team is set up in mid-December: from then on every role is held.
TEAM_AT = datetime(2023, 12, 20, 2, 0, tzinfo=UTC)
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
#: Tier → code and title of its rounds; {} is the organiser.
TITLES = {
    "department": ("2023-SO", "Đánh giá các sở, ban, ngành năm 2023"),
    "district": ("2023-HUYEN", "Đánh giá UBND cấp huyện năm 2023"),
    "commune": ("2023-XA-{}", "Đánh giá cấp xã năm 2023 – {}"),
}
TIERS = tuple(TITLES)
#: When officers fill in and leaders submit.
FILLED_AT = {
    "commune": (datetime(2023, 11, 20, 3, 0, tzinfo=UTC), datetime(2023, 11, 28, 8, 30, tzinfo=UTC)),
    "department": (datetime(2023, 12, 18, 3, 0, tzinfo=UTC), datetime(2023, 12, 26, 8, 30, tzinfo=UTC)),
    "district": (datetime(2023, 12, 19, 3, 0, tzinfo=UTC), datetime(2023, 12, 27, 8, 30, tzinfo=UTC)),
}
EXCLUDED_BY = "Quyết định số 2098/QĐ-UBND ngày 29/11/2023 của UBND tỉnh"
EXCLUDED_WHY = "Cơ quan không có TTHC thuộc thẩm quyền giải quyết"
#: When the tables come in, agencies have appraised, heads settle.
APPRAISED_AT = {
    "commune": tuple(datetime(2023, 12, day, 3, 0, tzinfo=UTC) for day in (5, 15, 26)),
    "department": tuple(datetime(2024, month, day, 3, 0, tzinfo=UTC) for month, day in ((1, 8), (1, 24), (2, 20))),
    "district": tuple(datetime(2024, month, day, 4, 0, tzinfo=UTC) for month, day in ((1, 8), (1, 24), (2, 20))),
}
#: When the coordinator computes, the approver approves, and the public reads.
ANNOUNCED_AT = {
    "commune": tuple(datetime(2023, 12, day, hour, 0, tzinfo=UTC) for day, hour in ((27, 3), (28, 3), (29, 2))),
    "department": tuple(datetime(2024, 2, day, hour, 0, tzinfo=UTC) for day, hour in ((22, 3), (26, 3), (28, 2))),
    "district": tuple(datetime(2024, 2, day, hour, 0, tzinfo=UTC) for day, hour in ((22, 4), (26, 4), (28, 2))),
}
DECISIONS = {
    "commune": "Quyết định công bố ngày 28/12/2023 của {} (minh họa)",
    "department": "Quyết định số 318/QĐ-UBND ngày 26/02/2024 của {} (minh họa)",
    "district": "Quyết định số 318/QĐ-UBND ngày 26/02/2024 của {} (minh họa)",
}
ORIGIN = "Số liệu của các hệ thống thông tin dùng chung và kết quả điều tra XHH năm 2023 (minh họa)"
REPORT = Report(2023, date(2023, 11, 15))
#: Two communes' files leave a row open; a sheet is handed in whole: they say that nothing was done.
NOTHING_DONE = {
    ("X01963", "6.4"): {"quy_che_chi_tieu": "no", "quy_che_tai_san": "no", "da_kiem_ke": "no"},
    ("X02197", "7.6"): {"da_cap_nhat": "0", "bat_buoc": "12"},
}


def load(password: str) -> None:
    """Everything: people, sets (one cloned as a draft to work on), evidence, the programme and its rounds."""
    made = province.load("bac-kan-2023", password=password, at=LOADED_AT, standing_at=TEAM_AT)
    for tier in TIERS:
        province.issue_set(made, tier, at=LOADED_AT, issued_at=ISSUED_AT)
    _clone(made, "district")
    papers.load(made)
    programme, tasks = province.make_programme(
        made,
        year=2023,
        code="CCHC-2023",
        title="Xác định Chỉ số CCHC năm 2023",
        decision="Kế hoạch số 632/KH-UBND ngày 27/9/2023 của UBND tỉnh Bắc Kạn",
        plan=(made.folder / "plan.csv").read_bytes(),
        at=PLANNED_AT,
    )
    figures = {tier: read(made.folder / "figures" / f"{tier}.csv") for tier in TIERS}
    for (unit, leaf), claimed in NOTHING_DONE.items():
        figures["commune"][unit].leaves[leaf] = {"self": claimed}
    rounds = [_round(made, programme, tasks, tier, organiser) for tier, organiser in _organised(made)]
    for round in rounds:
        _play(made, round, figures[round.tier_id])


def _organised(made: Province) -> "list[tuple[str, Unit]]":
    """Tier and organiser of each round, communes first: a district's sheet takes over what its communes reached."""
    districts = [unit for unit in made.units.values() if unit.tier.code == "district"]
    return [*(("commune", unit) for unit in districts), ("department", made.unit), ("district", made.unit)]


def _round(
    made: Province, programme: "Programme", tasks: "Mapping[int, PlanTask]", tier: str, organiser: "Unit"
) -> "Round":
    code, title = TITLES[tier]
    windows = {}
    for kind, (task_number, days) in (COMMUNE if tier == "commune" else PROVINCE).items():
        task = tasks[task_number]
        first, last = days or (task.opens_on, task.due_on)
        windows[kind] = Days(first, last, task)
    return province.make_round(
        made,
        programme,
        tier=tier,
        organiser=organiser,
        code=code.format(organiser.code),
        title=title.format(organiser.name),
        windows=windows,
        substitutes=SUBSTITUTES if tier == "department" else {},
        decision=DECISION,
        at=PREPARED_AT,
    )


def _start(made: "Round", by: "Account") -> None:
    from parindex.assessments import actions

    actions.start_round(made, version=made.version, by=by, at=STARTED_AT[made.tier_id])
    actions.open_sheets(made, at=STARTED_AT[made.tier_id])


def _play(made: Province, round: "Round", figures: "Mapping[str, UnitFigures]") -> None:
    tier = round.tier_id
    _start(round, made.keeper(round.organiser))
    filling.exclude(made, round, figures, decision=EXCLUDED_BY, reason=EXCLUDED_WHY, at=STARTED_AT[tier])
    filled_at, submitted_at = FILLED_AT[tier]
    for code, sheet in filling.sheets_of(round).items():
        with_paper = tier != "commune" or round.organiser.code == "H061"
        filling.fill(made, sheet, figures[code], report=REPORT, with_paper=with_paper, at=filled_at)
        filling.submit(made, sheet, at=submitted_at)
    work = Appraisal(made, round, figures, SUBSTITUTES if tier == "department" else {})
    supplied_at, appraised_at, settled_at = APPRAISED_AT[tier]
    appraising.supply(work, origin=ORIGIN, at=supplied_at)
    appraising.appraise(work, at=appraised_at)
    appraising.settle(work, at=settled_at)
    computed_at, approved_at, publish_at = ANNOUNCED_AT[tier]
    decision = DECISIONS[tier].format(round.organiser.name)
    announcing.announce(
        made,
        round,
        decision=decision,
        computed_at=computed_at,
        approved_at=approved_at,
        publish_at=publish_at,
    )


def _clone(made: Province, tier: str) -> None:
    from parindex.criteria import actions
    from parindex.criteria.actions.sets import SetFacts

    version = made.versions[tier]
    year = version.criteria_set.year + 1
    code = version.criteria_set.code.replace(str(year - 1), str(year))
    actions.clone_set(
        version,
        id=uuid.uuid5(uuid.NAMESPACE_URL, code),
        owner=made.unit,
        facts=SetFacts(code, version.criteria_set.tier, year, illustration=True),
        title=version.title.replace(str(year - 1), str(year)),
        title_en=version.title_en.replace(str(year - 1), str(year)),
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        by=made.coordinator,
        at=ISSUED_AT,
    )
