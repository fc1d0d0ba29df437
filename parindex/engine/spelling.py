"""Numbers inside sentences, in the manner of each language: 1.234,5 in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from parindex.engine.numbers import POWERS, Exact, Language, Stated, decimal_places, exact, fixed
from parindex.engine.wording import WORDING

_LANGUAGES: tuple[Language, ...] = ("vi", "en")
_DIGITS = 4
"""So many decimals are told of a value whose decimals go on."""
_FURTHEST = 30
"""At most so many are, when it takes more to see on which side of another value it lies."""
_LONG = 1_000
"""Bits from which on a number is told by its size."""
_SMALL = tuple(str(number) for number in range(1000))


def shown(value: Stated, language: Language) -> str:
    """A number: as it was stated; a computed one exact when six decimals suffice, else rounded to four after ``≈``."""
    number = exact(value)
    if isinstance(value, Decimal):
        return typed(number, language)
    return quotient(number.numerator, number.denominator, language)


def typed(number: Exact, language: Language) -> str:
    """A number that somebody typed, with all its decimals as long as a person can read them."""
    if isinstance(number, int):
        return quotient(number, 1, language)
    places = decimal_places(number.denominator)
    if places is None or places > _FURTHEST:
        return quotient(number.numerator, number.denominator, language)
    text = localised(fixed(abs(number.numerator) * (10**places // number.denominator), places), language)
    return f"−{text}" if number < 0 else text


def quotient(numerator: int, denominator: int, language: Language, places: int | None = None) -> str:
    """A computed value, a pair that need not be reduced; denominator > 0.

    ``places``: how many decimals publication prints. Two more are told then, and as many as it takes to see on which
    side of a printed value or of the middle between two of them it lies.
    """
    if denominator == 1 and 0 <= numerator < 1000:
        return _SMALL[numerator]
    text, whole = (
        _often(numerator, denominator, language, places)
        if denominator < 1000
        else _spelled(numerator, denominator, language, places)
    )
    return text if whole else f"≈ {text}"


def percent(share: Stated, language: Language) -> str:
    """A share of one, times a hundred, with the percent sign."""
    number = exact(Fraction(share) * 100)
    return f"{typed(number, language) if isinstance(share, Decimal) else shown(number, language)}%"


def equals(numerator: int, denominator: int, language: Language, places: int | None = None) -> str:
    """A computed value behind its sign: ``= 1.8``, or ``≈ 1.9149`` where the decimals go on."""
    text, whole = _spelled(numerator, denominator, language, places)
    return f"= {text}" if whole else f"≈ {text}"


def equals_percent(numerator: int, denominator: int, language: Language, places: int | None = None) -> str:
    """The same of a share: ``= 90%``, ``≈ 95.7447%``."""
    text, whole = _spelled(numerator * 100, denominator, language, places, "%")
    return f"= {text}" if whole else f"≈ {text}"


def parted(percentage: Fraction, language: Language, edges: Iterable[Fraction]) -> str:
    """The same with as many decimals as it takes to see on which side of each edge it lies; all in percent."""
    numerator, denominator = percentage.as_integer_ratio()
    near = min(edges, key=lambda edge: abs(edge - percentage))
    if near == percentage:
        return f"= {typed(exact(near), language)}%"
    for digits in range(_DIGITS, _FURTHEST + 1):
        value = _rounded(numerator, denominator, digits)
        told = Fraction(value, POWERS[digits])
        if told != near and (told > near) == (percentage > near):
            return f"≈ {_decimal(value, digits, language)}%"
    return f"≈ {_beside(near, numerator, denominator, language, '%')}"


def close_to(edge: Fraction) -> frozenset[str]:
    """How :func:`equals_percent` tells what lies too close to an edge (in percent) for its decimals to show it."""
    low, more = divmod(edge.numerator * POWERS[_DIGITS], edge.denominator)
    values = (low, low + 1) if more else (low,)
    return frozenset(f"≈ {_decimal(value, _DIGITS, language)}%" for value in values for language in _LANGUAGES)


def localised(text: str, language: Language) -> str:
    """A plain decimal text in the reader's manner."""
    whole, point, rest = text.partition(".")
    if len(whole) > 3 or text[0] == "-":
        sign, digits = ("−", whole[1:]) if whole[0] == "-" else ("", whole)
        whole = f"{sign}{_grouped(int(digits), language)}"
    if not point:
        return whole
    return f"{whole},{rest}" if language == "vi" else f"{whole}.{rest}"


