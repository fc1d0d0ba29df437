"""Values for all units at once: the tables that came in, a template to fill in, upload, dry run, confirmation."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.appraisals import actions, queries, rules
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.enums import Effect
from parindex.web.appraiser.forms import ApplyForm, RegisterForm, new_id
from parindex.web.appraiser.frame import round_page, user_of
from parindex.web.appraiser.progress import find_watched
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.refusals import answer, refuse


def registers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The tables of a round; takes another one in for its dry run."""
    desk = find_watched(request, pk)
    typed, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RegisterForm(typed, files, initial={"id": new_id()})
    if form.is_valid():
        try:
            kept = actions.keep_register(desk.round, **form.facts(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("register", pk, kept.pk)
    context: dict[str, Any] = {
        "form": form,
        "tables": list(queries.registers(user_of(request), desk.round, on=today())),
        "leaves": [(node.code, node.title(None), node.leaf.source.value) for node in queries.importable(desk.round)],
        "verdict": rules.may_import_registers(user_of(request), desk.round, timezone.now()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return round_page(request, "appraiser/registers.html", desk, status=status, **context)


@require_safe
def template(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponseBase:
    """A table of all units × leaves to fill in."""
    desk = find_watched(request, pk)
    if form not in {"csv", "xlsx"}:
        raise Http404
    rows: Iterator[list[Cell]] = ([*line] for line in queries.template_rows(desk.round))
    return table_file(f"so-lieu-{desk.round.code}", form, queries.headings(plain=form == "csv"), rows)


def register(request: HttpRequest, pk: uuid.UUID, table: uuid.UUID) -> HttpResponseBase:
    """What a table would do, or its faults; the confirmation applies the kept bytes."""
    desk = find_watched(request, pk)
    found = queries.register(user_of(request), desk.round, table, on=today())
    if found is None:
        raise Http404
    form = ApplyForm(request.POST or None)
    refusal = ""
    if form.is_valid():
        try:
            done, _plan = actions.apply_register(
                found, digest=form.cleaned_data["digest"], by=user_of(request), at=timezone.now()
            )
        except NotAllowed:
            raise
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The table has been taken over: %(n)d values.") % {"n": done.rows})
            return redirect("registers", pk)
    return _shown(request, desk, found, refusal)


def _shown(request: HttpRequest, desk: Any, found: Any, refusal: str) -> HttpResponseBase:
    page = queries.register_page(user_of(request), found, at=timezone.now())
    plan = page.plan
    if request.GET.get("export") and plan is not None:
        return table_file("chay-thu", request.GET["export"], *_exported(plan))
    lines = [] if plan is None else plan.lines
    groups = [(effect.label, [line for line in lines if line.effect == effect]) for effect in Effect]
    context = {"round": desk.round, "page": page, "upload": found, "plan": plan, "refusal": refusal, "shown": SHOWN}
    context["groups"] = [(label, part[:SHOWN], len(part)) for label, part in groups if part]
    context["faults"] = plan.faults[:SHOWN] if plan else ()
    form = ApplyForm(initial={"digest": plan.digest if plan else ""})
    response = answer(request, "appraiser/register.html", form, **context)
    response.status_code = 409 if refusal else 200
    return response


#: Lines of a dry run that the page shows; the export has them all.
SHOWN = 200


def _exported(plan: Any) -> tuple[list[str], Iterator[list[Cell]]]:
    """The whole dry run as a file: every fault, or every value with its effect."""
    if plan.faults:
        headings = [_("Sheet"), _("Row"), _("Column"), _("Problem"), _("Mend")]
        return headings, ([f.sheet, f.row, f.column, f.problem, f.mend] for f in plan.faults)
    headings = [_("Row"), _("Unit and criterion"), _("Title"), _("Effect"), _("Changes")]
    return headings, (
        [
            line.row,
            line.key,
            line.title,
            str(line.effect.label),
            "; ".join(f"{a}: {b} → {c}" for a, b, c in line.changes),
        ]
        for line in plan.lines
    )
