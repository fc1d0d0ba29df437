"""Pages that change a programme's header and its plan by hand."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.programmes import actions, queries, rules
from parindex.web.clock import today
from parindex.web.office.programmes.forms import (
    NewProgrammeForm,
    NewTaskForm,
    NoteForm,
    ProgrammeForm,
    TaskForm,
    new_id,
)
from parindex.web.office.programmes.frame import find_programme, user_of
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import Seen, opened, stated

HEADER = ("title", "code", "decision")
TASK = ("number", "kind", "title", "opens_on", "due_on", "lead", "coordinating", "tiers")


def new_programme(request: HttpRequest) -> HttpResponse:
    """The programme of a year."""
    provinces = queries.provinces_kept(user_of(request), on=today())
    if not provinces:
        raise NotAllowed(_("The programme is made by a coordinator of the province."))
    year = today().year
    suggested = {"id": new_id(), "year": year, "title": _("PAR Index of %(year)s") % {"year": str(year)}}
    suggested["code"] = f"CCHC-{year}"
    form = NewProgrammeForm(request.POST or None, provinces=provinces, initial=suggested)
    if form.is_valid():
        try:
            made = actions.create_programme(**form.facts(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The programme has been made. Now its plan is due."))
            return redirect("programme", made.pk)
    return answer(request, "office/programmes/programme_form.html", form)


def edit_programme(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes title, code and decision."""
    programme = find_programme(request, pk)
    rules.may_edit_programme(user_of(request), programme, timezone.now()).demand()
    form = ProgrammeForm(request.POST or None, initial=opened(programme, HEADER))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        facts = seen.over(stated(programme, HEADER), form.facts())
        try:
            actions.change_programme(programme, **facts, version=seen, by=user_of(request), at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            present = opened(find_programme(request, pk), HEADER)
            form = ProgrammeForm(initial=present | seen.touched(form.facts()))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("programme", pk)
    return answer(request, "office/programmes/programme_form.html", form, rows=rows, programme=programme)


def new_task(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a task to the plan by hand."""
    programme = find_programme(request, pk)
    rules.may_edit_programme(user_of(request), programme, timezone.now()).demand()
    last = queries.tasks_of(programme).last()
    form = NewTaskForm(request.POST or None, initial={"id": new_id(), "number": last.number + 1 if last else 1})
    if form.is_valid():
        made = {"id": form.cleaned_data["id"], "values": form.facts()}
        try:
            actions.add_task(programme, **made, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The task has been added."))
            return redirect("programme", pk)
    return answer(request, "office/programmes/task_form.html", form, programme=programme)


def _find_task(request: HttpRequest, pk: uuid.UUID) -> Any:
    task = get_object_or_404(queries.tasks(user_of(request), on=today()), pk=pk)
    rules.may_edit_programme(user_of(request), task.programme, timezone.now()).demand()
    return task


def edit_task(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes a task; moving its days demands a reason."""
    task = _find_task(request, pk)
    form = TaskForm(request.POST or None, initial=opened(task, TASK))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        values, note = seen.over(stated(task, TASK), form.facts()), form.cleaned_data["note"]
        try:
            actions.change_task(task, values=values, note=note, version=seen, by=user_of(request), at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = TaskForm(initial=opened(_find_task(request, pk), TASK) | seen.touched(form.facts()) | {"note": note})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("programme", task.programme_id)
    return answer(request, "office/programmes/task_form.html", form, rows=rows, programme=task.programme, task=task)


def remove_task(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a task out of the plan."""
    task = _find_task(request, pk)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            actions.remove_task(task, note=form.cleaned_data["note"], by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The task has been taken out of the plan."))
            return redirect("programme", task.programme_id)
    context: dict[str, Any] = {
        "confirm_text": _("Take it out"),
        "cancel_url": reverse("programme", args=[task.programme_id]),
    }
    return answer(request, "office/programmes/task_remove.html", form, task=task, danger=True, **context)
