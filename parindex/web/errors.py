"""Pages for what cannot be shown: faulty, not allowed, not found, broken."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from parindex.kernel.verdicts import Text
from parindex.web.context import Layout


def forbidden(request: HttpRequest, reason: Text = "", way: tuple[str, str] | None = None) -> HttpResponse:
    """403 with the reason that a rule gave; ``way`` is (address, text) of what may be done instead."""
    return render(request, "errors/403.html", {"reason": reason, "way": way}, status=403)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 for Django's own exception; its text is the reason."""
    return forbidden(request, str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _bare(request, "errors/400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    return _bare(request, "errors/500.html", 500)


def _bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page that needs neither session nor database, because these may be what is broken."""
    context: dict[str, Any] = {"layout": Layout(request)}
    return HttpResponse(render_to_string(template, context), status=status)
