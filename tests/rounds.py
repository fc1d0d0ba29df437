"""Programmes and rounds made by the program's own actions: what tests of the domain and of pages start from."""

import uuid
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from parindex.assessments import actions as assessments
from parindex.assessments.models import Sheet
from parindex.criteria import actions as criteria
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.documents import sha256_of
from parindex.criteria.models import CriteriaSetVersion
from parindex.criteria.queries import text_of
from parindex.people.actions import create_unit
from parindex.people.models import Account, Tier, Unit
from parindex.programmes import actions
from parindex.programmes.actions.rounds import Period
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Participant, Programme, Round
from tests.people import Province

#: Rounds are prepared before their windows, which lie around the tests' moment (5 December 2023).
PREPARED = datetime(2023, 11, 1, 2, 0, tzinfo=UTC)
#: 00:00 on 1 December in Vietnam and so on.
OPENS = datetime(2023, 11, 30, 17, 0, tzinfo=UTC)
CLOSES = datetime(2023, 12, 31, 16, 59, tzinfo=UTC)
WINDOWS = {
    WindowKind.SELF_ASSESSMENT: Period(OPENS, CLOSES),
    WindowKind.APPRAISAL: Period(datetime(2023, 12, 31, 17, 0, tzinfo=UTC), datetime(2024, 1, 31, 16, 59, tzinfo=UTC)),
    WindowKind.SETTLEMENT: Period(datetime(2024, 1, 31, 17, 0, tzinfo=UTC), datetime(2024, 2, 29, 16, 59, tzinfo=UTC)),
}
JUDGED = {"kind": "judgement", "increment": "1"}
DOCUMENT: dict[str, Any] = {
    "format": "parindex/criteria-set/1",
    "code": "X",
    "title": "Bộ tiêu chí",
    "tier": "department",
    "year": 2023,
    "decision": {"number": "1/QĐ-UBND", "on": "2023-10-16"},
    "period": {"from": "2022-12-15", "to": "2023-12-14"},
    "policy": {},
    "nodes": [
        {
            "code": "1",
            "title": "Chỉ đạo, điều hành",
            "appraised_by": "SNV",
            "children": [
                {
                    "code": "1.1",
                    "title": "Kế hoạch",
                    "max_points": "40",
                    "rule": JUDGED,
                },
                {
                    "code": "1.2",
                    "title": "Kiểm tra",
                    "max_points": "30",
                    "rule": JUDGED,
                },
            ],
        },
        {
            "code": "2",
            "title": "Tài chính công",
            "max_points": "30",
            "appraised_by": "STC",
            "rule": JUDGED,
        },
    ],
}

RATIO = {"ratio": ["on_time", "total"]}
STEPS = [
    {"above": "0.9", "points": "2"},
    {"from": "0.7", "to": "0.9", "points": "1"},
    {"below": "0.7", "points": "0"},
]


def _leaf(code: str, title: str, points: str, rule: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "title": title, "max_points": points, "rule": rule, **more}


