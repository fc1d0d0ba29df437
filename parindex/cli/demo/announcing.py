"""Rounds of the demonstration come to their end: computed, approved, published."""

from datetime import datetime
from typing import TYPE_CHECKING

from parindex.cli.demo.province import Province, number

if TYPE_CHECKING:
    from parindex.programmes.models import Round
    from parindex.results.models import Run


def announce(
    made: Province, round: "Round", *, decision: str, computed_at: datetime, approved_at: datetime, publish_at: datetime
) -> "Run":
    """The coordinator computes, the approver approves and sets the moment of publication."""
    from parindex.publishing import actions as publishing
    from parindex.results import actions
    from parindex.results.enums import RunKind

    name = f"{made.unit.code}/{round.code}"
    by = made.keeper(round.organiser)
    run = actions.compute(round, id=number(f"{name}/run"), kind=RunKind.FINAL, by=by, at=computed_at)
    approver = made.who("approver", round.organiser.code)
    run = actions.approve(run, by=approver, at=approved_at)
    publishing.schedule(
        run,
        id=number(f"{name}/publication"),
        publish_at=publish_at,
        decision=decision,
        correction="",
        by=approver,
        at=approved_at,
    )
    return run
