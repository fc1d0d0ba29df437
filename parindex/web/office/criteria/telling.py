"""What the trail says of criteria sets."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from parindex.criteria import enums, queries
from parindex.web.office.criteria.shown import column_names, version_name
from parindex.web.office.trail.telling import Telling, Text

_ACTIONS: dict[str, Text] = {
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

_FIELDS: dict[str, Text] = {
    "nodes": _("Criteria"),
    "node": _("Criterion"),
    "owner": _("Organiser"),
    "based_on": _("Copied from"),
    "copy": _("Copy"),
    "codes": _("Code"),
    "header_sha256": _("SHA-256 of the header"),
}


def _fields() -> Mapping[str, Text]:
    return {**column_names(), **_FIELDS}


TELLING = Telling(
    readable=queries.readable_events,
    actions=_ACTIONS,
    kinds={"criteria.criteriasetversion": _("Criteria set")},
    pages={"criteria.criteriasetversion": "criteria_version"},
    fields=_fields,
    fields_of={"criteria.criteriasetversion": {"position": _("Place"), "parent": _("Belonging to")}},
    days=frozenset({"decision_on", "period_from", "period_to"}),
    named={"criteria.criteriasetversion": version_name, "based_on": version_name},
    choices={"state": enums.VersionState, "source": enums.ValueSource, "not_arising": enums.WhenNotArising},
)
