"""Between the rows of a version and its exchange document: put together, take apart, one the inverse of the other.

The document's form is ``engine.read_set``'s. Rows keep what the author wrote, complete or not; a document that the
engine can read is always brought to its canonical form first, so that equal sets have equal bytes.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.engine import read_set, write_set

FORMAT = "parindex/criteria-set/1"

type Document = dict[str, Any]


class Malformed(ValueError):
    """A document that cannot even be kept as an incomplete draft; says what and where."""


def canonical(document: Document) -> Document:
    """The document as the engine writes it, if the engine can read it; else as it is."""
    reading = read_set(document)
    return document if reading.criteria_set is None else write_set(reading.criteria_set)


def canonical_text(document: Document) -> str:
    """The document as JSON text: keys sorted, no blanks, letters as they are. Equal documents give equal bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


# Rows → document --------------------------------------------------------------------------------------------------


def put_together(version: CriteriaSetVersion, nodes: Iterable[Node]) -> Document:
    """The exchange document of a version whose ``criteria_set`` is loaded, from all its nodes (removed ones aside)."""
    criteria_set = version.criteria_set
    document: Document = {"format": FORMAT, "code": criteria_set.code, "title": version.title}
    document |= _filled(title_en=version.title_en)
    document |= {"tier": criteria_set.tier_id, "year": criteria_set.year}
    if version.decision_number or version.decision_on:
        on = {"on": version.decision_on.isoformat()} if version.decision_on else {}
        document["decision"] = {"number": version.decision_number} | on
    if version.period_from and version.period_to:
        document["period"] = {"from": version.period_from.isoformat(), "to": version.period_to.isoformat()}
    if criteria_set.illustration:
        document["illustration"] = True
    document["policy"] = version.policy
    document |= _filled(bonus=version.bonus, penalty=version.penalty)
    return document | {"nodes": branch_of(nodes)}


def branch_of(nodes: Iterable[Node], parent_id: uuid.UUID | None = None) -> list[Document]:
    """The exchange form of everything under ``parent_id``; all nodes of the version are handed in, in any order."""
    children: dict[uuid.UUID | None, list[Node]] = {}
    for node in nodes:
        if node.removed_with is None:
            children.setdefault(node.parent_id, []).append(node)

    def written(parent: uuid.UUID | None) -> list[Document]:
        row = sorted(children.get(parent, []), key=lambda node: (node.position, node.code))
        return [leaf_form(node) if node.is_leaf else group_form(node) | {"children": written(node.pk)} for node in row]

    return written(parent_id)


def leaf_form(node: Node) -> Document:
    """A leaf's exchange form; what its author has not written yet is left out."""
    form: Document = {"code": node.code, "title": node.title}
    form |= _filled(title_en=node.title_en, max_points=node.max_points, source=node.source)
    form |= _filled(appraised_by=node.appraised_by, guidance=node.guidance)
    form |= _filled(not_arising=node.not_arising, evidence=node.evidence)
    form["evidence_required"] = node.evidence_required
    form |= _filled(inputs=node.inputs)
    if node.rule is not None:
        form["rule"] = node.rule
    return form


def group_form(node: Node) -> Document:
    """A group's exchange form without its children."""
    form: Document = {"code": node.code, "title": node.title}
    form |= _filled(title_en=node.title_en, max_points=node.max_points)
    return form | _filled(appraised_by=node.appraised_by, guidance=node.guidance)


def _filled(**values: Any) -> Document:
    return {key: value for key, value in values.items() if value}


# Document → rows --------------------------------------------------------------------------------------------------

HEADER = ("title", "title_en", "decision_number", "decision_on", "period_from", "period_to")
_LEAF_KEYS = frozenset({"source", "not_arising", "evidence", "evidence_required", "inputs", "rule"})
_GROUP_KEYS = frozenset({"code", "title", "title_en", "max_points", "appraised_by", "guidance", "children"})
_SET_KEYS = frozenset(
    [
        "format",
        "code",
        "title",
        "title_en",
        "tier",
        "year",
        "decision",
        "period",
        "illustration",
        "policy",
        "bonus",
        "penalty",
        "nodes",
    ]
)


