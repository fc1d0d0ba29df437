"""The tree of a draft: every change of a node. All lock the version first, so that they follow each other."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from parindex.criteria.codes import next_code, numbered, recoded
from parindex.criteria.drafts import known_node, open_draft
from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.criteria.queries.tree import Tree, tree_of
from parindex.kernel.changes import demand_fresh, differences, differing, fact, put
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account

#: Columns that the editor states; of a group only those of ``GROUP``.
GROUP = ("code", "title", "title_en", "max_points", "guidance", "appraised_by")
LEAF = (*GROUP, "source", "not_arising", "evidence", "evidence_required", "inputs", "rule")
#: What a node has as soon as it gives no points itself.
_NO_POINTS: dict[str, Any] = {
    "is_leaf": False,
    "max_points": "",
    "source": "",
    "not_arising": "",
    "evidence": "",
    "evidence_required": False,
    "inputs": [],
    "rule": None,
}
_NEW_LEAF: dict[str, Any] = {"is_leaf": True, "source": "unit", "not_arising": "exclude"}
MAX_NODES, MAX_DEPTH = 5_000, 20


@action
def add_node(
    version: CriteriaSetVersion,
    *,
    id: uuid.UUID,
    parent: uuid.UUID | None,
    after: uuid.UUID | None = None,
    is_leaf: bool,
    code: str = "",
    title: str,
    max_points: str = "",
    by: Account | None,
    at: datetime,
) -> Node:
    """A new node under ``parent`` (None: a field), behind the sibling ``after`` or at the end.

    :param id: made by the form; sent again, it gives the node that it made.
    :param code: empty takes the next one in the parent's series.
    :raises Refused: the code is taken, or the parent gives points itself.
    """
    version = open_draft(version.pk, by=by, at=at)
    before = Node.objects.filter(pk=id, set_version=version).first()
    if before is not None:
        return before
    tree = tree_of(version)
    _demand_room(tree, parent, 1, 1)
    if parent is not None:
        _make_group(known_node(tree, parent))
    code = code or next_code(tree, parent)
    _demand_free_code(tree, code)
    columns = _NEW_LEAF | {"max_points": max_points} if is_leaf else {"is_leaf": False}
    node = Node(id=id, set_version=version, parent_id=parent, position=0, code=code, title=title, **columns)
    _insert(tree, node, after)
    record("criteria.node_added", version, by=by, at=at, facts={"code": code, "title": title})
    return node


@action
def edit_node(node: Node, *, row_version: int, values: Mapping[str, Any], by: Account | None, at: datetime) -> Node:
    """Changes what is stated of a node: ``values`` holds columns of ``LEAF`` or ``GROUP``, and maybe ``is_leaf``. A
    leaf that becomes a group loses its scoring; a group becomes a leaf only when nothing is below it.

    :raises Stale: somebody saved the node since; carries the columns that differ.
    """
    version = open_draft(node.set_version_id, by=by, at=at)
    tree = tree_of(version)
    row = tree.row(known_node(tree, node.pk).pk)
    node = row.node
    is_leaf = bool(values.get("is_leaf", node.is_leaf))
    wanted = {name: value for name, value in values.items() if name in (LEAF if is_leaf else GROUP)}
    if is_leaf and not node.is_leaf:
        if row.child_count:
            raise Refused(_("Other criteria stand below this one: only they give points."), field="is_leaf")
        wanted = _NEW_LEAF | wanted
    elif node.is_leaf and not is_leaf:
        wanted = _NO_POINTS | wanted
    wanted = differing(node, wanted)
    if not wanted:
        return node
    demand_fresh(node, row_version, wanted)
    if "code" in wanted:
        _demand_free_code(tree, wanted["code"])
        _rename_in_policy(version, {node.code: wanted["code"]})
    told = differences(node, wanted)
    put(node, wanted)
    record("criteria.node_edited", version, by=by, at=at, facts={"node": node.code, **told})
    return node


@action
def move_node(
    node: Node, *, parent: uuid.UUID | None, after: uuid.UUID | None, by: Account | None, at: datetime
) -> None:
    """Puts a node with all below it under ``parent`` (None: among the fields), behind ``after`` (None: first).

    :raises Refused: the place is inside the node itself, gives points itself, or is gone.
    """
    version = open_draft(node.set_version_id, by=by, at=at)
    tree = tree_of(version)
    row = tree.row(known_node(tree, node.pk).pk)
    below = tree.below(row)
    if parent is not None:
        target = known_node(tree, parent)
        if parent == node.pk or any(inner.node.pk == parent for inner in below):
            raise Refused(_("A criterion cannot be moved below itself."), field="parent")
        depth = max((inner.level for inner in below), default=row.level) - row.level + 1
        _demand_room(tree, parent, 0, depth)
        _make_group(target)
    siblings = [r.node for r in tree.rows if r.node.parent_id == parent and r.node.pk != node.pk]
    before = [r.node.pk for r in tree.rows if r.node.parent_id == row.node.parent_id]
    place = next((i + 1 for i, sibling in enumerate(siblings) if sibling.pk == after), 0)
    order = [*siblings[:place], row.node, *siblings[place:]]
    if row.node.parent_id == parent and [sibling.pk for sibling in order] == before:
        return
    from_code = next((r.node.code for r in tree.rows if r.node.pk == row.node.parent_id), "")
    to_code = next((r.node.code for r in tree.rows if r.node.pk == parent), "")
    row.node.parent_id = parent
    row.node.save(update_fields=["parent"])
    _number(order)
    facts: dict[str, Fact] = {
        "node": row.node.code,
        "parent": [from_code, to_code],
        "position": order.index(row.node) + 1,
    }
    record("criteria.node_moved", version, by=by, at=at, facts=facts)


@action
def duplicate_node(node: Node, *, id: uuid.UUID, by: Account | None, at: datetime) -> Node:
    """A copy of a node with all below it, right behind it, under codes that are free.

    :param id: made by the form; sent again, it gives the copy that it made.
    """
    version = open_draft(node.set_version_id, by=by, at=at)
    before = Node.objects.filter(pk=id, set_version=version).first()
    if before is not None:
        return before
    tree = tree_of(version)
    row = tree.row(known_node(tree, node.pk).pk)
    sources = [row.node, *(inner.node for inner in tree.below(row))]
    _demand_room(tree, row.node.parent_id, len(sources), 0)
    codes = recoded(tree, row, next_code(tree, row.node.parent_id))
    ids = {source.pk: uuid.uuid5(id, source.code) for source in sources} | {row.node.pk: id}
    copies = [_copied(source, ids, codes) for source in sources]
    copies[0].parent_id = row.node.parent_id
    _insert(tree, copies[0], row.node.pk)
    Node.objects.bulk_create(copies[1:])
    facts: dict[str, Fact] = {"node": row.node.code, "copy": copies[0].code, "nodes": len(copies)}
    record("criteria.node_duplicated", version, by=by, at=at, facts=facts)
    return copies[0]


@action
def remove_node(node: Node, *, by: Account | None, at: datetime) -> int:
    """Takes a node and all below it out of the draft; :func:`restore_node` brings them back until the issue.

    :return: how many nodes went; 0 if it was gone already.
    """
    version = open_draft(node.set_version_id, by=by, at=at)
    tree = tree_of(version)
    if not any(row.node.pk == node.pk for row in tree.rows):
        return 0
    row = tree.row(node.pk)
    gone = [row.node.pk, *(inner.node.pk for inner in tree.below(row))]
    Node.objects.filter(pk__in=gone).update(removed_with=node.pk, removed_at=at)
    facts: dict[str, Fact] = {"node": row.node.code, "title": row.node.title, "nodes": len(gone)}
    record("criteria.node_removed", version, by=by, at=at, facts=facts)
    return len(gone)


@action
def restore_node(node: Node, *, by: Account | None, at: datetime) -> int:
    """Brings a removed node back with all that went with it; among the fields, if its parent is gone too.

    :return: how many nodes came back; 0 if it was there already.
    :raises Refused: one of its codes was given to another node meanwhile.
    """
    version = open_draft(node.set_version_id, by=by, at=at)
    tree = tree_of(version)
    back = [candidate for candidate in tree.nodes if candidate.removed_with == node.pk]
    if not back:
        return 0
    for candidate in back:
        _demand_free_code(tree, candidate.code)
    Node.objects.filter(pk__in=[candidate.pk for candidate in back]).update(removed_with=None, removed_at=None)
    root = next(candidate for candidate in back if candidate.pk == node.pk)
    if root.parent_id is not None and not any(row.node.pk == root.parent_id for row in tree.rows):
        Node.objects.filter(pk=root.pk).update(parent=None)
    facts: dict[str, Fact] = {"node": root.code, "title": root.title, "nodes": len(back)}
    record("criteria.node_restored", version, by=by, at=at, facts=facts)
    return len(back)


@action
def assign_appraisers(
    version: CriteriaSetVersion,
    *,
    appraisers: Mapping[uuid.UUID, tuple[int, str]],
    by: Account | None,
    at: datetime,
) -> int:
    """Sets who appraises, for several nodes at once: node → (its row version, the unit's code; empty inherits).

    :return: how many nodes changed.
    :raises Stale: one of the nodes was saved since.
    """
    version = open_draft(version.pk, by=by, at=at)
    told: dict[str, Fact] = {}
    for row in tree_of(version).rows:
        row_version, code = appraisers.get(row.node.pk, (0, row.node.appraised_by))
        wanted = differing(row.node, {"appraised_by": code})
        if wanted:
            demand_fresh(row.node, row_version, wanted)
            told[row.node.code] = [row.node.appraised_by, code]
            put(row.node, wanted)
    if told:
        record("criteria.appraisers_assigned", version, by=by, at=at, facts=told)
    return len(told)


@action
def renumber_codes(version: CriteriaSetVersion, *, by: Account | None, at: datetime) -> int:
    """Gives every node the code of its place (1, 1.1, 1.1.1); tie-breaks in the policy follow.

    :return: how many codes changed.
    """
    version = open_draft(version.pk, by=by, at=at)
    tree = tree_of(version)
    wanted = {row.node.pk: code for row, code in numbered(tree) if row.node.code != code}
    nodes = [row.node for row in tree.rows if row.node.pk in wanted]
    told = {node.code: fact(wanted[node.pk]) for node in nodes}
    # Codes are unique at every moment: first out of the way, then to their places.
    for number, node in enumerate(nodes):
        node.code = f"~{number}~"
    Node.objects.bulk_update(nodes, ["code"])
    for node in nodes:
        node.code, node.version = wanted[node.pk], node.version + 1
    Node.objects.bulk_update(nodes, ["code", "version"])
    if told:
        _rename_in_policy(version, {old: str(new) for old, new in told.items()})
        record("criteria.codes_renumbered", version, by=by, at=at, facts={"codes": told})
    return len(told)


def _demand_room(tree: Tree, parent: uuid.UUID | None, nodes: int, depth: int) -> None:
    level = 0 if parent is None else next((row.level for row in tree.rows if row.node.pk == parent), 0)
    if len(tree.rows) + nodes > MAX_NODES:
        raise Refused(_("A criteria set holds at most %(count)s nodes.") % {"count": number_format(MAX_NODES)})
    if level + depth > MAX_DEPTH:
        raise Refused(_("A tree has at most %(count)s levels.") % {"count": MAX_DEPTH}, field="parent")


def _demand_free_code(tree: Tree, code: str) -> None:
    if any(row.node.code == code for row in tree.rows):
        raise Refused(_("The code “%(code)s” is taken in this version.") % {"code": code}, field="code")


def _make_group(parent: Node) -> None:
    """What gets children gives no points itself: only what its author has not scored yet becomes a group by itself."""
    if not parent.is_leaf:
        return
    if parent.rule is not None or parent.max_points:
        raise Refused(
            _("“%(node)s” gives points itself. Make it a group first, then add criteria below it.") % {"node": parent},
            field="parent",
        )
    put(parent, _NO_POINTS)


def _insert(tree: Tree, node: Node, after: uuid.UUID | None) -> None:
    """Saves a new node behind ``after``, or at the end."""
    siblings = [row.node for row in tree.rows if row.node.parent_id == node.parent_id]
    place = next((i + 1 for i, sibling in enumerate(siblings) if sibling.pk == after), len(siblings))
    node.position = place
    node.save(force_insert=True)
    _number([*siblings[:place], node, *siblings[place:]])


def _number(siblings: Sequence[Node]) -> None:
    moved = []
    for position, sibling in enumerate(siblings):
        if sibling.position != position:
            sibling.position = position
            moved.append(sibling)
    Node.objects.bulk_update(moved, ["position"])


def _copied(source: Node, ids: Mapping[uuid.UUID, uuid.UUID], codes: Mapping[uuid.UUID, str]) -> Node:
    columns: Iterable[str] = (*LEAF, "is_leaf", "position")
    copy = Node(
        id=ids[source.pk], set_version_id=source.set_version_id, parent_id=ids.get(source.parent_id or source.pk)
    )
    for name in columns:
        setattr(copy, name, getattr(source, name))
    copy.code = codes[source.pk]
    return copy


def _rename_in_policy(version: CriteriaSetVersion, codes: Mapping[str, str]) -> None:
    """Tie-breaks name nodes by code: they follow."""
    breaks = version.policy.get("tie_break") or []
    renamed = [codes.get(code, code) for code in breaks]
    if renamed != breaks:
        put(version, {"policy": {**version.policy, "tie_break": renamed}})
