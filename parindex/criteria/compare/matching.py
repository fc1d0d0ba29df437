"""Which node of one version is which of the other: by code and title, so that a renumbered list stays readable."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parindex.kernel.text import fold

type Form = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Placed:
    """A node of a document where it stands; the document itself is the root, at depth 0."""

    form: Form
    depth: int = 0
    parent: Placed | None = None
    children: list[Placed] = field(default_factory=list)

    @property
    def code(self) -> str:
        return str(self.form.get("code", ""))

    @property
    def is_leaf(self) -> bool:
        return self.depth > 0 and "children" not in self.form

    def below(self) -> Iterator[Placed]:
        """Everything under this node, each parent before its children."""
        for child in self.children:
            yield child
            yield from child.below()


def placed(document: Form) -> Placed:
    """The document as a root with all its nodes."""
    root = Placed(document)

    def grow(parent: Placed, forms: Sequence[Form]) -> None:
        for form in forms:
            node = Placed(form, parent.depth + 1, parent)
            parent.children.append(node)
            grow(node, form.get("children") or [])

    grow(root, document.get("nodes") or [])
    return root


def match(before: Placed, after: Placed) -> dict[Placed, Placed]:
    """Older node → the same in the newer version; the roots match.

    The same code and title first; then a title that stands only once on either side (its code changed); then the
    same code (its title changed).
    """
    found = {before: after}
    taken = {after}

    def pair(key: Callable[[Placed], Hashable | None]) -> None:
        left, right = _once(before, key, found.keys()), _once(after, key, taken)
        for value, node in left.items():
            if value in right:
                found[node] = right[value]
                taken.add(right[value])

    pair(lambda node: (node.code, _title(node)))
    pair(lambda node: (_title(node), node.is_leaf) if _title(node) else None)
    pair(lambda node: node.code)
    return found


def _once(root: Placed, key: Callable[[Placed], Hashable | None], gone: Any) -> dict[Hashable, Placed]:
    """Key → the only node that has it, among those not matched yet."""
    seen: dict[Hashable, list[Placed]] = {}
    for node in root.below():
        value = key(node)
        if node not in gone and value is not None:
            seen.setdefault(value, []).append(node)
    return {value: nodes[0] for value, nodes in seen.items() if len(nodes) == 1}


def _title(node: Placed) -> str:
    return fold(str(node.form.get("title") or ""))


def out_of_order(order: Sequence[int]) -> set[int]:
    """The fewest values that must move so that the others stand in rising order (all different)."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for value in order:
        length = bisect_left(tails, value)
        before[value] = tails[length - 1] if length else None
        tails[length : length + 1] = [value]
    kept: set[int] = set()
    value_or_none: int | None = tails[-1] if tails else None
    while value_or_none is not None:
        kept.add(value_or_none)
        value_or_none = before[value_or_none]
    return set(order) - kept
