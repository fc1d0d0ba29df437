"""A sheet handed in: complete, by the leader, in time, frozen whole; evidence on the way there."""

import hashlib
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest

from parindex.assessments import actions
from parindex.assessments.models import Answer, Citation, Sheet, Submission
from parindex.assessments.queries.review import review
from parindex.evidence.actions import restore_document, withdraw_document
from parindex.evidence.models import Document
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people.enums import Role
from parindex.programmes import actions as programmes
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Participant
from tests.apps.assessments.conftest import World
from tests.conftest import NOW
from tests.rounds import CLAIMS, CLOSES, fill_in

pytestmark = pytest.mark.usefixtures("in_english")


def submit(world: World, **more: Any) -> Submission:
    sheet = world.sheet()
    return actions.submit(sheet, **{"version": sheet.version, "by": world.leader, "at": NOW} | more)


def cite(world: World, leaf: str, document: Any, **more: Any) -> Citation:
    row = world.row(leaf)
    facts = {"sections": "Điều 2", "pages": "3–5", "version": row.version, "by": world.officer, "at": NOW}
    return actions.cite(row, document, **facts | more)


# Citations ------------------------------------------------------------------------------------------------------------
def test_a_row_cites_a_document_once_with_its_place(world: World) -> None:
    document = world.document()
    made = cite(world, "1.1", document)
    assert (made.sections, made.pages, made.cited_by, made.answer.version) == ("Điều 2", "3–5", world.officer, 2)
    with pytest.raises(Refused, match="cites this document already"):
        cite(world, "1.1", document)
    cite(world, "1.2", document)
    changed = actions.change_citation(made, sections="Điều 3", pages="3–5", version=2, by=world.officer, at=NOW)
    assert changed.sections == "Điều 3"
    actions.change_citation(made, sections="Điều 3", pages="3–5", version=2, by=world.officer, at=NOW)
    assert world.row("1.1").version == 3
    actions.withdraw_citation(made, version=3, by=world.officer, at=NOW)
    actions.withdraw_citation(made, version=3, by=world.officer, at=NOW)
    assert not Citation.objects.filter(answer__leaf="1.1").exists()
    assert world.row("1.1").version == 4
    told = AuditEvent.objects.filter(subject_kind="assessments.answer", subject_id=str(made.answer_id))
    assert [event.action.partition(".")[2] for event in told.order_by("sequence")] == [
        "cited",
        "citation_changed",
        "citation_withdrawn",
    ]
    assert told.get(action="assessments.citation_changed").facts == {
        "document": "Báo cáo v1",
        "sections": ["Điều 2", "Điều 3"],
    }


def test_a_stale_citation_shows_what_is_cited_now(world: World) -> None:
    first, second = world.document("Báo cáo"), world.document("Kế hoạch")
    made = cite(world, "1.1", first)
    with pytest.raises(Stale) as stale:
        cite(world, "1.1", second, version=1)
    assert stale.value.current == {"document_version": "Báo cáo v1"}
    assert stale.value.yours == {"document_version": "Kế hoạch v1"}
    with pytest.raises(Stale) as place:
        actions.change_citation(made, sections="Điều 9", pages="3–5", version=1, by=world.officer, at=NOW)
    assert (place.value.current, place.value.yours) == ({"sections": "Điều 2"}, {"sections": "Điều 9"})
    with pytest.raises(Stale):
        actions.withdraw_citation(made, version=1, by=world.officer, at=NOW)


def test_only_what_stands_in_the_units_own_library_is_cited(world: World) -> None:
    with pytest.raises(Refused, match="own library"):
        cite(world, "1.1", world.document(at="SNV"))
    own = world.document()
    who: dict[str, Any] = {"by": world.officer, "at": NOW}
    withdraw_document(own.document, reason="Nhầm", version=own.document.version, **who)
    with pytest.raises(Refused, match="is withdrawn"):
        cite(world, "1.1", own)
    for wrong in ({"sections": "x" * 201}, {"pages": "x" * 101}):
        with pytest.raises(Refused, match="At most") as refused:
            cite(world, "1.1", world.document("Khác"), **wrong)
        assert refused.value.field == next(iter(wrong))
    with pytest.raises(NotAllowed, match="officers and the leader"):
        cite(world, "1.1", own, by=world.account(Role.UNIT_OFFICER, "SNV"))
    with pytest.raises(NotAllowed, match="appraising agency gives"):
        cite(world, "2.5", own)


