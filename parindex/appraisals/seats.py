"""Where a person sits in an appraisal: which agencies' rows are theirs, whose teams they belong to, which units are
their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from parindex.appraisals.outcomes import MARKED_BY_HAND
from parindex.assessments.enums import HANDED_IN
from parindex.assessments.models import Answer, Citation
from parindex.criteria.pinned import pinned
from parindex.people.enums import Role
from parindex.people.models import Account, Unit
from parindex.people.rules import roles_of
from parindex.programmes.enums import RoundState
from parindex.programmes.models import Round, Substitute

#: The organiser's team: its members read every row of the organiser's rounds.
TEAM = frozenset({Role.TEAM_HEAD.value, Role.TEAM_SECRETARY.value, Role.TEAM_MEMBER.value})
#: Who of the organiser reads the evidence of all its rounds: who runs them, who settles, who approves.
READERS = TEAM | {Role.COORDINATOR.value, Role.APPROVER.value}


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one person on one day, read once; ``user`` None is the program itself."""

    user: Account | None
    #: Units at which the person holds any role: nobody marks their own unit.
    own: frozenset[int]
    #: Agencies for which the person appraises, by number.
    agencies: dict[int, Unit]
    #: Organisers whose team the person leads.
    heads: frozenset[int]
    #: Organisers all of whose rows, with their evidence, the person reads.
    reads: frozenset[int]

    def is_own(self, unit: Unit) -> bool:
        return unit.pk in self.own

    def appraises_for(self, agency: Unit) -> bool:
        return self.user is None or agency.pk in self.agencies

    def heads_for(self, organiser: int) -> bool:
        return self.user is None or organiser in self.heads


def seats_of(user: Account | None, *, on: date) -> Seats:
    """One query inside an action, none for a page that asked before."""
    if user is None:
        return Seats(None, frozenset(), {}, frozenset(), frozenset())
    held = roles_of(user, on=on)
    return Seats(
        user,
        frozenset(grant.unit_id for grant in held),
        {grant.unit_id: grant.unit for grant in held if grant.role == Role.APPRAISER},
        frozenset(grant.unit.realm.pk for grant in held if grant.role == Role.TEAM_HEAD),
        frozenset(grant.unit.realm.pk for grant in held if grant.role in READERS),
    )


def appraised(user: Account, *, on: date) -> Q:
    """Condition on answers: the rows that ``user`` appraises on that day, in every round that was started."""
    seats = seats_of(user, on=on)
    if not seats.agencies:
        return Q(pk__in=[])
    substitutes = Substitute.objects.filter(substitute__in=seats.agencies).select_related("agency")
    instead: dict[object, list[Unit]] = {}
    for each in substitutes:
        if each.agency_id not in seats.own:
            instead.setdefault(each.round_id, []).append(each.agency)
    roots = {agency.root_id for agency in seats.agencies.values()}
    rounds = Round.objects.filter(programme__province__in=roots).exclude(state=RoundState.PREPARED)
    # A district organises rounds of its own; its agencies' rows in the province's rounds come by the set's codes.
    rounds = rounds.filter(Q(organiser__parent=None) | Q(organiser__in=seats.agencies)).order_by("pk")
    foreign = ~Q(sheet__unit__in=seats.own)
    conditions = []
    for round in rounds.select_related("organiser", "set_version").defer("set_version__document"):
        if round.organiser.parent_id is not None:
            conditions.append(Q(round=round.pk) & foreign)
            continue
        mine = {agency.code for agency in seats.agencies.values() if agency.root_id == round.organiser.root_id}
        if leaves := _leaves(round, mine):
            conditions.append(Q(round=round.pk, leaf__in=leaves) & foreign)
        for agency in instead.get(round.pk, ()):
            conditions.append(Q(round=round.pk, sheet__unit=agency, leaf__in=_leaves(round, {agency.code})))
    return reduce(or_, conditions, Q(pk__in=[]))


def _leaves(round: Round, codes: Iterable[str]) -> list[str]:
    leaves = pinned(round.set_version).leaves()
    return [node.code for node in leaves if node.appraiser in codes and node.leaf.source in MARKED_BY_HAND]


def cited_evidence(user: Account, on: date) -> Q:
    """Condition on documents, for ``evidence.models.also_seen``: cited in what was handed in and not left out since, on
    a row that ``user`` appraises, or in a round of an organiser whose rows the person reads."""
    seats = seats_of(user, on=on)
    if not seats.agencies and not seats.reads:
        return Q(pk__in=[])
    rows = Q(round__organiser__in=seats.reads)
    if seats.agencies:
        rows |= appraised(user, on=on)
    answers = Answer.objects.filter(rows, sheet__state__in=HANDED_IN)
    shown = Citation.objects.filter(handed_in__isnull=False, withdrawn_in=None, answer__in=answers)
    return Q(pk__in=shown.order_by().values("document_version__document"))
