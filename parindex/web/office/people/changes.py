"""Pages that make, correct, close and open accounts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.kernel.verdicts import Refused, Stale
from parindex.people import actions, rules
from parindex.web.account import mail
from parindex.web.clock import today
from parindex.web.office.people.forms import NewPersonForm, PersonForm, ReasonForm
from parindex.web.office.people.pages import find
from parindex.web.office.people.secrets import slip_page
from parindex.web.refusals import answer, comparison_of, refuse
from parindex.web.seen import Seen, opened, stated

PERSON_FACTS = ("full_name", "position", "email", "phone")


def new_person(request: HttpRequest) -> HttpResponse:
    """A new account: the answer shows the start password once, or an invitation goes out."""
    user: Any = request.user
    rules.may_manage_accounts(user, on=today()).demand()
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.create_account(**form.facts(), invite=form.invites, by=user, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if made.password:
                return slip_page(request, [made])
            if mail.written_to():
                messages.success(request, _("The account has been made."))
            else:
                messages.success(request, _("The account has been made; the invitation is on its way."))
            return redirect("person", made.account.pk)
    return answer(request, "office/people/new.html", form)


def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects a person's facts."""
    user: Any = request.user
    account = find(request, pk)
    rules.may_manage_accounts(user, on=today()).demand()
    form = PersonForm(request.POST or None, initial=opened(account, PERSON_FACTS))
    rows: list[tuple[str, str, str]] = []
    if form.is_valid():
        seen: Seen = form.cleaned_data["version"]
        facts = seen.over(stated(account, PERSON_FACTS), form.facts())
        try:
            actions.change_account(account, **facts, version=seen, by=user, at=timezone.now())
        except Stale as refusal:
            rows = comparison_of(refusal, form)
            form = PersonForm(initial=opened(find(request, pk), PERSON_FACTS) | seen.touched(form.facts()))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("person", pk)
    return answer(request, "office/people/edit.html", form, rows=rows, account=account)


def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes an open account, opens a closed one; both with a reason."""
    user: Any = request.user
    account = find(request, pk)
    closes = account.is_active
    verdict = rules.may_deactivate(user, account, on=today()) if closes else rules.may_manage_accounts(user, on=today())
    verdict.demand()
    form = ReasonForm(request.POST or None, initial=opened(account, []))
    if form.is_valid():
        change = actions.deactivate if closes else actions.reactivate
        try:
            change(account, **form.cleaned_data, by=user, at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The account is deactivated.") if closes else _("The account is open again."))
            return redirect("person", pk)
    page: dict[str, Any] = {"account": account, "closes": closes, "danger": closes}
    page["confirm_text"] = _("Deactivate") if closes else _("Reactivate")
    return answer(request, "office/people/active.html", form, cancel_url=reverse("person", args=[pk]), **page)
