"""First ways in: start passwords on slips, invitations; and the end of somebody's sessions."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from parindex.kernel.verdicts import Refused
from parindex.people import actions, queries, rules
from parindex.people.actions import NewAccount
from parindex.web.account import mail
from parindex.web.clock import today
from parindex.web.office.people.pages import find

#: Slips made at once: each costs a fifth of a second of computing.
AT_ONCE = 40


def slip_page(request: HttpRequest, made: Sequence[NewAccount]) -> HttpResponse:
    """Start passwords to print, one slip a person. This answer is the only place where they ever stand."""
    response = render(request, "office/people/slips.html", {"made": made, "site": settings.SITE_URL})
    response["Cache-Control"] = "no-store"
    return response


def _found(request: HttpRequest, pk: int) -> Any:
    user: Any = request.user
    account = find(request, pk)
    rules.may_manage_accounts(user, on=today()).demand()
    return account


@never_cache
def start_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then gives a new start password: the old one stops working, sessions end."""
    user: Any = request.user
    account = _found(request, pk)
    if request.method == "POST":
        try:
            return slip_page(request, actions.give_start_password([account], by=user, at=timezone.now()))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("person", pk)
    context = {
        "account": account,
        "confirm_text": _("Give a start password"),
        "cancel_url": reverse("person", args=[pk]),
        "danger": account.has_usable_password(),
    }
    return render(request, "office/people/password.html", context)


@never_cache
@require_POST
def slips(request: HttpRequest) -> HttpResponse:
    """Start passwords for the accounts ticked in the list: only for those who have none yet."""
    user: Any = request.user
    rules.may_manage_accounts(user, on=today()).demand()
    numbers = [int(text) for text in request.POST.getlist("account") if text.isascii() and text.isdecimal()]
    chosen = queries.waiting_accounts(user, numbers[:AT_ONCE], on=today())
    if not chosen:
        messages.warning(request, _("Select accounts that have no password yet."))
        return redirect(f"{reverse('people')}?state=waiting")
    return slip_page(request, actions.give_start_password(chosen, by=user, at=timezone.now()))


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the link by which the person sets a password."""
    user: Any = request.user
    account = _found(request, pk)
    try:
        actions.invite(account, by=user, at=timezone.now())
        # Where no mail server is set, the person's page says where the mail lies.
        if not mail.written_to():
            messages.success(request, _("An e-mail to %(address)s is on its way.") % {"address": account.email})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("person", pk)


@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs somebody out everywhere."""
    user: Any = request.user
    account = _found(request, pk)
    keep = request.session.session_key or "" if account.pk == user.pk else ""
    ended = actions.end_other_sessions(account, keep=keep, by=user, at=timezone.now())
    messages.success(request, _("%(count)d sessions have ended.") % {"count": ended})
    return redirect("person", pk)
