"""The frame's navigation: by audience, only what the person may open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.people.enums import Role

type Text = str | Promise

_EVERYONE = frozenset(Role.values)
_OFFICE = frozenset({Role.COORDINATOR.value, Role.ADMINISTRATOR.value})
_UNIT = frozenset({Role.UNIT_OFFICER.value, Role.UNIT_LEADER.value})
_TEAM = frozenset({Role.TEAM_HEAD.value, Role.TEAM_SECRETARY.value, Role.TEAM_MEMBER.value, Role.COORDINATOR.value})
_APPRAISAL = frozenset({*_TEAM, Role.APPRAISER.value, Role.APPROVER.value})
#: Who reads the results of rounds before they are published.
_RESULTS = frozenset(
    {
        *_OFFICE,
        Role.APPROVER.value,
        Role.OBSERVER.value,
        Role.TEAM_HEAD.value,
        Role.TEAM_SECRETARY.value,
    }
)
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR.value})


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: where it is, what it is called, who is shown it (the place itself decides who may open it)."""

    name: str
    title: Text
    icon: str
    roles: frozenset[str] = _EVERYONE


@dataclass(frozen=True, slots=True)
class Item:
    url: str
    title: Text
    icon: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: Text
    items: list[Item]


GROUPS: tuple[tuple[Text, tuple[Entry, ...]], ...] = (
    ("", (Entry("home", _("My work"), "home"),)),
    (
        _("Assessment"),
        (
            Entry("programmes", _("Programmes"), "calendar"),
            Entry("criteria_sets", _("Criteria sets"), "list"),
            Entry("sheets", _("Score sheets"), "edit", _UNIT),
            Entry("evidence", _("Evidence"), "file", _UNIT),
            Entry("appraisal", _("Appraisal"), "check", _APPRAISAL),
            Entry("settlements", _("Settlement"), "roles", _TEAM),
            Entry("results", _("Results"), "chart", _RESULTS),
            Entry("public", _("Published results"), "globe"),
        ),
    ),
    (
        _("Organisation"),
        (
            Entry("units", _("Units"), "units", _OFFICE),
            Entry("people", _("Accounts"), "people", _OFFICE),
            Entry("tiers", _("Tiers"), "tiers", _ADMINISTRATOR),
        ),
    ),
    (
        _("Operation"),
        (
            Entry("trail", _("Audit trail"), "trail", _OFFICE),
            Entry("jobs", _("Background work"), "jobs", _ADMINISTRATOR),
            Entry("gallery", _("Component gallery"), "gallery", _ADMINISTRATOR),
        ),
    ),
)
PERSONAL = (Entry("profile", _("Profile"), "account"), Entry("keys", _("Keyboard"), "help"))


def office_places(path: str, roles: set[str]) -> list[Group]:
    """The places for who holds ``roles``, with the one marked in which ``path`` lies."""
    groups = (
        Group(title, [_item(path, e) for e in entries if e.roles is _EVERYONE or e.roles & roles])
        for title, entries in GROUPS
    )
    return [group for group in groups if group.items]


def personal_places(path: str) -> list[Item]:
    """The places of the account menu."""
    return [_item(path, entry) for entry in PERSONAL]


def _item(path: str, entry: Entry) -> Item:
    url = reverse(entry.name)
    return Item(url, entry.title, entry.icon, path == url if url == "/" else path.startswith(url))
