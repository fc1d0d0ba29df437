"""What is senseless, incomplete or doubtful in a criteria set that could be read."""

from parindex.engine.faults import Finding
from parindex.engine.lint.notes import Notes
from parindex.engine.lint.policy import check_policy
from parindex.engine.lint.structure import check_leaf_rule, check_structure
from parindex.engine.tree import CriteriaSet, Leaf


def lint(criteria_set: CriteriaSet) -> tuple[Finding, ...]:
    """Every finding, in the order of the tree; ``error``: cannot be scored, ``blocks_issue``: a draft at best."""
    notes = Notes()
    check_structure(criteria_set, notes)
    check_policy(criteria_set, notes)
    return tuple(notes.findings)


def lint_leaf(leaf: Leaf) -> tuple[Finding, ...]:
    """The findings about one leaf's rule and inputs; places are paths inside the leaf."""
    notes = Notes()
    check_leaf_rule(leaf, notes.at("", leaf.code))
    return tuple(notes.findings)


__all__ = ["lint", "lint_leaf"]
