"""Pages of programmes and rounds that only read."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parindex.people import rules as people_rules
from parindex.programmes import queries, rules
from parindex.programmes.plan_files import headings
from parindex.programmes.windows import told
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.office.programmes.forms import SearchForm
from parindex.web.office.programmes.frame import find_programme, find_round, round_page, user_of
from parindex.web.office.programmes.timeline import timeline_of
from parindex.web.paging import page_of

PER_PAGE = 25


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """Every programme that the person sees, the latest year first."""
    user, form = user_of(request), SearchForm(request.GET)
    rows = queries.programme_rows(user, q=form.text(), sort=request.GET.get("sort", ""), on=today())
    context = {
        "page": page_of(rows, request, PER_PAGE),
        "form": form,
        "narrowed": bool(form.text()),
        "provinces": queries.provinces_kept(user, on=today()),
    }
    return render(request, "office/programmes/list.html", context)


@require_safe
def programme(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A year's plan and its rounds; the export is a file that can be imported."""
    found = find_programme(request, pk)
    kind = request.GET.get("export", "")
    if kind:
        rows = _exported(queries.tasks_of(found).iterator())
        return table_file(f"ke-hoach-{found.year}", kind, headings(plain=kind != "xlsx"), rows)
    page = queries.programme_page(user_of(request), found, on=today(), at=timezone.now())
    tasks = [row.task for _month, rows in page.months for row in rows]
    context = {
        "page": page,
        "programme": found,
        "timeline": timeline_of(tasks, today()),
        "today": today(),
        "may_read_trail": people_rules.may_read_trail(user_of(request), on=today()),
    }
    return render(request, "office/programmes/programme.html", context)


def _exported(tasks: Iterator[Any]) -> Iterator[list[Cell]]:
    for task in tasks:
        yield [
            task.number,
            task.kind,
            task.title,
            task.opens_on,
            task.due_on,
            task.lead,
            task.coordinating,
            task.tiers,
        ]


@require_safe
def round(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A round: who organises it, by which set, its windows, and what it still lacks."""
    user, at = user_of(request), timezone.now()
    found = find_round(request, pk)
    page = queries.round_page(user, found, at=at)
    context: dict[str, Any] = {
        "page": page,
        "windows": [
            {
                "window": window,
                "opens": told(window.opens_at, found),
                "closes": told(window.closes_at, found),
                "state": _state(window, at),
            }
            for window in page.windows
        ],
        "may_read_trail": people_rules.may_read_trail(user, on=today()),
        "may_extend": rules.may_extend(user, found, at),
    }
    return round_page(request, "office/programmes/round.html", found, **context)


def _state(window: Any, at: Any) -> str:
    if at < window.opens_at:
        return "ahead"
    return "open" if at < window.closes_at else "over"
