"""Tables of a round that came in, and one of them with its dry run."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from parindex.appraisals.models import RegisterImport
from parindex.appraisals.register_files import RegisterPlan, headings, importable, plan_of, template_rows
from parindex.appraisals.rules import may_import_registers
from parindex.criteria.pinned import PinnedNode
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account, realms
from parindex.programmes.models import Round

__all__ = ["RegisterPage", "headings", "importable", "register", "register_page", "registers", "template_rows"]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One table: what it would do, or what it did (then there is no plan)."""

    upload: RegisterImport
    plan: RegisterPlan | None
    may_apply: Verdict


def registers(user: Account, round: Round, *, on: date) -> QuerySet[RegisterImport]:
    """The tables of a round, the newest first, for who coordinates its organiser."""
    rows = RegisterImport.objects.filter(round=round, round__organiser__in=realms(user, on=on))
    return rows.select_related("file", "uploaded_by", "applied_by").order_by("-uploaded_at", "pk")


def register(user: Account, round: Round, number: uuid.UUID, *, on: date) -> RegisterImport | None:
    """One of them."""
    found = registers(user, round, on=on).select_related("round__organiser", "round__set_version")
    return found.defer("round__set_version__document").filter(pk=number).first()


def register_page(user: Account, upload: RegisterImport, *, at: datetime) -> RegisterPage:
    """One table with its dry run while nobody has taken it over."""
    plan = plan_of(upload) if upload.applied_at is None else None
    return RegisterPage(upload, plan, may_import_registers(user, upload.round, at))


def imported_leaves(round: Round) -> Sequence[PinnedNode]:
    """The leaves whose value comes with a table."""
    return importable(round)
