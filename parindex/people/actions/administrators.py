"""Somebody must always be able to administer: what takes the last administrator away is refused."""

from datetime import date

from django.utils.translation import gettext as _

from parindex.kernel.verdicts import Refused
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant


def demand_another_administrator(
    day: date, *, without_account: Account | None = None, without_grant: RoleGrant | None = None
) -> None:
    """Locks the administrators' grants, so that two of them cannot remove each other at once, and counts the rest.

    :raises Refused: nobody else would hold the role on ``day``; nothing is refused if nobody loses it.
    """
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, revoked_at=None)
    list(grants.select_for_update().order_by("pk").values_list("pk", flat=True))
    # Lock their accounts too: one may be closed at this moment.
    accounts = Account.objects.filter(pk__in=grants.values("account"))
    list(accounts.select_for_update().order_by("pk").values_list("pk", flat=True))
    holding = RoleGrant.objects.on(day).filter(role=Role.ADMINISTRATOR)
    left = holding
    if without_account is not None:
        left = left.exclude(account=without_account)
    if without_grant is not None:
        left = left.exclude(pk=without_grant.pk)
    if left.exists():
        return
    if holding.exists():
        raise Refused(
            _("This is the last administrator. Give the role to somebody else first, or nobody can manage accounts.")
        )
