"""Documents and versions: what the actions, the rules, the queries and the database itself hold."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from parindex.evidence import models, queries, rules
from parindex.evidence.actions import begin_upload, change_document, restore_document, withdraw_document
from parindex.evidence.actions.reading import read_version
from parindex.evidence.models import Document, DocumentVersion, Upload
from parindex.evidence.queries import DocumentFilter
from parindex.kernel.models import AuditEvent, Job
from parindex.kernel.verdicts import NotAllowed, Refused, Stale, no
from parindex.people.enums import Role
from parindex.people.models import Account
from tests import papers
from tests.apps.evidence.conftest import Take
from tests.conftest import NOW
from tests.people import Province

TODAY = NOW.date()
FACTS: dict[str, Any] = {
    "title": "Kế hoạch năm 2023",
    "number": "12/KH-STC",
    "issued_on": date(2023, 2, 1),
    "issuing_body": "Sở Tài chính",
    "note": "",
}


def changed(document: Document, by: Account | None, **facts: Any) -> Document:
    return change_document(document, **FACTS | facts, version=document.version, by=by, at=NOW)


def listed(province: Province, **wanted: Any) -> list[str]:
    return [document.title for document in queries.document_rows(province["STC"], DocumentFilter(**wanted))]


def test_a_file_becomes_a_document_with_its_first_version(take: Take, province: Province, officer: Account) -> None:
    data = papers.pdf()
    done = take(data, "Báo cáo quý I.PDF")
    version = done.version
    assert not done.known
    assert (version.document.title, version.number, version.is_current) == ("Báo cáo quý I", 1, True)
    assert (version.size, version.media_type, version.file.name) == (len(data), "application/pdf", "Báo cáo quý I.pdf")
    event = AuditEvent.objects.latest("sequence")
    assert (event.action, event.actor_id) == ("evidence.document_added", officer.pk)
    assert event.facts["sha256"] == version.sha256
    assert [job.arguments["args"] for job in Job.objects.all()] == [[version.pk]]
    assert Upload.objects.get().result == version


def test_a_new_version_stands_beside_the_old_one(take: Take) -> None:
    first = take(papers.pdf("một"), "a.pdf").version
    second = take(papers.docx("hai"), "b.docx", document=first.document).version
    assert [(v.number, v.is_current) for v in first.document.versions.order_by("number")] == [(1, False), (2, True)]
    assert second.document_id == first.document_id
    assert Document.objects.get().version == 2
    assert AuditEvent.objects.latest("sequence").action == "evidence.version_added"


def test_the_same_file_is_offered_instead_of_taken_again(take: Take) -> None:
    first = take(papers.pdf(), "a.pdf")
    again = take(papers.pdf(), "another name.pdf")
    assert again.known
    assert again.version == first.version
    assert Document.objects.count() == 1
    assert queries.known(first.version.unit, first.version.sha256) == first.version


def test_a_document_gets_no_version_in_another_units_library(take: Take, account_as: Any) -> None:
    document = take(papers.pdf()).version.document
    with pytest.raises(Refused, match="đơn vị khác"):
        take(papers.docx(), at="H061", by=account_as(Role.UNIT_LEADER, "H061"), document=document)


def test_two_units_may_hold_the_same_file(take: Take, account_as: Any) -> None:
    take(papers.pdf())
    other = take(papers.pdf(), at="H061", by=account_as(Role.UNIT_LEADER, "H061"))
    assert not other.known
    assert Document.objects.count() == 2


def test_facts_are_saved_with_the_trail_and_found_without_diacritics(
    take: Take, officer: Account, province: Province
) -> None:
    document = take(papers.pdf("Đẩy mạnh phân cấp"), "a.pdf").version.document
    read_version.call(document.versions.get().pk)
    changed(document, officer)
    assert AuditEvent.objects.latest("sequence").facts["number"] == ["", "12/KH-STC"]
    for words in ("ke hoach", "12/KH", "so tai chinh", "day manh PHAN CAP", "a.pdf"):
        assert listed(province, q=words) == ["Kế hoạch năm 2023"], words
    assert listed(province, q="khong co") == []


def test_a_stale_save_is_refused_with_both_values(take: Take, officer: Account) -> None:
    document = take(papers.pdf()).version.document
    changed(document, officer)
    with pytest.raises(Stale) as stale:
        changed(document, officer, title="Khác")
    assert (stale.value.current, stale.value.yours) == ({"title": "Kế hoạch năm 2023"}, {"title": "Khác"})


def test_a_day_that_has_not_come_is_refused(take: Take, officer: Account) -> None:
    document = take(papers.pdf()).version.document
    with pytest.raises(Refused, match="chưa đến") as refused:
        changed(document, officer, issued_on=TODAY + timedelta(days=1))
    assert refused.value.field == "issued_on"


def test_a_withdrawn_document_leaves_the_list_and_comes_back(take: Take, officer: Account, province: Province) -> None:
    document = take(papers.pdf(), "a.pdf").version.document
    withdraw_document(document, reason="Nhầm tệp", version=document.version, by=officer, at=NOW)
    assert (listed(province), listed(province, withdrawn=True)) == ([], ["a"])
    document.refresh_from_db()
    assert not rules.may_change(officer, document, on=TODAY)
    assert not rules.may_withdraw(officer, document, on=TODAY)
    with pytest.raises(NotAllowed):
        changed(document, officer)
    with pytest.raises(NotAllowed):
        take(papers.docx(), "b.docx", document=document)
    restore_document(document, by=officer, at=NOW)
    assert listed(province) == ["a"]
    document.refresh_from_db()
    with pytest.raises(NotAllowed):
        restore_document(document, by=officer, at=NOW)


def test_what_somebody_relies_on_is_not_withdrawn(
    take: Take, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = take(papers.pdf()).version.document
    rules.relied_on(cited := lambda _document: no("cited"))
    try:
        with pytest.raises(NotAllowed, match="cited"):
            withdraw_document(document, reason="x", version=document.version, by=officer, at=NOW)
    finally:
        rules._relied_on.remove(cited)


# Who ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_only_officer_and_leader_of_the_unit_keep_its_library(
    take: Take, account_as: Any, province: Province, role: Role
) -> None:
    document = take(papers.pdf()).version.document
    keeps = role in {Role.UNIT_OFFICER, Role.UNIT_LEADER}
    user = account_as(role, "STC")
    assert bool(rules.may_keep(user, province["STC"], on=TODAY)) is keeps
    assert queries.documents(user, on=TODAY).filter(pk=document.pk).exists() is keeps
    assert not queries.documents(account_as(role, "H061"), on=TODAY).exists()
    if not keeps:
        facts = {"name": "x", "size": 9, "document": None, "by": user, "at": NOW}
        with pytest.raises(NotAllowed):
            begin_upload(province["STC"], number=document.unit.pk and _number(1), **facts)


def _number(value: int) -> Any:
    from uuid import UUID

    return UUID(int=value)


def test_an_app_above_may_show_a_document_to_others(take: Take, account_as: Any) -> None:
    document = take(papers.pdf()).version.document
    appraiser = account_as(Role.APPRAISER)
    assert not queries.documents(appraiser, on=TODAY).exists()
    models.also_seen(cited := lambda user, on: Q(pk=document.pk) if user == appraiser else Q(pk__in=[]))
    try:
        assert queries.documents(appraiser, on=TODAY).get() == document
        assert queries.versions(appraiser, on=TODAY).get().document == document
        assert not rules.may_change(appraiser, document, on=TODAY)
    finally:
        models._also_seen.remove(cited)


# The list -------------------------------------------------------------------------------------------------------------
def test_the_list_is_filtered_and_sorted(take: Take, officer: Account, province: Province) -> None:
    plan = take(papers.pdf("một"), "a.pdf").version.document
    changed(plan, officer)
    other = take(papers.docx("hai"), "ẩn.docx").version.document
    changed(other, officer, title="Ẩn danh", number="", issued_on=date(2022, 5, 1), issuing_body="UBND tỉnh")
    take(papers.png(), "Ảnh.png")
    assert listed(province, year=2022) == ["Ẩn danh"]
    assert listed(province, body="Sở Tài chính") == ["Kế hoạch năm 2023"]
    assert listed(province, media_type="image/png") == ["Ảnh"]
    assert sorted(listed(province, lack="metadata")) == sorted(["Ẩn danh", "Ảnh"])
    assert listed(province, sort="title") == ["Ảnh", "Ẩn danh", "Kế hoạch năm 2023"]
    assert listed(province, sort="issued_on") == ["Kế hoạch năm 2023", "Ẩn danh", "Ảnh"]
    assert queries.years(province["STC"]) == [2023, 2022]
    assert queries.bodies(province["STC"]) == ["Sở Tài chính", "UBND tỉnh"]
    assert (queries.library(province["STC"]).documents, queries.library(province["STC"]).withdrawn) == (3, 0)


def test_papers_that_seem_the_same_are_pointed_out(take: Take, officer: Account, province: Province) -> None:
    words = "Quyết định ban hành kế hoạch cải cách hành chính năm 2023 của Sở Tài chính. " * 4
    first, second = take(papers.pdf(words), "a.pdf").version, take(papers.docx(words), "b.docx").version
    third, fourth = take(papers.png(), "c.png").version.document, take(papers.jpeg(), "d.jpg").version.document
    assert listed(province, lack="duplicate") == []
    for version in (first, second):
        read_version.call(version.pk)
    assert sorted(listed(province, lack="duplicate")) == ["a", "b"]
    changed(third, officer, title="c")
    changed(fourth, officer, title="d")
    assert sorted(listed(province, lack="duplicate")) == ["a", "b", "c", "d"]
    assert [other.title for other in queries.alike(first.document)] == ["b"]
    fourth.refresh_from_db()
    assert [other.title for other in queries.alike(fourth)] == ["c"]


# The database ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_documentversion SET sha256 = 'x'",
        "UPDATE evidence_documentversion SET size = 1",
        "UPDATE evidence_documentversion SET number = 7",
        "DELETE FROM evidence_documentversion",
        "DELETE FROM evidence_document",
    ],
)
def test_the_database_refuses_to_change_what_came_in(take: Take, statement: str) -> None:
    take(papers.pdf())
    Upload.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_keeps_the_same_bytes_once_in_a_unit(take: Take) -> None:
    version = take(papers.pdf()).version
    other = take(papers.docx(), "b.docx").version
    copy = DocumentVersion(**{f.attname: getattr(version, f.attname) for f in version._meta.concrete_fields})
    copy.pk, copy.document_id, copy.number, copy.is_current = None, other.document_id, 2, False
    with pytest.raises(DatabaseError), transaction.atomic():
        copy.save()
