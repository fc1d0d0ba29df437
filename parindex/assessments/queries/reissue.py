"""What it would mean for a running round to go over to a re-issued version of its set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.assessments.queries.leaves import page_language
from parindex.criteria.compare import compare
from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSetVersion
from parindex.criteria.pinned import PinnedSet, pinned
from parindex.engine import Source, write_set
from parindex.programmes.models import Exclusion, Round


@dataclass(frozen=True, slots=True)
class Difference:
    """Codes of leaves, in the order of the newer set (of the older, for those that went)."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def touched(self) -> tuple[str, ...]:
        """Leaves of the newer set that are not as they were."""
        return (*self.changed, *self.new)


@dataclass(frozen=True, slots=True)
class LeafChange:
    """One leaf that differs, with what differs in words."""

    code: str
    title: str
    #: changed, new or gone.
    kind: str
    told: tuple[str, ...]
    #: Rows in which the unit has typed something already.
    filled: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The dry run of :func:`assessments.actions.change_set`."""

    kept: int
    leaves: tuple[LeafChange, ...]
    #: What differs beyond single leaves: policy, header, headings.
    others: tuple[str, ...]
    #: Sheets by what becomes of them.
    drafts: int
    going_back: int
    staying: int
    #: Why it cannot be done now, each in a sentence.
    obstacles: tuple[str, ...]

    @property
    def asks_for_until(self) -> bool:
        """Whether rows are opened again, so that a last day for them is needed."""
        return self.going_back > 0


def reissues(round: Round) -> QuerySet[CriteriaSetVersion]:
    """The other issued versions of the round's set that are newer than its own, the newest first."""
    now = round.set_version
    found = CriteriaSetVersion.objects.filter(criteria_set=now.criteria_set_id, state=VersionState.ISSUED)
    return found.filter(number__gt=now.number).select_related("criteria_set").defer("document").order_by("-number")


def difference(before: PinnedSet, after: PinnedSet) -> Difference:
    """Leaves are equal if both documents say the same of them; where they stand in the tree does not matter."""
    old = {node.code: node.leaf for node in before.leaves()}
    new = {node.code: node.leaf for node in after.leaves()}
    both = [code for code in new if code in old]
    return Difference(
        kept=tuple(code for code in both if old[code] == new[code]),
        changed=tuple(code for code in both if old[code] != new[code]),
        new=tuple(code for code in new if code not in old),
        gone=tuple(code for code in old if code not in new),
    )


def effect_of(round: Round, target: CriteriaSetVersion, *, at: datetime) -> Effect:
    """What going over to ``target`` would do at that moment. A fixed number of queries."""
    before, after = pinned(round.set_version), pinned(target)
    found = difference(before, after)
    asked = any(after.nodes[code].leaf.source is Source.UNIT for code in found.touched)
    states = dict(Sheet.objects.filter(round=round).order_by().values_list("state").annotate(number=Count("pk")))
    handed_in = states.get(SheetState.SUBMITTED, 0) + states.get(SheetState.RETURNED, 0)
    leaves, others = _told(round, before, after, found)
    return Effect(
        kept=len(found.kept),
        leaves=leaves,
        others=others,
        drafts=states.get(SheetState.DRAFT, 0),
        going_back=handed_in if asked else 0,
        staying=0 if asked else handed_in,
        obstacles=tuple(obstacles(round, target, after)),
    )


def obstacles(round: Round, target: CriteriaSetVersion, after: PinnedSet) -> list[str]:
    """What must be put right first."""
    found = []
    settled = Sheet.objects.filter(round=round, state=SheetState.SETTLED).count()
    if settled:
        found.append(_("Score sheets that are settled already: %(number)s.") % {"number": settled})
    standing = Exclusion.objects.filter(participant__round=round, withdrawn_at=None)
    codes = sorted(set(standing.order_by().values_list("node_code", flat=True)) - set(after.nodes))
    if codes:
        found.append(
            _("Exclusions name criteria that the new version does not have: %(codes)s. Withdraw them first.")
            % {"codes": ", ".join(codes)}
        )
    if not reissues(round).filter(pk=target.pk).exists():
        found.append(_("“%(set)s” is no newer issued version of the round's set.") % {"set": target})
    return found


def _told(
    round: Round, before: PinnedSet, after: PinnedSet, found: Difference
) -> tuple[tuple[LeafChange, ...], tuple[str, ...]]:
    """What differs, leaf by leaf, and the rest."""
    language = page_language()
    sentences: dict[str, list[str]] = {}
    for change in compare(write_set(before.criteria_set), write_set(after.criteria_set)).changes:
        old, new = change.sides(language)
        said = change.text(language)
        sentences.setdefault(change.code, []).append(f"{said} {old} → {new}" if old or new else said)
    filled = _filled(round, (*found.changed, *found.gone))
    kinds = {code: kind for kind in ("changed", "new", "gone") for code in getattr(found, kind)}
    leaves = tuple(
        LeafChange(
            code=code,
            title=(before if kind == "gone" else after).nodes[code].title(language),
            kind=kind,
            told=tuple(sentences.pop(code, ())),
            filled=filled.get(code, 0),
        )
        for code, kind in kinds.items()
    )
    return leaves, tuple(said for group in sentences.values() for said in group)


def _filled(round: Round, codes: Sequence[str]) -> Mapping[str, int]:
    rows = Answer.objects.filter(round=round, leaf__in=codes, saved_at__isnull=False)
    return dict(rows.order_by().values_list("leaf").annotate(number=Count("pk")))
