"""The trail in words: what each action is called, what its facts say, where its subject is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.criteria import enums
from parindex.people.enums import ImportKind, Role
from parindex.web.account.devices import device_name
from parindex.web.office.criteria.shown import column_names

type Text = str | Promise

#: Every action that the program records; a test compares the list with the source.
ACTIONS: dict[str, Text] = {
    "people.tier_added": _("Tier added"),
    "people.tier_changed": _("Tier changed"),
    "people.tier_moved": _("Tier moved"),
    "people.tier_deleted": _("Tier deleted"),
    "people.unit_created": _("Unit added"),
    "people.unit_changed": _("Unit changed"),
    "people.unit_ended": _("Unit dissolved"),
    "people.unit_succeeded": _("Unit succeeded"),
    "people.account_created": _("Account created"),
    "people.account_changed": _("Account changed"),
    "people.account_deactivated": _("Account deactivated"),
    "people.account_reactivated": _("Account reactivated"),
    "people.account_invited": _("Invitation asked for"),
    "people.start_password_given": _("Start password given"),
    "people.password_changed": _("Password changed"),
    "people.role_given": _("Role given"),
    "people.role_ended": _("Role's last day set"),
    "people.role_revoked": _("Role revoked"),
    "people.signed_in": _("Signed in"),
    "people.signed_out": _("Signed out"),
    "people.sign_in_failed": _("Sign-in failed"),
    "people.sign_in_locked": _("Sign-in locked"),
    "people.session_ended": _("Session ended"),
    "people.sessions_ended": _("Sessions ended"),
    "people.import_uploaded": _("File uploaded"),
    "people.units_imported": _("Units imported"),
    "people.accounts_imported": _("Accounts imported"),
    "kernel.job_retried": _("Job started again"),
    "criteria.set_created": _("Criteria set created"),
    "criteria.set_cloned": _("Criteria set cloned"),
    "criteria.version_started": _("New version started"),
    "criteria.header_edited": _("Header of the criteria set edited"),
    "criteria.policy_edited": _("Policy of the criteria set edited"),
    "criteria.tree_replaced": _("Criteria replaced from a file"),
    "criteria.node_added": _("Criterion added"),
    "criteria.node_edited": _("Criterion edited"),
    "criteria.node_moved": _("Criterion moved"),
    "criteria.node_duplicated": _("Criterion duplicated"),
    "criteria.node_removed": _("Criterion removed"),
    "criteria.node_restored": _("Criterion restored"),
    "criteria.codes_renumbered": _("Codes renumbered"),
    "criteria.appraisers_assigned": _("Appraisers assigned"),
    "criteria.issue": _("Criteria set issued"),
    "criteria.withdraw": _("Criteria set withdrawn"),
    "criteria.discard": _("Draft discarded"),
}

KINDS: dict[str, Text] = {
    "people.account": _("Account"),
    "people.unit": _("Unit"),
    "people.rolegrant": _("Role"),
    "people.tier": _("Tier"),
    "people.import": _("Import"),
    "kernel.job": _("Background job"),
    "criteria.criteriasetversion": _("Criteria set"),
}

#: Every background task of the program by its path; a test compares the list with the source.
TASKS: dict[str, Text] = {
    "parindex.web.account.mail.send_invitation": _("Send an invitation by mail"),
    "parindex.web.account.mail.send_reset_link": _("Send a link for a new password by mail"),
    "parindex.web.office.trail.verification.verify_trail": _("Check the audit trail"),
}

#: Where a subject is shown.
_PAGES = {
    "people.account": "person",
    "people.unit": "unit",
    "people.import": "import",
    "kernel.job": "job",
    "criteria.criteriasetversion": "criteria_version",
}

_FIELDS: dict[str, Text] = {
    "code": _("Code"),
    "name": _("Name"),
    "title": _("Title"),
    "title_en": _("English title"),
    "tier": _("Tier"),
    "parent": _("Superior unit"),
    "official_code": _("Official code"),
    "from_on": _("First day"),
    "to_on": _("Last day"),
    "on": _("From"),
    "successors": _("Successors"),
    "is_agency": _("Agencies of the unit above"),
    "username": _("User name"),
    "full_name": _("Full name"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "position": _("Position"),
    "role": _("Role"),
    "unit": _("Unit"),
    "address": _("Address"),
    "device": _("Device"),
    "sessions_ended": _("Sessions ended"),
    "invite": _("Invitation by mail"),
    "created": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "kind": _("Kind"),
    "task": _("Task"),
    "state": _("State"),
    "nodes": _("Criteria"),
    "node": _("Criterion"),
    "owner": _("Organiser"),
    "decision": _("Decision"),
    "based_on": _("Copied from"),
    "copy": _("Copy"),
    "codes": _("Code"),
}
#: Fields whose name means something else for these subjects.
_FIELDS_OF: dict[str, dict[str, Text]] = {
    "people.tier": {"position": _("Place")},
    "criteria.criteriasetversion": {"position": _("Place"), "parent": _("Belonging to")},
}
_DAYS = {"from_on", "to_on", "on", "decision_on", "period_from", "period_to"}
_CHOICES: dict[str, Any] = {
    "role": Role,
    "kind": ImportKind,
    "state": enums.VersionState,
    "source": enums.ValueSource,
    "not_arising": enums.WhenNotArising,
}
#: What the subject's own name says already, or only the program understands.
_SILENT = {"kernel.job": {"task"}, "people.rolegrant": {"account", "role", "unit"}, "people.account": {"username"}}


@dataclass(frozen=True, slots=True)
class Line:
    """One event as a person reads it."""

    event: Any
    who: Text
    action: Text
    subject: Text
    kind: Text
    url: str
    facts: tuple[tuple[str, str], ...]


def task_name(path: str) -> Text:
    """A background task in words; a task that the program no longer has keeps its path."""
    return TASKS.get(path, path)


def subject_of(event: Any) -> Text:
    """What the event is about, by name; of a job the trail keeps its task's path and the state of that moment."""
    return task_name(event.subject_name.partition(" ")[0]) if event.subject_kind == "kernel.job" else event.subject_name


