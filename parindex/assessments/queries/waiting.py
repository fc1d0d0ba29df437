"""What waits for a unit's officers and its leader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parindex.assessments.enums import SheetState
from parindex.assessments.queries.sheets import SheetCard, cards, sheets_kept
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account, day_of
from parindex.programmes.enums import RoundState

#: So many sheets are named at once; the list has them all.
_NAMED = 6


@dataclass(frozen=True, slots=True)
class WaitingSheet:
    """A sheet that is being filled in, or rows of one that were sent back."""

    card: SheetCard
    #: When its window closes; when the last row that was sent back closes.
    closes_at: datetime | None
    open: Verdict


def sheets_waiting(user: Account, *, at: datetime) -> Sequence[WaitingSheet]:
    """The sheets of running rounds that the person's units still have to hand in, by when they close."""
    waiting = sheets_kept(user, on=day_of(at)).filter(
        round__state=RoundState.RUNNING, state__in=[SheetState.DRAFT, SheetState.RETURNED]
    )
    found = [WaitingSheet(card, card.closes_at, card.open) for card in cards(waiting[:_NAMED], at=at)]
    return sorted(found, key=lambda each: (each.closes_at is None, each.closes_at or at, each.card.sheet.pk))
