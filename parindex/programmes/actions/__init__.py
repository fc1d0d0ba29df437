"""Every write of programmes.

- ``programmes``: a year's programme and its header
- ``plans``: the plan's tasks, by hand and from a file
- ``rounds``: a round, its windows, start and close
- ``participants``: the units of a round and their ranking groups
- ``decisions``: for single units: extensions, exclusions; for agencies: substitutes

All take ``by`` (None for the program itself) and ``at``. Whatever changes a round locks its row first: a round starts
with exactly what was seen. Rows carry a version: a save that was read before somebody else's raises ``Stale`` with both
values. Creations take an id made by the form, so that a form sent twice creates once.
"""

from parindex.programmes.actions.decisions import (
    exclude,
    extend,
    name_substitute,
    remove_substitute,
    revoke_extension,
    withdraw_exclusion,
)
from parindex.programmes.actions.participants import (
    add_participant,
    change_participant,
    remove_participant,
    take_in,
)
from parindex.programmes.actions.plans import add_task, change_task, import_plan, remove_task
from parindex.programmes.actions.programmes import change_programme, create_programme
from parindex.programmes.actions.rounds import (
    NotStartable,
    change_round,
    close,
    create_round,
    pin_reissued,
    remove_round,
    set_windows,
    start,
)

__all__ = [
    "NotStartable",
    "add_participant",
    "add_task",
    "change_participant",
    "change_programme",
    "change_round",
    "change_task",
    "close",
    "create_programme",
    "create_round",
    "exclude",
    "extend",
    "import_plan",
    "name_substitute",
    "pin_reissued",
    "remove_participant",
    "remove_round",
    "remove_substitute",
    "remove_task",
    "revoke_extension",
    "set_windows",
    "start",
    "take_in",
    "withdraw_exclusion",
]
