"""Every read of evidence that a face needs: only of what the user may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Cast, ExtractYear

from parindex.evidence.enums import Lack, Reading
from parindex.evidence.models import Document, DocumentVersion, Upload, kept_units
from parindex.evidence.rules import may_change, may_restore, may_withdraw
from parindex.kernel.listing import found, ordered
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account, Unit

SORTS = {
    "title": ["sort_text", "id"],
    "number": ["number", "sort_text", "id"],
    "issued_on": ["-issued_on", "sort_text", "id"],
    "issuing_body": ["issuing_body", "sort_text", "id"],
    "added": ["-created_at", "-id"],
}


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What a library is narrowed to. ``lack`` is a word of ``enums.Lack``."""

    q: str = ""
    year: int | None = None
    body: str = ""
    media_type: str = ""
    lack: str = ""
    withdrawn: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """A unit's library as a whole: documents in it, bytes, documents withdrawn."""

    documents: int
    size: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document with its versions, the one shown, and what the user may do with it."""

    document: Document
    versions: Sequence[DocumentVersion]
    shown: DocumentVersion
    alike: Sequence[Document]
    may_change: Verdict
    may_withdraw: Verdict
    may_restore: Verdict


def libraries(user: Account, *, on: date) -> list[Unit]:
    """The units whose libraries ``user`` keeps, by name."""
    return sorted(kept_units(user, on=on).values(), key=lambda unit: unit.sort_text)


def library_of(user: Account, unit: int, *, on: date) -> Unit | None:
    """The unit of that number, if ``user`` keeps its library."""
    return kept_units(user, on=on).get(unit)


def documents(user: Account, *, on: date) -> QuerySet[Document]:
    """Every document that ``user`` sees, withdrawn ones too."""
    return (
        Document.objects.visible_to(user, on=on)
        .select_related("unit", "created_by", "withdrawn_by")
        .defer("search_text")
    )


def versions(user: Account, *, on: date) -> QuerySet[DocumentVersion]:
    """Every version of every document that ``user`` sees."""
    seen = Document.objects.visible_to(user, on=on)
    return DocumentVersion.objects.filter(document__in=seen).select_related("document", "file").defer("text")


def uploads(user: Account, *, on: date) -> QuerySet[Upload]:
    """The uploads that ``user`` may go on with."""
    return Upload.objects.visible_to(user, on=on).select_related("unit", "result__document")


def library(unit: Unit) -> Library:
    """How much is in a unit's library."""
    counts = Document.objects.filter(unit=unit).aggregate(
        here=Count("pk", filter=Q(withdrawn_at=None)), gone=Count("pk", filter=Q(withdrawn_at__isnull=False))
    )
    size = DocumentVersion.objects.filter(unit=unit).aggregate(size=Sum("size"))["size"] or 0
    return Library(counts["here"], size, counts["gone"])


def document_rows(unit: Unit, wanted: DocumentFilter) -> QuerySet[Document]:
    """The list of a unit's documents, each with its present version as ``present`` (a list of one)."""
    present = DocumentVersion.objects.filter(is_current=True).select_related("file").defer("text")
    rows = (
        Document.objects.filter(unit=unit, withdrawn_at__isnull=not wanted.withdrawn)
        .filter(found(wanted.q))
        .defer("search_text")
        .prefetch_related(Prefetch("versions", queryset=present, to_attr="present"))
    )
    if wanted.year is not None:
        rows = rows.filter(issued_on__year=wanted.year)
    if wanted.body:
        rows = rows.filter(issuing_body=wanted.body)
    if wanted.media_type:
        rows = rows.filter(versions__is_current=True, versions__media_type=wanted.media_type)
    rows = rows.filter(_lacking(wanted.lack))
    return rows.order_by(*ordered(wanted.sort, SORTS, "added"))


