"""Faults and findings of one document together, so that an author reads everything that is wrong at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parindex.engine.exchange.reading import read_partly
from parindex.engine.faults import Fault, Finding
from parindex.engine.lint.notes import Notes
from parindex.engine.lint.policy import check_policy
from parindex.engine.lint.structure import check_structure
from parindex.engine.tree import CriteriaSet

_NODE = re.compile(r"(nodes\[\d+\](?:\.children\[\d+\])*)\.?([a-z_]*)")
_OF_THE_WHOLE = frozenset({"sum_mismatch", "total_not_100"})
_ONE_SECTION = {"inputs": "rule", "max_points": "rule"}
"""A rule, the labels of its inputs and the maximum are judged together."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a document holds and what is wrong with it."""

    criteria_set: CriteriaSet | None
    """``None`` while there are faults."""
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    """Findings about everything that no fault has made unreadable."""


def inspect_set(document: object) -> Inspection:
    """Reads and lints in one go; never raises, whatever the document is."""
    criteria_set, log = read_partly(document)
    notes = Notes()
    check_structure(criteria_set, notes)
    check_policy(criteria_set, notes)
    faults = log.told()
    if not faults:
        return Inspection(criteria_set, (), tuple(notes.findings))
    spoiled = {_section(fault.place) for fault in faults}
    findings = tuple(finding for finding in notes.findings if not _follows(finding, spoiled))
    return Inspection(None, faults, findings)


def _section(place: str) -> tuple[str, str]:
    """The node that a place lies in (empty: none), and the part of it."""
    match = _NODE.match(place)
    if match is None:
        return "", re.split(r"[.\[]", place, maxsplit=1)[0]
    return match[1], _ONE_SECTION.get(match[2], match[2])


def _follows(finding: Finding, spoiled: set[tuple[str, str]]) -> bool:
    """Whether the finding may only be the echo of a fault."""
    node, part = _section(finding.place)
    if (node, part) in spoiled or (node, "") in spoiled:
        return True
    if finding.code in _OF_THE_WHOLE:
        return any(other.startswith(node) for other, _ in spoiled)
    return False
