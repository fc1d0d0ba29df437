"""The trail in words: what each action is called, what its facts say, where its subject is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from parindex.web.account.devices import device_name
from parindex.web.appraiser import telling as appraiser
from parindex.web.office.criteria import telling as criteria
from parindex.web.office.people import telling as people
from parindex.web.office.programmes import telling as programmes
from parindex.web.office.results import telling as results
from parindex.web.office.trail.telling import Text
from parindex.web.unit.evidence import telling as evidence
from parindex.web.unit.sheets import telling as sheets

#: Each app's part, later ones giving way to earlier ones; a new app adds its own here.
TELLINGS = (
    people.TELLING,
    criteria.TELLING,
    evidence.TELLING,
    programmes.TELLING,
    appraiser.TELLING,
    results.TELLING,
    sheets.TELLING,
)

#: Every action that the program records; a test compares the list with the source.
ACTIONS: dict[str, Text] = {name: title for telling in TELLINGS for name, title in telling.actions.items()}
KINDS: dict[str, Text] = {name: title for telling in TELLINGS for name, title in telling.kinds.items()}
_PAGES = {kind: name for telling in TELLINGS for kind, name in telling.pages.items()}
_FIELDS_OF = {kind: names for telling in TELLINGS for kind, names in telling.fields_of.items()}
_DAYS = frozenset().union(*(telling.days for telling in TELLINGS))
_CHOICES = {name: choices for telling in TELLINGS for name, choices in telling.choices.items()}
_NAMED = {name: named for telling in TELLINGS for name, named in telling.named.items()}
_CHOICES_OF = {kind: choices for telling in TELLINGS for kind, choices in telling.choices_of.items()}
_SILENT = {kind: names for telling in TELLINGS for kind, names in telling.silent.items()}

#: Every background task of the program by its path; a test compares the list with the source.
TASKS: dict[str, Text] = {
    "parindex.web.account.mail.send_invitation": _("Send an invitation by mail"),
    "parindex.web.account.mail.send_reset_link": _("Send a link for a new password by mail"),
    "parindex.evidence.actions.reading.read_version": _("Read an evidence file"),
    "parindex.assessments.actions.sheets.make_sheets": _("Make the score sheets of a round"),
    "parindex.web.office.trail.verification.verify_trail": _("Check the audit trail"),
}


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


def readable(user: Any, *, on: date) -> Q:
    """Condition on events: what each app lets the person read of its subjects."""
    condition = Q(pk__in=[])
    for telling in TELLINGS:
        condition |= telling.readable(user, on=on)
    return condition


def subject_of(event: Any) -> Text:
    """What the event is about, by name; of a job the trail keeps its task's path and the state of that moment."""
    if event.subject_kind == "kernel.job":
        return task_name(event.subject_name.partition(" ")[0])
    named = _NAMED.get(event.subject_kind)
    return named(event.subject_name) if named else event.subject_name


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
    names: dict[str, Text] = {}
    for telling in reversed(TELLINGS):
        names |= telling.fields()
    names |= _FIELDS_OF.get(event.subject_kind, {})
    choices = {**_CHOICES, **_CHOICES_OF.get(event.subject_kind, {})}
    for name, value in event.facts.items():
        if name in _SILENT.get(event.subject_kind, ()):
            continue
        label = str(names.get(name, name))
        if name in {"tier", "tier_id"}:
            given = value if isinstance(value, list) else [value]
            yield label, " → ".join(tiers.get(str(tier), _said(name, tier, choices)) for tier in given)
            continue
        if isinstance(value, dict):
            yield label, "; ".join(f"{before} → {after}" for before, after in value.items())
        elif isinstance(value, list) and (name == "successors" or len(value) != 2):
            yield label, "; ".join(str(item) for item in value)
        elif isinstance(value, list):
            yield label, f"{_said(name, value[0], choices)} → {_said(name, value[1], choices)}"
        else:
            yield label, _said(name, value, choices)


def _said(name: str, value: object, choices: Mapping[str, Any]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "device":
        return device_name(str(value))
    if name in _NAMED:
        return _NAMED[name](str(value))
    if name in _DAYS:
        return str(date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT"))
    known = choices.get(name)
    return str(known(value).label) if known and value in known.values else str(value)
