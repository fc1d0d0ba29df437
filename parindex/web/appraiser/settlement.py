"""Settlement by the head of the team: open rows one by one, then the sheets; bonus, penalty and deductions."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from parindex.appraisals import actions, queries, rules
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.web.appraiser.forms import AdjustmentForm, NoteForm, OpenRowsForm, SettleForm, UnitsForm, new_id
from parindex.web.appraiser.frame import find_row, round_page, user_of
from parindex.web.appraiser.progress import find_watched
from parindex.web.appraiser.rows import put
from parindex.web.appraiser.words import stale_rows
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.paging import page_of
from parindex.web.refusals import answer as page_answer
from parindex.web.refusals import refuse

PER_PAGE = 50


@require_safe
def open_rows(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The rows that are left to the head."""
    desk = find_watched(request, pk)
    form = OpenRowsForm(request.GET, fields=queries.field_choices(desk))
    rows = queries.open_list(desk, form.wanted(request.GET.get("sort", "")))
    if request.GET.get("export"):
        return table_file("thong-nhat", request.GET["export"], _headings(), _exported(desk, rows))
    page = page_of(queries.open_page(rows), request, PER_PAGE)
    context: dict[str, Any] = {
        "page": page,
        "rows": queries.open_shown(desk, list(page.object_list)),
        "counts": queries.settling_counts(desk),
        "form": form,
        "narrowed": form.narrows(),
        "verdict": rules.may_settle(user_of(request), desk.round, timezone.now()),
    }
    return round_page(request, "appraiser/settlement.html", desk, **context)


def _headings() -> list[str]:
    return [
        *(_("Unit"), _("Criterion"), _("Title"), _("Why it is open"), _("Declared figures")),
        *(_("Self-assessed points"), _("Appraised points"), _("Evidence"), _("Reason")),
    ]


def _exported(desk: Any, rows: Any) -> Iterator[list[Cell]]:
    batch: list[Any] = []
    for answer in queries.open_page(rows).iterator(chunk_size=500):
        batch.append(answer)
        if len(batch) == 500:
            yield from map(_cells, queries.open_shown(desk, batch))
            batch = []
    yield from map(_cells, queries.open_shown(desk, batch))


def _cells(row: Any) -> list[Cell]:
    points = [queries.as_decimal(row.points), queries.as_decimal(row.appraised)]
    return [row.unit_name, row.leaf, row.title, "; ".join(row.whys), row.figures, *points, row.evidence, row.reason]


