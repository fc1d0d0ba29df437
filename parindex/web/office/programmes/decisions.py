"""Pages of what is decided for single units: extensions, exclusions; and of substitutes for agencies."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.kernel.verdicts import Refused, Stale
from parindex.programmes import actions, queries, rules
from parindex.programmes.windows import told
from parindex.web.clock import today
from parindex.web.office.programmes.forms import ExclusionForm, ExtensionForm, ReasonForm, SubstituteForm, new_id
from parindex.web.office.programmes.frame import find_participant, find_round, round_page, user_of
from parindex.web.refusals import answer, comparison_of, refuse


@require_safe
def extension_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every extension of a round."""
    round = find_round(request, pk)
    rows = [(extension, told(extension.until, round)) for extension in queries.extensions(round)]
    may = rules.may_extend(user_of(request), round, timezone.now())
    return round_page(request, "office/programmes/extensions.html", round, rows=rows, may_extend=may)


def extend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A later end of a window for one unit."""
    found = find_participant(request, pk)
    round = found.round
    rules.may_extend(user_of(request), round, timezone.now()).demand()
    kinds = [window.kind for window in queries.windows_of(round)]
    form = ExtensionForm(request.POST or None, zone=ZoneInfo(round.time_zone), kinds=kinds, initial={"id": new_id()})
    if form.is_valid():
        try:
            actions.extend(found, **form.facts(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The extension has been given."))
            return redirect("participant", pk)
    return answer(request, "office/programmes/extend.html", form, participant=found, round=round)


def revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes an extension back."""
    extension = get_object_or_404(queries.seen_extensions(user_of(request), on=today()), pk=pk)
    round = extension.participant.round
    rules.may_decide(user_of(request), round, timezone.now()).demand()
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke_extension(extension, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The extension has been revoked."))
            return redirect("participant", extension.participant_id)
    context = {"extension": extension, "until": told(extension.until, round), "participant": extension.participant}
    return _asked(request, "extension_revoke.html", form, round, _("Revoke"), context)


@require_safe
def exclusion_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every exclusion of a round."""
    round = find_round(request, pk)
    return round_page(request, "office/programmes/exclusions.html", round, rows=queries.exclusions(round))


def exclude(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a criterion out for one unit by decision."""
    found = find_participant(request, pk)
    rules.may_decide(user_of(request), found.round, timezone.now()).demand()
    tree = queries.excludable(found.round)
    form = ExclusionForm(request.POST or None, tree=tree, initial={"id": new_id()})
    if form.is_valid():
        try:
            actions.exclude(found, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The exclusion has been recorded."))
            return redirect("participant", pk)
    return answer(request, "office/programmes/exclude.html", form, participant=found, round=found.round)


def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes an exclusion back."""
    exclusion = get_object_or_404(queries.seen_exclusions(user_of(request), on=today()), pk=pk)
    round = exclusion.participant.round
    rules.may_decide(user_of(request), round, timezone.now()).demand()
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.withdraw_exclusion(exclusion, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The exclusion has been withdrawn."))
            return redirect("participant", exclusion.participant_id)
    context = {"exclusion": exclusion, "participant": exclusion.participant}
    return _asked(request, "exclusion_withdraw.html", form, round, _("Withdraw"), context)


def _asked(
    request: HttpRequest, template: str, form: Any, round: Any, confirm: str, context: dict[str, Any]
) -> HttpResponse:
    cancel = reverse("participant", args=[context["participant"].pk])
    shown = {"round": round, "confirm_text": confirm, "cancel_url": cancel, "danger": True}
    return answer(request, f"office/programmes/{template}", form, **shown, **context)


@require_safe
def substitute_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every agency that takes part and appraises, and who stands in for it."""
    round = find_round(request, pk)
    return round_page(request, "office/programmes/substitutes.html", round, rows=queries.agency_rows(round))


def name_substitute(request: HttpRequest, pk: uuid.UUID, agency: int) -> HttpResponse:
    """Names who appraises an agency's own rows."""
    round, row = _agency(request, pk, agency)
    form = _substitute_form(round, row, request.POST or None)
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        facts = {"agency": row.agency, **form.cleaned_data}
        try:
            actions.name_substitute(round, **facts, by=user_of(request), at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = _substitute_form(round, row, again=form.cleaned_data | {"version": refusal.version})
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The substitute has been named."))
            return redirect("round_substitutes", pk)
    return answer(request, "office/programmes/substitute.html", form, rows=rows, round=round, row=row)


def _agency(request: HttpRequest, pk: uuid.UUID, agency: int) -> tuple[Any, Any]:
    """The round and its agency that would appraise itself."""
    round = find_round(request, pk)
    rules.may_decide(user_of(request), round, timezone.now()).demand()
    row = next((row for row in queries.agency_rows(round) if row.agency.pk == agency), None)
    if row is None:
        raise Http404
    return round, row


def _substitute_form(round: Any, row: Any, typed: Any = None, *, again: Any = None) -> SubstituteForm:
    """As it opens; ``again`` is what was typed on top of what somebody else saved."""
    named = row.substitute
    initial = {"version": named.version if named else 0}
    if named:
        initial |= {"substitute": named.substitute, "decision": named.decision}
    units = queries.possible_substitutes(round, at=timezone.now()).exclude(pk=row.agency.pk)
    return SubstituteForm(typed, units=units, initial=again or initial)


@require_POST
def remove_substitute(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a substitute away before the round starts."""
    found = get_object_or_404(queries.substitutes_seen(user_of(request), on=today()), pk=pk)
    actions.remove_substitute(found, by=user_of(request), at=timezone.now())
    messages.success(request, _("The substitute has been taken away."))
    return redirect("round_substitutes", found.round_id)
