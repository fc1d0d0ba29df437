"""Score sheets that can be filled in today: what tests of their pages and journeys start from."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from parindex.assessments.models import Answer, Sheet
from parindex.evidence import intake
from parindex.evidence.actions import begin_upload, change_document
from parindex.evidence.models import DocumentVersion
from parindex.people.models import Account
from parindex.programmes import actions as programmes
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Participant, Programme, Round
from tests import papers
from tests.conftest import NOW
from tests.people import Province
from tests.rounds import EVERY_KIND, issued_set, make_programme, make_round, with_sheets


@dataclass
class Sheets:
    """A round of departments with a leaf of each kind; Sở Tài chính has ten more days."""

    province: Province
    programme: Programme
    round: Round
    coordinator: Account

    def sheet(self, code: str = "STC") -> Sheet:
        return Sheet.objects.select_related("unit", "round").get(round=self.round, unit__code=code)

    def row(self, leaf: str, code: str = "STC") -> Answer:
        return Answer.objects.get(sheet__round=self.round, sheet__unit__code=code, leaf=leaf)

    def exclude(self, node: str, code: str = "STC") -> None:
        member = Participant.objects.select_related("round").get(round=self.round, unit__code=code)
        why = {"decision": "15/QĐ-UBND", "reason": "Không có lĩnh vực này"}
        programmes.exclude(member, id=uuid.uuid4(), node_code=node, **why, by=self.coordinator, at=NOW)


def make_sheets(province: Province, coordinator: Account, *, year: int = 2023, code: str = "R-1") -> Sheets:
    """The round, started, with its sheets; only Sở Tài chính can still fill in."""
    programme = make_programme(province, by=coordinator, year=year)
    version = issued_set(province.root, "department", by=coordinator, year=year, nodes=EVERY_KIND, code=f"SET-{year}")
    round = with_sheets(make_round(programme, province.root, version, by=coordinator, code=code), by=coordinator)
    more_time(round, "STC", by=coordinator)
    return Sheets(province, programme, round, coordinator)


def more_time(round: Round, unit: str, *, by: Account, days: float = 10) -> None:
    """The unit fills in until so many days from now."""
    member = Participant.objects.select_related("round").get(round=round, unit__code=unit)
    until = timezone.now() + timedelta(days=days)
    programmes.extend(member, id=uuid.uuid4(), kind=WindowKind.SELF_ASSESSMENT, until=until, reason="Lũ", by=by, at=NOW)


def paper(province: Province, title: str, *, number: str = "", unit: str = "STC") -> DocumentVersion:
    """A document in the unit's library."""
    data = papers.pdf(title)
    given = {"name": f"{title}.pdf", "size": len(data), "document": None}
    begun = begin_upload(province[unit], number=uuid.uuid4(), **given, by=None, at=NOW)  # type: ignore[arg-type]
    done = intake.receive(begun, [data], offset=0, by=None, at=NOW)[1]
    assert done is not None
    facts = {"title": title, "number": number, "issued_on": None, "issuing_body": "", "note": ""}
    document = done.version.document
    change_document(document, **facts, version=document.version, by=None, at=NOW)  # type: ignore[arg-type]
    return done.version
