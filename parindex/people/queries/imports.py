"""Reads of imports."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from parindex.kernel.verdicts import Verdict
from parindex.people.imports.dry_run import plan_of
from parindex.people.imports.plans import Plan
from parindex.people.models import Account, Import
from parindex.people.rules import may_apply


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import: as it was taken over, or the dry run of what it would do now (None once it was taken over)."""

    upload: Import
    plan: Plan | None
    may_apply: Verdict


def imports(user: Account, *, on: date) -> QuerySet[Import]:
    """Every import that ``user`` sees, the latest first."""
    return Import.objects.visible_to(user, on=on).select_related("file", "province", "uploaded_by", "applied_by")


def import_page(user: Account, upload: Import, *, on: date) -> ImportPage:
    """What the page of one import shows; reads the stored file while it is still to be taken over."""
    plan = plan_of(upload, by=user) if upload.applied_at is None else None
    return ImportPage(upload, plan, may_apply(user, upload, on=on))