# Review ---------------------------------------------------------------------------------------------------------------
def test_the_review_says_what_is_missing(world: World) -> None:
    empty = review(world.sheet())
    assert [(field.code, field.rows, field.filled) for field in empty.fields] == [("1", 5, 0), ("2", 4, 0)]
    assert [row.code for row in empty.without_value] == list(CLAIMS)
    assert [row.code for row in empty.without_evidence] == ["1.1"]
    assert (empty.rows, empty.filled, empty.points, empty.is_complete) == (9, 0, "0.00", False)
    fill_in(world.sheet(), by=world.officer, at=NOW)
    full = review(world.sheet())
    assert (full.rows, full.filled, full.is_complete) == (9, 9, True)
    # 46 2/3 of 100 less the surveyed 15, which a round without a survey leaves out.
    assert (full.points, full.maximum, full.index) == ("46.67", "85.00", "54.90")
    assert [row.title for row in empty.without_evidence] == ["Kế hoạch"]


def test_evidence_or_explanation_a_reason_and_documents_that_stand(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW, but=["1.1", "2.4"])
    who: dict[str, Any] = {"version": None, "by": world.officer, "at": NOW}
    actions.save_row(world.row("1.1"), figures={"choice": "yes"}, explanation="", **who)
    actions.save_row(world.row("2.4"), figures={"points": "4"}, explanation="", **who)
    found = review(world.sheet())
    assert [row.code for row in found.without_evidence] == ["1.1"]
    assert [row.code for row in found.without_reason] == ["2.4"]
    assert [row.code for row in found.blocking] == ["1.1", "2.4"]
    document = world.document()
    cite(world, "1.1", document)
    actions.save_row(world.row("2.4"), figures={"points": "4", "reason": "Tốt"}, explanation="", **who)
    assert review(world.sheet()).is_complete
    withdraw_document(document.document, reason="Nhầm", version=document.document.version, by=world.officer, at=NOW)
    found = review(world.sheet())
    assert [row.code for row in found.blocking] == ["1.1"]
    assert [row.code for row in found.withdrawn_evidence] == ["1.1"]
    with pytest.raises(actions.NotComplete, match=r"Look at: 1\.1\."):
        submit(world)
    restore_document(Document.objects.get(pk=document.document_id), by=world.officer, at=NOW)
    assert submit(world).number == 1


# Submission -----------------------------------------------------------------------------------------------------------
def test_an_incomplete_sheet_is_refused_with_the_list(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW, but=["1.3", "2.1"])
    with pytest.raises(actions.NotComplete) as refused:
        submit(world)
    assert [row.code for row in refused.value.rows] == ["1.3", "2.1"]
    assert str(refused.value) == "The score sheet is not complete yet. Look at: 1.3, 2.1."
    assert world.sheet().state == "draft"
    assert not Submission.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_only_the_units_leader_submits(world: World, role: Role) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    for unit in ("STC", "SNV"):
        if (role, unit) != (Role.UNIT_LEADER, "STC"):
            with pytest.raises(NotAllowed, match="Only the leader of Sở Tài chính submits"):
                submit(world, by=world.account(role, unit))
    with pytest.raises(NotAllowed, match="Only the leader"):
        submit(world, by=None)


