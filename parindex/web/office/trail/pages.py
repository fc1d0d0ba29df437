"""The audit trail: filtered, searched, exported, and its chain verified on demand."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.people import queries, rules
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.office.trail.forms import TrailForm
from parindex.web.office.trail.verification import verify_trail
from parindex.web.office.trail.words import line_of, readable, tier_titles

PER_PAGE = 50


@require_safe
def trail(request: HttpRequest) -> HttpResponseBase:
    """The latest events first; pages go by sequence number, so that new events do not shift them."""
    user: Any = request.user
    rules.may_read_trail(user, on=today()).demand()
    form = TrailForm(request.GET)
    events = queries.trail_events(user, form.wanted(), readable(user, on=today()), on=today())
    if request.GET.get("export"):
        return table_file("nhat-ky", request.GET["export"], _headings(), _exported(events.iterator(chunk_size=1000)))
    rows, newer, older = _page(events, request)
    tiers = tier_titles(queries.tiers()) if any({"tier", "tier_id"} & event.facts.keys() for event in rows) else {}
    operates = rules.may_operate(user, on=today())
    context = {
        "lines": [line_of(event, tiers) for event in rows],
        "newer": newer,
        "older": older,
        "form": form,
        "narrowed": form.narrows(),
        "operates": operates,
        "check": _latest_check(user) if operates else None,
    }
    return render(request, "office/trail/trail.html", context)


def _latest_check(user: Any) -> Any:
    return queries.latest_job(user, verify_trail.module_path, on=today())


def _page(events: Any, request: HttpRequest) -> tuple[list[Any], str, str]:
    """The events of this page, and the addresses of the newer and the older ones."""
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    if after:
        rows = list(events.filter(sequence__gt=after).order_by("sequence")[: PER_PAGE + 1])
        has_newer, rows = len(rows) > PER_PAGE, rows[:PER_PAGE][::-1]
        has_older = True
    else:
        rows = list((events.filter(sequence__lt=before) if before else events)[: PER_PAGE + 1])
        has_older, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
        has_newer = bool(before)
    if not rows:
        return [], "", ""
    newer = _address(request, "after", rows[0].sequence) if has_newer else ""
    older = _address(request, "before", rows[-1].sequence) if has_older else ""
    return rows, newer, older


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _address(request: HttpRequest, name: str, number: int) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[name] = str(number)
    return f"?{query.urlencode()}"


def _headings() -> list[str]:
    return [
        _("Number"),
        _("Moment"),
        _("Who"),
        _("What was done"),
        _("About"),
        _("Subject"),
        _("Reason"),
        _("Facts"),
        _("Hash"),
    ]


def _exported(events: Iterator[Any]) -> Iterator[list[Cell]]:
    tiers = tier_titles(queries.tiers())
    for event in events:
        line = line_of(event, tiers)
        facts = "; ".join(f"{label}: {text}" for label, text in line.facts)
        yield [
            event.sequence,
            event.at,
            str(line.who),
            str(line.action),
            str(line.kind),
            str(line.subject),
            event.note,
            facts,
            event.hash,
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Asks for a check of the whole chain; a worker does it, and the page asks here until it has the result."""
    user: Any = request.user
    rules.may_operate(user, on=today()).demand()
    if request.method != "POST":
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect("trail")
        check = _latest_check(user)
        if check is not None and check.finished_at is None:
            return HttpResponse(status=204)  # nothing new: what is there stays, and who stands on its link as well
        return render(request, "office/trail/check.html", {"check": check})
    verify_trail.enqueue()
    messages.success(request, _("The check has been asked for. Its result appears here when it is done."))
    return redirect("trail")
