"""Every write of criteria sets.

- ``sets``: create, header, policy, new version, clone to another year
- ``nodes``: add, edit, move, reorder, duplicate, remove and restore, appraisers, codes
- ``documents``: a whole document into a draft (imports)
- ``steps``: issue, withdraw, discard

All take ``by`` (None for the program itself) and ``at``; all are refused on anything but a draft, save the steps. Rows
carry a version: a save that was read before somebody else's raises ``Stale`` with both values; a save that changes
nothing does nothing, so that a form may be sent twice. Creations take an id made by the form, for the same reason.
"""

from parindex.criteria.actions.documents import replace_tree
from parindex.criteria.actions.nodes import (
    add_node,
    assign_appraisers,
    duplicate_node,
    edit_node,
    move_node,
    remove_node,
    renumber_codes,
    restore_node,
)
from parindex.criteria.actions.sets import clone_set, create_set, edit_header, edit_policy, start_version
from parindex.criteria.actions.steps import NotIssuable, discard, issue, withdraw

__all__ = [
    "NotIssuable",
    "add_node",
    "assign_appraisers",
    "clone_set",
    "create_set",
    "discard",
    "duplicate_node",
    "edit_header",
    "edit_node",
    "edit_policy",
    "issue",
    "move_node",
    "remove_node",
    "renumber_codes",
    "replace_tree",
    "restore_node",
    "start_version",
    "withdraw",
]
