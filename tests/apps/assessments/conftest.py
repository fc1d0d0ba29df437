"""A province whose departments have score sheets, with a leaf of each kind; evidence that can be cited."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from parindex.assessments.models import Answer, Sheet
from parindex.criteria.models import CriteriaSetVersion
from parindex.evidence import intake
from parindex.evidence.actions import begin_upload
from parindex.evidence.models import DocumentVersion
from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.programmes import actions as programmes
from parindex.programmes.models import Participant, Programme, Round
from tests.conftest import NOW
from tests.papers import pdf
from tests.people import Province, accounts_of, make_province
from tests.rounds import EVERY_KIND, PREPARED, add_units, issued_set, make_programme, make_round, with_sheets


@pytest.fixture
def in_english() -> Iterator[None]:
    """Refusals are compared in the source's language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _places(settings: Any, tmp_path: Path) -> None:
    """Bytes of each test in folders of its own."""
    settings.STORED_FILES = tmp_path / "files"
    settings.EVIDENCE_PARTS = tmp_path / "uploads"
    settings.EVIDENCE_PREVIEWS = tmp_path / "previews"


@dataclass
class World:
    province: Province
    account: Callable[..., Account]
    coordinator: Account
    #: Of Sở Tài chính.
    officer: Account
    leader: Account
    set_version: CriteriaSetVersion
    programme: Programme
    round: Round

    def sheet(self, code: str = "STC") -> Sheet:
        return Sheet.objects.select_related("unit", "round").get(round=self.round, unit__code=code)

    def row(self, leaf: str, code: str = "STC") -> Answer:
        return Answer.objects.get(sheet__round=self.round, sheet__unit__code=code, leaf=leaf)

    def exclude(self, node: str, code: str = "STC", at: datetime = PREPARED) -> Any:
        member = Participant.objects.select_related("round").get(round=self.round, unit__code=code)
        return programmes.exclude(
            member,
            id=uuid.uuid4(),
            node_code=node,
            decision="15/QĐ-UBND",
            reason="Không có lĩnh vực này",
            by=self.coordinator,
            at=at,
        )

    def document(self, text: str = "Báo cáo", at: str = "STC") -> DocumentVersion:
        """A document of the unit's library."""
        data = pdf(text)
        by = self.officer if at == "STC" else self.account(Role.UNIT_OFFICER, at)
        unit, name = self.province[at], f"{text}.pdf"
        begun = begin_upload(unit, number=uuid.uuid4(), name=name, size=len(data), document=None, by=by, at=NOW)
        done = intake.receive(begun, [data], offset=0, by=by, at=NOW)[1]
        assert done is not None
        return done.version


@pytest.fixture
def world(db: None) -> World:
    province = make_province()
    add_units(province)
    account = accounts_of(province)
    coordinator = account(Role.COORDINATOR)
    version = issued_set(province.root, "department", by=coordinator, nodes=EVERY_KIND)
    programme = make_programme(province, by=coordinator)
    round = with_sheets(make_round(programme, province.root, version, by=coordinator), by=coordinator)
    return World(
        province,
        account,
        coordinator,
        account(Role.UNIT_OFFICER),
        account(Role.UNIT_LEADER),
        version,
        programme,
        round,
    )
