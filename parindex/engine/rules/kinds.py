"""The ten ways in which a leaf's figures become points: what an author states, without any computing.

Source: docs/methods.md, *Points of a leaf*.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quantity ``numerator / denominator`` of two inputs; a denominator of 0 means *not arising*.

    Source: docs/methods.md, *Points of a leaf*.
    """

    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity that is one input as it stands."""

    name: str


type Quantity = Ratio | Number


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice: its points, or its share of the leaf's maximum (exactly one of both)."""

    code: str
    points: Decimal | None = None
    share: Decimal | None = None
    title: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen option's points. Yes/no, ordered levels and grades are choices. Input: ``choice``.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "choice"
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """The full maximum if every condition holds, else ``otherwise`` points. Inputs: the conditions (yes/no).

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "all_of"
    conditions: tuple[str, ...]
    otherwise: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """A range of the quantity and its points; an edge that is ``None`` is open to infinity."""

    points: Decimal
    low: Decimal | None = None
    low_inclusive: bool = False
    high: Decimal | None = None
    high_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """The points of the step that the quantity falls in; compared as exact fractions.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "steps"
    quantity: Quantity
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Proportional:
    """quantity × maximum, clamped to [0, maximum]; under ``floor`` nothing.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "proportional"
    quantity: Quantity
    floor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LinearPoint:
    """At this value of the quantity, these points."""

    at: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Linear:
    """A straight line between two points, flat outside them.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "linear"
    quantity: Quantity
    start: LinearPoint
    end: LinearPoint


@dataclass(frozen=True, slots=True)
class PerItem:
    """count × points each, capped at the maximum.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "per_item"
    count: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class DeductItem:
    """What one case of ``count`` costs: points, or a share of the leaf's maximum (exactly one of both)."""

    count: str
    points: Decimal | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Deduct:
    """maximum − Σ countᵢ × penaltyᵢ, never under 0.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "deduct"
    items: tuple[DeductItem, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """``points`` is worth its value when ``when`` holds; without ``when`` always."""

    points: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """The first case that holds gives the points, clamped to [0, maximum]; the language is in ``formula.py``.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "formula"
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A number of points that a person sets, a multiple of ``increment``; the reason is compulsory.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "judgement"
    increment: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Survey:
    """Mean shares of the questions, combined by weights, times the maximum.

    Each question is an input between 0 and 1: the mean of its options' shares over the valid answers.
    ``weights`` runs parallel to ``questions``; empty means equal weights. Points may be given instead.

    Source: docs/methods.md, *Points of a leaf*.
    """

    kind: ClassVar[str] = "survey"
    questions: tuple[str, ...] = ()
    weights: tuple[Decimal, ...] = ()


type Rule = Choice | AllOf | Steps | Proportional | Linear | PerItem | Deduct | Formula | Judgement | Survey

KINDS: tuple[str, ...] = (
    "choice",
    "all_of",
    "steps",
    "proportional",
    "linear",
    "per_item",
    "deduct",
    "formula",
    "judgement",
    "survey",
)
