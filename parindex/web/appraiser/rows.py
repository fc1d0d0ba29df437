"""The page of one row, and what an appraiser does with it."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.appraisals import actions, queries, rules
from parindex.assessments import actions as assessments
from parindex.assessments import rules as assessed
from parindex.assessments.claims import NotReadable
from parindex.kernel.verdicts import Refused, Stale
from parindex.web.appraiser.forms import AdjustForm, FlagForm, GivenForm, ReadForm, SendBackForm
from parindex.web.appraiser.frame import find_row, user_of
from parindex.web.appraiser.words import stale_rows
from parindex.web.refusals import refuse

type Form = ReadForm | AdjustForm | SendBackForm | FlagForm


def by_unit(request: HttpRequest) -> bool:
    """Whether the row was opened from its unit's queue."""
    return request.GET.get("by") == "unit"


@require_safe
def row(request: HttpRequest, answer: int) -> HttpResponse:
    """A row with its claim, the evidence beside it, and the forms of its mark."""
    found, desk = find_row(request, answer)
    return show(request, found, desk)


def forms_of(page: Any, at: Any) -> dict[str, Form]:
    """The forms of a row's page as they open."""
    mark, answer = page.mark, page.answer
    read = {"version": mark.version if mark else 0, "handed_version": answer.handed_version}
    claimed = answer.handed_figures or {}
    values = {**claimed, **(mark.figures if mark else {})}
    said = {"reason_code": mark.reason_code, "reason": mark.reason} if mark else {}
    return {
        "confirm": ReadForm(initial=read, auto_id="confirm_%s"),
        "adjust": AdjustForm(
            auto_id="adjust_%s",
            initial=read | (said if mark and mark.decision == "adjusted" else {}),
            text=page.text,
            values=values,
            claimed_not_arising=claimed.get("not_arising") == "yes",
        ),
        "send_back": SendBackForm(
            auto_id="send_back_%s",
            initial=read | {"until": page.suggested_until(at)},
            zone=ZoneInfo(page.sheet.round.time_zone),
        ),
        "flag": FlagForm(auto_id="flag_%s", initial=read | ({"reason": mark.flag_reason} if mark else {})),
    }


def show(
    request: HttpRequest, found: Any, desk: Any, *, status: int = 200, rows: Any = (), **bound: Form
) -> HttpResponse:
    """The page of a row; ``bound`` are forms that were sent and not taken."""
    at = timezone.now()
    page = queries.row_page(desk, found, by_unit=by_unit(request))
    names = forms_of(page, at) | bound
    context: dict[str, Any] = {
        "page": page,
        "round": desk.round,
        "verdict": rules.may_appraise(user_of(request), found, at),
        "settles": desk.heads and rules.may_settle_for(user_of(request), page.sheet, at).allowed,
        "opens": desk.reads or desk.marks(page.sheet.unit_id, page.text.code),
        "closes": may_close(user_of(request), page, at),
        "forms": names,
        "sent": next(iter(bound), ""),
        "rows": rows,
        "query": "?by=unit" if by_unit(request) else "",
        "queue": queue_of(page, by_unit(request)),
    }
    return render(request, "appraiser/row.html", context, status=status)


def may_close(user: Any, page: Any, at: Any) -> bool:
    """Whether the person may close the row's supplement before its time: who sent it back, or coordinates."""
    if page.answer.reopened_until is None:
        return False
    return assessed.may_take_back(user, page.sheet, at).allowed


def queue_of(page: Any, units: bool) -> str:
    """The address of the queue from which the row was opened."""
    if units:
        return reverse("appraisal_unit", args=[page.sheet.round_id, page.sheet.unit_id])
    return reverse("appraisal_leaf", args=[page.sheet.round_id, page.text.code])


def _mark(
    request: HttpRequest, answer: int, name: str, act: Callable[[Any, Any], object], done: str, *, onwards: bool = True
) -> HttpResponse:
    """Does one thing with a row: on to the next that waits, or the page again with what keeps it from being done."""
    found, desk = find_row(request, answer)
    page = queries.row_page(desk, found, by_unit=by_unit(request))
    form = _bound(request, page, name)
    if form.is_valid():
        try:
            act(found.answer, form)
        except Stale as stale:
            messages.error(request, str(stale))
            return show(request, *find_row(request, answer), status=409, rows=stale_rows(stale, page.text))
        except Refused as refusal:
            put(form, refusal)
        else:
            messages.success(request, done % {"unit": page.sheet.unit.name, "code": page.text.code})
            return _onwards(request, page) if onwards else redirect(_address(request, answer))
    return show(request, found, desk, status=422, **{name: form})


