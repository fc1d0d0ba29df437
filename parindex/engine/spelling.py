"""Numbers inside sentences, in the manner of each language: 1.234,5 in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from parindex.engine.numbers import Language, Stated, exact

_LONG = 1_000
"""Bits from which on a number is told by its size."""
_SMALL = tuple(str(number) for number in range(1000))


def shown(value: Stated, language: Language) -> str:
    """A number: exact when six decimals suffice, else rounded to four and marked ``≈``."""
    number = exact(value)
    return quotient(number.numerator, number.denominator, language)


def quotient(numerator: int, denominator: int, language: Language) -> str:
    """The same of a pair that need not be reduced; denominator > 0."""
    if denominator == 1 and 0 <= numerator < 1000:
        return _SMALL[numerator]
    text, whole = (
        _often(numerator, denominator, language) if denominator < 1000 else _spelled(numerator, denominator, language)
    )
    return text if whole else f"≈ {text}"


def percent(share: Stated, language: Language) -> str:
    """A share of one, times a hundred, with the percent sign."""
    return f"{shown(exact(Fraction(share) * 100), language)}%"


def equals(numerator: int, denominator: int, language: Language) -> str:
    """A computed value behind its sign: ``= 1.8``, or ``≈ 1.9149`` where the decimals go on."""
    text, whole = _spelled(numerator, denominator, language)
    return f"= {text}" if whole else f"≈ {text}"


def equals_percent(numerator: int, denominator: int, language: Language) -> str:
    """The same of a share: ``= 90%``, ``≈ 95.7447%``."""
    text, whole = _spelled(numerator * 100, denominator, language)
    return f"= {text}%" if whole else f"≈ {text}%"


def localised(text: str, language: Language) -> str:
    """A plain decimal text in the reader's manner."""
    whole, point, rest = text.partition(".")
    if len(whole) > 3 or text[0] == "-":
        sign, digits = ("−", whole[1:]) if whole[0] == "-" else ("", whole)
        whole = f"{sign}{_grouped(int(digits), language)}"
    if not point:
        return whole
    return f"{whole},{rest}" if language == "vi" else f"{whole}.{rest}"


def _spelled(numerator: int, denominator: int, language: Language) -> tuple[str, bool]:
    """The text, and whether it is exact: up to six decimals as they are, else rounded half up to four."""
    if numerator < 0:
        text, whole = _spelled(-numerator, denominator, language)
        return f"−{text}", whole
    if numerator.bit_length() - denominator.bit_length() > _LONG:
        return _huge(numerator // denominator, language), False
    millionths, more = divmod(numerator * 1_000_000, denominator)
    if more:
        units, rest = divmod((numerator * 20_000 + denominator) // (2 * denominator), 10_000)
        decimals = f"{rest:04d}"
    else:
        units, rest = divmod(millionths, 1_000_000)
        decimals = f"{rest:06d}".rstrip("0") if rest else ""
    text = _SMALL[units] if units < 1000 else _grouped(units, language)
    if decimals:
        text = f"{text},{decimals}" if language == "vi" else f"{text}.{decimals}"
    return text, not more


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