def line_of(event: Any, tiers: Mapping[str, str]) -> Line:
    """The event in words.

    :param tiers: titles of tiers by what facts call them (``tier_titles``).
    """
    return Line(
        event=event,
        who=event.actor_name if event.actor_id else _("The program"),
        action=ACTIONS.get(event.action, event.action),
        subject=subject_of(event),
        kind=KINDS.get(event.subject_kind, event.subject_kind),
        url=_url(event),
        facts=tuple(_facts(event, tiers)),
    )


def _url(event: Any) -> str:
    name = _PAGES.get(event.subject_kind)
    if name is None or event.subject_id == "0":
        return ""
    try:
        return reverse(name, args=[event.subject_id])
    except NoReverseMatch:
        return ""


def tier_titles(tiers: Iterable[Any]) -> dict[str, str]:
    """Titles by code and by key: facts name a tier by either."""
    return {key: tier.shown_title for tier in tiers for key in (tier.code, str(tier.pk))}


def _facts(event: Any, tiers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    names: Mapping[str, Text] = {**column_names(), **_FIELDS, **_FIELDS_OF.get(event.subject_kind, {})}
    for name, value in event.facts.items():
        if name in _SILENT.get(event.subject_kind, ()):
            continue
        label = str(names.get(name, name))
        if name in {"tier", "tier_id"}:
            given = value if isinstance(value, list) else [value]
            yield label, " → ".join(tiers.get(str(tier), _said(name, tier)) for tier in given)
            continue
        if isinstance(value, dict):
            yield label, "; ".join(f"{before} → {after}" for before, after in value.items())
        elif isinstance(value, list) and (name == "successors" or len(value) != 2):
            yield label, "; ".join(str(item) for item in value)
        elif isinstance(value, list):
            yield label, f"{_said(name, value[0])} → {_said(name, value[1])}"
        else:
            yield label, _said(name, value)


def _said(name: str, value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "device":
        return device_name(str(value))
    if name in _DAYS:
        return str(date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT"))
    choices = _CHOICES.get(name)
    return str(choices(value).label) if choices and value in choices.values else str(value)