def header_of(document: Document) -> dict[str, Any]:
    """The columns of a version that a document states: its title, decision, period, policy, bonus and penalty.

    Code, tier, year and the illustration mark belong to the set.

    :raises Malformed: something has not the form of the exchange document.
    """
    _known(document, _SET_KEYS, "")
    decision = _object(document.get("decision", {}), "decision")
    period = _object(document.get("period", {}), "period")
    return {
        "title": _text(document, "title", ""),
        "title_en": _text(document, "title_en", ""),
        "decision_number": _text(decision, "number", "decision"),
        "decision_on": _day(decision.get("on"), "decision.on"),
        "period_from": _day(period.get("from"), "period.from"),
        "period_to": _day(period.get("to"), "period.to"),
        "policy": _kept(_object(document.get("policy", {}), "policy"), "policy"),
        "bonus": _kept(_list(document.get("bonus", []), "bonus"), "bonus"),
        "penalty": _kept(_list(document.get("penalty", []), "penalty"), "penalty"),
    }


def take_apart(document: Document, version: CriteriaSetVersion, known: Mapping[str, Node] | None = None) -> list[Node]:
    """The unsaved nodes of a document, each parent before its children.

    :param known: by code, nodes whose identity goes on: an open page keeps its address, its next save finds it changed.
    :raises Malformed: something has not the form of the exchange document, or a code stands twice.
    """
    known = known or {}
    found: dict[str, Node] = {}

    def walk(forms: object, parent: Node | None, place: str) -> None:
        for position, form in enumerate(_list(forms, place)):
            node = _node(_object(form, f"{place}[{position}]"), f"{place}[{position}]", version, parent, position)
            if node.code in found:
                raise Malformed(f"{place}[{position}].code: “{node.code}” twice")
            before = known.get(node.code)
            if before is not None:
                node.pk, node.version = before.pk, before.version + 1
            found[node.code] = node
            if not node.is_leaf:
                walk(form["children"], node, f"{place}[{position}].children")

    walk(document.get("nodes", []), None, "nodes")
    return list(found.values())


def _node(form: Document, place: str, version: CriteriaSetVersion, parent: Node | None, position: int) -> Node:
    is_leaf = "children" not in form
    _known(form, (_GROUP_KEYS - {"children"}) | _LEAF_KEYS if is_leaf else _GROUP_KEYS, place)
    node = Node(set_version=version, parent=parent, position=position, is_leaf=is_leaf)
    node.code = _text(form, "code", place)
    if not 0 < len(node.code) <= 64:
        raise Malformed(f"{place}.code: 1–64")
    node.title, node.title_en = _text(form, "title", place), _text(form, "title_en", place)
    node.appraised_by, node.guidance = _text(form, "appraised_by", place), _text(form, "guidance", place)
    node.max_points = _number(form.get("max_points", ""), f"{place}.max_points")
    if not is_leaf:
        return node
    node.source = _text(form, "source", place) or "unit"
    node.not_arising = _text(form, "not_arising", place) or "exclude"
    node.evidence = _text(form, "evidence", place)
    node.evidence_required = bool(form.get("evidence_required", False))
    node.inputs = _kept(_list(form.get("inputs", []), f"{place}.inputs"), f"{place}.inputs")
    if form.get("rule") is not None:
        node.rule = _kept(_object(form["rule"], f"{place}.rule"), f"{place}.rule")
    return node


def _known(form: Document, keys: frozenset[str], place: str) -> None:
    for key in form:
        if key not in keys:
            raise Malformed(f"{place}.{key}?" if place else f"{key}?")


def _object(value: object, place: str) -> Document:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise Malformed(f"{place}: {{…}}")
    return value


def _list(value: object, place: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise Malformed(f"{place}: […]")
    return value


def _text(form: Document, key: str, place: str) -> str:
    value = form.get(key, "")
    if not isinstance(value, str) or "\0" in value:
        raise Malformed(f"{place}.{key}: “…”")
    return value


def _number(value: object, place: str) -> str:
    text = str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value
    if not isinstance(text, str) or len(text) > 60 or "\0" in text:
        raise Malformed(f"{place}: 0–9")
    return text


def _day(value: object, place: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Malformed(f"{place}: YYYY-MM-DD") from None


def _kept(value: Any, place: str) -> Any:
    """What may stand in a JSON column: exact numbers as text, never a float."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float) or (isinstance(value, str) and "\0" in value):
        raise Malformed(place)
    if isinstance(value, dict):
        return {str(key): _kept(item, f"{place}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_kept(item, f"{place}[{index}]") for index, item in enumerate(value)]
    return value
