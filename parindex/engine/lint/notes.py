"""Findings as they are collected."""

from __future__ import annotations

from decimal import Decimal

from parindex.engine.faults import Finding, Level
from parindex.engine.messages import Percent, Value, say
from parindex.engine.rules.kinds import Quantity, Ratio

ERROR, BLOCKS, ADVICE = Level.ERROR, Level.BLOCKS_ISSUE, Level.ADVICE


class Notes:
    """The findings about one set."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def at(self, place: str, node: str = "") -> Spot:
        return Spot(self, place, node)


class Spot:
    """A place of the set about which something may be noted."""

    __slots__ = ("node", "notes", "place")

    def __init__(self, notes: Notes, place: str, node: str) -> None:
        self.notes, self.place, self.node = notes, place, node

    def inside(self, key: str) -> Spot:
        joint = "." if self.place and not key.startswith("[") else ""
        return Spot(self.notes, f"{self.place}{joint}{key}", self.node)

    def note(self, level: Level, key: str, /, **values: Value) -> None:
        self.notes.findings.append(Finding(level, say(key, **values), self.place, self.node))


def edge(value: Decimal, quantity: Quantity) -> Value:
    """A value of the quantity as a sentence writes it: a share in percent, a number as it is."""
    return Percent(value) if isinstance(quantity, Ratio) else value
