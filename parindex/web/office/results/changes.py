"""Pages that compute, approve, publish, and stop a publication."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import Refused
from parindex.programmes.windows import told
from parindex.publishing import actions as publishing_actions
from parindex.publishing import rules as publishing_rules
from parindex.publishing.queries import pages as publishing
from parindex.results import actions, rules
from parindex.results.enums import RunKind, RunState
from parindex.results.queries import pages as queries
from parindex.web.office.results.forms import ApproveForm, ComputeForm, PublishForm, ReasonForm
from parindex.web.office.results.frame import find_publication, find_round, find_run, user_of
from parindex.web.refusals import answer, refuse

#: Gaps that a refusal lists at once.
GAPS = 200


def compute(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Freezes and computes the round as it stands; a final run lists what is missing instead."""
    found = find_round(request, pk)
    rules.may_compute(user_of(request), found, timezone.now()).demand()
    missing = queries.missing(found)
    kind = RunKind.FINAL if missing.is_ready else RunKind.PROVISIONAL
    form = ComputeForm(request.POST or None, initial={"id": queries.new_run_id(), "kind": kind})
    gaps: tuple[Any, ...] = ()
    if form.is_valid():
        try:
            made = actions.compute(found, **form.facts(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            gaps = getattr(refusal, "gaps", ())
            refuse(form, refusal)
        else:
            messages.success(request, _("The round has been computed."))
            return redirect("run", made.pk)
    context = {"round": found, "missing": missing, "gaps": gaps[:GAPS], "more": len(gaps) - GAPS}
    return answer(request, "office/results/compute.html", form, **context)


def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The approver reads a brief and approves."""
    found = find_run(request, pk)
    rules.may_approve(user_of(request), found, timezone.now()).demand()
    if found.state == RunState.APPROVED:
        return redirect("run", pk)
    form = ApproveForm(request.POST or None)
    if form.is_valid():
        try:
            actions.approve(found, note=form.cleaned_data["note"], by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The result has been approved. Now it may be published."))
            return redirect("run", pk)
    context: dict[str, Any] = {"brief": queries.brief_of(found), "missing": queries.missing(found.round)}
    return answer(request, "office/results/approve.html", form, run=found, round=found.round, **context)


def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sets the moment from which an approved run is public."""
    found = find_run(request, pk)
    at = timezone.now()
    publishing_rules.may_schedule(user_of(request), found, at).demand()
    zone = ZoneInfo(found.round.time_zone)
    before = publishing.standing_publications(found.round)
    suggested = {"id": queries.new_run_id(), "publish_at": _morning_after(at, zone)}
    form = PublishForm(request.POST or None, zone=zone, corrects=bool(before), initial=suggested)
    if form.is_valid():
        try:
            made = publishing_actions.schedule(found, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            moment = told(made.publish_at, found.round)
            messages.success(request, _("Set: the result is public from %(moment)s.") % {"moment": moment})
            return redirect("publication", made.pk)
    context = {"run": found, "round": found.round, "before": before, "now": told(at, found.round)}
    return answer(request, "office/results/publish.html", form, **context)


def _morning_after(at: datetime, zone: ZoneInfo) -> datetime:
    """Eight o'clock on the next day, where the round's offices are."""
    return datetime.combine(timezone.localtime(at, zone).date() + timedelta(days=1), time(8), zone)


def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stops a publication before its time."""
    found = find_publication(request, pk)
    publishing_rules.may_cancel(user_of(request), found, timezone.now()).demand()
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            publishing_actions.cancel(found, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The publication has been cancelled."))
            return redirect("publication", pk)
    shown: dict[str, Any] = {
        "confirm_text": _("Cancel the publication"),
        "cancel_url": reverse("publication", args=[pk]),
    }
    context = {"publication": found, "round": found.round, "publish_at": told(found.publish_at, found.round)}
    return answer(request, "office/results/cancel.html", form, danger=True, **shown, **context)
