"""Ranks, ties and classes: they compare one value, exact or as printed, and never a float.

Source: docs/methods.md, *Rank and class*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from operator import eq

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
    keys = list(map(key, order))
    # Whether a unit equals the one before it.
    tied = [False, *map(eq, keys[1:], keys)]
    if tie_break is not None:
        for start, stop in _runs(tied):
            group = sorted(order[start:stop], key=tie_break, reverse=True)
            order[start:stop] = group
            finer = list(map(tie_break, group))
            tied[start + 1 : stop] = map(eq, finer[1:], finer)
    out: list[tuple[U, int]] = []
    rank = 0
    for place, (unit, is_tied) in enumerate(zip(order, tied, strict=False), start=1):
        if not is_tied:
            rank = place if ties is Ties.COMPETITION else rank + 1
        out.append((unit, rank))
    return out


def tied_runs(keys: Sequence[Key]) -> list[tuple[int, int]]:
    """Spans of two or more equal neighbours."""
    return _runs([False, *map(eq, keys[1:], keys)])


def _runs(tied: Sequence[bool]) -> list[tuple[int, int]]:
    """Spans of two or more units of which each equals the one before."""
    runs, start = [], 0
    for place in range(1, len(tied) + 1):
        if place == len(tied) or not tied[place]:
            if place - start > 1:
                runs.append((start, place))
            start = place
    return runs


def class_of(index: Fraction | None, policy: Policy) -> ClassBand | None:
    """The first band, from the top, whose threshold the compared value reaches; ``None`` if none does."""
    if index is None:
        return None
    value = index
    if policy.rank_on is RankOn.ROUNDED:
        units = rounded(index.numerator, index.denominator, policy.places, policy.rounding)
        value = Fraction(units, 10**policy.places)
    return band_of(value, policy)


def band_of(value: Fraction, policy: Policy) -> ClassBand | None:
    """The first band, from the top, whose threshold the value reaches, whatever value it is."""
    for band in policy.classes:
        if band.threshold is None or value > band.threshold or (band.inclusive and value == band.threshold):
            return band
    return None
