"""What of the criteria sets concerns a person today: drafts to finish, sets in force for their units."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSetVersion, CriteriaSetVersionQuerySet, Node
from parindex.criteria.queries.findings import blocking, findings_of
from parindex.criteria.queries.tree import AppraisingUnit, appraising_units, grown
from parindex.criteria.queries.versions import sets_in_force, visible_versions
from parindex.people.enums import Role
from parindex.people.models import Account, realms, standing

#: Roles that read all that their unit, as an organiser, issued.
_READ_ALL = frozenset({Role.OBSERVER, Role.APPROVER})


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft that the user keeps, with how many findings block its issue."""

    version: CriteriaSetVersion
    blocking: int


def drafts_kept(user: Account, *, on: date, limit: int) -> list[WaitingDraft]:
    """The youngest drafts of the organisers for which ``user`` is coordinator; a query for versions, one for nodes."""
    kept = Q(state=VersionState.DRAFT, criteria_set__owner__in=realms(user, on=on))
    drafts = list(visible_versions(user, on=on).filter(kept).order_by("-created_at", "pk")[:limit])
    nodes: dict[uuid.UUID, list[Node]] = {draft.pk: [] for draft in drafts}
    for node in Node.objects.filter(set_version__in=drafts).order_by("position", "code"):
        nodes[node.set_version_id].append(node)
    units: dict[int, list[AppraisingUnit]] = {}
    for draft in drafts:
        owner = draft.criteria_set.owner_id
        if owner not in units:
            units[owner] = appraising_units(draft, on=on)
    return [
        WaitingDraft(
            draft, len(blocking(findings_of(draft, grown(nodes[draft.pk]), units[draft.criteria_set.owner_id])))
        )
        for draft in drafts
    ]


def sets_concerning(user: Account, *, on: date) -> CriteriaSetVersionQuerySet:
    """The sets in force by which the units are assessed where ``user`` holds a role, in which such a unit appraises,
    and those that the user keeps; for whoever observes or approves for an organiser all that it issued. The latest
    issued first."""
    condition = Q(criteria_set__owner__in=realms(user, on=on))
    for grant in standing(user, on=on):
        unit = grant.unit
        above = [pk for pk in (unit.root_id, unit.parent_id) if pk is not None]
        condition |= Q(criteria_set__tier=unit.tier, criteria_set__owner__in=above)
        if grant.role in _READ_ALL:
            condition |= Q(criteria_set__owner__in=[unit.pk])
        if grant.role == Role.APPRAISER:
            appraised = Node.objects.filter(appraised_by=unit.code, removed_with=None)
            condition |= Q(pk__in=appraised.values("set_version"), criteria_set__owner__in=above)
    found = sets_in_force(user, on=on).filter(condition).order_by("-issued_at", "pk")
    return found.defer("document", "policy", "bonus", "penalty")
