"""Whole rounds and sheets, for the program itself: the demonstration, jobs."""

from django.db.models import QuerySet

from parindex.assessments.models import Answer, Sheet
from parindex.criteria.pinned import PinnedNode, pinned
from parindex.engine import Source
from parindex.programmes.models import Round


def sheets_of(round: Round) -> QuerySet[Sheet]:
    """Every sheet of a round, by unit's code."""
    return Sheet.objects.filter(round=round).select_related("unit", "round").order_by("unit__code")


def claimed_rows(sheet: Sheet) -> list[tuple[Answer, PinnedNode]]:
    """The rows that the unit itself fills in, with their leaves, in the set's order. Exclusions are not looked at."""
    leaves = pinned(sheet.round.set_version).nodes
    rows = [(row, leaves[row.leaf]) for row in Answer.objects.filter(sheet=sheet) if row.leaf in leaves]
    asked = [(row, node) for row, node in rows if node.leaf.source is Source.UNIT]
    return sorted(asked, key=lambda pair: pair[1].position)
