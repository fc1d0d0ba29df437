"""Pages that make a round, set it up, start and close it."""

import uuid
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.assessments.actions import start_round
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.programmes import actions, queries, rules
from parindex.programmes.enums import TIME_ZONE, TaskKind, WindowKind
from parindex.web.clock import today
from parindex.web.office.programmes.forms import (
    NewRoundForm,
    NoteForm,
    RoundForm,
    VersionForm,
    WindowsForm,
    new_id,
)
from parindex.web.office.programmes.frame import find_programme, find_round, user_of
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import Seen, opened, stated

#: Which tasks of a plan each window carries out.
PLANNED = {
    WindowKind.SELF_ASSESSMENT: (TaskKind.SELF_ASSESSMENT,),
    WindowKind.APPRAISAL: (TaskKind.APPRAISAL, TaskKind.COMMUNE_APPRAISAL),
    WindowKind.SETTLEMENT: (TaskKind.SETTLEMENT_MEETING,),
}
HEADER = ("title", "code", "set_version", "time_zone")


def new_round(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A round in a programme."""
    programme = find_programme(request, pk)
    organisers = queries.organisers_kept(user_of(request), programme, on=today())
    if not organisers:
        raise NotAllowed(_("Rounds are made by a coordinator of the province or of a district."))
    suggested = {"id": new_id(), "time_zone": TIME_ZONE, "organiser": organisers[0].pk}
    form = NewRoundForm(request.POST or None, programme=programme, organisers=organisers, initial=suggested)
    if form.is_valid():
        try:
            made = actions.create_round(**form.facts(), programme=programme, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The round has been made. Units and windows come next."))
            return redirect("round", made.pk)
    return answer(request, "office/programmes/round_form.html", form, programme=programme)


def _form_of(round: Any, *args: Any, **kwargs: Any) -> RoundForm:
    return RoundForm(*args, programme=round.programme, organisers=[round.organiser], **kwargs)


def edit_round(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes a round that has not started."""
    round = find_round(request, pk)
    rules.may_prepare(user_of(request), round, timezone.now()).demand()
    form = _form_of(round, request.POST or None, initial=opened(round, HEADER))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        facts = seen.over(stated(round, HEADER), form.facts())
        try:
            actions.change_round(round, **facts, version=seen, by=user_of(request), at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = _form_of(round, initial=opened(find_round(request, pk), HEADER) | seen.touched(form.facts()))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("round", pk)
    return answer(request, "office/programmes/round_form.html", form, rows=rows, round=round, programme=round.programme)


def windows(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The round's windows, in its own time."""
    round = find_round(request, pk)
    rules.may_decide(user_of(request), round, timezone.now()).demand()
    form = _windows_form(round, request.POST or None)
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        note, version = form.cleaned_data["note"], form.cleaned_data["version"]
        try:
            actions.set_windows(
                round, form.periods(), note=note, version=version, by=user_of(request), at=timezone.now()
            )
        except Stale as refusal:
            rows = _named(comparison_of(refusal, form), refusal)
            form = _windows_form(round, again=form.cleaned_data | {"version": refusal.version})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The windows have been set."))
            return redirect("round", pk)
    return answer(request, "office/programmes/windows.html", form, rows=rows, round=round)


def _windows_form(round: Any, typed: Any = None, *, again: Any = None) -> WindowsForm:
    """As it opens; ``again`` is what was typed on top of what somebody else saved."""
    zone, tasks = ZoneInfo(round.time_zone), queries.tasks_for(round)
    initial: dict[str, Any] = {"version": round.version}
    windows = list(queries.set_windows_of(round))
    for window in windows:
        initial |= {f"{window.kind}_{name}": getattr(window, name) for name in ("opens_at", "closes_at")}
        initial[f"{window.kind}_task"] = window.task_id or ""
    suggested = {} if windows else _as_planned(tasks, zone)
    return WindowsForm(typed, zone=zone, tasks=tasks, initial=again or initial | suggested)


def _as_planned(tasks: list[Any], zone: ZoneInfo) -> dict[str, Any]:
    """Whole days of the plan's task for each window: a suggestion for a round that has none yet."""
    suggested: dict[str, Any] = {}
    for kind, names in PLANNED.items():
        task = next((task for task in tasks if task.kind in names), None)
        if task is not None:
            suggested[f"{kind}_opens_at"] = datetime.combine(task.opens_on, time(), zone)
            suggested[f"{kind}_closes_at"] = datetime.combine(task.due_on, time(23, 59), zone)
            suggested[f"{kind}_task"] = task.pk
    return suggested


def _named(rows: list[tuple[str, str, str]], stale: Stale) -> list[tuple[str, str, str]]:
    """Each row says of which window it speaks."""
    kinds = [WindowKind(name.rsplit("_", 2)[0]).label for name in stale.yours]
    return [(f"{kind} – {label}", now, yours) for kind, (label, now, yours) in zip(kinds, rows, strict=True)]


def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks before a round starts, with all that it still lacks."""
    round = find_round(request, pk)
    rules.may_start(user_of(request), round, timezone.now()).demand()
    form = VersionForm(request.POST or None, initial={"version": round.version})
    if form.is_valid():
        try:
            start_round(round, version=form.cleaned_data["version"], by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The round has started. Its score sheets are being made."))
            return redirect("round", pk)
    context = {
        "round": round,
        "missing": queries.missing_for_start(round, at=timezone.now()) if round.state == "prepared" else (),
        "counts": queries.counts_of(round),
        "cancel_url": reverse("round", args=[pk]),
    }
    return answer(request, "office/programmes/round_start.html", form, confirm_text=_("Start the round"), **context)


def close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ends a round for good."""
    round = find_round(request, pk)
    rules.may_start(user_of(request), round, timezone.now()).demand()
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            actions.close(round, note=form.cleaned_data["note"], by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The round has been closed."))
            return redirect("round", pk)
    context = {"round": round, "danger": True, "cancel_url": reverse("round", args=[pk])}
    return answer(request, "office/programmes/round_close.html", form, confirm_text=_("Close the round"), **context)


def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes back a round that has not started."""
    round = find_round(request, pk)
    rules.may_prepare(user_of(request), round, timezone.now()).demand()
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            actions.remove_round(round, note=form.cleaned_data["note"], by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The round has been taken back."))
            return redirect("programme", round.programme_id)
    context = {"round": round, "danger": True, "cancel_url": reverse("round", args=[pk])}
    return answer(request, "office/programmes/round_remove.html", form, confirm_text=_("Take it back"), **context)
