"""Reads of accounts, their roles and their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from parindex.kernel.listing import found, ordered
from parindex.kernel.verdicts import Verdict
from parindex.people.enums import AccountState
from parindex.people.models import Account, RoleGrant, Unit, below, in_force, without_password
from parindex.people.rules import may_change_grants, may_deactivate, may_manage_accounts, may_see_people

SORTS = {
    "name": ["sort_text", "id"],
    "username": ["username"],
    "last_login": ["last_login", "id"],
}


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """What a list of accounts is narrowed to."""

    q: str = ""
    role: str = ""
    under: Unit | None = None
    state: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One grant on a person's page, with what the user may do with it."""

    grant: RoleGrant
    #: ``current``, ``coming``, ``past`` or ``revoked``.
    state: str
    may_change: Verdict


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with its roles through time, and what the user may do with it."""

    account: Account
    roles: Sequence[HeldRole]
    sessions: int
    may_manage: Verdict
    may_deactivate: Verdict
    may_give_roles: Verdict

    @property
    def is_waiting(self) -> bool:
        """No password was ever set: an invitation or a start password is due."""
        return not bool(self.account.has_usable_password())


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session as its owner may recognise it."""

    number: int
    address: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


def accounts(user: Account, *, on: date) -> QuerySet[Account]:
    """Every account that ``user`` sees."""
    return Account.objects.visible_to(user, on=on)  # type: ignore[no-any-return]


def account_rows(user: Account, wanted: AccountFilter, *, on: date) -> QuerySet[Account]:
    """The list of accounts, each with its roles in force that the user sees (``current_grants``)."""
    may_see_people(user, on=on).demand()
    held = RoleGrant.objects.visible_to(user, on=on).filter(in_force(on), revoked_at=None)
    rows = accounts(user, on=on).filter(found(wanted.q), _state(wanted.state, on))
    if wanted.role or wanted.under is not None:
        grants = held.filter(role=wanted.role) if wanted.role else held
        if wanted.under is not None:
            grants = grants.filter(below(wanted.under, "unit__"))
        rows = rows.filter(pk__in=grants.values("account"))
    shown = Prefetch(
        "grants", held.select_related("unit").order_by("role", "unit__sort_text"), to_attr="current_grants"
    )
    return rows.prefetch_related(shown).order_by(*ordered(wanted.sort, SORTS, "name"))


def _state(state: str, on: date) -> Q:
    holding = RoleGrant.objects.filter(in_force(on), account=OuterRef("pk"), revoked_at=None)
    conditions: dict[str, Q] = {
        AccountState.ACTIVE: Q(is_active=True),
        AccountState.INACTIVE: Q(is_active=False),
        AccountState.WAITING: Q(is_active=True) & without_password(),
        AccountState.NEVER: Q(is_active=True, last_login=None),
        AccountState.WITHOUT_ROLE: Q(~Exists(holding), is_active=True),
    }
    return conditions.get(state, Q())


def account_page(user: Account, account: Account, *, on: date, at: datetime) -> AccountPage:
    """Everything the page of one account shows."""
    grants = list(
        RoleGrant.objects.visible_to(user, on=on)
        .filter(account=account)
        .select_related("unit__tier", "unit__parent__parent", "unit__root", "granted_by", "revoked_by")
    )
    order = {"current": 0, "coming": 1, "past": 2, "revoked": 3}
    roles = [
        HeldRole(grant, _state_of(grant, on), may_change_grants(user, grant.role, grant.unit, on=on))
        for grant in grants
    ]
    manage = may_manage_accounts(user, on=on)
    return AccountPage(
        account=account,
        roles=sorted(roles, key=lambda held: order[held.state]),
        sessions=len(sessions_of(account, at=at)) if manage else 0,
        may_manage=manage,
        may_deactivate=may_deactivate(user, account, on=on),
        may_give_roles=may_see_people(user, on=on),
    )


def _state_of(grant: RoleGrant, on: date) -> str:
    if grant.revoked_at is not None:
        return "revoked"
    if grant.from_on > on:
        return "coming"
    return "past" if grant.to_on is not None and grant.to_on < on else "current"


def grants(user: Account, *, on: date) -> QuerySet[RoleGrant]:
    """Every grant that ``user`` sees."""
    return RoleGrant.objects.visible_to(user, on=on).select_related("account", "unit__root", "unit__tier")


def sessions_of(account: Account, *, at: datetime, current_key: str = "") -> list[SessionRow]:
    """The account's sessions that still live, the current one first, then by last use."""
    living = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    rows = [
        SessionRow(
            session.pk,
            session.ip,
            session.user_agent,
            session.created_at,
            session.last_seen_at,
            session.session_key == current_key,
        )
        for session in UserSession.objects.filter(Exists(living), user=account).order_by("-last_seen_at", "-id")
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def holders_below(top: Unit, *, on: date) -> dict[tuple[str, str], Account]:
    """Who holds which role at ``top`` and the units below it on that day: role and unit's code → the first by name."""
    rows = RoleGrant.objects.on(on).filter(below(top, "unit__")).select_related("unit", "account")
    found: dict[tuple[str, str], Account] = {}
    for grant in rows.order_by("account__sort_text", "pk"):
        found.setdefault((grant.role, grant.unit.code), grant.account)
    return found


def any_account() -> bool:
    """Whether anybody has an account yet: the demonstration is loaded only where nobody has."""
    return bool(Account.objects.exists())


def account_for_sign_in(name: str) -> Account | None:
    """The account meant by what somebody types when signing in: a user name or an e-mail address, case aside."""
    name = name.strip().lower()
    if not name:
        return None
    # A user name holds no @, so that the two can never mean different accounts.
    account: Account | None = Account.objects.filter(Q(username=name) | Q(email=name)).first()
    return account


def account_by_number(number: int) -> Account | None:
    """The account itself, for the program's own errands."""
    account: Account | None = Account.objects.filter(pk=number).first()
    return account


def waiting_accounts(user: Account, numbers: Sequence[int], *, on: date) -> list[Account]:
    """Of the accounts with these numbers those that are open and have no password yet."""
    return list(accounts(user, on=on).filter(without_password(), pk__in=numbers, is_active=True))
