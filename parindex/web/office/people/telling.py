"""What the trail says of people: accounts, units, tiers, roles, imports; and of jobs that are started again."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parindex.people import queries
from parindex.people.enums import ImportKind, Role
from parindex.web.office.trail.telling import Telling, Text

_ACTIONS: dict[str, Text] = {
    "people.tier_added": _("Tier added"),
    "people.tier_changed": _("Tier changed"),
    "people.tier_moved": _("Tier moved"),
    "people.tier_deleted": _("Tier deleted"),
    "people.unit_created": _("Unit added"),
    "people.unit_changed": _("Unit changed"),
    "people.unit_ended": _("Unit dissolved"),
    "people.unit_succeeded": _("Unit succeeded"),
    "people.succession_corrected": _("Succession corrected"),
    "people.account_created": _("Account created"),
    "people.account_changed": _("Account changed"),
    "people.account_deactivated": _("Account deactivated"),
    "people.account_reactivated": _("Account reactivated"),
    "people.account_invited": _("Invitation asked for"),
    "people.start_password_given": _("Start password given"),
    "people.password_changed": _("Password changed"),
    "people.role_given": _("Role given"),
    "people.role_ended": _("Role's last day set"),
    "people.role_moved": _("Role's first day moved with a succession"),
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
    "people.import_forgotten": _("Upload deleted that nobody imported"),
    "kernel.job_retried": _("Job started again"),
    "kernel.file_forgotten": _("File deleted that nothing uses"),
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
    "size": _("Size (bytes)"),
    "task": _("Task"),
    "state": _("State"),
    "decision": _("Decision"),
}


def _readable(user: Any, on: date) -> Q:
    return queries.readable_events(user, on=on)


TELLING = Telling(
    readable=_readable,
    actions=_ACTIONS,
    kinds={
        "people.account": _("Account"),
        "people.unit": _("Unit"),
        "people.rolegrant": _("Role"),
        "people.tier": _("Tier"),
        "people.import": _("Import"),
        "kernel.job": _("Background job"),
        "kernel.storedfile": _("File"),
    },
    pages={"people.account": "person", "people.unit": "unit", "people.import": "import", "kernel.job": "job"},
    fields=lambda: _FIELDS,
    fields_of={"people.tier": {"position": _("Place")}},
    days=frozenset({"from_on", "to_on", "on"}),
    choices={"role": Role, "kind": ImportKind},
    silent={
        "kernel.job": frozenset({"task"}),
        "people.rolegrant": frozenset({"account", "role", "unit"}),
        "people.account": frozenset({"username"}),
    },
)
