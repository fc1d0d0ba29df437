"""Who may do what with accounts, units, roles and the trail; and the small questions that other apps' rules ask.

The program itself (``by=None``: a job, the command line) may do everything.
"""

from datetime import date
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people import models
from parindex.people.enums import ImportKind, Role
from parindex.people.models import Account, Import, RoleGrant, Unit


class Power(Enum):
    """What a role allows in this app."""

    # Create, edit, deactivate accounts; start passwords; import accounts.
    MANAGE_ACCOUNTS = auto()
    # Add, rename, order, delete tiers.
    MANAGE_TIERS = auto()
    # Create, edit, end, succeed, import units.
    MANAGE_UNITS = auto()
    # Give, end and revoke roles at units.
    GRANT_ROLES = auto()
    # Give and revoke the administrator's role.
    GRANT_ADMINISTRATOR = auto()
    # Read the audit trail.
    READ_TRAIL = auto()
    # See background jobs and start them again.
    OPERATE = auto()


#: The whole matrix. An administrator has its powers everywhere, a coordinator in its realm; other roles none here.
POWERS: dict[Role, frozenset[Power]] = {
    Role.ADMINISTRATOR: frozenset(Power),
    Role.COORDINATOR: frozenset({Power.MANAGE_UNITS, Power.GRANT_ROLES, Power.READ_TRAIL}),
    Role.UNIT_OFFICER: frozenset(),
    Role.UNIT_LEADER: frozenset(),
    Role.APPRAISER: frozenset(),
    Role.TEAM_HEAD: frozenset(),
    Role.TEAM_SECRETARY: frozenset(),
    Role.TEAM_MEMBER: frozenset(),
    Role.SURVEY_MANAGER: frozenset(),
    Role.INTERVIEWER: frozenset(),
    Role.DATA_ENTRY_CLERK: frozenset(),
    Role.OBSERVER: frozenset(),
    Role.APPROVER: frozenset(),
}

_ADMINISTRATOR_ONLY = no(_("Only an administrator may do this."))
_UNITS_KEPT = no(_("Units are kept by the province's coordinator and by administrators."))
_NOT_YOUR_REALM = no(_("This unit is not among those that you coordinate. Its coordinator or an administrator can."))

_PROVINCE_APPROVER = no(
    _(
        "Only an administrator gives or takes the approver's role at a province: it approves what the province's "
        "coordinator prepares."
    )
)
_OWN_APPROVER = no(
    _(
        "The approver approves what the unit's own coordinator prepares. The role is given and taken by the "
        "coordinator of the unit above or by an administrator."
    )
)


# Questions of other apps ---------------------------------------------------------------------------------------------
def roles_of(account: Account, *, on: date) -> tuple[RoleGrant, ...]:
    """The grants in force for ``account`` on that day, each with its unit, the unit's tier and parent."""
    return models.standing(account, on=on)


def holds(account: Account | None, role: Role, unit: Unit | None = None, *, on: date) -> bool:
    """Whether ``account`` holds ``role`` on that day: at ``unit`` itself, or anywhere if None."""
    if account is None:
        return False
    return any(
        grant.role == role and (unit is None or grant.unit_id == unit.pk) for grant in models.standing(account, on=on)
    )


def is_administrator(account: Account | None, *, on: date) -> bool:
    """Whether ``account`` administers this installation on that day."""
    return account is not None and models.is_administrator(account, on=on)


def coordinates(account: Account | None, unit: Unit, *, on: date) -> bool:
    """Whether ``account`` coordinates ``unit`` on that day: its own unit's realm is ``unit`` or stands above it."""
    if account is None:
        return False
    mine = models.realms(account, on=on)
    above: Unit | None = unit
    if unit.root_id in mine or unit.pk in mine:
        return True
    while above is not None and mine:
        if above.pk in mine:
            return True
        above = above.parent
    return False


# This app's own rules ------------------------------------------------------------------------------------------------
def has_power(account: Account | None, power: Power, *, on: date, unit: Unit | None = None) -> bool:
    """Whether ``account`` has ``power``: over ``unit``, or with None over anything at all."""
    if account is None:
        return True
    for grant in models.standing(account, on=on):
        if power not in POWERS[Role(grant.role)]:
            continue
        if grant.role == Role.ADMINISTRATOR or unit is None or coordinates(account, unit, on=on):
            return True
    return False


def may_manage_accounts(user: Account | None, *, on: date) -> Verdict:
    """Accounts are made, edited, closed and given start passwords by administrators."""
    return YES if has_power(user, Power.MANAGE_ACCOUNTS, on=on) else _ADMINISTRATOR_ONLY


