"""What surrounds a row: its sheet with unit and round, the window as it holds for the unit, what was excluded for it,
and the set that the round pins. Read in two statements, however many sheets and rows there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, Subquery

from parindex.assessments.models import Sheet
from parindex.criteria.pinned import PinnedNode, PinnedSet, pinned
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Exclusion, Extension, Participant, Window
from parindex.programmes.windows import EffectiveWindow, effective

#: What frames read of each table; anything else of these rows is fetched when somebody asks for it.
_READ = (
    "state",
    "version",
    "submissions_count",
    "submitted_at",
    "participant_id",
    "unit__code",
    "unit__name",
    "round__code",
    "round__title",
    "round__state",
    "round__time_zone",
    "round__organiser_id",
    "round__programme_id",
    "round__set_version__sha256",
    "round__set_version__criteria_set_id",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A sheet with all that decides what may be done in it; asking it costs no query."""

    sheet: Sheet
    #: The self-assessment window as it holds for this unit.
    window: EffectiveWindow
    #: Excluded nodes by code, each with the number of the decision.
    exclusions: Mapping[str, str]
    pinned: PinnedSet

    def leaf(self, code: str) -> PinnedNode | None:
        """The leaf of the pinned set with this code; None if the set has none (any more)."""
        node = self.pinned.nodes.get(code)
        return node if node is not None and node.is_leaf else None

    def decision_on(self, node: PinnedNode) -> str:
        """Number of the decision that excludes the node, itself or with one above it; empty if none does."""
        return next((self.exclusions[code] for code in (node.code, *node.path) if code in self.exclusions), "")


def frame_of(sheet: Sheet | int) -> Frame:
    """The frame of a sheet as the database has it now.

    :param sheet: the sheet, or its number.
    """
    standing = Extension.objects.filter(participant=OuterRef("participant_id"), kind=_KIND, revoked_at=None)
    until = Subquery(standing.order_by("-until").values("until")[:1])
    row = _frames().annotate(extended_until=until).get(pk=sheet if isinstance(sheet, int) else sheet.pk)
    row.participant = Participant.from_db(
        row._state.db, ["id", "round_id", "unit_id"], [row.participant_id, row.round_id, row.unit_id]
    )
    row.participant.round, row.participant.unit = row.round, row.unit
    regular = Window(round=row.round, kind=_KIND, opens_at=row.window_opens_at, closes_at=row.window_closes_at)
    excluded = Exclusion.objects.filter(participant=row.participant_id, withdrawn_at=None)
    decisions = dict(excluded.order_by("pk").values_list("node_code", "decision"))
    return Frame(row, effective(regular, row.extended_until), decisions, pinned(row.round.set_version))


@cache
def _frames() -> Any:
    """Put together once, because that takes longer than its answer; without subqueries, which threads must not share.
    A round that was started has its window, for good."""
    return (
        Sheet.objects.select_related("unit", "round__set_version")
        .only(*_READ)
        .filter(round__windows__kind=_KIND)
        .annotate(window_opens_at=F("round__windows__opens_at"), window_closes_at=F("round__windows__closes_at"))
        .order_by()
    )


_KIND = WindowKind.SELF_ASSESSMENT