def _spelled(
    numerator: int, denominator: int, language: Language, places: int | None = None, sign: str = ""
) -> tuple[str, bool]:
    """The text, and whether it is exact: up to six decimals as they are, else rounded half up to four or more."""
    if numerator < 0:
        text, whole = _spelled(-numerator, denominator, language, places, sign)
        return f"−{text}", whole
    if numerator.bit_length() - denominator.bit_length() > _LONG:
        return _huge(numerator // denominator, language) + sign, False
    millionths, more = divmod(numerator * 1_000_000, denominator)
    if more:
        # Rounding to four decimals needs no more than the millionths, not another long division.
        value = (millionths + 50) // 100
        if places is None or (places == 2 and value % 50):
            units, rest = divmod(value, 10_000)
            text = _SMALL[units] if units < 1000 else _grouped(units, language)
            return f"{text}{',' if language == 'vi' else '.'}{rest:04d}{sign}", False
        return _cut(numerator, denominator, language, places, sign), False
    units, rest = divmod(millionths, 1_000_000)
    text = _SMALL[units] if units < 1000 else _grouped(units, language)
    if rest:
        decimals = f"{rest:06d}".rstrip("0")
        text = f"{text},{decimals}" if language == "vi" else f"{text}.{decimals}"
    return text + sign, True


def _cut(numerator: int, denominator: int, language: Language, places: int | None, sign: str) -> str:
    """A value whose decimals go on: so many that it is seen to be neither a printed value nor half-way between two."""
    digits = _DIGITS if places is None or places < _DIGITS - 2 else places + 2
    value = _rounded(numerator, denominator, digits)
    if places is not None:
        while value % (5 * POWERS[digits - places - 1]) == 0:
            if digits == _FURTHEST:
                return _beside(Fraction(value, POWERS[digits]), numerator, denominator, language, sign)
            digits += 1
            value = _rounded(numerator, denominator, digits)
    return _decimal(value, digits, language) + sign


def _rounded(numerator: int, denominator: int, digits: int) -> int:
    """Half up, in units of 10 to the minus ``digits``."""
    return (2 * numerator * POWERS[digits] + denominator) // (2 * denominator)


def _decimal(value: int, digits: int, language: Language) -> str:
    units, rest = divmod(value, POWERS[digits])
    text = _SMALL[units] if units < 1000 else _grouped(units, language)
    return f"{text},{rest:0{digits}d}" if language == "vi" else f"{text}.{rest:0{digits}d}"


def _beside(near: Fraction, numerator: int, denominator: int, language: Language, sign: str) -> str:
    """A value so close to another that no bearable number of decimals parts them."""
    under = numerator * near.denominator < near.numerator * denominator
    told = WORDING["close_under" if under else "close_over"][0 if language == "vi" else 1]
    return f"{typed(exact(near), language)}{sign} ({told})"


def _huge(number: int, language: Language) -> str:
    """A product of long figures, which nobody reads digit by digit: ``1.2345 × 10^4801``."""
    power = number.bit_length() * 30_102 // 100_000 - 4
    lead = number // 10**power
    while lead >= 100_000:
        lead, power = lead // 10, power + 1
    text = f"{lead // 10_000}.{lead % 10_000:04d} × 10^{power + 4}"
    return text.replace(".", ",") if language == "vi" else text


_often = lru_cache(maxsize=16384)(_spelled)
"""For small denominators, whose quotients come again and again."""


def _grouped(number: int, language: Language) -> str:
    text = f"{number:,}"
    return text.replace(",", ".") if language == "vi" else text
