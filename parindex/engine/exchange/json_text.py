"""JSON text of a set: read without floats, refused when ambiguous, and with the line of every fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from parindex.engine.exchange.cursor import clip
from parindex.engine.exchange.reading import read_set
from parindex.engine.faults import Fault, Reading
from parindex.engine.messages import Bilingual, say

MAX_BYTES = 4_000_000
"""A province's set has about 75 kB; parsed, a document may take fifty times its size in memory."""
_DEEPEST = 200


class _Ambiguous(ValueError):
    def __init__(self, key: str) -> None:
        self.key = key


def parse_json(data: bytes | str) -> tuple[object, tuple[Fault, ...]]:
    """The document, its numbers exact (``int`` or ``Decimal``), or the one fault that keeps it from being JSON.

    More than :data:`MAX_BYTES` is refused before anything is made of it.
    """
    if len(data) > MAX_BYTES:
        return None, (Fault(say("document_too_large", limit=MAX_BYTES // 1_000_000)),)
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return None, (Fault(say("not_utf8"), row=data.count(b"\n", 0, error.start) + 1),)
    else:
        text = data.removeprefix("\ufeff")
    if _depth(text) > _DEEPEST:
        return None, (Fault(say("too_deep", limit=_DEEPEST)),)
    try:
        document = json.loads(
            text, parse_float=Decimal, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        return None, (Fault(say("not_json", detail=_detail(error.msg)), row=error.lineno, column=str(error.colno)),)
    except _Ambiguous as error:
        row, column = _repeated(error.key, text)
        return None, (Fault(say("duplicate_key", key=clip(error.key)), row=row, column=str(column)),)
    return document, ()


def _detail(said: str) -> Bilingual:
    """What the parser says; it speaks English only."""
    known = next((vi for start, vi in _DETAILS.items() if said.startswith(start)), said)
    return Bilingual(known, said)


_DETAILS = {
    "Expecting value": "thiếu giá trị",
    "Expecting property name": "thiếu tên khóa trong dấu nháy kép",
    "Expecting ':'": "thiếu dấu hai chấm",
    "Expecting ','": "thiếu dấu phẩy hoặc dấu đóng ngoặc",
    "Unterminated string": "chuỗi thiếu dấu nháy kép đóng",
    "Invalid control character": "chuỗi có ký tự điều khiển, chẳng hạn xuống dòng",
    "Invalid \\": "dấu gạch chéo ngược dùng sai trong chuỗi",
    "Extra data": "có nội dung thừa sau phần kết thúc",
    "Illegal trailing comma": "thừa dấu phẩy trước dấu đóng ngoặc",
}


def read_set_json(data: bytes | str) -> Reading:
    """A criteria set from JSON text (UTF-8, with or without a byte order mark); faults carry line and column."""
    document, faults = parse_json(data)
    if faults:
        return Reading(None, faults)
    reading = read_set(document)
    if not reading.faults:
        return reading
    text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    return Reading(None, located(reading.faults, text))


def located(faults: tuple[Fault, ...], text: str) -> tuple[Fault, ...]:
    """The faults with the line and column of their place in the JSON text."""
    spots = spots_of([fault.place for fault in faults], text)
    return tuple(
        Fault(fault.message, fault.place, fault.node, row=row, column=str(column))
        for fault, (row, column) in zip(faults, spots, strict=True)
    )


def spots_of(places: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Line and column of each path in a valid JSON text; of the nearest enclosing value if the path is not there."""
    wanted = {enclosing for place in set(places) for enclosing in _enclosing(place)}
    known = dict(_spots(wanted, text.removeprefix("\ufeff")))
    return [next((known[place] for place in _enclosing(asked) if place in known), (1, 1)) for asked in places]


_LAST_STEP = re.compile(r"(?:\.?[^.\[\]]+|\[\d+\])$")


def _enclosing(place: str) -> Iterator[str]:
    """The place, and every one that it lies in, up to the whole document."""
    yield place
    while place:
        shorter = _LAST_STEP.sub("", place)
        place = shorter if shorter != place else ""
        yield place


def _whole(digits: str) -> int | Decimal:
    """Very long integers are handed on as they are, to be refused where they stand."""
    return int(digits) if len(digits) <= 40 else Decimal(digits)


def _constant(name: str) -> Any:
    return name


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Ambiguous(key)
        found[key] = value
    return found


_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')
"""A text, a sign or a word. Possessive, and a text may lack its end: linear time and no memory on any input."""


def _depth(text: str) -> int:
    """How deep brackets nest, texts aside; found before the recursive parser sees them."""
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        sign = text[token.start()]
        if sign in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "}]":
            depth -= 1
    return deepest


def _spots(wanted: Iterable[str], text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Path → line and column of the wanted values of a valid JSON text.

    Paths are put together only inside wanted containers and nothing is kept of the others: a document of a million
    values costs their reading, not a map of them.
    """
    wanted = frozenset(wanted)
    line, start, counted = 1, 0, 0  # the line that was reached, where it starts, up to where line ends were counted
    stack: list[tuple[str | None, str | int]] = []  # path of the container if wanted, key or index that comes next
    expects_key = False
    for token in _TOKEN.finditer(text):
        at = token.start()
        sign = text[at]
        if sign in "}]":
            stack.pop()
            expects_key = False
        elif sign == ",":
            path, last = stack[-1]
            expects_key = isinstance(last, str)
            if isinstance(last, int):
                stack[-1] = (path, last + 1)
        elif sign == ":":
            expects_key = False
        elif expects_key:
            path = stack[-1][0]
            if path is not None:
                stack[-1] = (path, json.loads(token[0]))
        else:
            place: str | None = ""
            if stack:
                path, step = stack[-1]
                place = None if path is None else _join(path, step)
            if place is not None and place in wanted:
                ends = text.count("\n", counted, at)
                if ends:
                    line, start = line + ends, text.rindex("\n", counted, at) + 1
                counted = at
                yield place, (line, at - start + 1)
            else:
                place = None
            if sign in "{[":
                stack.append((place, "" if sign == "{" else 0))
                expects_key = sign == "{"


def _repeated(key: str, text: str) -> tuple[int, int]:
    """Line and column of the first key that an object holds for the second time, of those that read ``key``."""
    seen: list[bool | None] = []  # for each open object whether it has the key by now; None: a list
    expects_key = False
    for token in _TOKEN.finditer(text):
        at = token.start()
        sign = text[at]
        if sign in "{[":
            seen.append(False if sign == "{" else None)
            expects_key = sign == "{"
        elif sign in "}]":
            seen.pop()
            expects_key = False
        elif sign == ",":
            expects_key = seen[-1] is not None
        elif expects_key:
            expects_key = False
            if json.loads(token[0]) == key:
                if seen[-1]:
                    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
                seen[-1] = True
    raise AssertionError(key)


def _join(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
