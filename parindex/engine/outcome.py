"""The outcome of one leaf for one unit, in the cheapest exact form.

All points of a set are whole multiples of ``1 / scale`` (``scale`` is found when the set is compiled), so an
outcome is a pair of integers: ``numerator / denominator`` in units of ``1 / scale``, not reduced. Most outcomes
are constants made once per leaf. It is a bare tuple because four hundred thousand of them are made in a second.
"""

from __future__ import annotations

from enum import StrEnum

from parindex.engine.messages import Message
from parindex.engine.numbers import Exact


class State(StrEnum):
    """How a node stands for one unit."""

    SCORED = "scored"
    MISSING = "missing"
    """No value yet: 0 points for now, the maximum stays; blocks settlement."""
    NOT_ARISING = "not_arising"
    EXCLUDED = "excluded"
    """Removed from this unit's maximum by decision."""
    NO_SURVEY = "no_survey"
    """Removed for all units, because the round holds no survey."""


SCORED, MISSING, NOT_ARISING, EXCLUDED, NO_SURVEY = range(5)
"""The same inside outcomes: a tuple of bare integers costs the garbage collector nothing."""

STATES: tuple[State, ...] = (
    State.SCORED,
    State.MISSING,
    State.NOT_ARISING,
    State.EXCLUDED,
    State.NO_SURVEY,
)

type Outcome = tuple[int, int, int, int, int]
"""points numerator, points denominator, maximum (in units of 1/scale), state, and the rule's own note: which
option, step, case or clamp it was."""


class BadFigure(Exception):
    """A figure that the rule cannot take; the reader of figures finds it first unless it was bypassed."""

    def __init__(self, message: Message, name: str = "") -> None:
        self.message, self.name = message, name
        super().__init__(message.key)


def scaled(points: Exact, scale: int) -> tuple[int, int]:
    """Points as a pair in units of 1/scale."""
    if isinstance(points, int):
        return points * scale, 1
    whole, rest = divmod(scale, points.denominator)
    return (points.numerator * whole, 1) if rest == 0 else (points.numerator * scale, points.denominator)
