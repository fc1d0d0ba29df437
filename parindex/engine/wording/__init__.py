"""Every sentence that the engine says, in Vietnamese and in English, side by side.

One table in rooms by subject. A key is also the stable slug of a fault or finding. Placeholders are named and
the same in both languages; a test holds that.
"""

from parindex.engine.wording.documents import DOCUMENTS
from parindex.engine.wording.figures import FIGURES
from parindex.engine.wording.findings import FINDINGS, INPUT_TYPES
from parindex.engine.wording.formulas import FORMULAS
from parindex.engine.wording.mends import MENDS, WAYS
from parindex.engine.wording.reasons import REASONS
from parindex.engine.wording.totals import TOTALS

WORDING: dict[str, tuple[str, str]] = {
    **DOCUMENTS,
    **FORMULAS,
    **FINDINGS,
    **INPUT_TYPES,
    **WAYS,
    **FIGURES,
    **REASONS,
    **TOTALS,
}
"""key → (Vietnamese, English)"""

__all__ = ["DOCUMENTS", "FINDINGS", "FORMULAS", "MENDS", "WORDING"]
