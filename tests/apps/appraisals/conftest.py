"""A round of three departments whose sheets were handed in: Sở Nội vụ and Sở Tài chính appraise and are assessed
themselves, each standing in for the other; Sở Xây dựng is only assessed."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from parindex.appraisals import actions
from parindex.appraisals.models import Mark, RegisterImport, Settlement
from parindex.appraisals.rows import Row, row_of
from parindex.assessments import actions as assessments
from parindex.assessments.models import Answer, Sheet
from parindex.criteria.models import CriteriaSetVersion
from parindex.people.actions import create_unit
from parindex.people.enums import Role
from parindex.people.models import Account, Tier
from parindex.programmes import actions as programmes
from parindex.programmes.models import Exclusion, Participant, Programme, Round
from tests.conftest import NOW
from tests.people import Province, accounts_of, make_province
from tests.rounds import (
    EVERY_KIND,
    PREPARED,
    add_units,
    hand_in,
    issued_set,
    make_programme,
    make_round,
    with_sheets,
)

#: While the appraisal is open, and while settlement is.
APPRAISING = datetime(2024, 1, 10, 3, 0, tzinfo=UTC)
SETTLING = datetime(2024, 2, 10, 3, 0, tzinfo=UTC)
DEADLINE = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)
REASON = {"reason_code": "figures_differ", "reason": "Theo Cổng dịch vụ công chỉ có 40 hồ sơ"}
#: Values for every leaf that a table brings, of one unit.
TABLE = [("2.6", "on_time", "95"), ("2.6", "total", "100"), ("2.7", "q1", "0.8"), ("2.7", "q2", "0.6")]
TABLE += [("2.8", "sipas", "0.86"), ("2.9", "mean", "0.9")]

#: What counts beside the rows.
ITEMS = {
    "policy": {"bonus_cap": "2", "penalty_cap": "2"},
    "bonus": [{"code": "T1", "title": "Sáng kiến", "points": "0.5"}],
    "penalty": [{"code": "P1", "title": "Vi phạm", "points": "0.25"}],
}


@pytest.fixture(autouse=True)
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
    #: Appraisers of Sở Nội vụ (field 1) and of Sở Tài chính (field 2).
    snv: Account
    stc: Account
    #: Of the appraisal team: at Sở Nội vụ, and at the People's Committee itself.
    head: Account
    free_head: Account
    programme: Programme
    set_version: CriteriaSetVersion
    round: Round

    def sheet(self, code: str = "SXD") -> Sheet:
        found = Sheet.objects.select_related("unit", "round__organiser", "participant")
        return found.get(round=self.round, unit__code=code)

    def row(self, leaf: str, code: str = "SXD") -> Answer:
        return Answer.objects.get(sheet__round=self.round, sheet__unit__code=code, leaf=leaf)

    def seen(self, leaf: str, code: str = "SXD") -> Row:
        """As a page reads it."""
        return row_of(self.row(leaf, code))

    def versions(self, leaf: str, code: str = "SXD") -> dict[str, Any]:
        """What a form that was opened now sends along."""
        row = self.row(leaf, code)
        mark = Mark.objects.filter(answer=row).first()
        return {"version": mark.version if mark else 0, "handed_version": row.handed_version}

    def mark(self, leaf: str, code: str = "SXD") -> Mark | None:
        return Mark.objects.filter(answer=self.row(leaf, code)).first()

    def by_field(self, leaf: str) -> Account:
        return self.snv if leaf.startswith("1") else self.stc

    def confirm(self, leaf: str, code: str = "SXD", *, by: Account | None = None, at: datetime = APPRAISING) -> Mark:
        by = by or self.by_field(leaf)
        return actions.confirm(self.row(leaf, code), **self.versions(leaf, code), by=by, at=at)

    def adjust(self, leaf: str, figures: dict[str, str], code: str = "SXD", **more: Any) -> Mark:
        given = {**REASON, "by": self.by_field(leaf), "at": APPRAISING, **more}
        return actions.adjust(self.row(leaf, code), figures=figures, **(self.versions(leaf, code) | given))

    def send_back(self, leaf: str, code: str = "SXD", **more: Any) -> Mark:
        given: dict[str, Any] = {**REASON, "until": DEADLINE, "by": self.by_field(leaf), "at": APPRAISING, **more}
        return actions.send_back(self.row(leaf, code), **(self.versions(leaf, code) | given))

    def flag(self, leaf: str, code: str = "SXD", **more: Any) -> Mark:
        given = {"reason": "Cần họp Tổ thẩm định", "by": self.by_field(leaf), "at": APPRAISING, **more}
        return actions.flag(self.row(leaf, code), **(self.versions(leaf, code) | given))

    def settle(self, leaf: str, figures: dict[str, str] | None = None, code: str = "SXD", **more: Any) -> Settlement:
        row = self.row(leaf, code)
        found = Settlement.objects.filter(answer=row).first()
        given = {"reason": "Tổ thẩm định thống nhất", "version": found.version if found else 0}
        given |= {"by": self.head, "at": SETTLING, **more}
        return actions.settle_row(row, figures=figures or {}, **given)

    def supplement(self, leaf: str, figures: dict[str, str], code: str = "SXD", at: datetime = APPRAISING) -> None:
        """The unit answers what was sent back, and hands in again."""
        row, officer = self.row(leaf, code), self.account(Role.UNIT_OFFICER, code)
        assessments.save_row(row, figures=figures, explanation="Bổ sung", version=row.version, by=officer, at=at)
        leader = self.account(Role.UNIT_LEADER, code)
        assessments.submit(self.sheet(code), version=self.sheet(code).version, by=leader, at=at)

    def exclude(self, node: str, code: str = "SXD", at: datetime = PREPARED) -> Exclusion:
        member = Participant.objects.select_related("round").get(round=self.round, unit__code=code)
        facts = {"decision": "15/QĐ-UBND", "reason": "Không có lĩnh vực này", "by": self.coordinator, "at": at}
        return programmes.exclude(member, id=uuid.uuid4(), node_code=node, **facts)

    def keep_table(self, lines: list[tuple[str, ...]], **more: Any) -> RegisterImport:
        text = "\n".join(",".join(line) for line in [("unit", "node", "input", "value"), *lines])
        given = {"id": uuid.uuid4(), "name": "so-lieu.csv", "origin": "Cổng dịch vụ công quốc gia"}
        given |= {"by": self.coordinator, "at": APPRAISING, **more}
        return actions.keep_register(self.round, chunks=[text.encode()], **given)

    def supply(self, *codes: str) -> None:
        """Every value that comes with a table, for these units."""
        lines = [(code, *line) for code in codes for line in TABLE]
        actions.apply_register(self.keep_table(lines), digest=None, by=self.coordinator, at=APPRAISING)

    def mark_all(self, code: str = "SXD") -> None:
        """Every row of the unit with a value, so that nothing lies open."""
        for number, by in ((1, self.snv), (2, self.stc)):
            leaves = [f"{number}.{n}" for n in range(1, 6)]
            rows = {self.row(leaf, code).pk: self.row(leaf, code).handed_version or 0 for leaf in leaves}
            actions.confirm_many(self.round, rows=rows, by=by, at=APPRAISING)
        self.adjust("2.5", {"points": "4"}, code, reason="Chấp hành tốt")
        self.supply(code)


@pytest.fixture
def world(db: None) -> World:
    province = make_province()
    add_units(province)
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    province.units["SXD"] = create_unit(
        code="SXD", name="Sở Xây dựng", tier=tiers["department"], parent=province.root, by=None, at=PREPARED
    )
    account = accounts_of(province)
    coordinator = account(Role.COORDINATOR)
    version = issued_set(province.root, "department", by=coordinator, nodes=EVERY_KIND, more=ITEMS)
    programme = make_programme(province, by=coordinator)
    round = with_sheets(make_round(programme, province.root, version, by=coordinator), by=coordinator)
    for code in ("SNV", "STC", "SXD"):
        sheet = Sheet.objects.get(round=round, unit__code=code)
        hand_in(sheet, leader=account(Role.UNIT_LEADER, code), at=NOW)
    return World(
        province,
        account,
        coordinator,
        account(Role.APPRAISER, "SNV"),
        account(Role.APPRAISER, "STC"),
        account(Role.TEAM_HEAD, "SNV"),
        account(Role.TEAM_HEAD, "BK"),
        programme,
        version,
        round,
    )