def test_a_submission_freezes_every_row_and_is_kept_whole(world: World) -> None:
    world.exclude("2.2")
    fill_in(world.sheet(), by=world.officer, at=NOW, but=["2.2"])
    document = world.document()
    cite(world, "1.2", document)
    made = submit(world)
    sheet = world.sheet()
    assert (sheet.state, sheet.submissions_count, sheet.submitted_at, sheet.version) == ("submitted", 1, NOW, 2)
    assert sheet.submitted_by == world.leader
    for row in sheet.answers.all():
        assert (row.handed_figures, row.handed_explanation) == (row.figures, row.explanation)
        assert row.handed_version == row.version
        assert row.handed_state == ("excluded" if row.leaf == "2.2" else row.state)
        assert row.handed_points == row.points
    assert made.sha256 == hashlib.sha256(made.document.encode()).hexdigest()
    kept = json.loads(made.document)
    assert made.document == json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert kept["format"] == "parindex/submission/1"
    assert (kept["number"], kept["submitted_at"]) == (1, "2023-12-05T02:30:00.000000+00:00")
    assert kept["submitted_by"] == str(world.leader)
    assert kept["round"]["organiser"] == {"code": "BK", "name": "UBND tỉnh Bắc Kạn"}
    assert kept["unit"] == {"code": "STC", "name": "Sở Tài chính"}
    assert kept["criteria_set"] == {
        "code": "BK-department",
        "version": 1,
        "title": "Bộ tiêu chí",
        "sha256": world.set_version.sha256,
    }
    # Without the excluded 5 and the survey's 15.
    assert kept["totals"] == {"points": "42.17", "maximum": "80.00", "index": "52.71"}
    rows = {row["leaf"]: row for row in kept["rows"]}
    assert list(rows) == sorted(rows)
    assert len(rows) == 14
    assert (rows["1.4"]["figures"], rows["1.4"]["points"]) == ({"done": "1", "all": "3"}, "8/3")
    assert (rows["2.2"]["state"], rows["2.2"]["excluded_by"]) == ("excluded", "15/QĐ-UBND")
    assert rows["2.5"]["source"] == "appraiser"
    assert rows["1.2"]["citations"] == [
        {
            "title": "Báo cáo",
            "number": "",
            "issued_on": "",
            "issuing_body": "",
            "version": 1,
            "file": "Báo cáo.pdf",
            "size": document.size,
            "sha256": document.sha256,
            "media_type": "application/pdf",
            "sections": "Điều 2",
            "pages": "3–5",
        }
    ]
    event = AuditEvent.objects.get(action="assessments.submit")
    assert event.facts == {"state": ["draft", "submitted"], "submission": 1, "sha256": made.sha256, "rows": 14}
    assert verify().first_break is None


def test_submitting_twice_gives_the_same_submission_and_locks_the_rows(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    made = submit(world, version=1)
    assert submit(world, version=1, at=NOW + timedelta(minutes=1)) == made
    assert Submission.objects.count() == 1
    with pytest.raises(Refused, match=r"“Submit” is not possible"):
        submit(world, version=2)
    row = world.row("2.1")
    with pytest.raises(NotAllowed, match="submitted at"):
        actions.save_row(row, figures={"ideas": "9"}, explanation="", version=None, by=world.officer, at=NOW)
    with pytest.raises(NotAllowed, match="submitted at"):
        cite(world, "2.1", world.document())


def test_a_sheet_is_handed_in_while_its_window_is_open(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    with pytest.raises(NotAllowed, match="closed at"):
        submit(world, at=CLOSES)
    member = Participant.objects.select_related("round").get(round=world.round, unit__code="STC")
    until, who = CLOSES + timedelta(days=1), {"by": world.coordinator, "at": CLOSES}
    kind = WindowKind.SELF_ASSESSMENT
    programmes.extend(member, id=uuid.uuid4(), kind=kind, until=until, reason="Lũ", **who)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        submit(world, at=CLOSES, version=7)
    assert submit(world, at=CLOSES).submitted_at == CLOSES


def test_a_document_that_a_submission_cites_stays(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    document = world.document()
    cite(world, "1.2", document)
    assert Citation.objects.get().handed_in is None
    submit(world)
    assert Citation.objects.get().handed_in == 1
    with pytest.raises(NotAllowed, match="submitted score sheet cites this document"):
        withdraw_document(document.document, reason="Nhầm", version=None, by=world.officer, at=NOW)  # type: ignore[arg-type]


def test_a_large_sheet_is_handed_in_with_few_statements(world: World, django_assert_max_num_queries: Any) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    sheet = Sheet.objects.get(pk=world.sheet().pk)
    with django_assert_max_num_queries(40):
        actions.submit(sheet, version=1, by=world.leader, at=NOW)
    assert not Answer.objects.filter(sheet=sheet, handed_version=None).exists()
