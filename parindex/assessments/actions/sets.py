"""A running round goes over to a re-issued version of its set: what is equal stays, what changed is looked at again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from parindex.assessments.actions.returning import open_again
from parindex.assessments.actions.rows import written
from parindex.assessments.claims import asked_of, claim_of
from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.assessments.queries.reissue import Difference, difference, obstacles
from parindex.criteria.models import CriteriaSetVersion
from parindex.criteria.pinned import PinnedNode, PinnedSet, pinned
from parindex.engine import Leaf, Source
from parindex.kernel.changes import fact, locked
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account
from parindex.programmes import actions as programmes
from parindex.programmes.models import Exclusion, Round

_AT_ONCE, _BATCH = 200, 500
_HANDED_IN = (SheetState.SUBMITTED, SheetState.RETURNED)
_CHANGED = [
    "figures",
    "points",
    "state",
    "look_again",
    "version",
    "handed_figures",
    "handed_points",
    "handed_state",
    "handed_version",
    "handed_explanation",
]


class NotChangeable(Refused):
    """A round cannot go over to another version; carries what stands against it, each in a sentence."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = tuple(obstacles)


@dataclass
class _Move:
    """A round on its way from one version to the other."""

    before: PinnedSet
    after: PinnedSet
    leaves: Difference
    #: Participant → codes that are excluded for it.
    excluded: Mapping[object, frozenset[str]]
    facts: dict[str, Fact] = field(default_factory=dict)

    def is_asked(self, sheet: Sheet, node: PinnedNode) -> bool:
        """Whether the unit itself gives the leaf's value."""
        return node.leaf.source is Source.UNIT and not self.is_excluded(sheet, node)

    def is_excluded(self, sheet: Sheet, node: PinnedNode) -> bool:
        codes = self.excluded.get(sheet.participant_id, frozenset())
        return not codes.isdisjoint((node.code, *node.path))


@action
def change_set(
    round: Round,
    set_version: CriteriaSetVersion,
    *,
    note: str,
    until: datetime | None,
    version: int,
    by: Account | None,
    at: datetime,
) -> Round:
    """Goes over to a newer issued version of the same set, with all sheets, in one step.

    Leaves that both documents state alike keep everything. Of changed leaves the figures that their inputs still read
    are kept, the points are fresh, and the unit is asked to look again. New leaves get their rows; rows of leaves that
    went stay, unread. Sheets that were handed in are returned with exactly the changed and new rows open.

    :param note: the decision on the re-issue, and why.
    :param until: before which units look at rows of sheets that were handed in; needed if there are any.
    :param version: of the round that was read.
    :raises NotChangeable: sheets are settled, exclusions name what went, or it is no newer issued version.
    :raises Stale: somebody else changed the round since.
    """
    round = locked(round)
    target = CriteriaSetVersion.objects.select_for_update(of=("self",)).get(pk=set_version.pk)
    before, after = pinned(round.set_version), pinned(target)
    against = obstacles(round, target, after)
    old = round.set_version
    round = programmes.pin_reissued(round, target, note=note, version=version, by=by, at=at)
    if against:
        raise NotChangeable(against)
    move = _Move(before, after, difference(before, after), _exclusions(round))
    move.facts = _facts(old, target, move.leaves)
    sheets = list(Sheet.objects.select_for_update(no_key=True).filter(round=round).order_by("pk"))
    _demand_until(sheets, move, until, at)
    for start in range(0, len(sheets), _AT_ONCE):
        _carry_over(sheets[start : start + _AT_ONCE], round, move, note=note, until=until, by=by, at=at)
    return round


def _exclusions(round: Round) -> dict[object, frozenset[str]]:
    found: dict[object, set[str]] = {}
    standing = Exclusion.objects.filter(participant__round=round, withdrawn_at=None).order_by("pk")
    for participant, code in standing.values_list("participant_id", "node_code"):
        found.setdefault(participant, set()).add(code)
    return {participant: frozenset(codes) for participant, codes in found.items()}


def _facts(old: CriteriaSetVersion, new: CriteriaSetVersion, found: Difference) -> dict[str, Fact]:
    return {
        "set_version": [fact(old), fact(new)],
        "leaves_kept": len(found.kept),
        "leaves_changed": ", ".join(found.changed),
        "leaves_new": ", ".join(found.new),
        "leaves_gone": ", ".join(found.gone),
    }


