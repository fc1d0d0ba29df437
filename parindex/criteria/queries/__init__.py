"""Every read of criteria sets that a face needs.

- ``versions``: what a user may see, lists, the versions of a set
- ``tree``: one version's tree with maxima, shares and effective appraisers
- ``appraised``: how many points each unit appraises
- ``assessed``: the units that a set is for
- ``documents``: a version's exchange document; what was issued, verified
- ``waiting``: what of them concerns a person today
- ``findings``: what the engine and the province's facts say against a version
"""

from parindex.criteria.queries.appraised import AppraisedPoints, points_by_appraiser
from parindex.criteria.queries.assessed import assessed_units
from parindex.criteria.queries.documents import IssuedFault, document_of, issued_faults, text_of
from parindex.criteria.queries.findings import CheckFinding, blocking, findings_of
from parindex.criteria.queries.tree import AppraisingUnit, Row, Tree, appraising_units, tree_of, units_appraising_for
from parindex.criteria.queries.versions import (
    VersionList,
    owners_kept,
    readable_events,
    sets_in_force,
    version_list,
    versions_of,
    visible_versions,
    was_issued,
    years,
)
from parindex.criteria.queries.waiting import WaitingDraft, drafts_kept, sets_concerning

__all__ = [
    "AppraisedPoints",
    "AppraisingUnit",
    "CheckFinding",
    "IssuedFault",
    "Row",
    "Tree",
    "VersionList",
    "WaitingDraft",
    "appraising_units",
    "assessed_units",
    "blocking",
    "document_of",
    "drafts_kept",
    "findings_of",
    "issued_faults",
    "owners_kept",
    "points_by_appraiser",
    "readable_events",
    "sets_concerning",
    "sets_in_force",
    "text_of",
    "tree_of",
    "units_appraising_for",
    "version_list",
    "versions_of",
    "visible_versions",
    "was_issued",
    "years",
]
