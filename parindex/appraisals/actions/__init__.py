"""Every write of appraisals.

- ``marks``: one row confirmed, adjusted, sent back for supplement, flagged for the meeting
- ``bulk``: many rows confirmed at once
- ``settling``: the head settles open rows, then sheets, and takes a settlement back
- ``adjusting``: bonus and penalty cases, points taken from a field
- ``registers``: tables with values for all units

All take ``by`` (None for the program itself: the demonstration) and ``at``. Whoever marks, settles or adjusts locks the
sheet first: whatever else happens to it at the same moment waits. Nobody acts on a unit at which they hold a role.

The trail is told: on a mark ``appraisals.confirmed``, ``adjusted``, ``sent_back`` (until), ``flagged``, ``unflagged``,
``row_supplied``, each with unit, leaf, agency, handed_version and what differs of decision, figures, reason_code,
reason, flagged, flag_reason, points, state; on a settlement ``appraisals.row_settled`` (unit, leaf, figures, reason,
points, state); on an adjustment ``appraisals.adjustment_made``, ``adjustment_withdrawn`` (unit, kind, code, cases,
points); on an import ``appraisals.register_uploaded`` (round, file, sha256), ``register_imported`` (created, changed,
unchanged, sha256), ``register_forgotten`` (sha256). A sheet's own steps are told by ``assessments``.
"""

from parindex.appraisals.actions.adjusting import make_adjustment, withdraw_adjustment
from parindex.appraisals.actions.bulk import Confirmed, confirm_many
from parindex.appraisals.actions.marks import adjust, confirm, flag, send_back, unflag
from parindex.appraisals.actions.registers import apply_register, forget_registers, keep_register
from parindex.appraisals.actions.settling import (
    RowsOpen,
    SettledSheets,
    reopen_settlement,
    settle_row,
    settle_sheet,
    settle_sheets,
)

__all__ = [
    "Confirmed",
    "RowsOpen",
    "SettledSheets",
    "adjust",
    "apply_register",
    "confirm",
    "confirm_many",
    "flag",
    "forget_registers",
    "keep_register",
    "make_adjustment",
    "reopen_settlement",
    "send_back",
    "settle_row",
    "settle_sheet",
    "settle_sheets",
    "unflag",
    "withdraw_adjustment",
]
