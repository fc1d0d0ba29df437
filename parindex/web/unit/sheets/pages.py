"""The list of a unit's score sheets, and one sheet with the rows of a field."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parindex.assessments import queries
from parindex.web.clock import today
from parindex.web.paging import page_of
from parindex.web.unit.sheets.frame import user_of
from parindex.web.unit.sheets.shown import closing, shown_rows

PER_PAGE = 10


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets of the person's units, over all rounds."""
    user, now = user_of(request), timezone.now()
    units = queries.units_kept(user, on=today())
    if not units:
        raise Http404
    page: Any = page_of(queries.sheets_kept(user, on=today()), request, PER_PAGE)
    cards = [(card, closing(card.frame, card.closes_at, now)) for card in queries.cards(page.object_list, at=now)]
    waiting = queries.waiting_for_sheets(user, on=today())
    return render(request, "unit/sheets/list.html", {"page": page, "cards": cards, "units": units, "waiting": waiting})


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet with the rows of ``?field=``. Who only reads what was handed in reads its receipt."""
    user, now = user_of(request), timezone.now()
    if request.headers.get("HX-Target") == "fields" and queries.kept_sheet(user, pk, on=today()):
        return _progress(request, pk)
    page = queries.sheet_page(user, pk, request.GET.get("field", ""), at=now)
    if page is None:
        return _handed_in(request, pk)
    context = {
        "page": page,
        "sheet": page.sheet,
        "rows": shown_rows(page.rows),
        "closing": closing(page.frame, page.closes_at, now),
        "fields": page.fields,
        "total": page.total,
        "chosen": page.chosen.code,
        "returned": [(part.field.code, code) for part in page.fields for code, how in part.rows if how == "returned"],
        **_neighbours(page),
    }
    return render(request, "unit/sheets/sheet.html", context)


def _handed_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.handed_in_sheet(user_of(request), pk, on=today())
    if found is None:
        raise Http404
    return redirect("receipt", pk, found.submissions_count)


def _neighbours(page: Any) -> dict[str, Any]:
    """The fields before and after the chosen one."""
    headings = [part.field for part in page.fields]
    place = headings.index(page.chosen)
    return {
        "before": headings[place - 1] if place else None,
        "after": headings[place + 1] if place + 1 < len(headings) else None,
    }


def _progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far each field is: asked for after each save."""
    frame, fields, total = queries.sheet_progress(pk)
    chosen = request.GET.get("field", "")
    context = {"sheet": frame.sheet, "fields": fields, "total": total, "chosen": chosen, "again": True}
    return render(request, "unit/sheets/fields.html", context)
