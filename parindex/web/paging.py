"""One page of a list."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(rows: QuerySet[Any] | Sequence[Any], request: HttpRequest, per_page: int) -> Page[Any]:
    """The page that ``?page=`` asks for, its rows read: no query runs inside a template."""
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page