def _lacking(lack: str) -> Q:
    if lack == Lack.METADATA:
        return Q(number="") | Q(issued_on=None) | Q(issuing_body="")
    if lack == Lack.UNREADABLE:
        state = [Reading.LOCKED, Reading.UNREADABLE]
        return Q(versions__is_current=True, versions__reading__in=state)
    return _twice() if lack == Lack.DUPLICATE else Q()


def _twice() -> Q:
    """Another document in the same library has the same number and day, or a file with the same words."""
    others = Document.objects.filter(unit=OuterRef("unit"), withdrawn_at=None).exclude(pk=OuterRef("pk"))
    same_facts = others.filter(number=OuterRef("number"), issued_on=OuterRef("issued_on"))
    mine = DocumentVersion.objects.filter(document=OuterRef("pk"), is_current=True).exclude(text_digest="")
    theirs = DocumentVersion.objects.filter(
        unit=OuterRef("unit"), text_digest=OuterRef("text_digest"), is_current=True, document__withdrawn_at=None
    ).exclude(document=OuterRef("document"))
    return (~Q(number="") & Q(Exists(same_facts))) | Q(Exists(mine.filter(Exists(theirs))))


def incomplete(user: Account, *, on: date) -> list[tuple[Unit, int]]:
    """The units whose libraries ``user`` keeps and that hold documents without number, day or issuing body, with how
    many."""
    kept = kept_units(user, on=on)
    found = Document.objects.filter(unit__in=kept, withdrawn_at=None).filter(_lacking(Lack.METADATA))
    counts = found.order_by("unit").values_list("unit").annotate(n=Count("pk"))
    return [(kept[unit], number) for unit, number in counts]


def years(unit: Unit) -> list[int]:
    """The years of issue in a library, the latest first."""
    dated = Document.objects.filter(unit=unit, issued_on__isnull=False)
    found_years = dated.annotate(year=ExtractYear("issued_on")).values_list("year", flat=True)
    return sorted(found_years.order_by("year").distinct(), reverse=True)


def bodies(unit: Unit) -> list[str]:
    """The issuing bodies named in a library."""
    named = Document.objects.filter(unit=unit).exclude(issuing_body="")
    return list(named.order_by("issuing_body").values_list("issuing_body", flat=True).distinct())


def known(unit: Unit, sha256: str) -> DocumentVersion | None:
    """The version in the unit's library that holds these bytes, if there is one."""
    return DocumentVersion.objects.filter(unit=unit, sha256=sha256).select_related("document").defer("text").first()


def alike(document: Document) -> QuerySet[Document]:
    """Other documents of the library that seem to be the same paper."""
    others = Document.objects.filter(unit=document.unit_id, withdrawn_at=None).exclude(pk=document.pk)
    digests = DocumentVersion.objects.filter(document=document, is_current=True).exclude(text_digest="")
    condition = Q(versions__is_current=True, versions__text_digest__in=digests.values("text_digest"))
    if document.number and document.issued_on:
        condition |= Q(number=document.number, issued_on=document.issued_on)
    return others.filter(condition).distinct().defer("search_text").order_by("sort_text", "id")


def document_page(user: Account, document: Document, number: int | None, *, on: date) -> DocumentPage | None:
    """What the page of a document shows; with ``number`` that version, else the present one. None: no such version."""
    rows = list(document.versions.select_related("file", "added_by").defer("text").order_by("-number"))
    shown = next((row for row in rows if (row.number == number if number else row.is_current)), None)
    if shown is None:
        return None
    return DocumentPage(
        document=document,
        versions=rows,
        shown=shown,
        alike=list(alike(document)[:5]),
        may_change=may_change(user, document, on=on),
        may_withdraw=may_withdraw(user, document, on=on),
        may_restore=may_restore(user, document, on=on),
    )


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events of the trail: those about documents that ``user`` sees."""
    seen = Document.objects.visible_to(user, on=on).annotate(as_text=Cast("pk", CharField()))
    return Q(subject_kind="evidence.document", subject_id__in=seen.values("as_text"))
