"""A started round of the small province by the example's whole set of departments: every kind of rule is in it."""

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parindex.assessments.actions.sheets import open_sheets
from parindex.assessments.models import Answer, Sheet
from parindex.criteria import actions as criteria
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion
from parindex.people.enums import Role
from parindex.people.models import Account, Tier
from parindex.programmes.models import Round
from tests.people import Province, accounts_of, make_province
from tests.rounds import PREPARED, make_programme, make_round, started

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "bac-kan-2023" / "criteria" / "department.json"


@dataclass
class Desk:
    """Sở Tài chính's sheet with the people who keep it."""

    province: Province
    round: Round
    sheet: Sheet
    coordinator: Account
    officer: Account
    leader: Account

    def row(self, leaf: str) -> Answer:
        return Answer.objects.get(sheet=self.sheet, leaf=leaf)


def real_document() -> dict[str, Any]:
    """The example's set, appraised by departments that the small province has."""
    document: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))

    def appraise(node: dict[str, Any]) -> None:
        if node.get("appraised_by") not in (None, "", "SNV"):
            node["appraised_by"] = "STC"
        for child in node.get("children", ()):
            appraise(child)

    for field in document["nodes"]:
        appraise(field)
    return document


def issue(province: Province, document: dict[str, Any], *, by: Account) -> CriteriaSetVersion:
    """The first version of a set with that document, issued."""
    version = criteria.create_set(
        id=uuid.uuid4(),
        owner=province.root,
        facts=SetFacts(document["code"], Tier.objects.get(code=document["tier"]), document["year"], illustration=True),
        title=document["title"],
        document=document,
        by=by,
        at=PREPARED,
    )
    criteria.issue(version, row_version=version.version, by=by, at=PREPARED)
    return CriteriaSetVersion.objects.get(pk=version.pk)


def make_desk(document: dict[str, Any] | None = None) -> Desk:
    province = make_province()
    account = accounts_of(province)
    coordinator = account(Role.COORDINATOR)
    version = issue(province, document or real_document(), by=coordinator)
    round = started(make_round(make_programme(province, by=coordinator), province.root, version, by=coordinator),
                    by=coordinator)  # fmt: skip
    open_sheets(round, by=coordinator, at=PREPARED)
    sheet = Sheet.objects.get(round=round, unit=province["STC"])
    return Desk(province, round, sheet, coordinator, account(Role.UNIT_OFFICER), account(Role.UNIT_LEADER))
