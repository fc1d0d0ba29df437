"""Several people at once, with real threads: nobody overwrites another, and what is handed in is whole."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest

from parindex.assessments import actions
from parindex.assessments.models import Answer, Citation, Comment, Sheet, Submission
from parindex.evidence.actions import withdraw_document
from parindex.evidence.models import Document
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import Refused, Stale
from parindex.people.enums import Role
from parindex.people.models import Account
from tests.apps.assessments.conftest import World
from tests.apps.criteria.test_races import at_once, done
from tests.conftest import NOW
from tests.people import make_account
from tests.rounds import CLOSES, PREPARED, fill_in, make_round, ready

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_postgresql", "in_english"),
    pytest.mark.postgresql,
]


def fresh(account: Account) -> Account:
    """The account as a request of its own has it."""
    return Account.objects.get(pk=account.pk)


def save(world: World, row: Answer, figures: dict[str, str], **more: Any) -> Answer:
    facts = {"explanation": "", "version": row.version, "by": fresh(world.officer), "at": NOW} | more
    return actions.save_row(row, figures=figures, **facts)


def test_of_two_officers_on_one_row_one_saves_and_the_other_sees_both(world: World) -> None:
    row, other = world.row("2.1"), make_account(world.province, Role.UNIT_OFFICER, username="second")
    people = [world.officer, other]
    results = at_once(2, lambda n: save(world, row, {"ideas": str(n + 1)}, by=fresh(people[n])))
    assert done(results) == 1
    stale = next(result for result in results if isinstance(result, Stale))
    kept = world.row("2.1")
    assert stale.current == {"figures.ideas": kept.figures["ideas"]}
    assert stale.yours != stale.current
    assert kept.version == 2
    assert AuditEvent.objects.filter(action="assessments.row_saved").count() == 1


def test_rows_of_one_sheet_are_saved_side_by_side(world: World) -> None:
    leaves = ["2.1", "2.2", "1.1", "1.4"]
    figures = [{"ideas": "1"}, {"late": "1"}, {"choice": "no"}, {"done": "1", "all": "2"}]
    rows = [world.row(leaf) for leaf in leaves]
    assert done(at_once(4, lambda n: save(world, rows[n], figures[n]))) == 4
    assert verify().first_break is None


@pytest.mark.parametrize("attempt", range(4))
def test_a_save_is_in_the_submission_or_it_is_refused(world: World, attempt: int) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    rows = [world.row("2.1"), world.row("2.2"), world.row("1.4")]
    figures = [{"ideas": "9"}, {"late": "0"}, {"done": "2", "all": "3"}]
    sheet, leader = world.sheet(), fresh(world.leader)

    def work(number: int) -> Any:
        if number == 3:
            return actions.submit(sheet, version=sheet.version, by=leader, at=NOW)
        return save(world, rows[number], figures[number])

    results = at_once(4, work)
    made = Submission.objects.get()
    kept = {entry["leaf"]: entry["figures"] for entry in json.loads(made.document)["rows"]}
    assert results[3] == made
    for number, row in enumerate(rows):
        now = world.row(row.leaf)
        assert now.handed_figures == now.figures == kept[row.leaf]
        assert now.handed_version == now.version
        saved = not isinstance(results[number], Refused)
        assert (now.figures == figures[number]) == saved, row.leaf
    assert verify().first_break is None


def test_evidence_cited_meanwhile_is_in_the_submission_or_refused(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    row, document, sheet = world.row("2.1"), world.document(), world.sheet()
    facts: dict[str, Any] = {"sections": "", "pages": "", "version": None, "at": NOW}

    def work(number: int) -> Any:
        if number == 0:
            return actions.submit(sheet, version=1, by=fresh(world.leader), at=NOW)
        return actions.cite(row, document, by=fresh(world.officer), **facts)

    results = at_once(2, work)
    cited = not isinstance(results[1], Refused)
    kept = {entry["leaf"]: entry for entry in json.loads(Submission.objects.get().document)["rows"]}
    assert len(kept["2.1"]["citations"]) == int(cited)
    assert Citation.objects.filter(handed_in=1).count() == int(cited)
    assert Citation.objects.count() == int(cited)


@pytest.mark.parametrize("attempt", range(3))
def test_a_cited_document_is_withdrawn_before_the_submission_or_stays(world: World, attempt: int) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    document, sheet = world.document(), world.sheet()
    place: dict[str, Any] = {"sections": "", "pages": "", "version": None}
    actions.cite(world.row("1.2"), document, by=world.officer, at=NOW, **place)
    paper = Document.objects.get(pk=document.document_id)

    def work(number: int) -> Any:
        if number == 0:
            return actions.submit(sheet, version=1, by=fresh(world.leader), at=NOW)
        by = fresh(world.officer)
        return withdraw_document(paper, reason="Nhầm", version=paper.version, by=by, at=NOW)

    results = at_once(2, work)
    assert done(results) == 1
    withdrawn = Document.objects.get(pk=paper.pk).withdrawn_at is not None
    assert withdrawn != Submission.objects.exists()


def test_two_leaders_hand_in_one_submission(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    second = make_account(world.province, Role.UNIT_LEADER, username="deputy")
    sheet, people = world.sheet(), [world.leader, second, world.leader, second]
    made = at_once(4, lambda n: actions.submit(sheet, version=1, by=fresh(people[n]), at=NOW))
    assert {submission.pk for submission in made} == {Submission.objects.get().pk}
    assert AuditEvent.objects.filter(action="assessments.submit").count() == 1


def test_a_document_is_cited_once_and_a_remark_stands_once(world: World) -> None:
    row, document, number = world.row("2.1"), world.document(), uuid.uuid4()
    facts: dict[str, Any] = {"sections": "", "pages": "", "version": None, "at": NOW}
    assert done(at_once(4, lambda _: actions.cite(row, document, by=fresh(world.officer), **facts))) == 1
    assert Citation.objects.count() == 1
    at_once(4, lambda _: actions.add_comment(row, number=number, text="x", by=fresh(world.officer), at=NOW))
    assert Comment.objects.count() == 1


def test_a_row_is_sent_back_while_the_leader_hands_in_again(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    actions.submit(world.sheet(), version=1, by=world.leader, at=NOW)
    appraiser, later = world.account(Role.APPRAISER), CLOSES + timedelta(days=9)
    back: dict[str, Any] = {"until": later + timedelta(days=3), "note": "Thiếu", "at": later}
    actions.reopen(world.row("2.1"), by=appraiser, **back)
    sheet, other = world.sheet(), world.row("2.2")

    def work(number: int) -> Any:
        if number == 0:
            return actions.submit(sheet, version=sheet.version, by=fresh(world.leader), at=later)
        return actions.reopen(other, by=fresh(appraiser), **back)

    results = at_once(2, work)
    assert not isinstance(results[1], Refused)
    sheet, rows = world.sheet(), {row.leaf: row.reopened_until for row in Answer.objects.filter(sheet=sheet)}
    assert sheet.state == "returned"
    assert rows["2.2"] is not None
    # Either the submission came first and took its row along, or the leader looks again.
    assert (rows["2.1"] is None) == (not isinstance(results[0], Refused)) == (sheet.submissions_count == 2)


def test_sheets_are_made_once_however_many_make_them(world: World) -> None:
    round = make_round(world.programme, world.province.root, world.set_version, by=world.coordinator, code="R-2")
    round = ready(round, by=world.coordinator)
    actions.start_round(round, version=round.version, by=world.coordinator, at=PREPARED)
    made = at_once(4, lambda _: actions.open_sheets(round, at=PREPARED))
    assert sorted(made) == [0, 0, 0, 2]
    assert Sheet.objects.filter(round=round).count() == 2
    assert Answer.objects.filter(round=round).count() == 28
