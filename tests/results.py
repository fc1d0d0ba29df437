"""A round whose sheets are filled, marked and settled, made through the models: what tests of results start from."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from parindex.appraisals.enums import Decision, ReasonCode
from parindex.appraisals.models import Mark, RegisterImport, Settlement
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.criteria import actions as criteria
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.files import store
from parindex.people.enums import Role
from parindex.people.models import Account, Tier, Unit
from parindex.programmes.models import Participant, Round
from parindex.results import actions
from parindex.results.enums import RunKind
from parindex.results.models import Run
from tests.conftest import NOW
from tests.people import Province, accounts_of, make_province
from tests.rounds import DOCUMENT, PREPARED, add_units, make_programme, make_round, started

#: After all windows of ``tests.rounds``.
COMPUTED = NOW + timedelta(days=100)

STEPS = {
    "kind": "steps",
    "quantity": {"ratio": ["on_time", "total"]},
    "steps": [
        {"above": "0.9", "points": "2"},
        {"from": "0.7", "to": "0.9", "points": "1"},
        {"below": "0.7", "points": "0"},
    ],
}
YES_NO = {"kind": "choice", "options": [{"code": "yes", "points": "1"}, {"code": "no", "points": "0"}]}
NODES: list[dict[str, Any]] = [
    {
        "code": "1",
        "title": "Chỉ đạo, điều hành",
        "appraised_by": "SNV",
        "children": [
            {"code": "1.1", "title": "Đúng hạn", "max_points": "2", "not_arising": "exclude", "rule": STEPS},
            {"code": "1.2", "title": "Kế hoạch", "max_points": "1", "rule": YES_NO},
            {"code": "1.3", "title": "Sáng kiến", "max_points": "2", "rule": {"kind": "judgement", "increment": "0.5"}},
        ],
    },
    {
        "code": "2",
        "title": "Số hóa",
        "appraised_by": "STC",
        "children": [
            {
                "code": "2.1",
                "title": "Dịch vụ công trực tuyến",
                "max_points": "3",
                "source": "register",
                "rule": {"kind": "proportional", "quantity": {"ratio": ["online", "all"]}},
            },
            {
                "code": "2.2",
                "title": "Điều tra xã hội học",
                "max_points": "2",
                "source": "survey",
                "rule": {"kind": "survey", "questions": ["q1"]},
            },
        ],
    },
]
POLICY = {
    "bonus_cap": "1",
    "penalty_cap": "1",
    "classes": [
        {"code": "good", "title": "Tốt", "from": "80", "inclusive": True},
        {"code": "weak", "title": "Yếu"},
    ],
}
BONUS = [{"code": "b1", "title": "Sáng kiến cấp tỉnh", "points": "0.5"}]


@dataclass
class World:
    """The departments' round of a small province; the district's round of its communes is one more call away."""

    province: Province
    coordinator: Account
    approver: Account
    appraiser: Account
    head: Account
    officer: Account
    account: Any
    round: Round

    def sheet(self, code: str) -> Sheet:
        return Sheet.objects.get(round=self.round, unit=self.province[code])

    def answer(self, code: str, leaf: str) -> Answer:
        return Answer.objects.get(sheet=self.sheet(code), leaf=leaf)

    def claim(self, code: str, leaf: str, **figures: str) -> Answer:
        """Hands a row in, as a submission leaves it."""
        answer = self.answer(code, leaf)
        answer.version += 1
        answer.figures = answer.handed_figures = figures
        answer.handed_version = answer.version
        answer.saved_at, answer.saved_by = NOW, self.officer
        answer.save()
        return answer

    def mark(
        self,
        code: str,
        leaf: str,
        decision: Decision = Decision.CONFIRMED,
        source: RegisterImport | None = None,
        **figures: str,
    ) -> Mark:
        """An appraiser's mark on a row as it was handed in."""
        answer = self.answer(code, leaf)
        changed = decision == Decision.ADJUSTED
        given: dict[str, Any] = {
            "round": self.round,
            "leaf": leaf,
            "agency": self.province["SNV"],
            "decision": decision,
            "figures": figures,
            "reason_code": ReasonCode.FIGURES_DIFFER if changed else "",
            "reason": "Sổ theo dõi ghi khác" if changed else "",
            "points": "0",
            "state": "scored",
            "answer_version": answer.handed_version,
            "source": source,
            "marked_at": NOW,
            "marked_by": self.appraiser,
        }
        return Mark.objects.update_or_create(answer=answer, defaults=given)[0]

    def supply(self, code: str, leaf: str, **figures: str) -> Mark:
        """A value from a table for all units."""
        table = RegisterImport.objects.filter(round=self.round).first() or RegisterImport.objects.create(
            id=uuid.uuid4(),
            round=self.round,
            file=store([b"unit,node,input,value\n"], name="bang.csv", by=None, at=NOW),
            origin="Cổng dịch vụ công",
            uploaded_at=NOW,
            applied_at=NOW,
            rows=1,
        )
        return self.mark(code, leaf, Decision.SUPPLIED, table, **figures)

    def settle_row(self, code: str, leaf: str, **figures: str) -> Settlement:
        given: dict[str, Any] = {
            "round": self.round,
            "figures": figures,
            "reason": "Tổ thẩm định thống nhất",
            "state": "scored",
            "settled_at": NOW,
            "settled_by": self.head,
        }
        return Settlement.objects.update_or_create(answer=self.answer(code, leaf), defaults=given)[0]

    def hand_in(self, *codes: str) -> None:
        """The sheets are submitted."""
        self._put(codes, state=SheetState.SUBMITTED, settled_at=None, settled_by=None)

    def settle(self, *codes: str) -> None:
        """The sheets are settled; all of the round without codes."""
        self._put(codes, state=SheetState.SETTLED, settled_at=NOW, settled_by=self.head)

    def _put(self, codes: tuple[str, ...], **columns: Any) -> None:
        rows = Sheet.objects.filter(round=self.round)
        rows = rows.filter(unit__code__in=codes) if codes else rows
        rows.update(submissions_count=1, submitted_at=NOW, submitted_by=self.officer, **columns)

    def fill(self, figures: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None) -> None:
        """Every unit's rows, claimed, confirmed, supplied and settled; ``figures`` by unit and leaf differ."""
        for sheet in Sheet.objects.filter(round=self.round).select_related("unit"):
            code = sheet.unit.code
            own = (figures or {}).get(code, {})
            self.claim(code, "1.1", **own.get("1.1", {"on_time": "45", "total": "50"}))
            self.claim(code, "1.2", **own.get("1.2", {"choice": "yes"}))
            self.claim(code, "1.3", **own.get("1.3", {"points": "1.5", "reason": "Có hai sáng kiến"}))
            for leaf in ("1.1", "1.2", "1.3"):
                self.mark(code, leaf)
            self.supply(code, "2.1", **own.get("2.1", {"online": "2", "all": "3"}))
            self.supply(code, "2.2", **own.get("2.2", {"points": "1.25"}))
        self.settle()

    def computed(self, kind: RunKind = RunKind.FINAL, **given: Any) -> Run:
        facts: dict[str, Any] = {"id": uuid.uuid4(), "by": self.coordinator, "at": COMPUTED} | given
        return actions.compute(self.round, kind=kind, **facts)

    def approved(self) -> Run:
        return actions.approve(self.computed(), by=self.approver, at=COMPUTED + timedelta(hours=1))


