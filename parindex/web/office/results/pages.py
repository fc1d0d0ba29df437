"""Pages of results that only read: rounds, a run, a unit in it, one number, two runs, a publication."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.people import rules as people_rules
from parindex.programmes.windows import told
from parindex.publishing import rules as publishing_rules
from parindex.publishing.queries import pages as publishing
from parindex.results import rules
from parindex.results.queries import pages as queries
from parindex.web.clock import today
from parindex.web.exports import Cell, disposition, json_file, table_file
from parindex.web.office.results.forms import RankingForm, SearchForm
from parindex.web.office.results.frame import find_publication, find_round, find_run, find_standing, user_of
from parindex.web.paging import page_of

PER_PAGE = 100


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The rounds whose results the person reads, with their newest run and publication."""
    at = timezone.now()
    rows = queries.round_rows(user_of(request), on=today())
    published = publishing.newest_by_round([row.round for row in rows], at=at)
    context = {"rows": [(row, published.get(row.round.pk)) for row in rows]}
    return render(request, "office/results/list.html", context)


@require_safe
def round(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A round: what its final result still waits for, its runs, what was published."""
    user, at = user_of(request), timezone.now()
    found = find_round(request, pk)
    form = SearchForm(request.GET)
    runs = queries.runs_of(found)
    page = page_of(queries.waiting_sheets(found, form.text()), request, PER_PAGE)
    context: dict[str, Any] = {
        "round": found,
        "missing": queries.missing(found),
        "page": page,
        "waiting": queries.waiting_rows(found, list(page)),
        "form": form,
        "runs": runs,
        "publications": publishing.shown_publications(found, at=at),
        "may_compute": rules.may_compute(user, found, at),
    }
    return render(request, "office/results/round.html", context)


@require_safe
def run(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A run's ranking; the export is the list as it is filtered and sorted."""
    found = find_run(request, pk)
    groups, classes = queries.group_heads(found), queries.class_heads(found)
    form = RankingForm(request.GET, groups=groups, classes=classes)
    rows = queries.standings(found, queries.RankingFilter(**form.wanted(), sort=request.GET.get("sort", "")))
    if request.GET.get("export"):
        return _export(found, rows, request.GET["export"])
    page = page_of(rows, request, PER_PAGE)
    context = {
        "groups": groups,
        "fields": queries.field_heads(found),
        "page": page,
        "rows": queries.rank_rows(found, list(page)),
        "form": form,
        "narrowed": form.narrows(),
    }
    return render(request, "office/results/run.html", _about(request, found) | context)


def _about(request: HttpRequest, run: Any) -> dict[str, Any]:
    """What a run's page shows beside the list: what may be done with it, what was published of its round."""
    user, at = user_of(request), timezone.now()
    return {
        "run": run,
        "round": run.round,
        "before": queries.run_before(run),
        "may_approve": rules.may_approve(user, run, at),
        "may_publish": publishing_rules.may_schedule(user, run, at),
        "may_read_trail": people_rules.may_read_trail(user, on=today()),
        "publications": publishing.shown_publications(run.round, at=at),
    }


def _export(run: Any, rows: Any, kind: str) -> HttpResponseBase:
    """The list as a file; fields in columns of their own."""
    name = f"{run.round.code}-{run.number}"
    heads = [f"{head.code} {head.title}" for head in queries.field_heads(run)]
    lines = _exported(run, rows)
    return (json_file if kind == "json" else table_file)(name, kind, [*_headings(), *heads], lines)


def _headings() -> list[str]:
    return [
        _("Code"),
        _("Unit"),
        _("Ranking group"),
        _("Rank"),
        _("Points"),
        _("Maximum"),
        _("Index"),
        _("Class"),
        _("Rows without a value"),
    ]


def _exported(run: Any, rows: Any) -> Iterator[list[Cell]]:
    for row, values in queries.exact_rows(run, rows):
        unit = row.unit
        yield [unit.code, unit.name, row.group, row.rank, *values.whole, row.missing, *values.fields]


@require_safe
def unit(request: HttpRequest, pk: uuid.UUID, unit: int) -> HttpResponse:
    """One unit in a run: every node with its reason."""
    found = find_run(request, pk)
    standing = find_standing(request, found, unit)
    context = {
        "run": found,
        "round": found.round,
        "unit": standing.unit,
        "shown": queries.unit_page(found, standing),
        "adjustments": queries.adjustments_of(found, standing),
    }
    return render(request, "office/results/unit.html", context)


@require_safe
def node(request: HttpRequest, pk: uuid.UUID, unit: int, code: str) -> HttpResponse:
    """One number down to who entered what when, and on which evidence."""
    found = find_run(request, pk)
    standing = find_standing(request, found, unit)
    trace = queries.trace(user_of(request), found, standing, code, on=today())
    if trace is None:
        raise Http404
    context = {"run": found, "round": found.round, "unit": standing.unit, "trace": trace, "node": trace.node}
    return render(request, "office/results/node.html", context)


@require_safe
def compare(request: HttpRequest, pk: uuid.UUID, before: uuid.UUID) -> HttpResponse:
    """Two runs of one round: which units, ranks and criteria differ."""
    later = find_run(request, pk)
    earlier = get_object_or_404(queries.runs(user_of(request), on=today()), pk=before, round=later.round_id)
    page = page_of(queries.changed(earlier, later), request, PER_PAGE)
    context = {
        "run": later,
        "before": earlier,
        "round": later.round,
        "page": page,
        "changes": queries.unit_changes(earlier, later, list(page)),
        "runs": queries.runs_of(later.round),
    }
    return render(request, "office/results/compare.html", context)


@require_safe
def publication(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A publication: when, by which decision, its package; stopped as long as its time has not come."""
    user, at = user_of(request), timezone.now()
    found = find_publication(request, pk)
    context = {
        "publication": found,
        "round": found.round,
        "run": found.run,
        "publish_at": told(found.publish_at, found.round),
        "is_public": publishing_rules.is_public(found, at),
        "may_cancel": publishing_rules.may_cancel(user, found, at),
        "may_read_trail": people_rules.may_read_trail(user, on=today()),
    }
    return render(request, "office/results/publication.html", context)


@require_safe
def package(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The package as it will be, or is, published."""
    found = find_publication(request, pk)
    response = FileResponse(publishing.open_package(found), content_type="application/zip")
    response["Content-Disposition"] = disposition(f"parindex-{found.round.code}-{found.number}.zip")
    return response
