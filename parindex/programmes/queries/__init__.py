"""Every read of programmes that a face needs.

- ``programmes``: programmes, their plans, what of the trail a user may read
- ``rounds``: rounds as far as a user sees them; what a new one may pin
- ``participants``: the units of a round and what was decided for each
- ``agencies``: who appraises in a round, and who stands in
- ``readiness``: what a round lacks before it can start
"""

from parindex.programmes.queries.agencies import AgencyRow, agency_rows, appraising_participants, possible_substitutes
from parindex.programmes.queries.participants import (
    ParticipantFilter,
    ParticipantPage,
    WindowState,
    candidates,
    digest_of,
    excludable,
    exclusions,
    extensions,
    groups,
    participant_page,
    participant_rows,
    participants,
    seen_exclusions,
    seen_extensions,
)
from parindex.programmes.queries.programmes import (
    ProgrammePage,
    TaskRow,
    programme_page,
    programme_rows,
    programmes,
    provinces_kept,
    readable_events,
    tasks,
    tasks_of,
)
from parindex.programmes.queries.readiness import missing_for_start
from parindex.programmes.queries.rounds import (
    RoundCounts,
    RoundPage,
    counts_of,
    organisers_kept,
    pinnable,
    round_page,
    rounds,
    set_windows_of,
    substitutes_seen,
    tasks_for,
    tiers_below,
    windows_of,
)
from parindex.programmes.windows import EffectiveWindow, window_for

__all__ = [
    "AgencyRow",
    "EffectiveWindow",
    "ParticipantFilter",
    "ParticipantPage",
    "ProgrammePage",
    "RoundCounts",
    "RoundPage",
    "TaskRow",
    "WindowState",
    "agency_rows",
    "appraising_participants",
    "candidates",
    "counts_of",
    "digest_of",
    "excludable",
    "exclusions",
    "extensions",
    "groups",
    "missing_for_start",
    "organisers_kept",
    "participant_page",
    "participant_rows",
    "participants",
    "pinnable",
    "possible_substitutes",
    "programme_page",
    "programme_rows",
    "programmes",
    "provinces_kept",
    "readable_events",
    "round_page",
    "rounds",
    "seen_exclusions",
    "seen_extensions",
    "set_windows_of",
    "substitutes_seen",
    "tasks",
    "tasks_for",
    "tasks_of",
    "tiers_below",
    "window_for",
    "windows_of",
]
