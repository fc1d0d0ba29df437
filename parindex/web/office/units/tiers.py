"""The administrator's page of tiers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.kernel.verdicts import Refused, Stale
from parindex.people import actions, queries, rules
from parindex.web.clock import today
from parindex.web.office.units.forms import TierForm
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import Seen, opened, stated

TIER_FACTS = ("title", "title_en", "is_agency")


@require_safe
def tier_list(request: HttpRequest) -> HttpResponse:
    """All tiers, in order. There are never more than a handful: no filters, no pages."""
    rules.may_manage_tiers(_user(request), on=today()).demand()
    return render(request, "office/units/tiers.html", {"tiers": list(queries.tier_rows())})


def _user(request: HttpRequest) -> Any:
    return request.user


def new_tier(request: HttpRequest) -> HttpResponse:
    rules.may_manage_tiers(_user(request), on=today()).demand()
    form = TierForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_tier(**form.facts(), by=_user(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("tiers")
    return answer(request, "office/units/tier_new.html", form)


def edit_tier(request: HttpRequest, pk: int) -> HttpResponse:
    rules.may_manage_tiers(_user(request), on=today()).demand()
    tier = get_object_or_404(queries.tiers(), pk=pk)
    form = TierForm(request.POST or None, fixed=True, initial=opened(tier, TIER_FACTS))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        facts = seen.over(stated(tier, TIER_FACTS), form.facts())
        try:
            actions.change_tier(tier, **facts, version=seen, by=_user(request), at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            present = opened(queries.tiers().get(pk=pk), TIER_FACTS)
            form = TierForm(fixed=True, initial=present | seen.touched(form.facts()))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("tiers")
    return answer(request, "office/units/tier_edit.html", form, tier=tier, rows=rows)


@require_POST
def move_tier(request: HttpRequest, pk: int) -> HttpResponse:
    rules.may_manage_tiers(_user(request), on=today()).demand()
    tier = get_object_or_404(queries.tiers(), pk=pk)
    actions.move_tier(tier, up=request.POST.get("to") == "up", by=_user(request), at=timezone.now())
    return redirect("tiers")


def delete_tier(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; a tier in use stays, with the reason."""
    rules.may_manage_tiers(_user(request), on=today()).demand()
    tier = get_object_or_404(queries.tier_rows(), pk=pk)
    if request.method == "POST":
        try:
            actions.delete_tier(tier, by=_user(request), at=timezone.now())
            messages.success(request, _("The tier has been deleted."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("tiers")
    context = {"tier": tier, "confirm_text": _("Delete"), "cancel_url": reverse("tiers"), "danger": True}
    return render(request, "office/units/tier_delete.html", context)


@require_POST
def add_usual(request: HttpRequest) -> HttpResponse:
    added = actions.add_usual_tiers(by=_user(request), at=timezone.now())
    messages.success(request, _("%(count)d tiers have been added.") % {"count": added})
    return redirect("tiers")
