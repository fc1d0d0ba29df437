"""What the trail says of results and publications."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parindex.publishing.queries import pages as publishing
from parindex.results import enums
from parindex.results.queries import pages as results
from parindex.web.office.trail.telling import Telling, Text

_ACTIONS: dict[str, Text] = {
    "results.computed": _("Result computed"),
    "results.approve": _("Result approved"),
    "publishing.scheduled": _("Publication set"),
    "publishing.cancelled": _("Publication cancelled"),
}

_FIELDS: dict[str, Text] = {
    "missing": _("Rows without a value"),
    "engine": _("Scoring engine"),
    "input_sha256": _("SHA-256 of the frozen input"),
    "result_sha256": _("SHA-256 of the result"),
    "package_sha256": _("SHA-256 of the package"),
    "publish_at": _("Public from"),
    "run": _("Run"),
}


def readable(user: Any, *, on: date) -> Q:
    """Condition on events: those about runs and publications that the person sees."""
    return results.readable_events(user, on=on) | publishing.readable_events(user, on=on)


TELLING = Telling(
    readable=readable,
    actions=_ACTIONS,
    kinds={"results.run": _("Run"), "publishing.publication": _("Publication")},
    pages={"results.run": "run", "publishing.publication": "publication"},
    fields=lambda: _FIELDS,
    choices_of={"results.run": {"kind": enums.RunKind, "state": enums.RunState}},
)
