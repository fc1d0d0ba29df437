"""Sentences in both languages: faults, findings and reasons are all made of these.

A ``Message`` is a key into the wording table with the values that fill it. It is rendered only when somebody
reads it, in the reader's language and number style, so computing 400,000 reasons costs nothing until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from parindex.engine.numbers import Language, Stated
from parindex.engine.spelling import percent, quotient, shown
from parindex.engine.wording import MENDS, WORDING


class Spoken(Protocol):
    """Anything that reads differently in each language."""

    def text(self, language: Language) -> str: ...


type Value = str | int | Decimal | Fraction | Spoken | tuple[Value, ...]
"""What a sentence may hold; a tuple is listed."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of one, shown times a hundred with the percent sign."""

    share: Stated

    def text(self, language: Language) -> str:
        return percent(self.share, language)


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed value beside others that are printed with so many places."""

    value: Fraction
    places: int

    def text(self, language: Language) -> str:
        return quotient(self.value.numerator, self.value.denominator, language, self.places)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a :class:`Phrase` that is filled later."""

    number: int

    def text(self, language: Language) -> str:
        return f"\0{self.number}\0"


class Counted(str):
    """A text that a noun may follow in a sentence: ``{points:point}`` reads “1 point”, “2 points”."""

    __slots__ = ()

    def __format__(self, noun: str) -> str:
        if noun and self.startswith("\0"):
            return f"{self[:-1]}:{noun}\0"
        return f"{self} {_in_number(noun, self)}" if noun else str(self)


_PLURALS = {"leaf": "leaves", "entry": "entries"}


def _in_number(noun: str, number: str) -> str:
    return noun if number.removeprefix("= ") == "1" else _PLURALS.get(noun, f"{noun}s")


class Phrase:
    """Sentences that are said many times with other figures: the words are put together once for each language."""

    __slots__ = ("_forms", "_messages")

    def __init__(self, *messages: Message) -> None:
        self._messages = messages
        self._forms: dict[Language, tuple[str, tuple[tuple[int, str], ...]]] = {}

    def filled(self, language: Language, texts: tuple[str, ...] = ()) -> str:
        """The sentences with ``texts`` in their slots."""
        form = self._forms.get(language)
        if form is None:
            form = self._forms[language] = self._form(language)
        words, order = form
        if order:
            texts = tuple([format(Counted(texts[number]), noun) if noun else texts[number] for number, noun in order])
        return words % texts

    def _form(self, language: Language) -> tuple[str, tuple[tuple[int, str], ...]]:
        """The words with places to fill, and which text goes where before which noun; nothing if in their own order."""
        pieces = " ".join(message.text(language) for message in self._messages).split("\0")
        slots = (piece.partition(":") for piece in pieces[1::2])
        order = tuple((int(number), noun) for number, _, noun in slots)
        words = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        return words, () if order == tuple((number, "") for number in range(len(order))) else order


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A title that an office typed, with its English form where there is one."""

    vi: str
    en: str = ""

    def text(self, language: Language) -> str:
        return self.en or self.vi if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence: ``text("vi")`` and ``text("en")`` say the same."""

    key: str
    values: Mapping[str, Value]

    def text(self, language: Language = "vi") -> str:
        return self._filled(WORDING[self.key], language)

    def mend(self, language: Language = "vi") -> str:
        """What mends it, said to an author; empty for what is no fault or finding of a criteria set."""
        return self._filled(MENDS[self.key], language) if self.key in MENDS else ""

    def _filled(self, wording: tuple[str, str], language: Language) -> str:
        template = wording[0 if language == "vi" else 1]
        return template.format_map({name: Counted(render(value, language)) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.text("en")


def say(key: str, /, **values: Value) -> Message:
    """The sentence ``key`` of the wording table, filled with ``values``."""
    return Message(key, values)


def render(value: Value, language: Language) -> str:
    """A value as it reads in a sentence of that language."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, Decimal, Fraction)):
        return shown(value, language)
    if isinstance(value, tuple):
        return "; ".join(render(item, language) for item in value)
    return value.text(language)
