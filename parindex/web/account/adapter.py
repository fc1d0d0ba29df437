"""How allauth is bent to this program: accounts are made by administrators, and the trail keeps who came and went."""

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parindex.people import actions, queries
from parindex.web.account.address import device_of, visitor_address

#: How long a run of refused tries counts as one lockout in the trail, in seconds: the window of the throttle.
LOCKOUT = 300
#: The key in a session under which its last use is kept, in seconds since 1970.
SEEN = "seen"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The user name or the password is wrong."),
        "email_password_mismatch": _("The user name or the password is wrong."),
        "too_many_login_attempts": _(
            "Too many failed attempts. Wait five minutes, then try again, or ask your administrator for a new password."
        ),
        "enter_current_password": _("This is not your present password."),
        "same_as_current": _("The new password must differ from the present one."),
        "invalid_password_reset": _("This link has been used already or has expired."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer as pages, whatever the request calls itself."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return visitor_address(request)

    # Signing in and out ----------------------------------------------------------------------------------------------
    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One counter an account, however it is named: user name or address, in whatever case, on whatever host."""
        name = (credentials.get("email") or credentials.get("username") or "").strip().lower()
        account = queries.account_for_sign_in(name)
        return f"account {account.pk}" if account else f"name {name}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            address = visitor_address(request)
            key = self._get_login_attempts_cache_key(request, **credentials)
            # The first refusal of a run goes into the trail, not each: a flood must not fill it.
            if cache.add(f"lockout:{hash_of(key + address)}", True, LOCKOUT):
                account = queries.account_for_sign_in(credentials.get("email") or credentials.get("username") or "")
                actions.note_lockout(account, address=address, at=timezone.now())
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.note_sign_in_failure(
            queries.account_for_sign_in(credentials.get("email") or credentials.get("username") or ""),
            address=visitor_address(request),
            device=device_of(request),
            at=timezone.now(),
        )

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        at = timezone.now()
        request.session[SEEN] = int(at.timestamp())
        actions.note_sign_in(user, address=visitor_address(request), device=device_of(request), at=at)

    def logout(self, request: HttpRequest) -> None:
        account: Any = request.user
        if account.is_authenticated:
            key = request.session.session_key or ""
            actions.note_sign_out(account, key=key, address=visitor_address(request), at=timezone.now())
        super().logout(request)

    # Passwords -------------------------------------------------------------------------------------------------------
    def clean_password(self, password: str, user: Any = None) -> str:
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.check_password(cleaned):
            raise self.validation_error("same_as_current")
        return cleaned

    def set_password(self, user: Any, password: str) -> None:
        """A person's own choice: at the change page, or through a link sent by mail."""
        own = self.request.user.is_authenticated and self.request.user.pk == user.pk
        keep = self.request.session.session_key if own else ""
        actions.change_password(user, password, keep=keep or "", by=user, at=timezone.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what says something that the page does not show anyway."""
        if message_template == "account/messages/password_changed.txt":
            messages.success(request, _("Your password has been changed. All other sessions have ended."))


def hash_of(text: str) -> str:
    """A key that every cache takes, whatever somebody typed."""
    return hashlib.sha256(text.encode()).hexdigest()
