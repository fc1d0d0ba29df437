"""One's own account: profile and sessions. Signing in and passwords are allauth's views (see ``urls.py``)."""

from typing import Any

from allauth.account.views import password_reset_from_key
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from parindex.kernel.verdicts import Refused, Stale
from parindex.people import actions, queries, rules
from parindex.web.account.devices import device_name
from parindex.web.account.forms import ProfileForm
from parindex.web.clock import today
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import opened, opened_again


def profile(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    form = ProfileForm(request.POST or None, initial=opened(account, ["phone"]))
    rows: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_own_profile(account, **form.cleaned_data, by=account, at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = ProfileForm(initial=opened_again(refusal, form.cleaned_data))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("profile")
    return answer(request, "account/profile.html", form, rows=rows, grants=rules.roles_of(account, on=today()))


@login_not_required
def new_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    """The page behind a mail's link. Whoever is signed in here signs out first: the link may be another person's."""
    if request.user.is_authenticated:
        return render(request, "account/sign_out_first.html", {"next": request.path})
    page: HttpResponseBase = password_reset_from_key(request, uidb36=uidb36, key=key)
    return page


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    rows = queries.sessions_of(account, at=timezone.now(), current_key=request.session.session_key or "")
    return render(request, "usersessions/sessions.html", {"rows": [(row, device_name(row.user_agent)) for row in rows]})


@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    account: Any = request.user
    try:
        actions.end_session(account, number, by=account, at=timezone.now())
        messages.success(request, _("The session has ended."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    account: Any = request.user
    keep = request.session.session_key or ""
    ended = actions.end_other_sessions(account, keep=keep, by=account, at=timezone.now())
    text = ngettext("%(count)d other session has ended.", "%(count)d other sessions have ended.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("sessions")
