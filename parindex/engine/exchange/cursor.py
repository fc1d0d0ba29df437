"""Walking a parsed JSON document with every fault collected on the way.

A :class:`Cursor` stands at one value and knows its path. Its methods return the value in the wanted form, or note
a fault and return a harmless stand-in, so that one reading names everything that is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from parindex.engine.faults import Fault
from parindex.engine.messages import Message, say
from parindex.engine.numbers import MAX_DIGITS, is_too_long, parse_decimal, plain

MAX_TEXT = 20_000
MAX_CODE = 64
MAX_DEPTH = 20
MAX_NODES = 5_000
MAX_LIST = 1_000
MAX_FAULTS = 1_000
"""So many faults are named; of more only the number is told."""

END = r"(?![\s\S])"
"""The very end of a text, in every dialect of patterns; ``$`` also stands before a last line break in some."""
UNSEEN = (
    r"\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    r"\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\uffff"
    + "".join(
        f"{chr(first)}-{chr(last)}"
        for first, last in (
            (0x110BD, 0x110BD),
            (0x110CD, 0x110CD),
            (0x13430, 0x1343F),
            (0x1BCA0, 0x1BCA3),
            (0x1D173, 0x1D17A),
            (0xE0000, 0x10FFFF),
        )
    )
)
"""Inside a class of letters: control and formatting signs (also those that turn the direction of writing), blanks other
than the plain one, letters that look like a blank, private and half letters. Two codes that differ only in these cannot
be told apart on paper."""
NAME_PATTERN = r"^[^\W\d]\w{0,63}" + END
"""An input's name: a letter or ``_``, then letters, digits, ``_``; it can stand in a formula."""
CODE_PATTERN = rf"^(?![=+\-@ ])[^{UNSEEN}]{{1,{MAX_CODE}}}(?<! ){END}"
"""A code: nothing unseen, no blank at either end, and none of ``= + - @`` in front: result files are opened
in spreadsheets, which would take it for a formula."""

