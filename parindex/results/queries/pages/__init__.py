"""What pages of results show, as facts in words: the office's and the public's.

- ``sets``: fields, classes and groups of a run
- ``ranking``: lists of units with their index and the bars of their fields
- ``units``: one unit's tree with the reason of every number
"""

from parindex.results.queries.pages.ranking import RankingFilter, RankRow, rank_rows, standings
from parindex.results.queries.pages.sets import (
    ClassHead,
    FieldHead,
    GroupHead,
    class_heads,
    field_heads,
    group_heads,
    set_of,
)
from parindex.results.queries.pages.units import NodeRow, UnitPage, explained, unit_page

__all__ = [
    "ClassHead",
    "FieldHead",
    "GroupHead",
    "NodeRow",
    "RankRow",
    "RankingFilter",
    "UnitPage",
    "class_heads",
    "explained",
    "field_heads",
    "group_heads",
    "rank_rows",
    "set_of",
    "standings",
    "unit_page",
]
