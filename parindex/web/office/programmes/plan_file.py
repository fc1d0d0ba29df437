"""A plan from a file: upload, dry run, confirmation."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.enums import Effect
from parindex.programmes import actions, rules
from parindex.programmes.plan_files import find_upload, keep_upload, plan_of
from parindex.web.exports import Cell, table_file
from parindex.web.office.programmes.forms import ApplyForm, PlanUploadForm
from parindex.web.office.programmes.frame import find_programme, user_of
from parindex.web.refusals import answer, refuse


def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a plan file in for a dry run."""
    programme = find_programme(request, pk)
    rules.may_edit_programme(user_of(request), programme, timezone.now()).demand()
    typed, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PlanUploadForm(typed, files)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            file = keep_upload(given.chunks(), name=given.name, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("plan_dry_run", pk, file.pk)
    return answer(request, "office/programmes/plan_upload.html", form, programme=programme)


def dry_run(request: HttpRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """What a file would change in the plan, or its faults; the confirmation applies the kept bytes."""
    programme, kept = find_programme(request, pk), find_upload(file, user_of(request))
    rules.may_edit_programme(user_of(request), programme, timezone.now()).demand()
    if kept is None:
        raise Http404
    form = ApplyForm(request.POST or None)
    if form.is_valid():
        try:
            actions.import_plan(
                programme, kept, digest=form.cleaned_data["digest"], by=user_of(request), at=timezone.now()
            )
        except Refused as refusal:
            if isinstance(refusal, NotAllowed):
                raise
            return _shown(request, programme, kept, str(refusal))
        messages.success(request, _("The plan has been imported."))
        return redirect("programme", pk)
    return _shown(request, programme, kept)


def _shown(request: HttpRequest, programme: Any, kept: Any, refusal: str = "") -> HttpResponseBase:
    plan = plan_of(programme, kept)
    if request.GET.get("export"):
        return table_file("chay-thu", request.GET["export"], *_exported(plan))
    groups = [(effect.label, [line for line in plan.lines if line.effect == effect]) for effect in Effect]
    context = {"programme": programme, "upload": kept, "plan": plan, "refusal": refusal}
    context["groups"] = [group for group in groups if group[1]]
    form = ApplyForm(initial={"digest": plan.digest})
    response = answer(request, "office/programmes/plan_dry_run.html", form, **context)
    response.status_code = 409 if refusal else 200
    return response


def _exported(plan: Any) -> tuple[list[str], Iterator[list[Cell]]]:
    """The whole dry run as a file: every fault, or every row with its effect."""
    if plan.faults:
        headings = [_("Sheet"), _("Row"), _("Column"), _("Problem"), _("Mend")]
        return headings, ([f.sheet, f.row, f.column, f.problem, f.mend] for f in plan.faults)
    headings = [_("Row"), _("Number"), _("Title"), _("Effect"), _("Changes")]
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
