"""Codes of nodes: the next one in a series, those of a copy, those that follow from the places in the tree."""

import uuid
from collections.abc import Iterator

from parindex.criteria.queries.tree import Row, Tree


def next_code(tree: Tree, parent: uuid.UUID | None) -> str:
    """The first free code behind the last sibling: 1.3 after 1.1 and 1.2; 8 after seven fields."""
    taken = {row.node.code for row in tree.rows}
    siblings = [row.node.code for row in tree.rows if row.node.parent_id == parent]
    above = next((row.node.code for row in tree.rows if row.node.pk == parent), "")
    prefix = f"{above}." if above else ""
    numbers = [int(last) for code in siblings if (last := code.rpartition(".")[2]).isdecimal()]
    number = max(numbers, default=0) + 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def recoded(tree: Tree, row: Row, code: str) -> dict[uuid.UUID, str]:
    """Codes for a copy of ``row`` and all below it: the old prefix gives way to ``code``; what is taken gets a tail."""
    taken = {other.node.code for other in tree.rows}
    codes: dict[uuid.UUID, str] = {}
    for inner in (row, *tree.below(row)):
        tail = inner.node.code.removeprefix(row.node.code) if inner is not row else ""
        wanted = f"{code}{tail if tail.startswith('.') else ''}"
        free, number = wanted, 1
        while free in taken:
            number += 1
            free = f"{wanted[:56]}-{number}"
        taken.add(free)
        codes[inner.node.pk] = free
    return codes


def numbered(tree: Tree) -> Iterator[tuple[Row, str]]:
    """Every row with the code of its place: 1, 1.1, 1.1.1, …"""
    counters: list[int] = []
    for row in tree.rows:
        del counters[row.level :]
        if len(counters) < row.level:
            counters.append(0)
        counters[-1] += 1
        yield row, ".".join(map(str, counters))
