"""Mail with a link by which somebody sets a password: invitations and forgotten passwords. Sent by workers.

The link's token is made when the mail is sent and stands nowhere else. It ends with its use: it is bound to the present
password and to the last sign-in.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from parindex.kernel import outbox
from parindex.people import actions, queries

if TYPE_CHECKING:
    from parindex.kernel.models import AuditEvent
    from parindex.people.models import Account


def register() -> None:
    """Makes the trail's events about invitations start a mail."""
    events = frozenset({"people.account_created", "people.account_invited"})
    outbox.register(outbox.Consumer("people.invitations", events, _invite))


def _invite(event: "AuditEvent") -> None:
    if event.action == "people.account_created" and not event.facts.get("invite"):
        return
    send_invitation.enqueue(int(event.subject_id), event.at.isoformat())


def written_to() -> str:
    """The folder into which mail is written as files; empty where a mail server sends it."""
    options: Any = settings.MAILERS["default"].get("OPTIONS", {})
    return str(options.get("file_path", ""))


def set_password_link(account: "Account") -> str:
    """The address at which the holder of this mail sets a password, once, within three days."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)},
    )
    return f"{settings.SITE_URL}{path}"


def _send(kind: str, account: "Account") -> None:
    context = {"account": account, "link": set_password_link(account), "site": settings.SITE_URL}
    context["days"] = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    # The program's first language: nobody has chosen one yet.
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string(f"account/mail/{kind}_subject.txt", context).strip()
        body = render_to_string(f"account/mail/{kind}.txt", context)
    EmailMessage(subject, body, to=[account.email]).send()


@task()
def send_invitation(number: int, asked_at: str) -> str:
    """Invites the account ``number``. Sent once for each time it was asked for, also when the job is repeated."""
    account = queries.account_by_number(number)
    if account is None or not account.is_active or not account.email:
        return "nobody to write to"
    if account.invited_at is not None and account.invited_at >= datetime.fromisoformat(asked_at):
        return "sent before"
    _send("invitation", account)
    actions.note_invited(account, at=timezone.now())
    return "sent"


@task()
def send_reset_link(address: str) -> str:
    """Sends the link for a forgotten password, if an open account has this address."""
    account = queries.account_for_sign_in(address)
    if account is None or not account.is_active or account.email != address:
        return "nobody to write to"
    _send("reset", account)
    return "sent"
