"""What differs between two versions of a criteria set, in sentences that a person reads. Plain Python, both languages.

compare(before, after) -> Comparison     two exchange documents, complete or not
"""

from parindex.criteria.compare.changes import Change, Kind
from parindex.criteria.compare.comparing import Comparison, FieldPoints, compare

__all__ = ["Change", "Comparison", "FieldPoints", "Kind", "compare"]
