"""What is senseless, incomplete or doubtful in a criteria set that could be read."""

from parindex.engine.faults import Finding
from parindex.engine.lint.notes import Notes
from parindex.engine.lint.policy import check_policy
from parindex.engine.lint.structure import check_structure
from parindex.engine.tree import CriteriaSet


def lint(criteria_set: CriteriaSet) -> tuple[Finding, ...]:
    """Every finding, in the order of the tree; ``error``: cannot be scored, ``blocks_issue``: a draft at best."""
    notes = Notes()
    check_structure(criteria_set, notes)
    check_policy(criteria_set, notes)
    return tuple(notes.findings)


__all__ = ["lint"]
