"""What mends a set's faults and findings: one instruction per code, beside the sentence that says what is wrong.

Said to an author who works in the workbook, in the exchange form or on the screen, so places are called by words
that all three share: lower and upper edge, points, maximum points. Signs (<, ≤, >, ≥) name the column or the key.
"""

from parindex.engine.wording.mends.documents import DOCUMENT_MENDS
from parindex.engine.wording.mends.findings import FINDING_MENDS, WAYS

MENDS: dict[str, tuple[str, str]] = {**DOCUMENT_MENDS, **FINDING_MENDS}
"""key → (Vietnamese, English)"""

__all__ = ["MENDS", "WAYS"]