#: A leaf of each kind of rule that a unit fills in, and one of each other source; 100 points in all.
EVERY_KIND: list[dict[str, Any]] = [
    {
        "code": "1",
        "title": "Chỉ đạo, điều hành",
        "appraised_by": "SNV",
        "children": [
            _leaf(
                "1.1",
                "Kế hoạch",
                "10",
                {"kind": "choice", "options": [{"code": "yes", "points": "10"}, {"code": "no", "points": "0"}]},
                evidence="Kế hoạch, quyết định",
                evidence_required=True,
            ),
            _leaf("1.2", "Báo cáo", "10", {"kind": "all_of", "conditions": ["enough", "on_time"], "else": "0"}),
            _leaf("1.3", "Giải quyết hồ sơ", "2", {"kind": "steps", "quantity": RATIO, "steps": STEPS}),
            _leaf("1.4", "Thực hiện kế hoạch", "8", {"kind": "proportional", "quantity": {"ratio": ["done", "all"]}}),
            _leaf(
                "1.5",
                "Tỷ lệ trực tuyến",
                "10",
                {
                    "kind": "linear",
                    "quantity": "online",
                    "from": {"at": "0.5", "points": "0"},
                    "to": {"at": "1", "points": "10"},
                },
            ),
        ],
    },
    {
        "code": "2",
        "title": "Tài chính công",
        "appraised_by": "STC",
        "children": [
            _leaf("2.1", "Sáng kiến", "5", {"kind": "per_item", "count": "ideas", "points": "0.5"}),
            _leaf("2.2", "Vi phạm", "5", {"kind": "deduct", "items": [{"count": "late", "points": "0.25"}]}),
            _leaf(
                "2.3",
                "Giải ngân",
                "10",
                {"kind": "formula", "cases": [{"when": "a > 0", "points": "max_points * b / a"}, {"points": "0"}]},
            ),
            _leaf("2.4", "Đánh giá chung", "5", {"kind": "judgement", "increment": "0.5"}),
            _leaf("2.5", "Chấp hành", "5", JUDGED, source="appraiser"),
            _leaf("2.6", "Đúng hạn trên Cổng", "10", {"kind": "proportional", "quantity": RATIO}, source="register"),
            _leaf("2.7", "Khảo sát", "10", {"kind": "survey", "questions": ["q1", "q2"]}, source="survey"),
            _leaf("2.8", "SIPAS", "5", {"kind": "proportional", "quantity": "sipas"}, source="satisfaction"),
            _leaf("2.9", "Kết quả cấp xã", "5", {"kind": "proportional", "quantity": "mean"}, source="round"),
        ],
    },
]
#: What a unit could claim in it: figures and points by leaf.
CLAIMS: dict[str, tuple[dict[str, str], str]] = {
    "1.1": ({"choice": "yes"}, "10"),
    "1.2": ({"enough": "yes", "on_time": "yes"}, "10"),
    "1.3": ({"on_time": "45", "total": "50"}, "1"),
    "1.4": ({"done": "1", "all": "3"}, "8/3"),
    "1.5": ({"online": "0.75"}, "5"),
    "2.1": ({"ideas": "3"}, "1.5"),
    "2.2": ({"late": "2"}, "4.5"),
    "2.3": ({"a": "200", "b": "150"}, "7.5"),
    "2.4": ({"points": "4.5", "reason": "Hoàn thành tốt"}, "4.5"),
}


def issued_set(
    owner: Unit,
    tier: str,
    *,
    by: Account,
    code: str = "",
    year: int = 2023,
    nodes: list[dict[str, Any]] | None = None,
    more: dict[str, Any] | None = None,
    at: datetime = PREPARED,
) -> CriteriaSetVersion:
    """An issued set of ``owner`` for ``tier``.

    :param nodes: its tree (:data:`EVERY_KIND`); a small one of judgements if None.
    :param more: of its document, whatever shall differ: policy, bonus and penalty items.
    """
    code = code or f"{owner.code}-{tier}"
    version = criteria.create_set(
        id=uuid.uuid4(),
        owner=owner,
        facts=SetFacts(code, Tier.objects.get(code=tier), year),
        title="Bộ tiêu chí",
        document=DOCUMENT
        | {"code": code, "tier": tier, "year": year, "nodes": nodes or DOCUMENT["nodes"]}
        | (more or {}),
        by=by,
        at=at,
    )
    criteria.issue(version, row_version=version.version, by=by, at=at)
    return CriteriaSetVersion.objects.get(pk=version.pk)


def issued_again(version: CriteriaSetVersion, nodes: list[dict[str, Any]], *, by: Account) -> CriteriaSetVersion:
    """The next version of the same set, with that tree, issued."""
    draft = criteria.start_version(version, id=uuid.uuid4(), by=by, at=PREPARED)
    kept = version.criteria_set
    document = {**DOCUMENT, "code": kept.code, "tier": kept.tier_id, "year": kept.year, "nodes": nodes}
    criteria.replace_tree(draft, document, seen=sha256_of(text_of(draft)), by=by, at=PREPARED)
    draft.refresh_from_db()
    criteria.issue(draft, row_version=draft.version, by=by, at=PREPARED)
    return CriteriaSetVersion.objects.get(pk=draft.pk)


def make_programme(province: Province, *, by: Account | None, year: int = 2023) -> Programme:
    return actions.create_programme(
        id=uuid.uuid4(),
        province=province.root,
        year=year,
        code=f"CCHC-{year}",
        title=f"Chỉ số CCHC năm {year}",
        by=by,
        at=PREPARED,
    )


