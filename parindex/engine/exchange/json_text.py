"""JSON text of a set: read without floats, refused when ambiguous, and with the line of every fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from parindex.engine.exchange.cursor import clip
from parindex.engine.exchange.reading import read_set
from parindex.engine.faults import Fault, Reading
from parindex.engine.messages import say

MAX_BYTES = 20_000_000
_DEEPEST = 200


class _Ambiguous(ValueError):
    def __init__(self, key: str) -> None:
        self.key = key


def parse_json(data: bytes | str) -> tuple[object, tuple[Fault, ...]]:
    """The document, its numbers exact (``int`` or ``Decimal``), or the one fault that keeps it from being JSON."""
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None, (Fault(say("not_utf8")),)
    else:
        text = data.removeprefix("\ufeff")
    if len(text) > MAX_BYTES:
        return None, (Fault(say("file_too_large", limit=MAX_BYTES // 1_000_000)),)
    if _depth(text) > _DEEPEST:
        return None, (Fault(say("too_deep", limit=_DEEPEST)),)
    try:
        document = json.loads(
            text, parse_float=Decimal, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        return None, (Fault(say("not_json", detail=error.msg), row=error.lineno, column=str(error.colno)),)
    except _Ambiguous as error:
        return None, (Fault(say("duplicate_key", key=clip(error.key))),)
    return document, ()


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
    known = dict(_places(text.removeprefix("\ufeff")))
    spots = []
    for place in places:
        while place and place not in known:
            place = re.sub(r"(?:\.?[^.\[\]]+|\[\d+\])$", "", place)
        spots.append(known.get(place, (1, 1)))
    return spots


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
        if token[0] in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in "}]":
            depth -= 1
    return deepest


def _places(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Path → line and column, for every value of a valid JSON text."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    line = 0
    stack: list[tuple[str, str | int]] = []  # path of the container, key or index of the value that comes next
    expects_key = False
    for token in _TOKEN.finditer(text):
        while line + 1 < len(starts) and starts[line + 1] <= token.start():
            line += 1
        here = (line + 1, token.start() - starts[line] + 1)
        word = token[0]
        if word in "}]":
            stack.pop()
            expects_key = False
        elif word == ",":
            path, last = stack[-1]
            expects_key = isinstance(last, str)
            if isinstance(last, int):
                stack[-1] = (path, last + 1)
        elif word == ":":
            expects_key = False
        elif expects_key:
            stack[-1] = (stack[-1][0], json.loads(word))
        else:
            place = _join(*stack[-1]) if stack else ""
            yield place, here
            if word in "{[":
                stack.append((place, "" if word == "{" else 0))
                expects_key = word == "{"


def _join(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
