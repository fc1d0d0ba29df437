"""Why a unit stands where it does: rank, tie and class, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from parindex.engine.messages import Bilingual, Message, Value, say
from parindex.engine.numbers import Language, fixed, plain
from parindex.engine.ranking import Key, band_of
from parindex.engine.spelling import equals_percent, localised, parted
from parindex.engine.tree import ClassBand, Policy, RankOn


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The unit just before or after, of those with the same compared index."""

    unit: str
    key: Key
    """Its sub-indices of the tie-break's nodes, as they were compared."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Units with the same compared index."""

    others: int
    key: Key
    """The unit's own sub-indices of the tie-break's nodes, as they were compared; empty without a tie-break."""
    before: Neighbour | None
    after: Neighbour | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's place beside the others."""

    rank: int | None
    units: int
    """Units of the group that have a rank."""
    performance_class: ClassBand | None
    tie: Tie | None = None


@dataclass(frozen=True, slots=True)
class _Compared:
    """A value as it was compared, told apart from the one beside it."""

    value: Fraction
    beside: Fraction | None
    policy: Policy

    def text(self, language: Language) -> str:
        places = self.policy.places
        if self.policy.rank_on is RankOn.ROUNDED:
            return f"{localised(fixed(int(self.value * 10**places), places), language)}%"
        text = self._exactly(self.value, language)
        if self.beside is not None and text == self._exactly(self.beside, language):
            text = parted(self.value, language, (self.beside,))
        return text.removeprefix("= ")

    def _exactly(self, value: Fraction, language: Language) -> str:
        return equals_percent(value.numerator, value.denominator * 100, language, self.policy.places)


def standing_sentences(
    policy: Policy, standing: Standing, group: str, index: Fraction, printed: str
) -> Iterator[Message]:
    """Rank, tie and class; ``printed`` is the index as it is published."""
    if standing.rank is None:
        yield say("reason_unranked")
    else:
        compared = say(f"compared_{policy.rank_on.value}")
        if group:
            yield say("reason_rank_group", rank=standing.rank, units=standing.units, group=group, compared=compared)
        else:
            yield say("reason_rank", rank=standing.rank, units=standing.units, compared=compared)
    if standing.tie is not None:
        yield from _tied(policy, standing.tie)
    if policy.classes:
        yield from _classed(policy, standing.performance_class, index, printed)


def _tied(policy: Policy, tie: Tie) -> Iterator[Message]:
    if not policy.tie_break:
        yield say("reason_tied", others=tie.others)
        return
    beside: list[Value] = []
    for neighbour, key in ((tie.before, "tie_after"), (tie.after, "tie_before")):
        if neighbour is not None:
            beside.append(_beside(policy, key, tie.key, neighbour))
    yield say("reason_tie_break", others=tie.others, codes=policy.tie_break, beside=tuple(beside))


def _beside(policy: Policy, told: str, key: Key, neighbour: Neighbour) -> Message:
    for number, code in enumerate(policy.tie_break):
        own, other = (_value(policy, each, number) for each in (key, neighbour.key))
        if own != other:
            values = {"own": _told(policy, own, other), "other": _told(policy, other, own)}
            return say(told, unit=neighbour.unit, code=code, **values)
    return say("tie_equal", unit=neighbour.unit)


def _value(policy: Policy, key: Key, number: int) -> Fraction | None:
    """The compared sub-index of one of the tie-break's nodes; ``None`` if the node is removed for the unit."""
    if policy.rank_on is RankOn.EXACT:
        value = Fraction(key[2 * number + 1])
    else:
        value = Fraction(key[number], 10**policy.places)
    return None if value < 0 else value


def _told(policy: Policy, value: Fraction | None, beside: Fraction | None) -> Value:
    if value is None:
        return say("tie_removed")
    return _Compared(value, beside, policy)


def _classed(policy: Policy, band: ClassBand | None, index: Fraction, printed: str) -> Iterator[Message]:
    """The class with its threshold; and where the other of both values, exact or printed, would give another one."""
    if band is None:
        lowest = policy.classes[-1]
        yield say("reason_no_class", threshold=_threshold(policy, lowest))
    else:
        title = Bilingual(band.title or band.code, band.title_en)
        yield say("reason_class", title=title, threshold=_threshold(policy, band))
    by_printed, by_exact = band_of(Fraction(printed), policy), band_of(index, policy)
    if by_printed != by_exact:
        higher = next(each for each in policy.classes if each in (by_printed, by_exact))
        key = f"reason_class_{policy.rank_on.value}_{'under' if higher == by_printed else 'over'}"
        yield say(key, threshold=_threshold(policy, higher), printed=_InPercent(printed))


@dataclass(frozen=True, slots=True)
class _InPercent:
    """A number of percent, as it was printed or stated."""

    number: str | Decimal

    def text(self, language: Language) -> str:
        told = self.number if isinstance(self.number, str) else plain(self.number)
        return f"{localised(told, language)}%"


def _threshold(policy: Policy, band: ClassBand) -> Message:
    """What an index must be for a class; of one that takes all the rest: below the class above it."""
    if band.threshold is not None:
        return say("step_from" if band.inclusive else "step_above", low=_InPercent(band.threshold))
    above = policy.classes[policy.classes.index(band) - 1]
    if above.threshold is None:
        return say("step_any")
    return say("step_below" if above.inclusive else "step_to", high=_InPercent(above.threshold))
