"""What the pages of programmes share: finding what the user may see, and the frame of a round's pages."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from parindex.programmes import queries, rules
from parindex.web.clock import today


def user_of(request: HttpRequest) -> Any:
    return request.user


def find_programme(request: HttpRequest, pk: uuid.UUID) -> Any:
    return get_object_or_404(queries.programmes(user_of(request), on=today()), pk=pk)


def find_round(request: HttpRequest, pk: uuid.UUID) -> Any:
    return get_object_or_404(queries.rounds(user_of(request), on=today()), pk=pk)


def find_participant(request: HttpRequest, pk: uuid.UUID) -> Any:
    return get_object_or_404(queries.participants(user_of(request), on=today()), pk=pk)


def round_page(request: HttpRequest, template: str, round: Any, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of a round below its tabs."""
    user, at = user_of(request), timezone.now()
    frame = {
        "round": round,
        "counts": queries.counts_of(round),
        "may_prepare": rules.may_prepare(user, round, at),
        "may_decide": rules.may_decide(user, round, at),
    }
    return render(request, template, frame | context, status=status)