def make_round(
    programme: Programme, organiser: Unit, version: CriteriaSetVersion, *, by: Account | None, code: str = "R-1"
) -> Round:
    """A round without units and windows."""
    return actions.create_round(
        id=uuid.uuid4(),
        programme=programme,
        organiser=organiser,
        code=code,
        title=f"Đợt {code}",
        tier=version.criteria_set.tier,
        set_version=version,
        by=by,
        at=PREPARED,
    )


def ready(round: Round, *, by: Account | None) -> Round:
    """The round with all its units, windows and substitutes: it can start."""
    actions.take_in(round, on=date(2023, 11, 1), digest=None, by=by, at=PREPARED)
    round = actions.set_windows(round, WINDOWS, version=round.version, by=by, at=PREPARED)
    taking_part = {member.unit.code: member.unit for member in Participant.objects.filter(round=round)}
    for agency, substitute in (("SNV", "STC"), ("STC", "SNV")):
        if agency in taking_part:
            actions.name_substitute(
                round, agency=taking_part[agency], substitute=taking_part[substitute], version=0, by=by, at=PREPARED
            )
    return Round.objects.get(pk=round.pk)


def started(round: Round, *, by: Account, at: datetime = PREPARED) -> Round:
    """The round, made ready and started."""
    round = ready(round, by=by)
    actions.start(round, version=round.version, by=by, at=at)
    return Round.objects.get(pk=round.pk)


def with_sheets(round: Round, *, by: Account, at: datetime = PREPARED) -> Round:
    """The round, made ready, started, and every unit with its score sheet."""
    round = ready(round, by=by)
    assessments.start_round(round, version=round.version, by=by, at=at)
    round = Round.objects.get(pk=round.pk)
    assessments.open_sheets(round, at=at)
    return round


def fill_in(sheet: Sheet, *, by: Account, at: datetime, but: Collection[str] = ()) -> None:
    """Every row that the unit fills in of a set of :data:`EVERY_KIND`, with an explanation where evidence is asked."""
    rows = {row.leaf: row for row in sheet.answers.all()}
    for leaf, (figures, _points) in CLAIMS.items():
        if leaf not in but:
            row = rows[leaf]
            explanation = "Kế hoạch số 12/KH-STC" if leaf == "1.1" else ""
            assessments.save_row(row, figures=figures, explanation=explanation, version=row.version, by=by, at=at)


def hand_in(sheet: Sheet, *, leader: Account, at: datetime) -> Sheet:
    """The sheet of a set of :data:`EVERY_KIND`, handed in with :data:`CLAIMS`. Its rows are written at once: what
    saving a row does is not what tests of the appraisal are about."""
    for leaf, (figures, points) in CLAIMS.items():
        row = sheet.answers.filter(leaf=leaf)
        row.update(figures=figures, points=points, state="scored", explanation="Kế hoạch số 12/KH-STC", version=2)
    assessments.submit(sheet, version=sheet.version, by=leader, at=at)
    return Sheet.objects.select_related("unit", "round").get(pk=sheet.pk)


def handed_in(round: Round, code: str, *, leader: Account, at: datetime) -> Sheet:
    """The sheet of one unit of a started round whose set is :data:`DOCUMENT`, every row judged, handed in."""
    assessments.open_sheets(round, at=at)
    sheet = Sheet.objects.select_related("unit", "round").get(round=round, unit__code=code)
    sheet.answers.update(figures={"points": "5", "reason": "Tốt"}, points="5", state="scored", version=2)
    assessments.submit(sheet, version=sheet.version, by=leader, at=at)
    return Sheet.objects.select_related("unit", "round").get(pk=sheet.pk)


def add_units(province: Province) -> None:
    """A second district with a commune, and one more commune of the first."""
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    for code, name, tier, parent in [
        ("X01909", "UBND xã Nam Mẫu", "commune", "H061"),
        ("H064", "UBND huyện Chợ Đồn", "district", "BK"),
        ("X02020", "UBND thị trấn Bằng Lũng", "commune", "H064"),
    ]:
        province.units[code] = create_unit(
            code=code, name=name, tier=tiers[tier], parent=province[parent], by=None, at=PREPARED
        )
