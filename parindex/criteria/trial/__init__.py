"""Trial scoring: figures in, the engine's results out, nothing kept. No Django.

scorable(document) -> CriteriaSet | None          the set, unless something keeps it from being scored
most_units(criteria_set) -> int                   how many units a trial of the set takes
turn()                                            in it a trial is scored and used: one at a time in a process
try_figures(criteria_set, data, name=) -> Trial   figures as a file or as pasted text, or all their faults
template_rows(criteria_set, units)                the CSV template's rows
template_workbook(criteria_set, units, lang=)     the same as a matrix: one row per unit, one column per figure
"""

from parindex.criteria.trial.matrix import template_workbook
from parindex.criteria.trial.reading import COLUMNS, TrialFault, as_text
from parindex.criteria.trial.scoring import (
    MAX_UNITS,
    Busy,
    NodeLine,
    Trial,
    UnitLine,
    most_units,
    scorable,
    template_rows,
    try_figures,
    turn,
)

__all__ = [
    "COLUMNS",
    "MAX_UNITS",
    "Busy",
    "NodeLine",
    "Trial",
    "TrialFault",
    "UnitLine",
    "as_text",
    "most_units",
    "scorable",
    "template_rows",
    "template_workbook",
    "try_figures",
    "turn",
]
