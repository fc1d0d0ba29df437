"""What is known about a unit: its sheet, with one answer for each leaf, every stage kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, final

from parindex.engine.numbers import Exact, exact

type Figure = int | Decimal | Fraction | str | bool
"""One value as it is handed over: a number, the code of a choice (``str``) or a condition (``bool``)."""

type Kept = Exact | str | bool
"""The same inside an answer, numbers in their cheapest exact type."""


class Stage(StrEnum):
    """The series in which a value was given, in the order in which they override each other.

    Source: docs/methods.md, *Which value counts*.
    """

    SELF = "self"
    APPRAISED = "appraised"
    SETTLED = "settled"


STAGES: tuple[Stage, ...] = (Stage.SELF, Stage.APPRAISED, Stage.SETTLED)

type Basis = Literal["figures", "points", "not_arising", "nothing"]
"""What decides a leaf's value: its rule, points set by a person, the claim that nothing arose, or nothing yet."""

SPECIAL = frozenset({"points", "not_arising", "reason"})
"""Input names that mean the same on every leaf: points set by a person, the claim, and why."""


class Contradiction(ValueError):
    """Points and *not arising* stand at the same stage of one answer."""


@final
class Answer:
    """Everything given for one leaf of one unit.

    ``given`` maps stage → input → value. Of each input the furthest stage counts (settled over appraised over
    self). If points and figures both remain, the further stage wins and at the same stage points win: they are an
    adjustment. *Not arising* wins when no figure or points stand at a further stage.

    >>> Answer({Stage.SELF: {"on_time": 45, "total": 50}})
    >>> Answer.of(on_time=45, total=50)          # settled
    """

    __slots__ = ("_given", "basis", "basis_stage", "figures", "is_plain", "points", "reason")

    _given: Mapping[Stage, Mapping[str, Kept]] | None
    """``None``: the figures at their stage are all that was given."""
    figures: Mapping[str, Kept]
    """The figures that count, each from its furthest stage, whatever decides in the end."""
    points: Exact | None
    """The points from their furthest stage, whatever decides in the end."""
    reason: str
    """The furthest reason given, or empty."""
    basis: Basis
    basis_stage: Stage
    is_plain: bool
    """Only settled figures were given, so that nothing but them needs to be said."""

    def __init__(self, given: Mapping[Stage, Mapping[str, Figure]]) -> None:
        kept: dict[Stage, Mapping[str, Kept]] = {}
        figures: dict[str, Kept] = {}
        points: Exact | None = None
        reason = ""
        claimed = False
        figures_at = points_at = claimed_at = -1
        for depth, stage in enumerate(STAGES):
            values = given.get(stage)
            if not values:
                continue
            kept[stage] = copy = {
                name: value if isinstance(value, (int, str)) else exact(value) for name, value in values.items()
            }
            for name, value in copy.items():
                if name not in SPECIAL:
                    figures[name] = value
                    figures_at = depth
                elif name == "points":
                    points, points_at = _points(value), depth
                elif name == "not_arising":
                    claimed, claimed_at = _claim(value), depth
                else:
                    reason = str(value)
        if claimed and claimed_at == points_at:
            raise Contradiction("points and not_arising at one stage")
        set_attribute = object.__setattr__
        set_attribute(self, "_given", kept)
        set_attribute(self, "figures", figures)
        set_attribute(self, "points", points)
        set_attribute(self, "reason", reason)
        if claimed and claimed_at >= figures_at and claimed_at > points_at:
            basis, at = "not_arising", claimed_at
        elif points_at >= figures_at and points_at >= 0:
            basis, at = "points", points_at
        elif figures_at >= 0:
            basis, at = "figures", figures_at
        else:
            basis, at = "nothing", 2
        set_attribute(self, "basis", basis)
        set_attribute(self, "basis_stage", STAGES[at])
        set_attribute(self, "is_plain", basis == "figures" and at == 2 and len(kept) == 1)

    @classmethod
    def plain(cls, stage: Stage, figures: Mapping[str, Kept]) -> Answer:
        """Figures of one stage, none of them :data:`SPECIAL` and all exact already: made without looking at them."""
        answer = object.__new__(cls)
        _GIVEN(answer, None)
        _FIGURES(answer, figures)
        _POINTS(answer, None)
        _REASON(answer, "")
        _BASIS(answer, "figures")
        _BASIS_STAGE(answer, stage)
        _IS_PLAIN(answer, stage is Stage.SETTLED)
        return answer

    @classmethod
    def figured(cls, given: Mapping[Stage, Mapping[str, Kept]]) -> Answer:
        """Figures of several stages in their order, under the conditions of :meth:`plain`; no stage is empty."""
        last: Stage | None = None
        figures: Mapping[str, Kept] | None = None
        for stage, values in given.items():
            figures = values if figures is None or figures == values else {**figures, **values}
            last = stage
        if last is None or figures is None:
            return cls({})
        answer = cls.plain(last, figures)
        if len(given) > 1:
            _GIVEN(answer, given)
            _IS_PLAIN(answer, False)
        return answer

    @property
    def given(self) -> Mapping[Stage, Mapping[str, Kept]]:
        """As it was entered."""
        return {self.basis_stage: self.figures} if self._given is None else self._given

    @classmethod
    def of(cls, stage: Stage = Stage.SETTLED, /, **values: Figure) -> Answer:
        """An answer with values at one stage."""
        return cls({stage: values})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an answer does not change; make another")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answer) and self.given == other.given

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Answer({ {stage.value: dict(values) for stage, values in self.given.items()} })"


_GIVEN, _FIGURES, _POINTS, _REASON, _BASIS, _BASIS_STAGE, _IS_PLAIN = (
    getattr(Answer, name).__set__
    for name in ("_given", "figures", "points", "reason", "basis", "basis_stage", "is_plain")
)


def _points(value: Kept) -> Exact:
    if isinstance(value, (str, bool)):
        raise TypeError("points are a number")
    return value


def _claim(value: Kept) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not_arising is True or False")
    return value


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken from a field (any branch) after appraisal."""

    points: Decimal | Fraction | int
    reason: str = ""


_NO_ANSWERS: Mapping[str, Answer] = MappingProxyType({})
_NO_DEDUCTIONS: Mapping[str, Deduction] = MappingProxyType({})
_NO_CASES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One unit's score sheet: everything that the engine needs to know about the unit."""

    unit: str
    answers: Mapping[str, Answer] = field(default=_NO_ANSWERS)
    """Leaf code → answer."""
    group: str = ""
    """The ranking group."""
    ranked: bool = True
    """``False``: listed with its index, without a rank."""
    excluded: frozenset[str] = frozenset()
    """Codes of nodes, leaves or whole branches, that a decision removed for this unit."""
    bonus: Decimal | Fraction | int = 0
    """Bonus points beside the set's items."""
    penalty: Decimal | Fraction | int = 0
    bonus_cases: Mapping[str, int] = field(default=_NO_CASES)
    """Code of a bonus item of the set → number of cases."""
    penalty_cases: Mapping[str, int] = field(default=_NO_CASES)
    deductions: Mapping[str, Deduction] = field(default=_NO_DEDUCTIONS)
    """Branch code → deduction."""