def put(form: Any, refusal: Refused) -> None:
    """A refusal on the form: figures that cannot be read beside each of their inputs.

    :raises NotAllowed: the web answers it with 403.
    """
    if isinstance(refusal, NotReadable) and isinstance(form, GivenForm):
        form.refuse(refusal.faults)
    else:
        refuse(form, refusal)


def _bound(request: HttpRequest, page: Any, name: str) -> Any:
    """The form of that name with what was sent."""
    match name:
        case "adjust":
            claimed = page.answer.handed_figures or {}
            return AdjustForm(
                request.POST,
                auto_id="adjust_%s",
                text=page.text,
                values={},
                claimed_not_arising=claimed.get("not_arising") == "yes",
            )
        case "send_back":
            return SendBackForm(request.POST, auto_id="send_back_%s", zone=ZoneInfo(page.sheet.round.time_zone))
        case "flag":
            return FlagForm(request.POST, auto_id="flag_%s")
    return ReadForm(request.POST, auto_id="confirm_%s")


def _address(request: HttpRequest, answer: int) -> str:
    return reverse("appraisal_row", args=[answer]) + ("?by=unit" if by_unit(request) else "")


def _onwards(request: HttpRequest, page: Any) -> HttpResponse:
    """To the next row that waits; back to the queue when none does."""
    if page.neighbours.open:
        return redirect(_address(request, page.neighbours.open))
    messages.info(request, _("Nothing waits in this queue any more."))
    return redirect(queue_of(page, by_unit(request)))


@require_POST
def confirm(request: HttpRequest, answer: int) -> HttpResponse:
    """The claim stands."""

    def act(row: Any, form: Any) -> object:
        return actions.confirm(row, **form.read(), by=user_of(request), at=timezone.now())

    return _mark(request, answer, "confirm", act, _("Confirmed: %(code)s, %(unit)s."))


@require_POST
def adjust(request: HttpRequest, answer: int) -> HttpResponse:
    """Another value, with its reason."""

    def act(row: Any, form: Any) -> object:
        given = form.cleaned_data
        reason = {"reason_code": given["reason_code"], "reason": given["reason"]}
        return actions.adjust(
            row, figures=form.figures(), **reason, **form.read(), by=user_of(request), at=timezone.now()
        )

    return _mark(request, answer, "adjust", act, _("Saved: %(code)s, %(unit)s."))


@require_POST
def send_back(request: HttpRequest, answer: int) -> HttpResponse:
    """Back to the unit for supplement."""

    def act(row: Any, form: Any) -> object:
        given = {name: form.cleaned_data[name] for name in ("until", "reason_code", "reason")}
        return actions.send_back(row, **given, **form.read(), by=user_of(request), at=timezone.now())

    return _mark(request, answer, "send_back", act, _("Sent back to %(unit)s: %(code)s."))


@require_POST
def flag(request: HttpRequest, answer: int) -> HttpResponse:
    """Leaves the row to the meeting."""

    def act(row: Any, form: Any) -> object:
        reason = form.cleaned_data["reason"]
        return actions.flag(row, reason=reason, **form.read(), by=user_of(request), at=timezone.now())

    done = _("Flagged for the meeting: %(code)s, %(unit)s.")
    return _mark(request, answer, "flag", act, done, onwards=False)


@require_POST
def unflag(request: HttpRequest, answer: int) -> HttpResponse:
    """Takes the flag away."""

    def act(row: Any, form: Any) -> object:
        reason = form.cleaned_data["reason"]
        return actions.unflag(row, reason=reason, **form.read(), by=user_of(request), at=timezone.now())

    done = _("No longer for the meeting: %(code)s, %(unit)s.")
    return _mark(request, answer, "flag", act, done, onwards=False)


@require_POST
def take_back(request: HttpRequest, answer: int) -> HttpResponse:
    """Closes a supplement before its time."""
    found, _desk = find_row(request, answer)
    assessments.take_back_reopening(found.answer, by=user_of(request), at=timezone.now())
    messages.success(request, _("The supplement has been closed: what was handed in last stands."))
    return redirect(_address(request, answer))
