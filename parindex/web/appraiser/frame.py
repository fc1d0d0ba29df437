"""What the pages of the appraisal share: finding what the person may see, and the frame of a round's pages."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from parindex.appraisals import queries, rules
from parindex.kernel.verdicts import NotAllowed
from parindex.web.clock import today


def user_of(request: HttpRequest) -> Any:
    return request.user


def find_desk(request: HttpRequest, pk: uuid.UUID) -> Any:
    """The person's part in the appraisal of that round.

    :raises Http404: they have none.
    """
    desk = queries.round_of(user_of(request), pk, on=today())
    if desk is None:
        raise Http404
    return desk


def find_row(request: HttpRequest, pk: int) -> tuple[Any, Any]:
    """A row and the person's part in its round.

    :raises NotAllowed: it is of a unit at which they hold a role; the reason says where it went.
    :raises Http404: it is not for their eyes.
    """
    found = queries.row(user_of(request), pk, on=today())
    if found is None:
        raise Http404
    row, desk = found
    if queries.is_seen(desk, row):
        return row, desk
    if row.sheet.unit_id in desk.own and (desk.watches or row.answer.leaf in desk.leaves):
        raise NotAllowed(rules.may_mark(user_of(request), row, timezone.now()).reason)
    raise Http404


def round_page(request: HttpRequest, template: str, desk: Any, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of a round below its tabs."""
    at = timezone.now()
    frame = {
        "desk": desk,
        "round": desk.round,
        "periods": queries.periods_of([desk.round], at=at).get(desk.round.pk, {}),
        "settling": False,
    }
    return render(request, template, frame | context, status=status)


def language_of(request: HttpRequest) -> str:
    return "en" if getattr(request, "LANGUAGE_CODE", "") == "en" else "vi"
