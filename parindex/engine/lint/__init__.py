"""Checks."""

from parindex.engine.faults import Finding
from parindex.engine.tree import CriteriaSet


def lint(criteria_set: CriteriaSet) -> tuple[Finding, ...]:
    return ()
