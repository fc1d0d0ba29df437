"""Lists of the appraisal: rounds, a round's criteria and units, and their queues of rows."""

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

from parindex.appraisals import actions, queries
from parindex.web.appraiser.forms import ConfirmManyForm, QueueForm, UnitsForm
from parindex.web.appraiser.frame import find_desk, round_page, user_of
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.paging import page_of

PER_PAGE = 100


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The rounds in whose appraisal the person has a part; straight to the only one."""
    return _overview(request, "appraisal_round", queries.boards(user_of(request), on=today(), at=timezone.now()))


@require_safe
def settlements(request: HttpRequest) -> HttpResponse:
    """The rounds whose settlement the person follows or leads."""
    boards = queries.boards(user_of(request), on=today(), at=timezone.now())
    return _overview(request, "settlement", [board for board in boards if board.desk.watches])


def _overview(request: HttpRequest, target: str, boards: Any) -> HttpResponse:
    if len(boards) == 1:
        return redirect(target, boards[0].round.pk)
    rows = [(board, reverse(target, args=[board.round.pk])) for board in boards]
    return render(request, "appraiser/overview.html", {"boards": rows, "settling": target == "settlement"})


@require_safe
def criteria(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A round by criterion."""
    desk, at = find_desk(request, pk), timezone.now()
    board = queries.board_of(desk, queries.periods_of([desk.round], at=at).get(desk.round.pk, {}), at=at)
    return round_page(request, "appraiser/criteria.html", desk, board=board)


@require_safe
def units(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A round by unit."""
    desk, form = find_desk(request, pk), UnitsForm(request.GET)
    rows = queries.sheet_rows(desk, **form.wanted(), sort=request.GET.get("sort", ""))
    page = page_of(rows, request, PER_PAGE)
    shown = queries.unit_progress(desk, list(page.object_list))
    return round_page(request, "appraiser/units.html", desk, page=page, rows=shown, form=form, narrowed=form.narrows())


@require_safe
def leaf(request: HttpRequest, pk: uuid.UUID, leaf: str) -> HttpResponseBase:
    """One criterion across units."""
    desk = find_desk(request, pk)
    text = queries.leaf_text(desk, leaf)
    if text is None:
        raise Http404
    form = QueueForm(request.GET)
    every = queries.leaf_rows(desk, leaf)
    rows = queries.leaf_rows(desk, leaf, form.wanted(request.GET.get("sort", "")))
    return _queue(request, desk, form, every, rows, text=text, name=f"tham-dinh-{leaf}")


@require_safe
def unit(request: HttpRequest, pk: uuid.UUID, unit: int) -> HttpResponseBase:
    """One unit's rows."""
    desk = find_desk(request, pk)
    sheet = queries.sheet_rows(desk).filter(unit=unit).first()
    if sheet is None:
        raise Http404
    form = QueueForm(request.GET)
    every = queries.unit_rows(desk, unit)
    rows = queries.unit_rows(desk, unit, form.wanted(request.GET.get("sort", "")))
    return _queue(request, desk, form, every, rows, sheet=sheet, name=f"tham-dinh-{sheet.unit.code}")


class _Counted:
    """Rows whose number is known already: they are not counted again for the page's foot."""

    def __init__(self, rows: Any, number: int | None) -> None:
        self.rows, self.number = rows, number

    def count(self) -> int:
        return self.rows.count() if self.number is None else self.number

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: Any) -> Any:
        return self.rows[part]


