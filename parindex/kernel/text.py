"""Vietnamese text: searched without diacritics, sorted as a dictionary sorts it."""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: index for index, letter in enumerate(_LETTERS, start=30)}
#: Dictionary order of tones: none, grave, hook above, tilde, acute, dot below.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def fold(text: str) -> str:
    """``text`` as it is searched: NFC, lower case, without diacritics, đ as d, single spaces."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(text: str) -> str:
    """A key that sorts ``text`` as a Vietnamese dictionary does, compared character by character.

    Letters first (a ă â b c d đ e ê …), then tones (none, grave, hook, tilde, acute, dot below) by syllable as a tie-break;
    whole numbers inside the text by their value. The same on every database, whatever its collation.
    """
    letters: list[str] = []
    tones: list[str] = []
    number = ""
    for character in unicodedata.normalize("NFC", text).lower() + "\0":
        if character.isdecimal():
            number += str(unicodedata.decimal(character))
            continue
        if number:
            digits = number.lstrip("0")
            letters.append("1" + chr(ord("0") + min(len(digits), 60)) + digits)
            number = ""
        parts = unicodedata.normalize("NFD", character)
        tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        if base in _ORDER:
            letters.append(chr(ord("A") + _ORDER[base] - 30))
            tones.append(str(tone))
        elif character.isspace():
            letters.append("!")
            tones.append(" ")
    return "".join(letters).strip("!") + "  " + "".join(tones).strip()
