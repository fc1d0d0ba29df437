"""Every sentence that the engine says, in Vietnamese and in English, side by side.

One table in rooms by subject. A key is also the stable slug of a fault or finding. Placeholders are named and
the same in both languages; a test holds that.
"""

from parindex.engine.wording.documents import DOCUMENTS

WORDING: dict[str, tuple[str, str]] = {**DOCUMENTS}
"""key → (Vietnamese, English)"""
