"""Reads of imports."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from parindex.kernel.listing import ordered
from parindex.kernel.verdicts import Verdict
from parindex.people.imports.dry_run import plan_of
from parindex.people.imports.plans import Plan
from parindex.people.models import Account, Import
from parindex.people.rules import may_apply

SORTS = {
    "uploaded_at": ["-uploaded_at", "id"],
    "name": ["file__name", "id"],
    "kind": ["kind", "-uploaded_at", "id"],
}


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """What a list of imports is narrowed to; ``applied`` is ``yes``, ``no`` or empty."""

    q: str = ""
    kind: str = ""
    applied: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import: as it was taken over, or the dry run of what it would do now (None once it was taken over)."""

    upload: Import
    plan: Plan | None
    may_apply: Verdict


def imports(user: Account, *, on: date) -> QuerySet[Import]:
    """Every import that ``user`` sees, the latest first."""
    return Import.objects.visible_to(user, on=on).select_related("file", "province", "uploaded_by", "applied_by")


def import_rows(user: Account, wanted: ImportFilter, *, on: date) -> QuerySet[Import]:
    """The list of imports."""
    rows = imports(user, on=on).filter(file__name__icontains=wanted.q)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.applied:
        rows = rows.filter(applied_at__isnull=wanted.applied == "no")
    return rows.order_by(*ordered(wanted.sort, SORTS, "uploaded_at"))


def import_page(user: Account, upload: Import, *, on: date) -> ImportPage:
    """What the page of one import shows; reads the stored file while it is still to be taken over."""
    plan = plan_of(upload, by=user) if upload.applied_at is None else None
    return ImportPage(upload, plan, may_apply(user, upload, on=on))
