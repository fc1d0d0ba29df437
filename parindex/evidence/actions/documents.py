"""What is done with documents: their facts, their withdrawal, new versions of their files."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from parindex.evidence import texts
from parindex.evidence.models import Document, DocumentVersion
from parindex.evidence.rules import may_change, may_restore, may_withdraw
from parindex.kernel.changes import differing, locked, write
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, day_of


def find_by(document: Document) -> None:
    """Writes what the locked document is found and sorted by."""
    current = DocumentVersion.objects.filter(document=document, is_current=True).select_related("file").first()
    names = [current.file.name] if current else []
    document.search_text = texts.search_text(
        document.title,
        document.number,
        document.issuing_body,
        document.note,
        *names,
        text=current.text if current else "",
    )
    document.sort_text = texts.sort_text(document.title)
    document.save(update_fields=["search_text", "sort_text"])


@action
def change_document(
    document: Document,
    *,
    title: str,
    number: str,
    issued_on: date | None,
    issuing_body: str,
    note: str,
    version: int,
    by: Account | None,
    at: datetime,
) -> Document:
    """Corrects what is known about a document.

    :param issued_on: the day that stands on the paper.
    :raises Refused: a day that has not come yet.
    :raises Stale: somebody else changed it since ``version``.
    """
    document = locked(document)
    may_change(by, document, on=day_of(at)).demand()
    if issued_on is not None and issued_on > day_of(at):
        raise Refused(_("The day of issue has not come yet."), field="issued_on")
    values = {"title": title, "number": number, "issued_on": issued_on, "issuing_body": issuing_body, "note": note}
    if not differing(document, values):
        return document
    facts = write(document, values, version=version)
    find_by(document)
    record("evidence.document_changed", document, by=by, at=at, facts=facts)
    return document


@action
def withdraw_document(document: Document, *, reason: str, version: int, by: Account | None, at: datetime) -> Document:
    """Takes a document out of the library; it stays on record with the reason, and can be restored.

    :raises Stale: somebody else changed it since ``version``.
    """
    document = locked(document)
    may_withdraw(by, document, on=day_of(at)).demand()
    values = {"withdrawn_at": at, "withdrawn_by": by, "withdrawn_reason": reason}
    write(document, values, version=version)
    record("evidence.document_withdrawn", document, by=by, at=at, note=reason)
    return document


@action
def restore_document(document: Document, *, by: Account | None, at: datetime) -> Document:
    """Takes a withdrawal back."""
    document = locked(document)
    may_restore(by, document, on=day_of(at)).demand()
    reason = document.withdrawn_reason
    write(document, {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""})
    record("evidence.document_restored", document, by=by, at=at, facts={"withdrawn_reason": reason})
    return document
