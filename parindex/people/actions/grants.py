"""Changes of roles held: given, ended, revoked. A grant is never deleted."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parindex.kernel.changes import fact, locked, write
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.actions.administrators import demand_another_administrator
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, Unit, day_of
from parindex.people.rules import may_change_grants, may_grant


def _day(day: date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def _check_unit_in_force(unit: Unit, from_on: date, to_on: date | None) -> None:
    if unit.from_on and from_on < unit.from_on:
        raise Refused(_("The unit exists from %(day)s on only.") % {"day": _day(unit.from_on)}, field="from_on")
    if unit.to_on and (to_on is None or to_on > unit.to_on):
        raise Refused(_("The unit exists until %(day)s only.") % {"day": _day(unit.to_on)}, field="to_on")


def overlapping(account: Account, role: str, unit: Unit, from_on: date, to_on: date | None) -> RoleGrant | None:
    """A grant of the same role at the same unit that touches the period."""
    held = RoleGrant.objects.filter(Q(to_on=None) | Q(to_on__gte=from_on), account=account, role=role, unit=unit)
    if to_on is not None:
        held = held.filter(from_on__lte=to_on)
    return held.filter(revoked_at=None).first()


@action
def give_role(
    account: Account,
    role: str,
    unit: Unit,
    *,
    from_on: date,
    to_on: date | None = None,
    decision: str = "",
    by: Account | None,
    at: datetime,
) -> RoleGrant:
    """``account`` holds ``role`` at ``unit`` from ``from_on`` to ``to_on``, both days included.

    :raises Refused: the unit does not exist then, or the role is held there already.
    """
    account = locked(account)
    may_grant(by, account, role, unit, on=day_of(at)).demand()
    if to_on is not None and to_on < from_on:
        raise Refused(_("The last day is before the first day."), field="to_on")
    _check_unit_in_force(unit, from_on, to_on)
    held = overlapping(account, role, unit, from_on, to_on)
    if held is not None:
        raise Refused(
            _("The role is held there already, from %(from)s to %(to)s.")
            % {"from": _day(held.from_on), "to": _day(held.to_on) if held.to_on else "…"},
            field="role",
        )
    grant = RoleGrant.objects.create(
        account=account,
        role=role,
        unit=unit,
        from_on=from_on,
        to_on=to_on,
        decision=decision,
        granted_at=at,
        granted_by=by,
    )
    record(
        "people.role_given",
        grant,
        by=by,
        at=at,
        note=decision,
        facts={
            "account": account.pk,
            "role": role,
            "unit": fact(unit),
            "from_on": from_on.isoformat(),
            "to_on": fact(to_on),
        },
    )
    return grant


@action
def end_role(grant: RoleGrant, *, to_on: date, note: str, version: int, by: Account | None, at: datetime) -> RoleGrant:
    """Sets or brings forward a grant's last day. To prolong it, give the role anew: with its own decision.

    :param to_on: today or later; to stop it at once, revoke it.
    """
    may_change_grants(by, grant.role, grant.unit, on=day_of(at)).demand()
    if grant.role == Role.ADMINISTRATOR:
        demand_another_administrator(to_on + timedelta(days=1), without_grant=grant)
        may_change_grants(by, grant.role, grant.unit, on=day_of(at)).demand()
    grant = locked(grant)
    if grant.revoked_at is not None:
        raise Refused(_("This role was revoked already."))
    if to_on < max(day_of(at), grant.from_on):
        raise Refused(_("The last day cannot lie in the past. To stop at once, revoke the role."), field="to_on")
    if grant.to_on is not None and to_on > grant.to_on:
        raise Refused(_("A role is not extended: give it again, with a decision of its own."), field="to_on")
    facts = write(grant, {"to_on": to_on}, version=version)
    if facts:
        record("people.role_ended", grant, by=by, at=at, note=note, facts={"account": grant.account_id, **facts})
    return grant


@action
def revoke_role(grant: RoleGrant, *, reason: str, by: Account | None, at: datetime) -> RoleGrant:
    """Takes a role away at once. The grant stays on record with the reason.

    :raises Refused: revoked already, no reason, or nobody else could administer.
    """
    may_change_grants(by, grant.role, grant.unit, on=day_of(at)).demand()
    if grant.role == Role.ADMINISTRATOR:
        # Locked first, for everybody in the same order: two administrators may revoke each other at this moment.
        demand_another_administrator(day_of(at), without_grant=grant)
        may_change_grants(by, grant.role, grant.unit, on=day_of(at)).demand()
    grant = locked(grant)
    if grant.revoked_at is not None:
        raise Refused(_("This role was revoked already."))
    if not reason.strip():
        raise Refused(_("Please give the reason."), field="reason")
    write(grant, {"revoked_at": at, "revoked_by": by, "revoked_reason": reason.strip()[:250]})
    record(
        "people.role_revoked",
        grant,
        by=by,
        at=at,
        note=reason,
        facts={"account": grant.account_id, "role": grant.role, "unit": fact(grant.unit)},
    )
    return grant
