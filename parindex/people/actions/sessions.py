"""Signing in and out as the trail keeps it, and the end of sessions, which takes hold at once."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, day_of
from parindex.people.rules import may_manage_accounts


def drop_sessions(account: Account, *, keep: str = "") -> int:
    """Ends the account's sessions but the one with the key ``keep``; returns how many."""
    keys = list(
        UserSession.objects.filter(user=account).exclude(session_key=keep).values_list("session_key", flat=True)
    )
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


@action
def end_session(account: Account, number: int, *, by: Account, at: datetime) -> None:
    """Ends one session of ``account``: its own person's, or an administrator's hand.

    :raises Refused: it has ended already.
    """
    if by.pk != account.pk:
        may_manage_accounts(by, on=day_of(at)).demand()
    session = UserSession.objects.select_for_update().filter(user=account, pk=number).first()
    if session is None:
        raise Refused(_("This session has ended already."))
    Session.objects.filter(session_key=session.session_key).delete()
    facts = {"address": session.ip, "device": session.user_agent}
    session.delete()
    record("people.session_ended", account, by=by, at=at, facts=dict(facts))


@action
def end_other_sessions(account: Account, *, keep: str, by: Account, at: datetime) -> int:
    """Ends every session of ``account`` but the one with the key ``keep``; returns how many."""
    if by.pk != account.pk:
        may_manage_accounts(by, on=day_of(at)).demand()
    ended = drop_sessions(account, keep=keep)
    if ended:
        record("people.sessions_ended", account, by=by, at=at, facts={"sessions_ended": ended})
    return ended


@action
def note_activity(key: str, *, address: str, device: str, at: datetime) -> None:
    """A session was used: when last, from where. No matter for the trail."""
    UserSession.objects.filter(session_key=key).update(last_seen_at=at, ip=address, user_agent=device[:200])


@action
def note_sign_in(account: Account, *, address: str, device: str, at: datetime) -> None:
    """Somebody signed in."""
    record("people.signed_in", account, by=account, at=at, facts={"address": address, "device": device[:200]})


@action
def note_sign_out(account: Account, *, key: str, address: str, at: datetime) -> None:
    """Somebody signed out of the session with this key."""
    UserSession.objects.filter(session_key=key).delete()
    record("people.signed_out", account, by=account, at=at, facts={"address": address})


def _named(account: Account | None) -> Account:
    """An unknown user name is not kept: people type passwords into that field."""
    return account or Account(pk=0, full_name="?")


@action
def note_sign_in_failure(account: Account | None, *, address: str, device: str, at: datetime) -> None:
    """A wrong password, or an unknown user name (None)."""
    record("people.sign_in_failed", _named(account), by=None, at=at, facts={"address": address, "device": device[:200]})


@action
def note_lockout(account: Account | None, *, address: str, at: datetime) -> None:
    """Too many wrong tries: an account or an address is refused for a while."""
    record("people.sign_in_locked", _named(account), by=None, at=at, facts={"address": address})