@require_safe
def sheets(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The sheets of a round: settled, ready, open."""
    desk, form = find_watched(request, pk), UnitsForm(request.GET)
    page = page_of(queries.settling_sheets(desk, **form.wanted(), sort=request.GET.get("sort", "")), request, PER_PAGE)
    context: dict[str, Any] = {
        "page": page,
        "rows": queries.settling_shown(desk, list(page.object_list)),
        "settlement_open": queries.settles_now(desk, at=timezone.now()),
        "counts": queries.settling_counts(desk),
        "form": form,
        "narrowed": form.narrows(),
        "verdict": rules.may_settle(user_of(request), desk.round, timezone.now()),
    }
    return round_page(request, "appraiser/sheets.html", desk, settling=True, **context)


def settle_all(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks, then settles every sheet without open rows."""
    desk = find_watched(request, pk)
    rules.may_settle(user_of(request), desk.round, timezone.now()).demand()
    if request.method == "POST":
        done = actions.settle_sheets(desk.round, by=user_of(request), at=timezone.now())
        n = len(done.settled)
        messages.success(request, ngettext("%(n)d sheet settled.", "%(n)d sheets settled.", n) % {"n": n})
        for _sheet, reason in done.left[:5]:
            messages.warning(request, reason)
        return redirect("settlement_sheets", pk)
    context: dict[str, Any] = {
        "round": desk.round,
        "counts": queries.settling_counts(desk),
        "confirm_text": _("Settle these sheets"),
        "cancel_url": reverse("settlement_sheets", args=[pk]),
    }
    return render(request, "appraiser/settle_all.html", context)


def settle_row(request: HttpRequest, answer: int) -> HttpResponse:
    """A row beside its evidence, with the head's form."""
    found, desk = find_row(request, answer)
    rules.may_settle_for(user_of(request), found.sheet, timezone.now()).demand()
    page = queries.row_page(desk, found)
    form = _settle_form(page, request.POST or None)
    if form.is_valid():
        try:
            actions.settle_row(found.answer, **form.facts(), by=user_of(request), at=timezone.now())
        except Stale as stale:
            messages.error(request, str(stale))
            return _settle(request, *find_row(request, answer), rows=stale_rows(stale, page.text))
        except Refused as refusal:
            put(form, refusal)
        else:
            names = {"code": page.text.code, "unit": page.sheet.unit.name}
            messages.success(request, _("Settled: %(code)s, %(unit)s.") % names)
            return _onwards(desk, answer)
    return _settle(request, found, desk, form=form)


def _settle(
    request: HttpRequest, found: Any, desk: Any, *, form: SettleForm | None = None, rows: Any = ()
) -> HttpResponse:
    page = queries.row_page(desk, found)
    context: dict[str, Any] = {
        "page": page,
        "round": desk.round,
        "verdict": rules.is_settleable(found, timezone.now()),
        "next_open": queries.next_open_row(desk, page.answer.pk),
        "queue": reverse("settlement", args=[desk.round.pk]),
        "query": "",
        "opens": desk.reads,
    }
    return page_answer(request, "appraiser/settle.html", form or _settle_form(page, None), rows=rows, **context)


def _settle_form(page: Any, sent: Any) -> SettleForm:
    claimed = page.answer.handed_figures or {}
    opened = _opened(page, claimed)
    return SettleForm(sent, text=page.text, claimed_not_arising=claimed.get("not_arising") == "yes", **opened)


def _opened(page: Any, claimed: Any) -> dict[str, Any]:
    """What the head's form is filled with: the settled figures, else the appraised, else the claim's."""
    mark, settlement = page.mark, page.settlement
    read = {
        "version": settlement.version if settlement else 0,
        "handed_version": page.answer.handed_version,
        "mark_version": mark.version if mark else 0,
        "reason": settlement.reason if settlement else "",
    }
    values = {**claimed, **(mark.figures if mark else {}), **(settlement.figures if settlement else {})}
    return {"values": values, "initial": read}


def _onwards(desk: Any, answer: int) -> HttpResponse:
    following = queries.next_open_row(desk, answer)
    return redirect("settle_row", following) if following else redirect("settlement", desk.round.pk)


def _find_sheet(request: HttpRequest, pk: int) -> tuple[Any, Any]:
    found = queries.sheet(user_of(request), pk, on=today())
    if found is None:
        raise Http404
    return found


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's sheet in the settlement: what is open, what is counted beside its rows; adds an adjustment."""
    found, desk = _find_sheet(request, pk)
    page = queries.sheet_page(desk, found)
    form = AdjustmentForm(request.POST or None, items=page.items, initial={"id": new_id()})
    if form.is_valid():
        try:
            actions.make_adjustment(found, **form.facts(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("settlement_sheet", pk)
    context: dict[str, Any] = {
        "page": page,
        "round": desk.round,
        "sheet": found,
        "verdict": rules.may_settle_for(user_of(request), found, timezone.now()),
        "adjustable": queries.sheet_adjustable(found, at=timezone.now()),
    }
    return page_answer(request, "appraiser/sheet.html", form, **context)


def settle_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then settles one sheet."""
    found, _desk = _find_sheet(request, pk)
    rules.may_settle_for(user_of(request), found, timezone.now()).demand()
    if request.method == "POST":
        try:
            actions.settle_sheet(found, by=user_of(request), at=timezone.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The score sheet of %(unit)s is settled.") % {"unit": found.unit})
        return redirect("settlement_sheet", pk)
    context: dict[str, Any] = {
        "sheet": found,
        "round": found.round,
        "confirm_text": _("Settle the sheet"),
        "cancel_url": reverse("settlement_sheet", args=[pk]),
    }
    return render(request, "appraiser/settle_sheet.html", context)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the settlement of a sheet back, with the reason."""
    found, _desk = _find_sheet(request, pk)
    rules.may_settle_for(user_of(request), found, timezone.now()).demand()
    form = NoteForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.reopen_settlement(found, reason=reason, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The settlement has been taken back."))
            return redirect("settlement_sheet", pk)
    context: dict[str, Any] = {"confirm_text": _("Take it back"), "cancel_url": reverse("settlement_sheet", args=[pk])}
    return page_answer(request, "appraiser/reopen.html", form, sheet=found, round=found.round, danger=True, **context)


def withdraw_adjustment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes an adjustment back, with the reason."""
    seen = queries.adjustment(user_of(request), pk, on=today())
    if seen is None:
        raise Http404
    found, desk = seen
    rules.may_adjust(user_of(request), found.sheet, timezone.now()).demand()
    form = NoteForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.withdraw_adjustment(found, reason=reason, by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("It has been taken back."))
            return redirect("settlement_sheet", found.sheet_id)
    context: dict[str, Any] = {"adjustment": found, "sheet": found.sheet, "round": desk.round, "danger": True}
    context["cancel_url"] = reverse("settlement_sheet", args=[found.sheet_id])
    context["confirm_text"] = _("Take it back")
    return page_answer(request, "appraiser/withdraw_adjustment.html", form, **context)
