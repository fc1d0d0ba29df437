"""How far a round's appraisal is: agencies, and units × fields."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parindex.appraisals import queries
from parindex.web.appraiser.forms import UnitsForm
from parindex.web.appraiser.frame import find_desk, round_page
from parindex.web.paging import page_of

PER_PAGE = 100


def find_watched(request: HttpRequest, pk: uuid.UUID) -> Any:
    """The round for who watches all of it.

    :raises Http404: they do not.
    """
    desk = find_desk(request, pk)
    if not desk.watches:
        raise Http404
    return desk


@require_safe
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who is behind, and the heat map of units × fields. To be looked at; nothing is changed here."""
    desk, form = find_watched(request, pk), UnitsForm(request.GET)
    page = page_of(queries.progress_sheets(desk, **form.wanted(), sort=request.GET.get("sort", "")), request, PER_PAGE)
    context: dict[str, Any] = {
        "agencies": queries.agencies(desk),
        "fields": queries.field_choices(desk),
        "page": page,
        "rows": queries.unit_progress(desk, list(page.object_list), by_field=True),
        "form": form,
        "narrowed": form.narrows(),
    }
    return round_page(request, "appraiser/progress.html", desk, **context)
