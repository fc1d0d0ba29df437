"""Who sees the evidence of a unit: what was handed in, to those who appraise, settle and approve by it."""

import uuid

from parindex.appraisals.rows import rows_of
from parindex.appraisals.rules import may_mark
from parindex.appraisals.seats import appraised
from parindex.assessments import actions as assessments
from parindex.assessments.models import Answer
from parindex.evidence import intake
from parindex.evidence.actions import begin_upload
from parindex.evidence.models import Document, DocumentVersion
from parindex.people.enums import Role
from parindex.people.models import Account
from tests.apps.appraisals.conftest import APPRAISING, World
from tests.conftest import NOW
from tests.papers import pdf

DAY = APPRAISING.date()


def document(world: World, text: str, unit: str = "SXD") -> DocumentVersion:
    data, by = pdf(text), world.account(Role.UNIT_OFFICER, unit)
    begun = begin_upload(
        world.province[unit], number=uuid.uuid4(), name=f"{text}.pdf", size=len(data), document=None, by=by, at=NOW
    )
    done = intake.receive(begun, [data], offset=0, by=by, at=NOW)[1]
    assert done is not None
    return done.version


def cite(world: World, version: DocumentVersion, leaf: str) -> None:
    """Cited in a row that was sent back, and handed in again."""
    world.send_back(leaf)
    row, officer = world.row(leaf), world.account(Role.UNIT_OFFICER, "SXD")
    assessments.cite(row, version, sections="", pages="1", version=row.version, by=officer, at=APPRAISING)


def hand_in(world: World) -> None:
    leader = world.account(Role.UNIT_LEADER, "SXD")
    assessments.submit(world.sheet(), version=world.sheet().version, by=leader, at=APPRAISING)


def sees(user: Account, version: DocumentVersion) -> bool:
    return Document.objects.visible_to(Account.objects.get(pk=user.pk), on=DAY).filter(pk=version.document_id).exists()


def test_evidence_is_seen_once_it_was_handed_in(world: World) -> None:
    version, uncited = document(world, "Báo cáo"), document(world, "Khác")
    cite(world, version, "1.3")
    readers = {
        "appraiser of the row": world.snv,
        "head": world.head,
        "head elsewhere in the team": world.free_head,
        "secretary": world.account(Role.TEAM_SECRETARY, "SNV"),
        "member": world.account(Role.TEAM_MEMBER, "STC"),
        "coordinator": world.coordinator,
        "approver": world.account(Role.APPROVER, "BK"),
    }
    others = {
        "appraiser of other rows": world.stc,
        "another unit": world.account(Role.UNIT_LEADER, "STC"),
        "another organiser's coordinator": world.account(Role.COORDINATOR, "H061"),
        "another organiser's approver": world.account(Role.APPROVER, "H061"),
        "observer": world.account(Role.OBSERVER, "BK"),
        "administrator": world.account(Role.ADMINISTRATOR, "SNV"),
    }
    assert not any(sees(user, version) for user in (*readers.values(), *others.values()))
    hand_in(world)
    assert [name for name, user in readers.items() if not sees(user, version)] == []
    assert [name for name, user in others.items() if sees(user, version)] == []
    assert not any(sees(user, uncited) for user in readers.values())


def test_evidence_of_an_own_row_goes_to_the_substitute(world: World) -> None:
    """Sở Nội vụ's own row of field 1 is appraised by Sở Tài chính; all its rows' evidence only its own people see."""
    mine = Answer.objects.filter(appraised(world.stc, on=DAY), sheet__unit__code="SNV")
    assert set(mine.values_list("leaf", flat=True)) == {f"{field}.{n}" for field in (1, 2) for n in range(1, 6)}
    theirs = Answer.objects.filter(appraised(world.snv, on=DAY))
    rows = set(theirs.values_list("sheet__unit__code", "leaf"))
    assert rows == {("SXD", f"1.{n}") for n in range(1, 6)} | {
        ("STC", f"{field}.{n}") for field in (1, 2) for n in range(1, 6)
    }


def test_evidence_that_a_later_submission_left_out_is_no_longer_seen(world: World) -> None:
    version = document(world, "Báo cáo")
    cite(world, version, "1.3")
    hand_in(world)
    world.send_back("1.3")
    row, officer = world.row("1.3"), world.account(Role.UNIT_OFFICER, "SXD")
    citation = row.citations.get()
    assessments.withdraw_citation(citation, version=row.version, by=officer, at=APPRAISING)
    assert sees(world.snv, version)
    hand_in(world)
    assert not sees(world.snv, version)


def test_what_everybody_sees_agrees_with_what_everybody_may_mark(world: World) -> None:
    """The condition for lists and the rule of a single row are two ways to say one thing."""
    rows = rows_of(Answer.objects.filter(round=world.round).order_by("pk"))
    for user in (world.snv, world.stc, world.account(Role.APPRAISER, "SXD"), world.account(Role.APPRAISER, "H061")):
        listed = set(Answer.objects.filter(appraised(user, on=DAY), round=world.round).values_list("pk", flat=True))
        by_hand = [row for row in rows if row.node and row.node.leaf.source.value in ("unit", "appraiser")]
        assert listed == {row.answer.pk for row in by_hand if may_mark(user, row, APPRAISING)}
