"""What every page of a score sheet asks first: whose sheet it is, which row."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from parindex.assessments import queries
from parindex.web.clock import today


def user_of(request: HttpRequest) -> Any:
    """The signed-in person."""
    return request.user


def find_kept(request: HttpRequest, pk: int) -> Any:
    """The sheet, if the person works on it.

    :raises Http404: they do not.
    """
    found = queries.kept_sheet(user_of(request), pk, on=today())
    if found is None:
        raise Http404
    return found


def find_answer(request: HttpRequest, pk: int, leaf: str) -> Any:
    """One row of a sheet that the person works on.

    :raises Http404: they do not, or there is no such row.
    """
    found = queries.kept_answer(user_of(request), pk, leaf, on=today())
    if found is None:
        raise Http404
    return found


def find_row(request: HttpRequest, answer: Any) -> Any:
    """The row with all that its unit sees of it.

    :raises Http404: the set no longer has the leaf.
    """
    found = queries.row(answer, at=timezone.now())
    if found is None:
        raise Http404
    return found


def place_of(row: Any) -> str:
    """Where the row stands on its sheet's page."""
    return f"{reverse('sheet', args=[row.answer.sheet_id])}?field={row.leaf.field}#row-{row.leaf.code}"


def wants_fragment(request: HttpRequest) -> bool:
    """Asked by htmx for a part of the page."""
    return bool(getattr(request, "htmx", False))
