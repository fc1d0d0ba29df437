"""Vietnamese text: searched without diacritics, sorted as a dictionary sorts it."""

import unicodedata

#: Each letter as two signs that every collation orders alike: a letter of the plain alphabet, then a digit.
_LETTERS = {letter: f"{letter}0" for letter in "abcdefghijklmnopqrstuvwxyz"} | {
    "ă": "a1",
    "â": "a2",
    "đ": "d1",
    "ê": "e1",
    "ô": "o1",
    "ơ": "o2",
    "ư": "u1",
}
_END, _SPACE, _NUMBER = "00", "01", "1"
#: Dictionary order of tones: none, grave, hook above, tilde, acute, dot below.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def is_plain_line(text: str) -> bool:
    """Whether nothing in ``text`` breaks the line, formats it, turns its direction or is no letter that all know."""
    return not any(unicodedata.category(sign) in _UNPLAIN for sign in text)


#: Control, formatting, half, private and unassigned signs; separators of lines and paragraphs.
_UNPLAIN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def fold(text: str) -> str:
    """``text`` as it is searched: NFC, lower case, without diacritics, đ as d, single spaces."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(text: str) -> str:
    """A key that sorts ``text`` as a Vietnamese dictionary does, compared sign by sign.

    Letters first (a ă â b c d đ e ê …), then tones (none, grave, hook, tilde, acute, dot below) as a tie-break; whole
    numbers inside the text by their value. It holds digits and small Latin letters only, which every database orders
    alike whatever its collation.
    """
    letters: list[str] = []
    tones: list[str] = []
    number = ""
    for character in " ".join(unicodedata.normalize("NFC", text).lower().split()) + "\0":
        if character.isdecimal():
            number += str(unicodedata.decimal(character))
            continue
        if number:
            digits = number.lstrip("0")
            letters.append(f"{_NUMBER}{min(len(digits), 99):02}{digits}")
            number = ""
        parts = unicodedata.normalize("NFD", character)
        tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        if base in _LETTERS:
            letters.append(_LETTERS[base])
            tones.append(str(tone))
        elif character.isspace() and letters and letters[-1] != _SPACE:
            letters.append(_SPACE)
    return "".join(letters) + _END + "".join(tones)
