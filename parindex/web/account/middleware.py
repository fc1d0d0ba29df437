"""What holds for every page of a signed-in person: a start password is changed first; a session's last use is kept."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from parindex.people import actions
from parindex.web.account.adapter import SEEN
from parindex.web.account.address import device_of, visitor_address

#: Seconds between two notes of a session's use.
PAUSE = 300
#: What a person with a start password may open.
BEFORE_CHANGE = {"account_change_password", "account_logout", "set_language", "set_theme", "health"}


class PasswordChangeMiddleware:
    """Who signed in with a password that somebody else gave them changes it before anything else.

    It looks at the resolved view, so that no address gets past it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and match.view_name in BEFORE_CHANGE:
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        page = reverse("account_change_password")
        return HttpResponseClientRedirect(page) if getattr(request, "htmx", None) else redirect(page)


class SessionUseMiddleware:
    """Notes when and from where a session was last used, at most every five minutes: pages stay free of writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session, now = request.session, timezone.now()
        seen = session.get(SEEN)
        if seen is not None and now.timestamp() - seen > PAUSE and session.session_key:
            session[SEEN] = int(now.timestamp())
            actions.note_activity(
                session.session_key, address=visitor_address(request), device=device_of(request), at=now
            )
        return self.get_response(request)
