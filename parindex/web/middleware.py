"""A GET cannot write; refusals of the domain become answers."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.kernel.verdicts import NotAllowed

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|ALTER|DROP|CREATE)\b", re.IGNORECASE)
#: What the frame itself may write while a page is read: counters of sign-in attempts, sessions.
_FRAME = re.compile(r"\"?(kernel_cache|django_session|usersessions_usersession)\"?\b", re.IGNORECASE)


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _WRITES.match(sql) and not _FRAME.search(sql[:200]):
        raise RuntimeError(f"A GET must not write: {sql[:200]}")
    return execute(sql, params, many, context)


class ReadOnlyGetMiddleware:
    """Refuses every write to the database during a GET or HEAD; the mistake shows in development, not in an audit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return render(request, "errors/403.html", {"reason": exception.reason}, status=403)
        return None