def _demand_until(sheets: Iterable[Sheet], move: _Move, until: datetime | None, at: datetime) -> None:
    asked = any(move.after.nodes[code].leaf.source is Source.UNIT for code in move.leaves.touched)
    if not asked or all(sheet.state not in _HANDED_IN for sheet in sheets):
        return
    if until is None:
        raise Refused(_("Score sheets were handed in: say until when their units look at the rows."), field="until")
    if until <= at:
        raise Refused(_("This moment is past already."), field="until")


def _carry_over(
    sheets: Sequence[Sheet], round: Round, move: _Move, *, note: str, until: datetime | None, by: Account | None,
    at: datetime,
) -> None:  # fmt: skip
    """Some sheets with their rows."""
    codes = (*move.leaves.touched, *move.leaves.gone)
    rows: dict[int, dict[str, Answer]] = {sheet.pk: {} for sheet in sheets}
    held = Answer.objects.select_for_update(no_key=True).filter(sheet__in=sheets, leaf__in=codes).order_by("pk")
    for row in held:
        rows[row.sheet_id][row.leaf] = row
    made = [
        Answer(sheet=sheet, round=round, leaf=code)
        for sheet in sheets
        for code in move.leaves.new
        if code not in rows[sheet.pk]
    ]
    for row in Answer.objects.bulk_create(made, batch_size=_BATCH):
        rows[row.sheet_id][row.leaf] = row
    dropped = {sheet.pk: _fresh(sheet, rows[sheet.pk], move) for sheet in sheets}
    every = [row for sheet in sheets for code, row in rows[sheet.pk].items() if code in move.leaves.touched]
    Answer.objects.bulk_update(every, _CHANGED, batch_size=_BATCH)
    gone = [row.pk for sheet in sheets for code, row in rows[sheet.pk].items() if code in move.leaves.gone]
    Answer.objects.filter(pk__in=gone).update(reopened_until=None, reopened_note="", reopened_by=None)
    for sheet in sheets:
        facts = move.facts | ({"dropped": dropped[sheet.pk]} if dropped[sheet.pk] else {})
        record("assessments.set_changed", sheet, by=by, at=at, note=note.strip(), facts=facts)
        _send_back(sheet, rows[sheet.pk], move, note=note.strip(), until=until, by=by, at=at)


def _fresh(sheet: Sheet, rows: Mapping[str, Answer], move: _Move) -> str:
    """Gives the sheet's changed and new rows fresh points; says which figures could not be kept."""
    dropped = []
    for code in move.leaves.touched:
        row, node = rows[code], move.after.nodes[code]
        kept = readable(node.leaf, row.figures)
        lost = {name: text for name, text in row.figures.items() if name not in kept}
        if lost:
            dropped.append(f"{code}: {written(lost)}")
        claim = claim_of(node.leaf, kept)
        row.figures, row.points, row.state = claim.figures, claim.points, claim.state
        row.look_again = move.is_asked(sheet, node)
        row.version += 1
        if sheet.state in _HANDED_IN and not row.look_again:
            # Nothing is asked of the unit here: as if it had been handed in like this.
            row.handed_figures, row.handed_points = row.figures, row.points
            row.handed_state = RowState.EXCLUDED if move.is_excluded(sheet, node) else row.state
            row.handed_version = row.version
    return "; ".join(dropped)


def readable(leaf: Leaf, figures: Mapping[str, str]) -> dict[str, str]:
    """Of a row's figures those that the leaf still reads, each by itself; all or none where they contradict."""
    if leaf.source is not Source.UNIT:
        return {}
    asked = asked_of(leaf)
    kept = {name: text for name, text in figures.items() if name in asked and not claim_of(leaf, {name: text}).faults}
    return {} if claim_of(leaf, kept).faults else kept


def _send_back(
    sheet: Sheet, rows: Mapping[str, Answer], move: _Move, *, note: str, until: datetime | None, by: Account | None,
    at: datetime,
) -> None:  # fmt: skip
    """Opens what the unit has to look at in a sheet that was handed in. Rows that are open already stay as asked."""
    if until is None or sheet.state not in _HANDED_IN:
        return
    shut = [
        rows[code]
        for code in move.leaves.touched
        if rows[code].look_again and (rows[code].reopened_until is None or rows[code].reopened_until <= at)  # type: ignore[operator]
    ]
    if shut:
        open_again(shut, sheet, until=until, note=note, by=by, at=at)
