"""The frame's navigation: by audience, only what the person may open."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, day_of

type Text = str | Promise

_EVERYONE = frozenset(Role)
_OFFICE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: where it is, what it is called, who is shown it (the place itself decides who may open it)."""

    name: str
    title: Text
    icon: str
    roles: frozenset[Role] = _EVERYONE


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
            Entry("criteria_sets", _("Criteria sets"), "list"),
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
PERSONAL = (
    Entry("profile", _("Profile"), "account"),
    Entry("keys", _("Keyboard"), "help"),
)


def frame_of(request: HttpRequest, user: Account) -> dict[str, Any]:
    """What the frame says of the person: roles held today, places, initials. One query."""
    grants = list(RoleGrant.objects.on(day_of(timezone.now())).filter(account=user).select_related("unit"))
    roles = {Role(grant.role) for grant in grants}
    held = {"role": grants[0].get_role_display(), "unit": grants[0].unit.name} if grants else None
    words = user.full_name.split() or [user.username]
    return {
        "held": held,
        "initials": (words[0][0] + words[-1][0] if len(words) > 1 else words[0][0]).upper(),
        "navigation": [
            Group(title, items)
            for title, entries in GROUPS
            if (items := [item for entry in entries if _shown(entry, roles) and (item := _item(request, entry))])
        ],
        "personal": [item for entry in PERSONAL if (item := _item(request, entry))],
        "sign_out": _address("account_logout"),
    }


def _shown(entry: Entry, roles: set[Role]) -> bool:
    return entry.roles is _EVERYONE or bool(entry.roles & roles)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _item(request: HttpRequest, entry: Entry) -> Item | None:
    url = _address(entry.name)
    if not url:
        return None
    here = request.path == url if url == "/" else request.path.startswith(url)
    return Item(url, entry.title, entry.icon, here)