def _queue(
    request: HttpRequest, desk: Any, form: QueueForm, every: Any, rows: Any, *, name: str, **context: Any
) -> HttpResponseBase:
    """A queue as a page of its table, or whole as a file."""
    if request.GET.get("export"):
        return table_file(name, request.GET["export"], _headings(), _exported(desk, rows))
    tally = queries.tally(every)
    number = None if form.cleaned_data.get("q") else tally.of(form.cleaned_data.get("rows", ""))
    counted: Any = _Counted(queries.of_page(rows), number)
    page = page_of(counted, request, PER_PAGE)
    shown = queries.shown(desk, list(page.object_list))
    form.count(tally)
    narrowed = form.narrows()
    template = "appraiser/leaf.html" if "text" in context else "appraiser/unit.html"
    facts: dict[str, Any] = {"page": page, "rows": shown, "tally": tally, "form": form, "narrowed": narrowed}
    facts["tickable"] = desk.appraises and any(row.tickable for row in shown)
    return round_page(request, template, desk, **facts, **context)


def _headings() -> list[str]:
    return [
        *(_("Criterion"), _("Title"), _("Unit"), _("Declared figures"), _("Self-assessed points")),
        *(_("Evidence"), _("State"), _("Appraised points"), _("Difference"), _("Last year")),
    ]


def _exported(desk: Any, rows: Any) -> Iterator[list[Cell]]:
    """Every row of the queue, read a thousand at a time."""
    batch: list[Any] = []
    for answer in queries.of_page(rows).iterator(chunk_size=1000):
        batch.append(answer)
        if len(batch) == 1000:
            yield from map(_cells, queries.shown(desk, batch))
            batch = []
    yield from map(_cells, queries.shown(desk, batch))


def _cells(row: Any) -> list[Cell]:
    points = [queries.as_decimal(value) for value in (row.points, row.appraised, row.difference, row.last_year)]
    return [
        *(row.leaf, row.title, row.unit_name, row.figures, points[0], row.evidence),
        *(str(row.standing.label), points[1], points[2], points[3]),
    ]


def confirm_many(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks before many rows are confirmed: how many, what is left out and why; then confirms exactly these."""
    desk = find_desk(request, pk)
    scope = _scope(request, desk)
    found = queries.bulk(desk, **scope)
    form = ConfirmManyForm(request.POST or None, initial={"digest": found.digest})
    if form.is_valid() and form.cleaned_data["digest"] == found.digest:
        done = actions.confirm_many(desk.round, rows=found.ready, by=user_of(request), at=timezone.now())
        n = done.rows
        messages.success(request, ngettext("%(n)d row confirmed.", "%(n)d rows confirmed.", n) % {"n": n})
        return redirect(_queue_url(desk, scope))
    if form.is_bound:
        messages.warning(request, _("The rows have changed in the meantime. Look at the new numbers, then confirm."))
    n = len(found.ready)
    context: dict[str, Any] = {
        "bulk": found,
        "form": ConfirmManyForm(initial={"digest": found.digest}),
        "cancel_url": _queue_url(desk, scope),
        "confirm_text": ngettext("Confirm %(n)d row", "Confirm %(n)d rows", n) % {"n": n},
    }
    return render(request, "appraiser/confirm_many.html", {"round": desk.round, **context})


def _scope(request: HttpRequest, desk: Any) -> dict[str, Any]:
    """Which rows are asked for: of a criterion or a unit, the ticked ones or all that are plain.

    :raises Http404: neither is named, or it is not the person's.
    """
    leaf, unit = request.GET.get("leaf", ""), request.GET.get("unit", "")
    ticked = [int(pk) for pk in request.GET.getlist("rows") if pk.isascii() and pk.isdecimal() and len(pk) < 18]
    rows = None if request.GET.get("all") else ticked
    if leaf in desk.codes():
        return {"leaf": leaf, "rows": rows}
    if unit.isascii() and unit.isdecimal() and len(unit) < 18 and desk.appraises:
        return {"unit": int(unit), "rows": rows}
    raise Http404


def _queue_url(desk: Any, scope: dict[str, Any]) -> str:
    if "leaf" in scope:
        return reverse("appraisal_leaf", args=[desk.round.pk, scope["leaf"]])
    return reverse("appraisal_unit", args=[desk.round.pk, scope["unit"]])
