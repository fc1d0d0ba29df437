"""Pages of a round's units: list, taken in, added, ranked, removed; and one unit with what was decided for it."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.kernel.verdicts import Refused, Stale
from parindex.programmes import actions, queries, rules
from parindex.programmes.windows import told
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.office.programmes.forms import (
    NewParticipantForm,
    ParticipantListForm,
    PreviewDayForm,
    RankingForm,
    TakeInForm,
    new_id,
)
from parindex.web.office.programmes.frame import find_participant, find_round, round_page, user_of
from parindex.web.paging import page_of
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import Seen, opened, stated

PER_PAGE = 50
#: Units that the preview names; the number of all stands above.
SHOWN = 200
RANKING = ("group", "ranked")


@require_safe
def unit_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The units of a round, filtered."""
    round = find_round(request, pk)
    form = ParticipantListForm(request.GET, groups=queries.groups(round))
    rows = queries.participant_rows(round, form.wanted(request.GET.get("sort", "")))
    kind = request.GET.get("export", "")
    if kind:
        return table_file(f"don-vi-{round.code}", kind, _headings(), _exported(rows.iterator()))
    page = page_of(rows, request, PER_PAGE)
    context: dict[str, Any] = {"page": page, "form": form, "narrowed": form.narrows()}
    return round_page(request, "office/programmes/units.html", round, **context)


def _headings() -> list[str]:
    return [
        _("Code"),
        _("Unit"),
        _("Superior unit"),
        _("Ranking group"),
        _("Ranked"),
        _("Self-assessment until"),
        _("Extensions"),
        _("Exclusions"),
    ]


def _exported(rows: Iterator[Any]) -> Iterator[list[Cell]]:
    for row in rows:
        unit, above = row.unit, row.unit.parent.name if row.unit.parent else ""
        ranked = _("yes") if row.ranked else _("no")
        yield [
            unit.code,
            unit.name,
            above,
            row.group,
            ranked,
            row.until,
            row.extended,
            row.excluded,
        ]


def _prepared(request: HttpRequest, pk: uuid.UUID) -> Any:
    """A round whose units this person still changes."""
    round = find_round(request, pk)
    rules.may_prepare(user_of(request), round, timezone.now()).demand()
    return round


def take_in(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All units of the tier that exist on a day, first shown, then taken in."""
    round = _prepared(request, pk)
    day = PreviewDayForm(request.POST or request.GET)
    on = (day.cleaned_data.get("on") if day.is_valid() else None) or today()
    units = list(queries.candidates(round, on=on))
    shown: dict[str, Any] = {"on": on, "digest": queries.digest_of(units)}
    form = TakeInForm(request.POST or None, initial=shown)
    if form.is_valid():
        try:
            made = actions.take_in(round, **form.cleaned_data, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
            form.data = {**request.POST.dict(), "digest": shown["digest"]}
        else:
            messages.success(request, _("%(n)s units have been taken in.") % {"n": len(made)})
            return redirect("round_units", pk)
    context: dict[str, Any] = {"round": round, "units": units[:SHOWN], "total": len(units), "on": on}
    return answer(request, "office/programmes/take_in.html", form, day=PreviewDayForm(initial=shown), **context)


def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds one unit."""
    round = _prepared(request, pk)
    form = NewParticipantForm(request.POST or None, round=round, today=today(), initial={"id": new_id()})
    if form.is_valid():
        made = form.facts() | {name: form.cleaned_data[name] for name in ("id", "unit")}
        try:
            actions.add_participant(round, **made, on=today(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("“%(name)s” takes part.") % {"name": made["unit"].name})
            return redirect("round_units", pk)
    return answer(request, "office/programmes/participant_form.html", form, round=round)


@require_safe
def participant(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One unit in a round: its windows, extensions and exclusions."""
    found = find_participant(request, pk)
    page = queries.participant_page(user_of(request), found, at=timezone.now())
    round = found.round
    windows = [
        {
            "window": state.window,
            "opens": told(state.window.opens_at, round),
            "closes": told(state.window.closes_at, round),
            "regular": told(state.window.regular_closes_at, round),
            "is_open": state.is_open,
        }
        for state in page.windows
    ]
    extensions = [(extension, told(extension.until, round)) for extension in page.extensions]
    context = {"page": page, "participant": found, "windows": windows, "extensions": extensions}
    return round_page(request, "office/programmes/participant.html", round, **context)


def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes a unit's ranking group, or that it is only listed."""
    found = find_participant(request, pk)
    rules.may_decide(user_of(request), found.round, timezone.now()).demand()
    form = RankingForm(request.POST or None, initial=opened(found, RANKING))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        facts = seen.over(stated(found, RANKING), form.facts())
        try:
            actions.change_participant(found, **facts, version=seen, by=user_of(request), at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            present = opened(find_participant(request, pk), RANKING)
            form = RankingForm(initial=present | seen.touched(form.facts()))
        else:
            messages.success(request, _("Saved."))
            return redirect("participant", pk)
    context: dict[str, Any] = {"round": found.round, "participant": found}
    return answer(request, "office/programmes/participant_form.html", form, rows=rows, **context)


def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a unit out before the round starts."""
    found = find_participant(request, pk)
    rules.may_prepare(user_of(request), found.round, timezone.now()).demand()
    refusal = ""
    if request.method == "POST":
        try:
            actions.remove_participant(found, by=user_of(request), at=timezone.now())
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("“%(name)s” has been taken out.") % {"name": found.unit.name})
            return redirect("round_units", found.round_id)
    context = {"participant": found, "round": found.round, "refusal": refusal, "danger": True}
    context |= {"confirm_text": _("Take it out"), "cancel_url": reverse("participant", args=[pk])}
    status = 422 if refusal else 200
    return render(request, "office/programmes/participant_remove.html", context, status=status)
