"""Where two results, sets or tables begin to differ."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from parindex.engine import NODE_COLUMNS, UNIT_COLUMNS, Leaf, Results
from parindex.publishing.package.contents import NODES_TABLE, RESULTS
from parindex.publishing.package.wording import Said

_NODE_VALUES = ("state", "points", "maximum", "sub_index")
_UNIT_VALUES = ("points", "maximum", "index", "exact", "rank", "class", "group")
_GROUP_VALUES = ("mean", "units", "ranked")


def first_difference(published: object, recomputed: object, place: str = "") -> tuple[str, object, object] | None:
    """Path and both values of the first difference between two JSON documents; None if they are equal."""
    if isinstance(published, dict) and isinstance(recomputed, dict):
        for key in sorted(published.keys() | recomputed.keys()):
            inside = f"{place}.{key}" if place else str(key)
            found = first_difference(published.get(key), recomputed.get(key), inside)
            if found is not None:
                return found
        return None
    if isinstance(published, list) and isinstance(recomputed, list):
        for number, (one, other) in enumerate(zip_longest(published, recomputed)):
            found = first_difference(one, other, f"{place}[{number}]")
            if found is not None:
                return found
        return None
    # True and 1 are equal to Python, not in a document.
    same = published == recomputed and type(published) is type(recomputed)
    return None if same else (place, published, recomputed)


def result_differences(published: bytes, recomputed: bytes, results: Results) -> Iterator[Said]:
    """The first difference between two results as bytes: a leaf's value before those that follow from it."""
    try:
        one = json.loads(published)
        mine = {unit["unit"]: unit for unit in one["units"]}
        groups = {group["group"]: group for group in one["groups"]}
        found = _unit_difference(mine, json.loads(recomputed), results) or _group_difference(
            groups, json.loads(recomputed)
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        found = None
    yield found or _bytes_differ(RESULTS, published, recomputed)


def _unit_difference(published: Mapping[str, Any], recomputed: Mapping[str, Any], results: Results) -> Said | None:
    leaves = [node.code for node in results.criteria_set.walk() if isinstance(node, Leaf)]
    branches = [node.code for node in results.criteria_set.walk() if not isinstance(node, Leaf)]
    for ours in recomputed["units"]:
        name = ours["unit"]
        theirs = published.get(name)
        if theirs is None:
            return Said("unit_missing", {"file": RESULTS, "unit": name})
        if theirs == ours:
            continue
        for code in (*leaves, *branches):
            values = theirs["nodes"].get(code, [])
            for value, one, other in zip_longest(_NODE_VALUES, values, ours["nodes"][code]):
                if one != other:
                    told = {"file": RESULTS, "unit": name, "node": code, "value": value or "?"}
                    return Said("node_value", {**told, "published": one, "recomputed": other})
        for value in _UNIT_VALUES:
            if theirs.get(value) != ours[value]:
                told = {"file": RESULTS, "unit": name, "value": value}
                return Said("value", {**told, "published": theirs.get(value), "recomputed": ours[value]})
    extra = sorted(published.keys() - {unit["unit"] for unit in recomputed["units"]})
    return Said("unit_extra", {"file": RESULTS, "unit": extra[0]}) if extra else None


def _group_difference(published: Mapping[str, Any], recomputed: Mapping[str, Any]) -> Said | None:
    for ours in recomputed["groups"]:
        theirs = published.get(ours["group"], {})
        for value in _GROUP_VALUES:
            if theirs.get(value) != ours[value]:
                told = {"file": RESULTS, "unit": f"({ours['group']})", "value": value}
                return Said("value", {**told, "published": theirs.get(value), "recomputed": ours[value]})
    return None


def _bytes_differ(name: str, published: bytes, recomputed: bytes) -> Said:
    pairs = enumerate(zip(published, recomputed, strict=False), start=1)
    place = next((number for number, (one, other) in pairs if one != other), None)
    return Said("written", {"file": name, "place": place or min(len(published), len(recomputed)) + 1})


def table_difference(name: str, published: Iterable[bytes], recomputed: Iterable[str]) -> Iterator[Said]:
    """The first line, and the value in it, in which a table differs from the recomputed one."""
    columns = NODE_COLUMNS if name == NODES_TABLE else UNIT_COLUMNS
    for number, (one, other) in enumerate(zip_longest(_lines(published), _lines_of(recomputed)), start=1):
        if one == other:
            continue
        yield _line_difference(name, number, columns, one or "", other or "")
        return


def _line_difference(name: str, number: int, columns: tuple[str, ...], one: str, other: str) -> Said:
    mine, theirs = _fields(one), _fields(other)
    if len(mine) == len(theirs) == len(columns) and mine[0] == theirs[0] and number > 1:
        keys = 2 if name == NODES_TABLE else 1
        for column, published, recomputed in zip(columns, mine, theirs, strict=True):
            if published != recomputed and columns.index(column) >= keys:
                told: dict[str, object] = {"file": name, "unit": mine[0], "value": column}
                told |= {"published": published, "recomputed": recomputed}
                if keys == 2 and mine[1]:
                    return Said("node_value", {**told, "node": mine[1]})
                return Said("value", told)
    return Said("line", {"file": name, "line": number, "published": one.rstrip(), "recomputed": other.rstrip()})


def _fields(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return []


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines of a file that comes in pieces."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for each in whole:
            yield each.decode("utf-8", "replace") + "\n"
    if rest:
        yield rest.decode("utf-8", "replace")


def _lines_of(lines: Iterable[str]) -> Iterator[str]:
    """The same cut of our own lines: a field may hold a line's end."""
    for text in lines:
        yield from (part + "\n" for part in text[:-1].split("\n"))
