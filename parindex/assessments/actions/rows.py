"""A row of a score sheet: saved by itself, and remarked on."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parindex.assessments.claims import FIGURE, Claim, claim_of, readable_text
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import Answer, Comment, Sheet
from parindex.assessments.rules import is_writable, may_comment, may_keep, may_save
from parindex.criteria.pinned import PinnedNode
from parindex.kernel.changes import demand_fresh, one_at_a_time, put_many
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.models import Account

#: Signs that an explanation and a comment may have.
LONGEST, LONGEST_COMMENT = 5000, 2000


def opened(answer: Answer, *, by: Account | None, at: datetime) -> tuple[Answer, Frame, PinnedNode]:
    """The row under its lock with its frame, if it may be changed.

    The lock comes first, by itself: whoever waited for a submission then reads the sheet as that left it.

    :raises NotAllowed: the rule's reason.
    """
    row = Answer.objects.select_for_update(no_key=True).get(pk=answer.pk)
    frame = frame_of(row.sheet_id)
    row.sheet, row.round = frame.sheet, frame.sheet.round
    may_save(by, row, frame, at).demand()
    node = frame.leaf(row.leaf)
    if node is None:
        raise NotAllowed(_("“%(leaf)s” is no longer part of the criteria set.") % {"leaf": row.leaf})
    return row, frame, node


@dataclass(frozen=True, slots=True)
class Filled:
    """What is claimed in one row: input → text, the explanation, and the row's version that was read."""

    figures: Mapping[str, str]
    explanation: str = ""
    #: None does not compare.
    version: int | None = None


@action
def save_row(
    answer: Answer,
    *,
    figures: Mapping[str, str],
    explanation: str,
    version: int | None,
    by: Account | None,
    at: datetime,
) -> Answer:
    """Saves what the unit claims in one row; figures may be incomplete. Saved again alike it changes nothing.

    :param figures: input → text as the engine reads it (decimal point); empty texts count as not given.
    :param version: of the row that was read; None does not compare.
    :raises NotReadable: figures that the leaf cannot take, each beside its input (``figures.<input>``).
    :raises Stale: somebody else changed the row since; both values by ``figures.<input>`` and ``explanation``.
    :raises NotAllowed: locked, closed, excluded, or not this unit's; the reason says who can change that.
    """
    row, _frame, node = opened(answer, by=by, at=at)
    if _claims(row, node, Filled(figures, explanation, version), by=by, at=at):
        row.save(update_fields=_SAVED)
    return row


@action
def save_rows(sheet: Sheet, rows: Mapping[str, Filled], *, by: Account | None, at: datetime) -> list[Answer]:
    """Saves several rows of a sheet by the rules of a single save; one refused, and none is saved.

    :param rows: leaf → what is claimed there.
    :return: the rows that changed.
    :raises Refused: as :func:`save_row`.
    """
    # The locks come first: whoever waited for a submission then reads the sheet as that left it.
    locked = list(Answer.objects.select_for_update(no_key=True).filter(sheet=sheet, leaf__in=rows).order_by("pk"))
    frame = frame_of(sheet)
    may_keep(by, frame.sheet.unit, at).demand()
    saved = []
    for row in locked:
        row.sheet, row.round = frame.sheet, frame.sheet.round
        is_writable(row, frame, at).demand()
        node = frame.leaf(row.leaf)
        if node is not None and _claims(row, node, rows[row.leaf], by=by, at=at):
            saved.append(row)
    put_many(saved, _SAVED)
    return saved


def _claims(row: Answer, node: PinnedNode, filled: Filled, *, by: Account | None, at: datetime) -> bool:
    """Puts what is claimed into a locked row and tells the trail; False where that changes nothing."""
    claim = claim_of(node.leaf, filled.figures)
    claim.demand()
    explanation = readable_text(filled.explanation, longest=LONGEST, field="explanation")
    before, after = _stated(row.figures, row.explanation), _stated(claim.figures, explanation)
    wanted = {name: after.get(name, "") for name in before | after if before.get(name, "") != after.get(name, "")}
    if not wanted and not row.look_again:
        return False
    if wanted:
        demand_fresh(row, filled.version, wanted, current={name: before.get(name, "") for name in wanted})
    facts = _facts(row, claim, explanation)
    row.figures, row.explanation, row.look_again = claim.figures, explanation, False
    row.points, row.state, row.saved_at, row.saved_by = claim.points, claim.state, at, by
    row.version += 1
    record("assessments.row_saved", row, by=by, at=at, facts=facts)
    return True


_SAVED = [
    "figures",
    "explanation",
    "look_again",
    "points",
    "state",
    "saved_at",
    "saved_by",
    "version",
]


def _stated(figures: Mapping[str, str], explanation: str) -> dict[str, str]:
    return {f"{FIGURE}{name}": text for name, text in figures.items()} | {"explanation": explanation}


def _facts(row: Answer, claim: Claim, explanation: str) -> dict[str, Fact]:
    pairs: dict[str, tuple[Any, Any]] = {
        "figures": (written(row.figures), written(claim.figures)),
        "explanation": (row.explanation, explanation),
        "points": (row.points, claim.points),
        "row_state": (row.state, claim.state),
        "look_again": (row.look_again, False),
    }
    return {
        name: [str(old), str(new)] if name != "look_again" else [old, new]
        for name, (old, new) in pairs.items()
        if old != new
    }


def written(figures: Mapping[str, str]) -> str:
    """Figures in one line, as the trail tells them."""
    return ", ".join(f"{name} = {figures[name]}" for name in sorted(figures))


@action
def add_comment(answer: Answer, *, number: uuid.UUID, text: str, by: Account | None, at: datetime) -> Comment:
    """A remark on a row, between the officers and the leader of the unit.

    :param number: made by the form; sent again, it gives the remark that it made.
    """
    row = Answer.objects.select_related("sheet__unit", "sheet__round").get(pk=answer.pk)
    may_comment(by, row.sheet, at).demand()
    before = Comment.objects.filter(number=number, answer=row).first()
    if before is not None:
        return before
    text = readable_text(text, longest=LONGEST_COMMENT, field="text")
    if not text:
        raise Refused(_("Please write something."), field="text")
    with one_at_a_time():
        comment = Comment.objects.create(answer=row, number=number, text=text, written_at=at, written_by=by)
    # The trail tells that there was one, not what it says: that stays inside the unit.
    record("assessments.comment_added", row, by=by, at=at)
    return comment
