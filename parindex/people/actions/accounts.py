"""Changes of accounts: made, corrected, closed, their passwords and invitations."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from parindex.kernel.changes import locked, one_at_a_time, write
from parindex.kernel.text import fold, is_plain_line, sort_key
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.actions.administrators import demand_another_administrator
from parindex.people.actions.sessions import drop_sessions
from parindex.people.enums import Role
from parindex.people.models import Account, day_of
from parindex.people.rules import may_deactivate, may_manage_accounts

#: Letters and digits that nobody mistakes for each other on a printed slip.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def start_password() -> str:
    """A password to be typed once from a slip of paper: 12 legible characters in three groups, 59 bits."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(4)) for _ in range(3))


def account_texts(full_name: str, username: str, email: str, position: str) -> dict[str, str]:
    """The columns by which an account is found and sorted: by the given name, which stands last, as lists here are."""
    *family, given = full_name.split() or [username]
    return {
        "search_text": fold(f"{full_name} {username} {email} {position}")[:800],
        "sort_text": sort_key(" ".join([given, *family]))[:600],
    }


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made, and the start password to hand over: shown once, kept nowhere. Empty if there is none."""

    account: Account
    password: str


@action
def create_account(
    *,
    username: str,
    full_name: str,
    email: str = "",
    phone: str = "",
    position: str = "",
    invite: bool = False,
    password: str | None = None,
    by: Account | None,
    at: datetime,
) -> NewAccount:
    """Makes an account.

    :param invite: an invitation goes to ``email``, and no start password is made.
    :param password: of the account's own choice (demonstrations, the first administrator): it need not be changed.
    :raises Refused: the user name or the e-mail address is taken.
    """
    may_manage_accounts(by, on=day_of(at)).demand()
    username, email = username.lower(), email.lower()
    if Account.objects.filter(username=username).exists():
        raise Refused(_("There is already an account with this user name."), field="username")
    _check_email(email)
    demand_plain(full_name=full_name, position=position)
    if invite and not email:
        raise Refused(_("An invitation needs an e-mail address."), field="email")
    start = "" if invite or password is not None else start_password()
    account = Account(
        username=username,
        full_name=full_name,
        email=email,
        phone=phone,
        position=position,
        created_at=at,
        must_change_password=bool(start),
        **account_texts(full_name, username, email, position),
    )
    # None makes an unusable password: the invitation's link sets the first one.
    account.password = make_password(password if password is not None else start or None)
    with one_at_a_time():
        account.save()
    record("people.account_created", account, by=by, at=at, facts={"username": username, "invite": invite})
    return NewAccount(account, start)


def demand_plain(**texts: str) -> None:
    """:raises Refused: a text holds signs that nobody sees: two names could look alike, or print as something else."""
    for field, text in texts.items():
        if not is_plain_line(text):
            raise Refused(_("This text holds a sign that cannot be seen. Type it anew."), field=field)


def _check_email(email: str, account: Account | None = None) -> None:
    if email and Account.objects.filter(email=email).exclude(pk=account.pk if account else None).exists():
        raise Refused(_("Another account has this e-mail address."), field="email")


@action
def change_account(
    account: Account,
    *,
    full_name: str,
    email: str,
    phone: str,
    position: str,
    version: int,
    by: Account | None,
    at: datetime,
) -> Account:
    """Corrects a person's facts. The user name stays: the trail and printed slips name it.

    :raises Stale: somebody else changed it since ``version``.
    """
    may_manage_accounts(by, on=day_of(at)).demand()
    account, email = locked(account), email.lower()
    _check_email(email, account)
    demand_plain(full_name=full_name, position=position)
    return _change(
        account,
        {"full_name": full_name, "email": email, "phone": phone, "position": position},
        version=version,
        by=by,
        at=at,
    )


@action
def change_own_profile(account: Account, *, phone: str, version: int, by: Account, at: datetime) -> Account:
    """What people keep themselves. Name, position and e-mail are the administrator's: papers and links go by them."""
    if by.pk != account.pk:
        raise Refused(_("This is somebody else's profile."))
    return _change(locked(account), {"phone": phone}, version=version, by=by, at=at)


