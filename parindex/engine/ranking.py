"""Ranks, ties and classes: they compare one value, exact or as printed, and never a float."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from parindex.engine.numbers import Exact, rounded
from parindex.engine.tree import ClassBand, Policy, RankOn, Ties

type Key = tuple[Exact, ...]
"""Sorts like the value it was made from, and is equal exactly when the value is equal."""

_FINE = 1 << 64


def rank_key(value: Fraction | None, policy: Policy) -> Key:
    """The value that ranks compare; ``None`` (no maximum) lies below every value.

    Exact values carry an integer in front that nearly always decides, because comparing two long fractions is
    slow: the integer grows with the value, and where two are equal the fractions themselves decide.
    """
    if value is None:
        return (-1, Fraction(-1)) if policy.rank_on is RankOn.EXACT else (-1,)
    if policy.rank_on is RankOn.ROUNDED:
        return (rounded(value.numerator, value.denominator, policy.places, policy.rounding),)
    return (value.numerator * _FINE // value.denominator, value)


def ranked[U](
    units: Iterable[U], key: Callable[[U], Key], tie_break: Callable[[U], Key] | None, ties: Ties
) -> list[tuple[U, int]]:
    """The units from the highest down, each with its rank; equal units keep the order they came in.

    ``tie_break`` is asked only about units whose keys are equal.
    """
    order = sorted(units, key=key, reverse=True)
    out: list[tuple[U, int]] = []
    tier = 0
    for start, stop in _runs([key(unit) for unit in order]):
        tied = order[start:stop]
        if tie_break is None or len(tied) == 1:
            tier += 1
            rank = start + 1 if ties is Ties.COMPETITION else tier
            out += [(unit, rank) for unit in tied]
            continue
        tied.sort(key=tie_break, reverse=True)
        for inner, end in _runs([tie_break(unit) for unit in tied]):
            tier += 1
            rank = start + inner + 1 if ties is Ties.COMPETITION else tier
            out += [(unit, rank) for unit in tied[inner:end]]
    return out


def _runs(keys: Sequence[Key]) -> Iterable[tuple[int, int]]:
    """Spans of equal neighbours."""
    start = 0
    for position in range(1, len(keys) + 1):
        if position == len(keys) or keys[position] != keys[start]:
            yield start, position
            start = position


def class_of(index: Fraction | None, policy: Policy) -> ClassBand | None:
    """The first band, from the top, whose threshold the compared value reaches; ``None`` if none does."""
    if index is None:
        return None
    value = index
    if policy.rank_on is RankOn.ROUNDED:
        units = rounded(index.numerator, index.denominator, policy.places, policy.rounding)
        value = Fraction(units, 10**policy.places)
    for band in policy.classes:
        if band.threshold is None or value > band.threshold or (band.inclusive and value == band.threshold):
            return band
    return None
