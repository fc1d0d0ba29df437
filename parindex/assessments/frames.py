"""What surrounds a row: its sheet with unit and round, the window as it holds for the unit, what was excluded for it,
and the set that the round pins. Read in two statements, however many sheets and rows there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, OuterRef, Subquery

from parindex.assessments.models import Sheet
from parindex.criteria.pinned import PinnedNode, PinnedSet, pinned
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Exclusion, Extension, Window
from parindex.programmes.windows import EffectiveWindow, effective

#: Of the set's version only what names it and leads to the document that this process may hold already.
_VERSION = "participant__round__set_version"
_UNREAD = [
    f"{_VERSION}__{column}"
    for column in ("document", "policy", "bonus", "penalty", "search_text", "sort_text", "change_note", "title_en")
]


@dataclass(frozen=True, slots=True)
class Frame:
    """A sheet with all that decides what may be done in it; asking it costs no query."""

    sheet: Sheet
    #: The self-assessment window for this unit; None if the round has none.
    window: EffectiveWindow | None
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
    number = sheet if isinstance(sheet, int) else sheet.pk
    kind = WindowKind.SELF_ASSESSMENT
    windows = Window.objects.filter(round=OuterRef("round_id"), kind=kind).order_by("pk")
    standing = Extension.objects.filter(participant=OuterRef("participant_id"), kind=kind, revoked_at=None)
    latest = standing.order_by().values("participant").annotate(latest=Max("until"))
    row: Any = (
        Sheet.objects.select_related("participant__unit", "participant__round__organiser", f"{_VERSION}__criteria_set")
        .defer(*_UNREAD)
        .annotate(
            window_opens_at=Subquery(windows.values("opens_at")[:1]),
            window_closes_at=Subquery(windows.values("closes_at")[:1]),
            extended_until=Subquery(latest.values("latest")),
        )
        .get(pk=number)
    )
    row.round, row.unit = row.participant.round, row.participant.unit
    window = None
    if row.window_opens_at is not None:
        regular = Window(round=row.round, kind=kind, opens_at=row.window_opens_at, closes_at=row.window_closes_at)
        window = effective(regular, row.extended_until)
    excluded = Exclusion.objects.filter(participant=row.participant_id, withdrawn_at=None)
    decisions = dict(excluded.order_by("pk").values_list("node_code", "decision"))
    return Frame(row, window, decisions, pinned(row.round.set_version))
