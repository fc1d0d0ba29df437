"""A criteria set made ready to be computed: leaves in order, each node as a span of them, one common scale.

Source: docs/methods.md, *Exactness*.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import lru_cache

from parindex.engine.faults import Level, Unscorable
from parindex.engine.lint import lint
from parindex.engine.printing import Printer
from parindex.engine.rules.base import CompiledRule
from parindex.engine.rules.compiled import compiled_rule, scale_of
from parindex.engine.tree import SURVEYED, CriteriaSet, Leaf, Node


class Plan:
    """The compiled set. Leaves are numbered in the author's order, so a node covers one unbroken span of them."""

    __slots__ = (
        "appraised",
        "children",
        "criteria_set",
        "keys",
        "leaf_codes",
        "leaf_numbers",
        "nodes",
        "places",
        "printer",
        "rules",
        "scale",
        "spans",
        "surveyed",
        "table",
        "whole_appraised",
    )

    def __init__(self, criteria_set: CriteriaSet) -> None:
        leaves = tuple(criteria_set.leaves())
        self.criteria_set = criteria_set
        self.nodes: tuple[Node, ...] = tuple(criteria_set.walk())
        """Each parent before its children."""
        self.places = {node.code: place for place, node in enumerate(self.nodes)}
        self.keys = tuple(
            (place, f"{json.dumps(code, ensure_ascii=False)}:") for code, place in sorted(self.places.items())
        )
        """Place and JSON key of every node in the order of their codes."""
        self.children: tuple[tuple[int, ...], ...] = tuple(
            tuple(self.places[child.code] for child in group)
            for group in (*(node.children for node in self.nodes), criteria_set.nodes)
        )
        """Place of a node → places of its children; the last entry holds the fields."""
        self.scale = scale_of(leaves)
        self.rules: tuple[CompiledRule, ...] = tuple(compiled_rule(leaf, self.scale) for leaf in leaves)
        for rule in self.rules:
            rule.places = criteria_set.policy.places
        self.table = tuple((rule.leaf.code, rule.score, rule.missing, rule) for rule in self.rules)
        """What scoring a sheet needs of every leaf, at hand."""
        self.leaf_codes = frozenset(leaf.code for leaf in leaves)
        self.surveyed = tuple(number for number, leaf in enumerate(leaves) if leaf.source in SURVEYED)
        """Numbers of the leaves outside the appraised part."""
        self.appraised = tuple(number for number, leaf in enumerate(leaves) if leaf.source not in SURVEYED)
        self.whole_appraised = sum(self.rules[number].top for number in self.appraised)
        """The appraised part's whole maximum, in units of 1/scale."""
        self.printer = Printer(criteria_set.policy, self.scale)
        numbers = iter(range(len(leaves)))
        self.leaf_numbers = tuple(next(numbers) if isinstance(node, Leaf) else None for node in self.nodes)
        """Place of a node → its number as a leaf; ``None`` for a parent."""
        self.spans: dict[str, tuple[int, int]] = {}
        """Code of a node → its leaves' first number and the number after the last."""
        position = 0
        for node in criteria_set.nodes:
            position = self._place(node, position)

    def _place(self, node: Node, position: int) -> int:
        start = position
        if isinstance(node, Leaf):
            position += 1
        for child in node.children:
            position = self._place(child, position)
        self.spans[node.code] = (start, position)
        return position

    def points(self, numerator: int, denominator: int = 1) -> Fraction:
        """Points from a pair in units of 1/scale."""
        return Fraction(numerator, denominator * self.scale)


@lru_cache(maxsize=32)
def plan_of(criteria_set: CriteriaSet) -> Plan:
    """The compiled set; :class:`~parindex.engine.faults.Unscorable` when lint finds errors in it."""
    errors = tuple(finding for finding in lint(criteria_set) if finding.level is Level.ERROR)
    if errors:
        raise Unscorable(errors)
    return Plan(criteria_set)
