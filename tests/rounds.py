"""Programmes and rounds made by the program's own actions: what tests of the domain and of pages start from."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from parindex.criteria import actions as criteria
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion
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


def issued_set(
    owner: Unit, tier: str, *, by: Account, code: str = "", year: int = 2023, at: datetime = PREPARED
) -> CriteriaSetVersion:
    """An issued set of ``owner`` for ``tier``."""
    code = code or f"{owner.code}-{tier}"
    version = criteria.create_set(
        id=uuid.uuid4(),
        owner=owner,
        facts=SetFacts(code, Tier.objects.get(code=tier), year),
        title="Bộ tiêu chí",
        document={**DOCUMENT, "code": code, "tier": tier, "year": year},
        by=by,
        at=at,
    )
    criteria.issue(version, row_version=version.version, by=by, at=at)
    return CriteriaSetVersion.objects.get(pk=version.pk)


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
