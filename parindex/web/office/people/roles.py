"""Pages on which roles are given, ended and revoked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import Refused, Stale
from parindex.people import actions, queries, rules
from parindex.web.clock import today
from parindex.web.office.people.forms import EndRoleForm, RevokeForm, RoleForm
from parindex.web.office.people.pages import find
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import opened, opened_again


def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the person a role at a unit."""
    user: Any = request.user
    account = find(request, pk)
    administers = rules.is_administrator(user, on=today())
    form = RoleForm(
        request.POST or None, user=user, today=today(), administers=administers, initial={"from_on": today()}
    )
    if form.is_valid():
        try:
            grant = actions.give_role(account, **form.cleaned_data, by=user, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            given = {"name": account, "role": grant.get_role_display(), "unit": grant.unit}
            messages.success(request, _("“%(name)s” now has the role “%(role)s” at “%(unit)s”.") % given)
            return redirect("person", pk)
    return answer(request, "office/people/role_new.html", form, account=account)


def _found(request: HttpRequest, pk: int) -> Any:
    user: Any = request.user
    rules.may_see_people(user, on=today()).demand()
    grant = get_object_or_404(queries.grants(user, on=today()), pk=pk)
    rules.may_change_grants(user, grant.role, grant.unit, on=today()).demand()
    return grant


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets a role's last day."""
    user: Any = request.user
    grant = _found(request, pk)
    form = EndRoleForm(request.POST or None, initial=opened(grant, ["to_on"]) | {"to_on": grant.to_on or today()})
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            actions.end_role(grant, **form.cleaned_data, by=user, at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = EndRoleForm(initial=opened_again(refusal, form.cleaned_data))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The role's last day has been set."))
            return redirect("person", grant.account_id)
    return _page(request, "office/people/role_end.html", form, grant, _("Set the last day"), rows=rows, danger=False)


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a role away at once."""
    user: Any = request.user
    grant = _found(request, pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke_role(grant, **form.cleaned_data, by=user, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The role has been revoked."))
            return redirect("person", grant.account_id)
    return _page(request, "office/people/role_revoke.html", form, grant, _("Revoke"), danger=True)


def _page(
    request: HttpRequest, template: str, form: Any, grant: Any, confirm: str, *, rows: Any = None, danger: bool
) -> HttpResponse:
    cancel = reverse("person", args=[grant.account_id])
    context = {"grant": grant, "confirm_text": confirm, "cancel_url": cancel, "danger": danger}
    return answer(request, template, form, rows=rows, **context)
