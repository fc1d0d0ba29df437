"""What a document is found by, and how two papers with the same words are known."""

import hashlib
import re
import unicodedata
from pathlib import PurePath

from parindex.kernel.text import fold, sort_key

#: Characters of a file's text that are searched.
SEARCHED = 200_000
#: Fewer letters tell nothing: a stamp, a page number.
_TELLING = 200
_CONTROLS = {"Cc", "Cf", "Cs", "Co", "Cn"}


def search_text(*parts: str, text: str = "") -> str:
    """The facts of a document and the text of its file, as they are searched."""
    return fold(" ".join([*parts, text[:SEARCHED]]))


def sort_text(title: str) -> str:
    """The key that a title is sorted by, as long as its column."""
    return sort_key(title)[:720]


def text_digest(text: str) -> str:
    """SHA-256 of the letters and digits of a text; empty where there are too few to tell."""
    letters = re.sub(r"[\W_]+", "", fold(text))
    return hashlib.sha256(letters.encode()).hexdigest() if len(letters) >= _TELLING else ""


def safe_name(name: str) -> str:
    """A file's name as it is kept: no folders, no control signs, nothing that turns the direction of writing."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in plain if unicodedata.category(sign) not in _CONTROLS)
    return " ".join(kept.split())[-200:].lstrip(". ")


def name_with(name: str, ending: str) -> str:
    """The name with the ending that belongs to what the file is."""
    stem = PurePath(safe_name(name)).stem[:180] or "tai-lieu"
    return stem + ending


def title_of(name: str) -> str:
    """A first title for a file, from its name."""
    return " ".join(PurePath(safe_name(name)).stem.replace("_", " ").split())[:300] or name[:300] or "–"
