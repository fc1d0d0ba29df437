"""Who signs in: found by user name or e-mail address, with the same work whether the account exists or not."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from parindex.people import queries


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    """One look-up and one hash in every case, so that neither answer nor time tells which accounts exist."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        password = credentials.get("password")
        if not password:
            return None
        account = queries.account_for_sign_in(credentials.get("email") or credentials.get("username") or "")
        if account is None:
            make_password(password)
            return None
        if not account.check_password(password):
            return None
        if not account.is_active:
            # Who knows the password is told why it does not help; allauth shows the page.
            self._stash_user(account)
            return None
        return account