_NAME = re.compile(NAME_PATTERN)
_CODE = re.compile(CODE_PATTERN)
_UNWRITABLE = re.compile(r"[\0\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class Log:
    """The faults of one reading."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.unnamed = 0
        self.nodes = 0

    def add(self, fault: Fault) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(fault)
        else:
            self.unnamed += 1

    def told(self) -> tuple[Fault, ...]:
        """The faults, the last line saying how many more there are."""
        if not self.unnamed:
            return tuple(self.faults)
        return (*self.faults, Fault(say("more_faults", number=self.unnamed)))


class Cursor:
    """One value of the document, its path, and the code of the node that it belongs to."""

    __slots__ = ("log", "node", "place", "value")

    def __init__(self, value: object, log: Log, place: str = "", node: str = "") -> None:
        self.value, self.log, self.place, self.node = value, log, place, node

    def fault(self, message: Message) -> None:
        self.log.add(Fault(message, self.place, self.node))

    def inside(self, key: str, value: object) -> Cursor:
        return Cursor(value, self.log, f"{self.place}.{key}" if self.place else key, self.node)

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Cursor]:
        """The object's keys; unknown and missing ones are faults."""
        if not isinstance(self.value, Mapping):
            self.fault(say("not_an_object"))
            return {}
        known = (*required, *optional)
        found: dict[str, Cursor] = {}
        for key, value in self.value.items():
            if not isinstance(key, str) or key not in known:
                named = isinstance(key, str) and len(key) <= MAX_CODE and key.isprintable()
                spot = self.inside(key, value) if named else self
                spot.fault(say("unknown_key", key=clip(key), allowed=known))
            else:
                found[key] = self.inside(key, value)
        for key in required:
            if key not in found:
                self.fault(say("missing_key", key=key))
        return found

    def items(self) -> Iterator[Cursor]:
        """The list's elements; anything but a list is a fault."""
        if not isinstance(self.value, (list, tuple)):
            self.fault(say("not_a_list"))
            return
        if len(self.value) > MAX_LIST:
            self.fault(say("list_too_long", limit=MAX_LIST))
            return
        for index, value in enumerate(self.value):
            yield Cursor(value, self.log, f"{self.place}[{index}]", self.node)

    def text(self) -> str:
        """Any text, brought to NFC so that the same word has the same bytes."""
        if not isinstance(self.value, str):
            self.fault(say("not_text"))
            return ""
        if len(self.value) > MAX_TEXT:
            self.fault(say("text_too_long", limit=MAX_TEXT))
            return ""
        if _UNWRITABLE.search(self.value):
            self.fault(say("bad_letter"))
            return ""
        return unicodedata.normalize("NFC", self.value)

    def code(self) -> str:
        text = self.text()
        if isinstance(self.value, str) and not is_code(text):
            self.fault(say("bad_code", value=clip(text), limit=MAX_CODE))
        return text

    def name(self) -> str:
        text = self.text()
        if isinstance(self.value, str) and not _NAME.match(text):
            self.fault(say("bad_name", value=clip(text)))
        return text

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.fault(say("not_a_flag"))
            return False
        return self.value

    def choice[E: StrEnum](self, kinds: type[E]) -> E:
        """One of an enumeration's values."""
        members = list(kinds)
        for member in members:
            if self.value == member.value:
                return member
        self.fault(say("unknown_value", value=clip(self.value), allowed=tuple(member.value for member in members)))
        return members[0]

    def number(self, *, low: int | None = None, high: int | None = None) -> Decimal:
        """A stated decimal. Text, JSON integers and ``Decimal`` are exact; a binary float is refused."""
        value = self.value
        number: Decimal | None = None
        if isinstance(value, float):
            self.fault(say("float_number", value=repr(value)))
            return Decimal(0)
        if isinstance(value, str):
            number = parse_decimal(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            number = parse_decimal(str(value)) if abs(value) < 10**MAX_DIGITS else None
        elif isinstance(value, Decimal) and value.is_finite() and -MAX_DIGITS <= value.adjusted() < MAX_DIGITS:
            number = parse_decimal(f"{value:f}")
        if number is None:
            finite = isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
            if not isinstance(value, bool) and (finite or (isinstance(value, str) and is_too_long(value))):
                self.fault(say("number_too_long", value=clip(value), limit=MAX_DIGITS))
            else:
                self.fault(say("not_a_number", value=clip(value)))
            return Decimal(0)
        if (low is not None and number < low) or (high is not None and number > high):
            key = "number_too_low" if high is None else "number_outside"
            self.fault(say(key, value=number, low=low or 0, high=high or 0))
        return Decimal(plain(number))

    def whole(self, low: int, high: int) -> int:
        """A whole number between two bounds."""
        number = self.number(low=low, high=high)
        if number != number.to_integral_value():
            self.fault(say("not_whole", value=number))
        return int(number)

    def day(self) -> date | None:
        if isinstance(self.value, date):
            return self.value
        if isinstance(self.value, str) and _DATE.match(self.value):
            try:
                return date.fromisoformat(self.value)
            except ValueError:
                pass
        self.fault(say("bad_date", value=clip(self.value)))
        return None


def is_code(text: str) -> bool:
    """Whether a text (NFC) can be a code: as :data:`CODE_PATTERN` says, and every letter one that Unicode knows."""
    return _CODE.match(text) is not None and all_known(text)


def all_known(text: str) -> bool:
    """Whether Unicode has given every letter a meaning."""
    return text.isascii() or all(unicodedata.category(letter) != "Cn" for letter in text)


def clip(value: object) -> str:
    """A value of unknown size and kind as it may stand in a message."""
    if isinstance(value, str):
        text = value
    elif value is None or isinstance(value, bool):
        text = {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, Decimal):
        text = str(value)
    elif isinstance(value, int):
        text = str(value) if abs(value) < 10**40 else "…"
    elif isinstance(value, Mapping):
        text = "{…}"
    elif isinstance(value, (list, tuple)):
        text = "[…]"
    else:
        text = type(value).__name__
    text = "".join(letter if letter.isprintable() else "�" for letter in text[:61])
    return text if len(text) <= 60 else text[:59] + "…"