def _change(account: Account, values: dict[str, str], *, version: int, by: Account | None, at: datetime) -> Account:
    merged = {name: values.get(name, getattr(account, name)) for name in ("full_name", "email", "position")}
    texts = account_texts(merged["full_name"], account.username, merged["email"], merged["position"])
    account.search_text, account.sort_text = texts["search_text"], texts["sort_text"]
    with one_at_a_time():
        facts = write(account, values, version=version)
    if facts:
        record("people.account_changed", account, by=by, at=at, facts=facts)
    return account


@action
def deactivate(account: Account, *, note: str, version: int | None = None, by: Account | None, at: datetime) -> None:
    """Closes an account at once: its sessions end with it; its roles rest until it is opened again."""
    may_deactivate(by, account, on=day_of(at)).demand()
    if not note.strip():
        raise Refused(_("Please give the reason."), field="note")
    if account.grants.filter(role=Role.ADMINISTRATOR, revoked_at=None).exists():
        demand_another_administrator(day_of(at), without_account=account)
        may_deactivate(by, account, on=day_of(at)).demand()
    account = locked(account)
    if not account.is_active:
        raise Refused(_("This account is deactivated already."))
    write(account, {"is_active": False}, version=version)
    ended = drop_sessions(account)
    record("people.account_deactivated", account, by=by, at=at, note=note, facts={"sessions_ended": ended})


@action
def reactivate(account: Account, *, note: str, version: int | None = None, by: Account | None, at: datetime) -> None:
    """Opens a closed account again, with the roles that are still in force."""
    may_manage_accounts(by, on=day_of(at)).demand()
    if not note.strip():
        raise Refused(_("Please give the reason."), field="note")
    account = locked(account)
    if account.is_active:
        raise Refused(_("This account is active already."))
    write(account, {"is_active": True}, version=version)
    record("people.account_reactivated", account, by=by, at=at, note=note)


@action
def give_start_password(accounts: Sequence[Account], *, by: Account | None, at: datetime) -> list[NewAccount]:
    """New start passwords, each shown once: the old ones stop working, sessions end, the change page comes first.

    Each costs a fifth of a second of computing: faces offer a page of accounts at a time, not thousands.
    """
    may_manage_accounts(by, on=day_of(at)).demand()
    given = []
    for account in sorted(accounts, key=lambda account: account.pk):
        row = locked(account)
        if not row.is_active:
            raise Refused(_("“%(name)s” is deactivated: it needs no password.") % {"name": row})
        password = start_password()
        row.set_password(password)
        row.must_change_password = True
        row.version += 1
        row.save()
        drop_sessions(row)
        record("people.start_password_given", row, by=by, at=at)
        given.append(NewAccount(row, password))
    return given


@action
def change_password(account: Account, password: str, *, keep: str = "", by: Account | None, at: datetime) -> None:
    """The person's own new password, which the validators have seen. Other sessions than ``keep`` end."""
    row = locked(account)
    row.set_password(password)
    row.must_change_password = False
    row.version += 1
    row.save()
    drop_sessions(row, keep=keep)
    account.password, account.must_change_password, account.version = row.password, False, row.version
    record("people.password_changed", row, by=by, at=at)


@action
def invite(account: Account, *, by: Account | None, at: datetime) -> None:
    """Sends a mail with a link by which the person sets a password; a worker sends it."""
    may_manage_accounts(by, on=day_of(at)).demand()
    account = locked(account)
    if not account.is_active:
        raise Refused(_("This account is deactivated already."))
    if not account.email:
        raise Refused(_("An invitation needs an e-mail address."), field="email")
    record("people.account_invited", account, by=by, at=at)


@action
def note_invited(account: Account, *, at: datetime) -> None:
    """The invitation has gone out."""
    Account.objects.filter(pk=account.pk).update(invited_at=at)
