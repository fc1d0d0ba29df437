"""How many points each unit appraises."""

from dataclasses import dataclass
from decimal import Decimal

from parindex.criteria.enums import UNAPPRAISED
from parindex.criteria.queries.tree import Tree


@dataclass(frozen=True, slots=True)
class AppraisedPoints:
    """The points that one unit appraises, field by field; None where it has none."""

    #: The unit's code; empty if nobody appraises them yet, or nobody has to.
    appraiser: str
    #: Results of surveys and of the round, which nobody appraises.
    given: bool
    by_field: tuple[Decimal | None, ...]
    total: Decimal


def points_by_appraiser(tree: Tree) -> list[AppraisedPoints]:
    """Units in the order in which they first appear; then what nobody appraises yet, then what nobody has to."""
    fields = [row for row in tree.rows if row.level == 1]
    sums: dict[tuple[bool, str], list[Decimal]] = {}
    for number, field in enumerate(fields):
        for row in (field, *tree.below(field)):
            if row.node.is_leaf:
                given = row.node.source in UNAPPRAISED
                points = sums.setdefault((given, "" if given else row.appraiser), [Decimal(0)] * len(fields))
                points[number] += row.maximum
    found = [
        AppraisedPoints(appraiser, given, tuple(cell or None for cell in cells), sum(cells, Decimal(0)))
        for (given, appraiser), cells in sums.items()
    ]
    return sorted(found, key=lambda row: (row.given, not row.appraiser))
