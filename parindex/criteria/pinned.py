"""An issued version as rounds use it: read and laid out once per process, because what was issued never changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parindex.criteria.models import CriteriaSetVersion
from parindex.engine import CriteriaSet, Leaf, Node, read_set_json

#: Sets in use at one time by one process: a province has few, each takes about a megabyte.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class PinnedNode:
    """A node of a pinned set where it stands."""

    node: Node
    code: str
    #: 1 for a field.
    level: int
    #: From the field down to the node's parent.
    path: tuple[str, ...]
    maximum: Decimal
    #: Code of the unit that the set names, the node's own or the nearest ancestor's; empty if nobody.
    appraiser: str
    #: Place in the author's order, from 0.
    position: int

    @property
    def field(self) -> str:
        """Code of the field that it belongs to (its own, for a field)."""
        return self.path[0] if self.path else self.code

    @property
    def is_leaf(self) -> bool:
        return isinstance(self.node, Leaf)

    @property
    def leaf(self) -> Leaf:
        """:raises TypeError: it is no leaf."""
        if not isinstance(self.node, Leaf):
            raise TypeError(self.code)
        return self.node

    def title(self, language: str | None) -> str:
        """The title in that language, where its author gave one."""
        return (self.node.title_en if language == "en" else "") or self.node.title


@dataclass(frozen=True, slots=True)
class PinnedSet:
    """An issued set ready for use."""

    criteria_set: CriteriaSet
    sha256: str
    #: Every node by code, each parent before its children, in the author's order.
    nodes: Mapping[str, PinnedNode]

    def leaves(self) -> Iterator[PinnedNode]:
        """The leaves in the author's order."""
        return (node for node in self.nodes.values() if node.is_leaf)

    def below(self, code: str) -> Iterator[PinnedNode]:
        """The leaves of a node; the leaf itself for a leaf."""
        return (leaf for leaf in self.leaves() if leaf.code == code or code in leaf.path)


def pinned(version: CriteriaSetVersion) -> PinnedSet:
    """The set of an issued version. Costs no query and no parsing once this process has read it.

    ``version`` needs its ``sha256`` alone: the document is fetched when it is needed.
    """
    return _pinned(version.sha256)


@lru_cache(maxsize=_KEPT)
def _pinned(sha256: str) -> PinnedSet:
    # Two versions with the same hash have the same document: either will do.
    text = CriteriaSetVersion.objects.filter(sha256=sha256).order_by("pk").values_list("document", flat=True)[0]
    criteria_set = read_set_json(text).criteria_set
    if criteria_set is None:
        raise LookupError(f"the issued document {sha256} cannot be read")
    nodes: dict[str, PinnedNode] = {}

    def lay(node: Node, path: tuple[str, ...], appraiser: str) -> None:
        appraiser = node.appraised_by or appraiser
        found = PinnedNode(node, node.code, len(path) + 1, path, node.max_points, appraiser, len(nodes))
        nodes[node.code] = found
        for child in node.children:
            lay(child, (*path, node.code), appraiser)

    for field in criteria_set.nodes:
        lay(field, (), "")
    return PinnedSet(criteria_set, sha256, nodes)
