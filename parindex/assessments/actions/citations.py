"""A row cites documents of the unit's own library. Citations belong to the row: each change counts its version up."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parindex.assessments.actions.rows import opened
from parindex.assessments.claims import readable_text
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import Answer, Citation, Sheet
from parindex.assessments.rules import is_writable, may_keep
from parindex.evidence.models import Document, DocumentVersion
from parindex.kernel.changes import demand_fresh, differences, differing, one_at_a_time, put_many
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account

#: Signs of the place in a document.
_SECTIONS, _PAGES = 200, 100


@action
def cite(
    answer: Answer,
    document_version: DocumentVersion,
    *,
    sections: str,
    pages: str,
    version: int | None,
    by: Account | None,
    at: datetime,
) -> Citation:
    """The row cites one version of a document, with the place in it as typed ("Điều 2", "3–5").

    :param version: of the row that was read; None does not compare.
    :raises Refused: another unit's document, one that is withdrawn, or cited here already.
    :raises Stale: somebody else changed the row since.
    """
    row, frame, _leaf = opened(answer, by=by, at=at)
    _demand_citable(document_version, frame)
    standing = _read().filter(answer=row, withdrawn_at=None).order_by("pk")
    cited = {citation.document_version_id: str(citation.document_version) for citation in standing}
    if document_version.pk in cited:
        raise Refused(_("This row cites this document already."), field="document_version")
    name = _name(document_version)
    _demand_fresh(row, version, current="; ".join(cited.values()), yours=name)
    place = _place(sections, pages)
    with one_at_a_time():
        citation = Citation.objects.create(
            answer=row, document_version=document_version, cited_at=at, cited_by=by, **place
        )
    _count_up(row)
    record("assessments.cited", row, by=by, at=at, facts={"document": name, **place})
    return citation


@action
def cite_often(
    sheet: Sheet,
    document_version: DocumentVersion,
    places: Mapping[str, tuple[str, str]],
    *,
    by: Account | None,
    at: datetime,
) -> list[Citation]:
    """Several rows of a sheet cite one version of a document; rows that cite it already stay as they are.
    One row refused, and none cites it.

    :param places: leaf → sections and pages, as typed.
    :raises Refused: as :func:`cite`.
    """
    rows = list(Answer.objects.select_for_update(no_key=True).filter(sheet=sheet, leaf__in=places).order_by("pk"))
    frame = frame_of(sheet)
    may_keep(by, frame.sheet.unit, at).demand()
    _demand_citable(document_version, frame)
    standing = Citation.objects.filter(answer__in=rows, document_version=document_version, withdrawn_at=None)
    there = set(standing.values_list("answer", flat=True))
    name, made = _name(document_version), []
    for row in (row for row in rows if row.pk not in there):
        row.sheet, row.round = frame.sheet, frame.sheet.round
        is_writable(row, frame, at).demand()
        place = _place(*places[row.leaf])
        made.append(Citation(answer=row, document_version=document_version, cited_at=at, cited_by=by, **place))
        row.version += 1
        record("assessments.cited", row, by=by, at=at, facts={"document": name, **place})
    with one_at_a_time():
        Citation.objects.bulk_create(made)
    put_many([citation.answer for citation in made], ["version"])
    return made


def _demand_citable(document_version: DocumentVersion, frame: Frame) -> None:
    # Under lock: it is not withdrawn between the look and the citation.
    documents = Document.objects.select_for_update(no_key=True).defer("search_text")
    document = documents.get(pk=document_version.document_id)
    if document.unit_id != frame.sheet.unit_id:
        raise Refused(_("Only documents of the unit's own library can be cited."), field="document_version")
    if document.withdrawn_at is not None:
        raise Refused(_("This document is withdrawn. Restore it before it is cited."), field="document_version")


def _name(document_version: DocumentVersion) -> str:
    return f"{document_version.document} v{document_version.number}"


@action
def change_citation(
    citation: Citation, *, sections: str, pages: str, version: int | None, by: Account | None, at: datetime
) -> Citation:
    """Another place in the document.

    :param version: of the row that was read; None does not compare.
    :raises Stale: somebody else changed the row since.
    """
    row, found = _standing(citation, by=by, at=at)
    wanted = differing(found, _place(sections, pages))
    if not wanted:
        return found
    demand_fresh(row, version, wanted, current={name: getattr(found, name) for name in wanted})
    facts = differences(found, wanted)
    for name, value in wanted.items():
        setattr(found, name, value)
    found.save(update_fields=list(wanted))
    _count_up(row)
    record("assessments.citation_changed", row, by=by, at=at, facts={"document": str(found.document_version), **facts})
    return found


@action
def withdraw_citation(citation: Citation, *, version: int | None, by: Account | None, at: datetime) -> None:
    """The row cites the document no more. What was handed in stays on record as withdrawn; sent again it does nothing.

    :param version: of the row that was read; None does not compare.
    :raises Stale: somebody else changed the row since.
    """
    if not Citation.objects.filter(pk=citation.pk, withdrawn_at=None).exists():
        return
    row, found = _standing(citation, by=by, at=at)
    name = str(found.document_version)
    _demand_fresh(row, version, current=name, yours="")
    facts: dict[str, Fact] = {"document": name}
    if found.handed_in is None:
        found.delete()
    else:
        found.withdrawn_at, found.withdrawn_by = at, by
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _count_up(row)
    record("assessments.citation_withdrawn", row, by=by, at=at, facts=facts)


def _standing(citation: Citation, *, by: Account | None, at: datetime) -> tuple[Answer, Citation]:
    """The row under its lock, and its citation as it is now."""
    row, _frame, _leaf = opened(citation.answer, by=by, at=at)
    found = _read().filter(pk=citation.pk, answer=row, withdrawn_at=None).first()
    if found is None:
        raise Refused(_("This row no longer cites the document."))
    found.answer = row
    return row, found


def _read() -> QuerySet[Citation]:
    """With what they name; the texts of files stay where they are."""
    named = Citation.objects.select_related("document_version__document")
    return named.defer("document_version__text", "document_version__document__search_text")


def _place(sections: str, pages: str) -> dict[str, str]:
    return {
        "sections": readable_text(sections, longest=_SECTIONS, field="sections"),
        "pages": readable_text(pages, longest=_PAGES, field="pages"),
    }


def _demand_fresh(row: Answer, version: int | None, *, current: str, yours: str) -> None:
    demand_fresh(row, version, {"document_version": yours}, current={"document_version": current})


def _count_up(row: Answer) -> None:
    row.version += 1
    row.save(update_fields=["version"])
