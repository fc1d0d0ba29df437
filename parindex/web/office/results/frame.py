"""What the pages of results share: finding what the user may see."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from parindex.publishing.queries import pages as publishing
from parindex.results.queries import pages as queries
from parindex.web.clock import today


def user_of(request: HttpRequest) -> Any:
    return request.user


def find_round(request: HttpRequest, pk: uuid.UUID) -> Any:
    return get_object_or_404(queries.readable_rounds(user_of(request), on=today()), pk=pk)


def find_run(request: HttpRequest, pk: uuid.UUID) -> Any:
    return get_object_or_404(queries.runs(user_of(request), on=today()), pk=pk)


def find_standing(request: HttpRequest, run: Any, unit: int) -> Any:
    return get_object_or_404(queries.every_standing(run), unit=unit)


def find_publication(request: HttpRequest, pk: uuid.UUID) -> Any:
    return get_object_or_404(publishing.publications_seen(user_of(request), on=today()), pk=pk)
