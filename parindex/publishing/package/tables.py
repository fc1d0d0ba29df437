"""The two result tables as CSV lines: of ``parindex score`` and of the package alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched

from parindex.engine import NODE_COLUMNS, UNIT_COLUMNS, Results, UnitResult
from parindex.engine.numbers import Language

_LINES_AT_ONCE = 2_000


def unit_lines(results: Results) -> Iterator[str]:
    """``results.csv``: every unit under the heading."""
    yield line(UNIT_COLUMNS)
    yield from map(line, results.unit_rows())


def node_lines(
    results: Results, language: Language, units: Sequence[UnitResult] | None = None, headed: bool = True
) -> Iterator[str]:
    """``nodes.csv``: every node of every unit (of ``units``, in their order) with its reason. Put together here: the
    library's writer looks twice at every letter of every reason."""
    if headed:
        yield line(NODE_COLUMNS)
    for unit, node, points, maximum, sub_index, reason in results.rows(language, units):
        yield f"{field(unit)},{field(node)},{points},{maximum},{sub_index},{field(reason)}\n"


def line(fields: Iterable[str]) -> str:
    """One line with its end."""
    return ",".join(map(field, fields)) + "\n"


def field(text: str) -> str:
    """A text as it stands in a line, quoted where it holds a mark that has a meaning there."""
    if '"' in text:
        text = text.replace('"', '""')
    elif "," not in text and "\n" not in text and "\r" not in text:
        return text
    return f'"{text}"'


def chunks(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines as bytes, many at once."""
    for some in batched(lines, _LINES_AT_ONCE):
        yield "".join(some).encode()
