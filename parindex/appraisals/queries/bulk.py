"""What confirming many rows at once would do: which rows, and why others are left as they are."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parindex.appraisals.queries.desks import Desk
from parindex.appraisals.queries.queues import DONE, Standing, evidenced, leaf_rows, unit_rows
from parindex.assessments.enums import RowState
from parindex.engine import Source


@dataclass(frozen=True, slots=True)
class Bulk:
    """What confirming many rows would do."""

    #: Number of the answer → the state of its claim that was read.
    ready: Mapping[int, int]
    #: Of those the rows behind which no document stands.
    unevidenced: int
    #: Why rows are left as they are, and how many.
    left: Sequence[tuple[str, int]]

    @property
    def digest(self) -> str:
        """Of the rows that were shown: others now, and nothing is confirmed."""
        text = ",".join(f"{pk}:{version}" for pk, version in sorted(self.ready.items()))
        return hashlib.sha256(text.encode()).hexdigest()


def bulk(desk: Desk, *, leaf: str = "", unit: int | None = None, rows: Sequence[int] | None = None) -> Bulk:
    """Of one criterion or one unit: the ticked rows (``rows``), or every row that has a value and evidence."""
    queue = leaf_rows(desk, leaf) if unit is None else unit_rows(desk, unit)
    asked = queue.filter(desk.mine()).annotate(has_evidence=evidenced()).order_by("pk")
    if rows is not None:
        asked = asked.filter(pk__in=rows)
    ready: dict[int, int] = {}
    unevidenced = 0
    left: Counter[str] = Counter()
    found: Any = asked.values_list(
        "pk", "leaf", "handed_version", "handed_state", "standing", "mark_decision", "has_evidence"
    )
    for pk, code, version, state, standing, decision, has_evidence in found:
        unclaimed = desk.node(code).leaf.source is not Source.UNIT
        why = _left_out(state, standing, decision, unclaimed=unclaimed)
        if not why and not has_evidence and rows is None:
            why = _("without evidence: look at each of them")
        if why:
            left[why] += 1
            continue
        ready[pk] = version
        unevidenced += not has_evidence
    return Bulk(ready, unevidenced, sorted(left.items(), key=lambda each: -each[1]))


def _left_out(state: str, standing: str, decision: str | None, *, unclaimed: bool) -> str:
    """Why a row is not confirmed with many others; empty if it is."""
    if standing in DONE:
        return _("marked already")
    if standing == Standing.EXCLUDED:
        return _("excluded by decision")
    if standing == Standing.RETURNED:
        return _("with the unit for supplement")
    if standing == Standing.CHANGED:
        return _("supplemented since they were marked: look at each of them")
    if unclaimed:
        return _("the agency gives the value: enter it")
    if state not in (RowState.SCORED, RowState.NOT_ARISING):
        return _("without a value")
    return "" if decision is None else _("flagged or sent back before: look at each of them")