def issued(owner: Unit, tier: str, *, by: Account) -> CriteriaSetVersion:
    """An issued set with a leaf of every source that the tests need."""
    code = f"{owner.code}-{tier}"
    document = {**DOCUMENT, "code": code, "tier": tier, "nodes": NODES, "policy": POLICY, "bonus": BONUS}
    version = criteria.create_set(
        id=uuid.uuid4(),
        owner=owner,
        facts=SetFacts(code, Tier.objects.get(code=tier), 2023),
        title="Bộ tiêu chí",
        document=document,
        by=by,
        at=PREPARED,
    )
    criteria.issue(version, row_version=version.version, by=by, at=PREPARED)
    return CriteriaSetVersion.objects.get(pk=version.pk)


def open_sheets(round: Round) -> None:
    """Every participant's sheet with all its rows."""
    for participant in Participant.objects.filter(round=round):
        sheet = Sheet.objects.create(participant=participant, round=round, unit_id=participant.unit_id)
        codes = ("1.1", "1.2", "1.3", "2.1", "2.2")
        Answer.objects.bulk_create([Answer(sheet=sheet, round=round, leaf=code) for code in codes])


def make_world() -> World:
    """The departments' round, running, its sheets made and empty."""
    province = make_province()
    account = accounts_of(province)
    coordinator = account(Role.COORDINATOR)
    version = issued(province.root, "department", by=coordinator)
    programme = make_programme(province, by=coordinator)
    round = started(make_round(programme, province.root, version, by=coordinator, code="D-1"), by=coordinator)
    open_sheets(round)
    return World(
        province=province,
        coordinator=coordinator,
        approver=account(Role.APPROVER),
        appraiser=account(Role.APPRAISER),
        head=account(Role.TEAM_HEAD),
        officer=account(Role.UNIT_OFFICER),
        account=account,
        round=round,
    )


def district_round(world: World, district: str = "H061") -> Round:
    """The round of a district's communes in the same programme, running, its sheets made and empty."""
    if "X01909" not in world.province.units:
        add_units(world.province)
    coordinator = world.account(Role.COORDINATOR, at=district)
    version = CriteriaSetVersion.objects.filter(criteria_set__tier__code="commune").first() or issued(
        world.province.root, "commune", by=world.coordinator
    )
    code = f"C-{district}"
    round = make_round(world.round.programme, world.province[district], version, by=coordinator, code=code)
    round = started(round, by=coordinator)
    open_sheets(round)
    return round
