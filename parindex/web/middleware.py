"""Around every page: its language; a readable address; sign-in first; a GET cannot write; refusals of the domain
become answers."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from parindex.kernel.verdicts import NotAllowed
from parindex.web.errors import forbidden

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|ALTER|DROP|CREATE)\b", re.IGNORECASE)
#: What the frame itself may write while a page is read: counters of sign-in attempts, sessions.
_FRAME = re.compile(r"\"?(kernel_cache|django_session|usersessions_usersession)\"?\b", re.IGNORECASE)


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _WRITES.match(sql) and not _FRAME.search(sql[:200]):
        raise RuntimeError(f"A GET must not write: {sql[:200]}")
    return execute(sql, params, many, context)


class LanguageMiddleware:
    """The language that the visitor chose, else Vietnamese: what a browser asks for says little about its user here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        # Not undone afterwards: a streamed answer is still being written then.
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class AddressMiddleware:
    """An address with a NUL in it names nothing, and PostgreSQL takes no text that holds one: faulty, whatever page it
    was meant for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class ReadOnlyGetMiddleware:
    """Refuses every write to the database during a GET or HEAD; the mistake shows in development, not in an audit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)


class RefusalMiddleware:
    """What a rule does not allow becomes a page with the rule's reason, status 403, whichever view asked it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return forbidden(request, exception.reason, getattr(exception, "way", None))
        return None


class PrivateMiddleware:
    """What a page or a download says is kept by no browser and no proxy, unless its view says otherwise: on a shared
    desk, the Back button after signing out shows nothing of the person before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks for sign-in unless its view says otherwise; a fragment sends the whole page there and back."""

    def handle_no_permission(  # type: ignore[override]  # htmx is redirected by a header
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        htmx = getattr(request, "htmx", None)
        if not htmx:
            return super().handle_no_permission(request, view_func)
        back = urlencode({self.get_redirect_field_name(view_func): htmx.current_url_abs_path or "/"})
        return HttpResponseClientRedirect(f"{resolve_url(self.get_login_url(view_func))}?{back}")
