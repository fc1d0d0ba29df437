"""Whole rounds and sheets, for the program itself: the demonstration, jobs."""

from django.db.models import QuerySet

from parindex.assessments.models import Answer, Sheet
from parindex.criteria.pinned import PinnedNode, pinned
from parindex.programmes.models import Round


def sheets_of(round: Round) -> QuerySet[Sheet]:
    """Every sheet of a round, by unit's code."""
    return (
        Sheet.objects.filter(round=round)
        .select_related("unit", "round__organiser", "round__set_version")
        .order_by("unit__code")
    )


def leaf_rows(sheet: Sheet) -> list[tuple[Answer, PinnedNode]]:
    """The sheet's rows with their leaves, in the set's order. Exclusions are not looked at."""
    leaves = pinned(sheet.round.set_version).nodes
    rows = [(row, leaves[row.leaf]) for row in Answer.objects.filter(sheet=sheet) if row.leaf in leaves]
    return sorted(rows, key=lambda pair: pair[1].position)
