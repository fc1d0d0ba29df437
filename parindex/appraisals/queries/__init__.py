"""Every read of appraisals that a face needs.

- ``desks``: what one person appraises in a round, and what else of it they look at
- ``queues``: rows of one criterion across units, or of one unit
- ``boards``: how far a round is, by criterion, unit, agency and field
- ``pages``: one row with everything around it
- ``open_rows``: what keeps sheets from being settled
- ``settling``: open rows and sheets as the head sees them
- ``registers``: tables with values for all units
"""

from parindex.appraisals.queries.agencies import AgencyRow, agencies
from parindex.appraisals.queries.boards import (
    Board,
    Period,
    Progress,
    UnitRow,
    board_of,
    boards,
    periods_of,
    progress_sheets,
    sheet_rows,
    unit_progress,
    waiting,
)
from parindex.appraisals.queries.bulk import Bulk, bulk
from parindex.appraisals.queries.claims import given_in
from parindex.appraisals.queries.desks import Desk, desk_of, desks, round_of
from parindex.appraisals.queries.events import readable_events
from parindex.appraisals.queries.pages import RowPage, is_seen, row, row_page
from parindex.appraisals.queries.queues import (
    QueueFilter,
    QueueRow,
    Standing,
    Tally,
    Wanted,
    as_decimal,
    leaf_rows,
    leaf_text,
    of_page,
    shown,
    tally,
    unit_rows,
)
from parindex.appraisals.queries.registers import (
    RegisterPage,
    headings,
    importable,
    register,
    register_page,
    registers,
    template_rows,
)
from parindex.appraisals.queries.settling import (
    OpenFilter,
    SheetPage,
    Why,
    adjustment,
    field_choices,
    next_open_row,
    open_list,
    open_page,
    open_shown,
    settles_now,
    settling,
    settling_counts,
    settling_sheets,
    settling_shown,
    sheet,
    sheet_adjustable,
    sheet_page,
)

__all__ = [
    "AgencyRow",
    "Board",
    "Bulk",
    "Desk",
    "OpenFilter",
    "Period",
    "Progress",
    "QueueFilter",
    "QueueRow",
    "RegisterPage",
    "RowPage",
    "SheetPage",
    "Standing",
    "Tally",
    "UnitRow",
    "Wanted",
    "Why",
    "adjustment",
    "agencies",
    "as_decimal",
    "board_of",
    "boards",
    "bulk",
    "desk_of",
    "desks",
    "field_choices",
    "given_in",
    "headings",
    "importable",
    "is_seen",
    "leaf_rows",
    "leaf_text",
    "next_open_row",
    "of_page",
    "open_list",
    "open_page",
    "open_shown",
    "periods_of",
    "progress_sheets",
    "readable_events",
    "register",
    "register_page",
    "registers",
    "round_of",
    "row",
    "row_page",
    "settles_now",
    "settling",
    "settling_counts",
    "settling_sheets",
    "settling_shown",
    "sheet",
    "sheet_adjustable",
    "sheet_page",
    "sheet_rows",
    "shown",
    "tally",
    "template_rows",
    "unit_progress",
    "unit_rows",
    "waiting",
]
