"""What a row may cite: the unit's own library, searched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from parindex.assessments.models import Answer, Citation
from parindex.evidence.models import Document, DocumentVersion
from parindex.evidence.queries import DocumentFilter, document_rows

#: So many documents are offered at once; a search narrows them.
OFFERED = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document of the library with its present version, and whether this row cites that version already."""

    document: Document
    version: DocumentVersion
    cited: bool


def candidates(answer: Answer, q: str = "") -> Sequence[Candidate]:
    """Documents of the unit's library that the row may cite: those that fit ``q``, else the newest."""
    found = document_rows(answer.sheet.unit, DocumentFilter(q=q, sort="added"))[:OFFERED]
    cited = set(standing_citations(answer).values_list("document_version_id", flat=True))
    pairs = [(document, version) for document in found for version in document.present]  # type: ignore[attr-defined]
    return [Candidate(document, version, version.pk in cited) for document, version in pairs]


def citable(answer: Answer, number: int) -> DocumentVersion | None:
    """The version with this number of its row, if it lies in the unit's library; the action decides."""
    found = DocumentVersion.objects.filter(pk=number, unit=answer.sheet.unit_id)
    return found.select_related("document", "file").defer("text").first()


def citable_documents(answer: Answer, numbers: Sequence[int]) -> Sequence[DocumentVersion]:
    """The present versions of these documents, as far as they lie in the unit's library and the row does not cite
    them already."""
    cited = standing_citations(answer).values("document_version")
    found = DocumentVersion.objects.filter(document__in=numbers, is_current=True, unit=answer.sheet.unit_id)
    return list(found.exclude(pk__in=cited).select_related("document", "file").defer("text").order_by("pk"))


def standing_citations(answer: Answer) -> QuerySet[Citation]:
    """The row's citations that stand."""
    return Citation.objects.filter(answer=answer, withdrawn_at=None)


def citation(answer: Answer, number: int) -> Citation | None:
    """A citation of the row that stands."""
    found = standing_citations(answer).filter(pk=number)
    return (
        found.select_related("document_version__document", "document_version__file")
        .defer("document_version__text", "document_version__document__search_text")
        .first()
    )