def may_deactivate(user: Account | None, account: Account, *, on: date) -> Verdict:
    """An administrator, but nobody closes the account they work with."""
    return first_no(
        may_manage_accounts(user, on=on),
        no(_("You cannot deactivate your own account. Another administrator can."))
        if user is not None and user.pk == account.pk
        else YES,
    )


def may_manage_tiers(user: Account | None, *, on: date) -> Verdict:
    """Tiers are the whole installation's: administrators."""
    return YES if has_power(user, Power.MANAGE_TIERS, on=on) else _ADMINISTRATOR_ONLY


def may_manage_units(user: Account | None, province: Unit | None, *, on: date) -> Verdict:
    """An administrator, or who coordinates the whole province. A new province (None): an administrator.

    A district's coordinator does not: units are made and dissolved by decisions of the province and above.
    """
    if user is None or is_administrator(user, on=on):
        return YES
    if province is None:
        return _ADMINISTRATOR_ONLY
    if has_power(user, Power.MANAGE_UNITS, on=on, unit=province):
        return YES
    return _UNITS_KEPT


def may_make_units(user: Account | None, *, on: date) -> Verdict:
    """Whether there is any province in which ``user`` keeps the units."""
    if user is None or is_administrator(user, on=on):
        return YES
    provinces = [realm for realm in models.realms(user, on=on).values() if realm.parent_id is None]
    return may_manage_units(user, provinces[0], on=on) if provinces else _UNITS_KEPT


def may_grant(user: Account | None, account: Account, role: str, unit: Unit, *, on: date) -> Verdict:
    """An administrator any role; a coordinator in its realm any but the administrator's and, of its own rounds, the
    approver's; nobody to themselves."""
    return first_no(
        may_change_grants(user, role, unit, on=on),
        no(_("Nobody gives a role to themselves. Another coordinator or an administrator can."))
        if user is not None and user.pk == account.pk
        else YES,
        no(_("This account is deactivated: it can hold no role.")) if not account.is_active else YES,
    )


def may_change_grants(user: Account | None, role: str, unit: Unit, *, on: date) -> Verdict:
    """Whether ``user`` keeps the grants of ``role`` at ``unit``: gives them, ends them, revokes them."""
    if role == Role.ADMINISTRATOR:
        if has_power(user, Power.GRANT_ADMINISTRATOR, on=on):
            return YES
        return no(_("Only an administrator gives or takes the administrator's role."))
    if role == Role.APPROVER and user is not None and not is_administrator(user, on=on):
        return _may_choose_approver(user, unit, on=on)
    if has_power(user, Power.GRANT_ROLES, on=on, unit=unit):
        return YES
    if user is not None and models.realms(user, on=on):
        return _NOT_YOUR_REALM
    return no(_("Roles are given by coordinators and administrators."))


def _may_choose_approver(user: Account, unit: Unit, *, on: date) -> Verdict:
    """Whoever prepares results does not choose who approves them: the coordinator of the unit above does."""
    above = unit.realm.parent
    if above is None:
        return _PROVINCE_APPROVER
    return YES if has_power(user, Power.GRANT_ROLES, on=on, unit=above) else _OWN_APPROVER


def may_import(user: Account | None, kind: str, province: Unit | None, *, on: date) -> Verdict:
    """Units: who may manage the province's units. Accounts: administrators."""
    if kind == ImportKind.UNITS:
        return may_manage_units(user, province, on=on)
    return may_manage_accounts(user, on=on)


def may_apply(user: Account | None, upload: Import, *, on: date) -> Verdict:
    """Who may import such a file may take over one that a colleague uploaded."""
    return may_import(user, upload.kind, upload.province, on=on)


def may_see_people(user: Account | None, *, on: date) -> Verdict:
    """The list of accounts is for those who keep accounts or roles."""
    if has_power(user, Power.MANAGE_ACCOUNTS, on=on) or has_power(user, Power.GRANT_ROLES, on=on):
        return YES
    return no(_("The list of accounts is open to coordinators and administrators."))


def may_read_trail(user: Account | None, *, on: date) -> Verdict:
    """Administrators read all of it, coordinators what concerns their realm."""
    if has_power(user, Power.READ_TRAIL, on=on):
        return YES
    return no(_("The audit trail is open to coordinators and administrators."))


def may_operate(user: Account | None, *, on: date) -> Verdict:
    """Background jobs and the check of the trail: administrators."""
    return YES if has_power(user, Power.OPERATE, on=on) else _ADMINISTRATOR_ONLY
