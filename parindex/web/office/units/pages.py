"""Pages of units that only read."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from parindex.people import queries, rules
from parindex.people.imports.headings import unit_headings
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.office.units.forms import TreeForm, UnitListForm
from parindex.web.paging import page_of

PER_PAGE = 50


@require_safe
def unit_list(request: HttpRequest) -> HttpResponseBase:
    """The list of units, filtered; its export is a file that can be imported."""
    user: Any = request.user
    form = UnitListForm(request.GET, user=user, today=today())
    rows = queries.unit_rows(user, form.wanted(request.GET.get("sort", "")), on=today())
    kind = request.GET.get("export", "")
    if kind:
        return table_file("don-vi", kind, unit_headings(plain=kind != "xlsx"), _exported(rows.iterator()))
    page = {
        "page": page_of(rows, request, PER_PAGE),
        "form": form,
        "narrowed": form.narrows(),
        "may_make": rules.may_make_units(user, on=today()),
    }
    return render(request, "office/units/list.html", page)


def _exported(rows: Iterator[Any]) -> Iterator[list[Cell]]:
    for unit in rows:
        above = unit.parent.code if unit.parent else ""
        yield [unit.code, unit.name, unit.tier.code, above, unit.official_code, unit.from_on, unit.to_on]


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """A province's tree as it stood on a day."""
    user: Any = request.user
    provinces = queries.provinces(user, on=today())
    form = TreeForm(request.GET, provinces=provinces)
    form.is_valid()
    day = form.cleaned_data.get("day") or today()
    top = form.cleaned_data.get("top") or provinces.first()
    branches = queries.tree(user, top, day=day, on=today()) if top else []
    context = {"form": form, "branches": branches, "day": day, "may_make": rules.may_make_units(user, on=today())}
    return render(request, "office/units/tree.html", context)


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit."""
    user: Any = request.user
    found = get_object_or_404(queries.units(user, on=today()), pk=pk)
    context = {
        "page": queries.unit_page(user, found, on=today()),
        "unit": found,
        "today": today(),
        "may_see_people": rules.may_see_people(user, on=today()),
        "may_read_trail": rules.may_read_trail(user, on=today()),
        "history": f"{reverse('trail')}?kind=people.unit&number={found.pk}",
    }
    return render(request, "office/units/unit.html", context)
