"""Exact numbers: reading, rounding and writing them.

Everything that touches points is an ``int``, a ``Decimal`` (as somebody stated it) or a ``Fraction`` (as the
engine computed it). No binary float enters: ``exact`` refuses one. Rounding happens only here, and only when a
value is printed or when a set's policy says that ranks compare printed values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Literal

type Exact = int | Fraction
"""An exact number with the cheapest type: ``int`` when whole, else ``Fraction``."""

type Stated = int | Decimal | Fraction
"""A number as a caller may hand it over."""

type Language = Literal["vi", "en"]

MAX_DIGITS = 100
"""A stated number has at most so many, before and after the point together: bounds what hostile input can cost."""

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_WRITTEN = re.compile(r"-?[0-9]{1,4000}(?:\.[0-9]{1,4000})?\Z")
_FRACTION = re.compile(r"(-?[0-9]{1,4000})/([0-9]{1,4000})\Z")

_EXACTLY = Context(prec=10_000, traps=[Inexact])

POWERS: tuple[int, ...] = tuple(10**power for power in range(41))
"""Powers of ten."""


class Rounding(StrEnum):
    """How a value is brought to the policy's places, at publication and nowhere else.

    Source: docs/methods.md, *Rank and class*.
    """

    HALF_UP = "half_up"
    """Half goes away from zero: 0.125 → 0.13."""
    HALF_EVEN = "half_even"
    """Half goes to the even neighbour: 0.125 → 0.12."""
    DOWN = "down"
    """Towards zero: 0.129 → 0.12."""


def exact(value: Stated) -> Exact:
    """The same number as ``int`` if it is whole, else as ``Fraction``; a float or a bool is a ``TypeError``."""
    if type(value) is int:
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not a number")
        value = Fraction(value)
    if not isinstance(value, Fraction):
        raise TypeError(f"{type(value).__name__} is not an exact number; use int, Decimal or Fraction")
    return value.numerator if value.denominator == 1 else value


def parse_decimal(text: str) -> Decimal | None:
    """A plain decimal (``-12.50``) of at most :data:`MAX_DIGITS` digits; ``None`` for anything else.

    Exponents, blanks, grouping, decimal commas and the digits of other scripts are refused: a figure must mean
    one number to every reader.
    """
    if len(text) > MAX_DIGITS + 2 or not _DECIMAL.match(text):
        return None
    return None if len(text.lstrip("-").replace(".", "")) > MAX_DIGITS else Decimal(text)


def is_too_long(text: str) -> bool:
    """Whether nothing but its length keeps a text from being a number."""
    return len(text) > MAX_DIGITS and parse_decimal(text) is None and _DECIMAL.match(text) is not None


def total_of(numbers: Iterable[Decimal]) -> Decimal:
    """Their exact sum; the usual decimal context would cut it to 28 digits."""
    total = Decimal(0)
    for number in numbers:
        total = _EXACTLY.add(total, number)
    return total


def parse_exact(text: str) -> Exact | None:
    """What :func:`plain` wrote: a decimal, or ``p/q`` where no decimal is exact."""
    if _WRITTEN.match(text):
        return exact(Fraction(text))
    parts = _FRACTION.match(text)
    if parts is None or int(parts[2]) == 0:
        return None
    return exact(Fraction(int(parts[1]), int(parts[2])))


def plain(value: Stated) -> str:
    """The canonical text: the shortest decimal (``2``, ``0.5``), or ``p/q`` in lowest terms if there is none."""
    number = exact(value)
    if isinstance(number, int):
        return str(number)
    places = decimal_places(number.denominator)
    if places is None:
        return f"{number.numerator}/{number.denominator}"
    return fixed(number.numerator * (10**places // number.denominator), places)


@lru_cache(maxsize=4096)
def decimal_places(denominator: int) -> int | None:
    """Digits that a reduced fraction with this denominator needs after the point; ``None`` if it never ends."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def rounded(numerator: int, denominator: int, places: int, mode: Rounding) -> int:
    """``numerator / denominator`` as a whole number of units of 10 to the minus ``places``; denominator > 0."""
    scaled = abs(numerator) * POWERS[places]
    if mode is Rounding.HALF_UP:
        whole = (2 * scaled + denominator) // (2 * denominator)
    elif mode is Rounding.DOWN:
        whole = scaled // denominator
    else:
        whole, rest = divmod(scaled, denominator)
        if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
            whole += 1
    return -whole if numerator < 0 else whole


def exact_sum(values: Sequence[Fraction]) -> tuple[int, int]:
    """The sum as a pair that is not reduced. Summed in halves: thousands of unlike denominators stay bearable."""
    if len(values) <= 2:
        total = sum(values, Fraction(0))
        return total.numerator, total.denominator
    half = len(values) // 2
    (left, left_below), (right, right_below) = exact_sum(values[:half]), exact_sum(values[half:])
    if left_below == right_below:
        return left + right, left_below
    return left * right_below + right * left_below, left_below * right_below


def rounded_mean(values: Sequence[Fraction], places: int, mode: Rounding) -> int:
    """The mean of non-negative values, rounded exactly, without adding thousands of unlike fractions.

    Each value is cut to a common fine grid, which bounds the mean from both sides; when both bounds round alike
    that is the answer. Only a mean that lies on the very edge of a rounding step needs the exact sum.
    """
    grid = 1 << 160
    low = sum(value.numerator * grid // value.denominator for value in values)
    below = grid * len(values)
    answer = rounded(low, below, places, mode)
    if answer == rounded(low + len(values), below, places, mode):
        return answer
    total, denominator = exact_sum(values)
    return rounded(total, denominator * len(values), places, mode)


def fixed(units: int, places: int) -> str:
    """A number of units of 10 to the minus ``places`` as text with exactly that many places: (1250, 2) → 12.50."""
    if places == 0:
        return str(units)
    whole, rest = divmod(abs(units), POWERS[places] if places < len(POWERS) else 10**places)
    return f"{'-' if units < 0 else ''}{whole}.{rest:0{places}d}"


def printed(value: Exact, places: int, mode: Rounding) -> str:
    """A computed value as publication prints it, with a decimal point: ``93.95``."""
    return fixed(rounded(value.numerator, value.denominator, places, mode), places)
