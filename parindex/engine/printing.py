"""Values as publication prints them; the only place, beside ranks that compare printed values, where any is rounded.

Source: docs/methods.md, *Exactness*.
"""

from __future__ import annotations

from parindex.engine.numbers import POWERS, fixed, rounded
from parindex.engine.outcome import STATES
from parindex.engine.tree import Policy

type Printed = tuple[str, str, str]
"""A node's points, maximum and sub-index at the policy's places, with a decimal point; no sub-index is empty."""

type Row = tuple[str, str, str, str, str]
"""A node's line in a table: code, points, maximum, sub-index, reason."""

_REMEMBERED = 5_000
_TEXTS = 20_000
"""All percentages with two decimals, and more."""


class Printer:
    """Prints the nodes of one set; whole numbers of units come again and again and are remembered."""

    __slots__ = ("_lines", "_maxima", "_texts", "_whole", "mode", "places", "scale")

    def __init__(self, policy: Policy, scale: int) -> None:
        self.places, self.mode, self.scale = policy.places, policy.rounding, scale
        self._whole: dict[tuple[int, int], Printed] = {}
        self._maxima: dict[int, str] = {}
        self._texts: dict[int, str] = {}
        self._lines: dict[tuple[int, int, int, int], str] = {}

    def node(self, numerator: int, denominator: int, top: int) -> Printed:
        """Points numerator / denominator and maximum, both in units of 1/scale."""
        if denominator != 1:
            return self._node(numerator, denominator, top)
        texts = self._whole.get((numerator, top))
        if texts is None:
            texts = self._node(numerator, 1, top)
            if len(self._whole) < _REMEMBERED:
                self._whole[numerator, top] = texts
        return texts

    def written(self, state: int, numerator: int, denominator: int, top: int) -> str:
        """A node's state, points, maximum and sub-index as a JSON list; ``state`` by its place among all states."""
        key = (state, numerator, denominator, top)
        line = self._lines.get(key)
        if line is None:
            points, maximum, sub_index = self.node(numerator, denominator, top)
            line = f'["{STATES[state].value}","{points}","{maximum}","{sub_index}"]'
            if len(self._lines) < _TEXTS:
                self._lines[key] = line
        return line

    def _node(self, numerator: int, denominator: int, top: int) -> Printed:
        maximum = self._maxima.get(top)
        if maximum is None:
            maximum = self._maxima[top] = self.value(top, self.scale)
        sub_index = self.value(numerator * 100, denominator * top) if top else ""
        return self.value(numerator, denominator * self.scale), maximum, sub_index

    def value(self, numerator: int, denominator: int) -> str:
        """A quotient that need not be reduced; denominator > 0."""
        units = rounded(numerator, denominator, self.places, self.mode)
        text = self._texts.get(units)
        if text is None:
            text = fixed(units, self.places)
            if len(self._texts) < _TEXTS:
                self._texts[units] = text
        return text


def is_printed_exactly(numerator: int, denominator: int, text: str) -> bool:
    """Whether rounding to the places of ``text`` changed nothing."""
    places = len(text) - 1 - text.find(".") if "." in text else 0
    return numerator * POWERS[places] % denominator == 0
