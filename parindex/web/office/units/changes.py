"""Pages that change units."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import Refused, Stale
from parindex.people import actions, queries, rules
from parindex.web.clock import today
from parindex.web.office.units.forms import EndForm, SuccessionCorrectionForm, SuccessionForm, UnitForm
from parindex.web.refusals import answer, compared, comparison_of, refuse
from parindex.web.seen import Seen, opened, opened_again, stated

UNIT_FACTS = ("code", "name", "tier", "parent", "official_code", "from_on", "to_on")


def new_unit(request: HttpRequest) -> HttpResponse:
    """A new unit, below ``?parent=``."""
    user: Any = request.user
    parent = queries.units(user, on=today()).filter(pk=_number(request.GET.get("parent"))).first()
    rules.may_make_units(user, on=today()).demand()
    form = UnitForm(request.POST or None, user=user, today=today(), initial={"parent": parent})
    if form.is_valid():
        try:
            made = actions.create_unit(**form.facts(), by=user, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” has been added.") % {"name": made.name})
            return redirect("unit", made.pk)
    return answer(request, "office/units/new.html", form)


def _find(request: HttpRequest, pk: int) -> Any:
    """The unit that this person may change; 404 for whoever may not see it, 403 for whoever may only see it."""
    user: Any = request.user
    unit = get_object_or_404(queries.units(user, on=today()), pk=pk)
    rules.may_manage_units(user, unit.root, on=today()).demand()
    return unit


def edit_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects a unit."""
    user: Any = request.user
    unit = _find(request, pk)
    form = UnitForm(request.POST or None, user=user, today=today(), initial=opened(unit, UNIT_FACTS))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        facts = seen.over(stated(unit, UNIT_FACTS), form.facts())
        try:
            actions.change_unit(unit, **facts, version=seen, by=user, at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            present = opened(_find(request, pk), UNIT_FACTS)
            form = UnitForm(user=user, today=today(), initial=present | seen.touched(form.facts()))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("unit", pk)
    return answer(request, "office/units/edit.html", form, rows=rows, unit=unit)


def end_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Dissolves a unit without a successor."""
    user: Any = request.user
    unit = _find(request, pk)
    form = EndForm(request.POST or None, initial=opened(unit, ["to_on"]))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            actions.end_unit(unit, **form.cleaned_data, by=user, at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = EndForm(initial=opened_again(refusal, form.cleaned_data))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The end of “%(name)s” has been recorded.") % {"name": unit.name})
            return redirect("unit", pk)
    question: dict[str, Any] = {"confirm_text": _("Record the end"), "cancel_url": reverse("unit", args=[pk])}
    return answer(request, "office/units/end.html", form, rows=rows, unit=unit, danger=True, **question)


def succeed(request: HttpRequest) -> HttpResponse:
    """Merger, split or renaming, starting from ``?unit=``."""
    user: Any = request.user
    unit = _find(request, _number(request.GET.get("unit")))
    form = SuccessionForm(request.POST or None, user=user, today=today(), initial={"ending_1": unit})
    if form.is_valid():
        try:
            actions.succeed(**form.facts(), by=user, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The succession has been recorded."))
            return redirect("unit", unit.pk)
    return answer(request, "office/units/succeed.html", form, unit=unit)


def correct_succession(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects the day and the decision by which a unit was succeeded."""
    user: Any = request.user
    unit = _find(request, pk)
    step = get_object_or_404(unit.successions.all()[:1])
    shown = {"on": step.on, "decision": step.decision} | opened(unit, ["to_on"])
    form = SuccessionCorrectionForm(request.POST or None, initial=shown)
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            actions.correct_succession(unit, **form.cleaned_data, by=user, at=timezone.now())
        except Stale as refusal:
            rows = compared(refusal, lambda name: _("Last day"))
            form = SuccessionCorrectionForm(initial=shown)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The succession has been corrected."))
            return redirect("unit", pk)
    question: dict[str, Any] = {"confirm_text": _("Save"), "cancel_url": reverse("unit", args=[pk])}
    return answer(request, "office/units/succession.html", form, rows=rows, unit=unit, **question)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 18 else 0
