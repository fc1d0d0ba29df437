"""Pages of accounts that only read."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.people import queries, rules
from parindex.people.enums import AccountState
from parindex.web.account import mail
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.office.people.forms import PeopleListForm
from parindex.web.paging import page_of

PER_PAGE = 40


def find(request: HttpRequest, pk: int) -> Any:
    """The account, or 404 for whoever may not see it."""
    user: Any = request.user
    rules.may_see_people(user, on=today()).demand()
    return get_object_or_404(queries.accounts(user, on=today()), pk=pk)


@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """The list of accounts with today's roles."""
    user: Any = request.user
    rules.may_see_people(user, on=today()).demand()
    form = PeopleListForm(request.GET, user=user, today=today())
    rows = queries.account_rows(user, form.wanted(request.GET.get("sort", "")), on=today())
    if request.GET.get("export"):
        return table_file("tai-khoan", request.GET["export"], _headings(), _exported(rows.iterator(chunk_size=500)))
    may_manage = rules.may_manage_accounts(user, on=today())
    page = {
        "page": page_of(rows, request, PER_PAGE),
        "form": form,
        "narrowed": form.narrows(),
        "may_manage": may_manage,
        # Those who wait for a password can be ticked for printed slips.
        "ticking": may_manage and form.cleaned_data.get("state") == AccountState.WAITING,
    }
    return render(request, "office/people/list.html", page)


def _headings() -> list[str]:
    return [
        _("User name"),
        _("Full name"),
        _("Position"),
        _("E-mail"),
        _("Telephone"),
        _("Roles"),
        _("State"),
        _("Last sign-in"),
    ]


def _exported(rows: Iterator[Any]) -> Iterator[list[Cell]]:
    for account in rows:
        roles = "; ".join(f"{grant.get_role_display()} – {grant.unit.name}" for grant in account.current_grants)
        state = _("Active") if account.is_active else _("Deactivated")
        yield [
            account.username,
            account.full_name,
            account.position,
            account.email,
            account.phone,
            roles,
            state,
            account.last_login,
        ]


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: facts, roles through time, what can be done."""
    user: Any = request.user
    account = find(request, pk)
    context = {
        "page": queries.account_page(user, account, on=today(), at=timezone.now()),
        "account": account,
        "mail_folder": mail.written_to(),
        "history": f"{reverse('trail')}?kind=people.account&number={account.pk}",
    }
    return render(request, "office/people/person.html", context)
