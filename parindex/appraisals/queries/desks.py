"""What one person appraises in a round, and what else of it they may look at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from parindex.appraisals.outcomes import MARKED_BY_HAND
from parindex.appraisals.seats import READERS
from parindex.criteria.pinned import PinnedNode, PinnedSet, pinned
from parindex.people.enums import Role
from parindex.people.models import Account, Unit, is_administrator, realms, standing
from parindex.programmes.enums import RoundState
from parindex.programmes.models import Round, Substitute

#: Of the set's version only its hash leads to the document that this process may hold already.
UNREAD = [
    f"set_version__{column}"
    for column in ("document", "policy", "bonus", "penalty", "search_text", "sort_text", "change_note")
]


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's part in the appraisal of one round."""

    round: Round
    pinned: PinnedSet
    #: Leaves of the agencies for which the person appraises, in the author's order.
    leaves: tuple[str, ...]
    #: Unit → leaves that the person appraises there instead of that unit, which is the agency itself.
    instead: Mapping[int, frozenset[str]]
    #: Units at which the person holds a role: nobody marks their own unit.
    own: frozenset[int]
    #: Reads every row: coordinates the organiser or a unit above it, belongs to its team, approves, administers.
    watches: bool
    #: Of these who also opens the evidence: not who only coordinates a unit above, or administers.
    reads: bool
    #: Settles: head of the organiser's team.
    heads: bool
    #: Coordinates the organiser itself.
    keeps: bool

    @property
    def appraises(self) -> bool:
        return bool(self.leaves or self.instead)

    def node(self, code: str) -> PinnedNode:
        return self.pinned.nodes[code]

    def codes(self) -> list[str]:
        """Every leaf that the person appraises for some unit, in the author's order."""
        wanted = {*self.leaves, *(code for codes in self.instead.values() for code in codes)}
        return [node.code for node in self.pinned.leaves() if node.code in wanted]

    def by_hand(self) -> list[PinnedNode]:
        """Every leaf that somebody marks."""
        return [node for node in self.pinned.leaves() if node.leaf.source in MARKED_BY_HAND]

    def mine(self) -> Q:
        """Condition on answers: the rows that the person marks."""
        conditions = [Q(sheet__unit=unit, leaf__in=codes) for unit, codes in self.instead.items()]
        if self.leaves:
            conditions.append(Q(leaf__in=self.leaves) & ~Q(sheet__unit__in=self.own))
        return Q(round=self.round.pk) & reduce(or_, conditions, Q(pk__in=[]))

    def seen_at(self, leaf: str) -> Q:
        """The same of one criterion, told in the fewest words: a queue of thousands of rows is found by it."""
        others = ~Q(sheet__unit__in=self.own) if self.own else Q()
        if not self.watches and leaf not in self.leaves:
            others = Q(pk__in=[])
        instead = [unit for unit, codes in self.instead.items() if leaf in codes]
        if instead and not self.watches:
            others |= Q(sheet__unit__in=instead)
        return Q(round=self.round.pk, leaf=leaf) & others

    def marks(self, unit: int, leaf: str) -> bool:
        """Whether the row of that unit and leaf is the person's to mark."""
        return leaf in self.instead.get(unit, ()) or (leaf in self.leaves and unit not in self.own)

    def seen(self) -> Q:
        """Condition on answers: the rows in this person's lists; all but those of an own unit for who watches."""
        return Q(round=self.round.pk) & ~Q(sheet__unit__in=self.own) if self.watches else self.mine()


def desks(user: Account, *, on: date) -> list[Desk]:
    """The started rounds in whose appraisal ``user`` has a part, running ones first."""
    found = Round.objects.visible_to(user, on=on).exclude(state=RoundState.PREPARED)
    rounds = list(
        found.select_related("organiser__parent", "programme", "tier", "set_version")
        .defer(*UNREAD)
        .order_by("-programme__year", "tier__position", "organiser__sort_text", "code", "pk")
    )
    rounds.sort(key=lambda round: round.state == RoundState.CLOSED)
    return [desk for desk in _desks(user, rounds, on=on) if desk.appraises or desk.watches]


def desk_of(user: Account, round: Round, *, on: date) -> Desk:
    """The person's part in that round; it may be nothing."""
    return next(_desks(user, [round], on=on))


def _desks(user: Account, rounds: Sequence[Round], *, on: date) -> Iterator[Desk]:
    held = standing(user, on=on)
    own = frozenset(grant.unit_id for grant in held)
    agencies = {grant.unit_id: grant.unit for grant in held if grant.role == Role.APPRAISER}
    substitutes: dict[object, list[Substitute]] = {}
    if agencies and rounds:
        named = Substitute.objects.filter(round__in=rounds, substitute__in=agencies).select_related("agency")
        for substitute in named:
            substitutes.setdefault(substitute.round_id, []).append(substitute)
    for round in rounds:
        tree = pinned(round.set_version)
        yield Desk(
            round=round,
            pinned=tree,
            leaves=tuple(_leaves(round, tree, agencies.values())),
            instead={
                each.agency_id: frozenset(_leaves(round, tree, [each.agency]))
                for each in substitutes.get(round.pk, ())
                if each.agency_id not in own and round.organiser.parent_id is None
            },
            own=own,
            watches=_watches(user, round, on=on),
            reads=_reads(user, round, on=on),
            heads=any(g.role == Role.TEAM_HEAD and g.unit.realm.pk == round.organiser_id for g in held),
            keeps=round.organiser_id in realms(user, on=on),
        )


def _leaves(round: Round, tree: PinnedSet, agencies: Iterable[Unit]) -> list[str]:
    """The leaves that these agencies appraise for the others. Below the province the organiser appraises everything."""
    by_hand = [node for node in tree.leaves() if node.leaf.source in MARKED_BY_HAND]
    if round.organiser.parent_id is not None:
        everything = any(agency.pk == round.organiser_id for agency in agencies)
        return [node.code for node in by_hand] if everything else []
    codes = {agency.code for agency in agencies if agency.root_id == round.programme.province_id}
    return [node.code for node in by_hand if node.appraiser in codes]


def _watches(user: Account, round: Round, *, on: date) -> bool:
    organiser = round.organiser
    above = {organiser.pk, organiser.parent_id, organiser.root_id}
    coordinates = bool(above & set(realms(user, on=on)))
    return coordinates or is_administrator(user, on=on) or _reads(user, round, on=on)


def _reads(user: Account, round: Round, *, on: date) -> bool:
    return any(g.role in READERS and g.unit.realm.pk == round.organiser_id for g in standing(user, on=on))


def round_of(user: Account, pk: UUID, *, on: date) -> Desk | None:
    """The person's part in the started round with that key; None if they have none."""
    found = Round.objects.visible_to(user, on=on).exclude(state=RoundState.PREPARED).filter(pk=pk)
    round = found.select_related("organiser__parent", "programme", "tier", "set_version").defer(*UNREAD).first()
    desk = None if round is None else desk_of(user, round, on=on)
    return desk if desk is not None and (desk.appraises or desk.watches) else None
