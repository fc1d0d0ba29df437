"""Comparing two exchange documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parindex.criteria.compare.changes import Change, Kind
from parindex.criteria.compare.matching import Placed, match, out_of_order, placed
from parindex.criteria.compare.setting import set_changes
from parindex.criteria.compare.words import RuleText, Sentence, label_of, number, said, title_of
from parindex.engine.messages import Bilingual, Value
from parindex.engine.numbers import parse_decimal


@dataclass(frozen=True, slots=True)
class FieldPoints:
    """A field's maximum in both versions; None where the field does not exist or has a leaf without points."""

    code: str
    title: Bilingual
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs, in the order of the newer version."""

    changes: tuple[Change, ...]
    fields: tuple[FieldPoints, ...]
    before_total: Decimal
    after_total: Decimal
    before_leaves: int
    after_leaves: int

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.changes)

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind in kinds)

    def counts(self) -> dict[Kind, int]:
        """How many changes of each kind, in the order of the kinds, without those that do not occur."""
        numbers = {kind: len(self.of(kind)) for kind in Kind}
        return {kind: number for kind, number in numbers.items() if number}


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """What differs between two exchange documents. Never raises on drafts that lack something."""
    old, new = placed(before), placed(after)
    pairs = match(old, new)
    partner = {right: left for left, right in pairs.items()}
    shuffled = _shuffled(pairs)
    changes = [*set_changes(before, after)]
    for node in new.below():
        if node in partner:
            changes += _changes(partner[node], node, pairs, moved_inside=node in shuffled)
        elif node.parent in partner:
            changes.append(_whole(node, Kind.ADDED, partner))
    changes += [_whole(node, Kind.REMOVED, pairs) for node in old.below() if node not in pairs and node.parent in pairs]
    return Comparison(
        changes=tuple(changes),
        fields=tuple(_fields(old, new, pairs, partner)),
        before_total=points(old) or Decimal(0),
        after_total=points(new) or Decimal(0),
        before_leaves=sum(node.is_leaf for node in old.below()),
        after_leaves=sum(node.is_leaf for node in new.below()),
    )


def points(node: Placed) -> Decimal | None:
    """A leaf's maximum or the sum of what is known below; None where nothing is."""
    if node.is_leaf:
        return parse_decimal(str(node.form.get("max_points", "")))
    known = [value for value in map(points, node.children) if value is not None]
    return sum(known, Decimal(0)) if known else None


def _shuffled(pairs: Mapping[Placed, Placed]) -> set[Placed]:
    """The fewest nodes that changed places among the siblings that both versions have."""
    found: set[Placed] = set()
    for old, new in pairs.items():
        positions = {node: index for index, node in enumerate(new.children)}
        order = [positions[pairs[child]] for child in old.children if child in pairs and pairs[child] in positions]
        found |= {new.children[index] for index in out_of_order(order)}
    return found


def _whole(node: Placed, kind: Kind, matched: Mapping[Placed, Placed]) -> Change:
    """A node that came or went with what is below it; nodes that moved elsewhere tell of that themselves."""
    count = sum(1 for child in node.below() if child not in matched)
    values: dict[str, Value] = {
        "level": _level(node),
        "code": node.code,
        "title": title_of(node.form),
        "points": number(points(node)),
        "count": count,
    }
    return Change(kind, f"{kind.value}_branch" if count else kind.value, values, code=node.code)


def _level(node: Placed) -> Sentence:
    return said(f"level_{min(node.depth, 3)}")


def _changes(old: Placed, new: Placed, pairs: Mapping[Placed, Placed], *, moved_inside: bool) -> Iterator[Change]:
    """What changed about one node."""
    named: dict[str, Value] = {"code": new.code, "title": title_of(new.form), "level": _level(new)}

    def change(kind: Kind, key: str, before: Value = "", after: Value = "", **values: Value) -> Change:
        return Change(kind, key, named | {"old": before, "new": after} | values, before, after, new.code)

    if old.code != new.code:
        yield change(Kind.MOVED, "renumbered", old.code, new.code)
    if old.parent is None or pairs.get(old.parent) is not new.parent:
        yield change(Kind.MOVED, "moved", _place(old.parent), _place(new.parent))
    elif moved_inside:
        yield change(Kind.MOVED, "reordered", parent=_place(new.parent))
    for key, sentence in (("title", "renamed"), ("title_en", "renamed_en")):
        if _text(old, key) != _text(new, key):
            yield change(Kind.RENAMED, sentence, _text(old, key), _text(new, key))
    if old.is_leaf != new.is_leaf:
        yield change(Kind.RULE, "became_leaf" if new.is_leaf else "became_group")
    before, after = old.form.get("max_points") or None, new.form.get("max_points") or None
    if before != after and old.is_leaf == new.is_leaf:
        yield change(Kind.POINTS, "points" if new.is_leaf else "stated", number(before), number(after))
    if _text(old, "appraised_by") != _text(new, "appraised_by"):
        yield change(Kind.APPRAISER, "appraiser", _appraiser(old), _appraiser(new))
    if old.is_leaf and new.is_leaf:
        yield from _leaf_changes(old.form, new.form, change)
    if _text(old, "guidance") != _text(new, "guidance"):
        yield change(Kind.EVIDENCE, "guidance", _text(old, "guidance"), _text(new, "guidance"))


def _leaf_changes(old: Mapping[str, Any], new: Mapping[str, Any], change: Any) -> Iterator[Change]:
    if old.get("rule") != new.get("rule"):
        yield change(Kind.RULE, "rule", RuleText(old), RuleText(new))
    if (old.get("inputs") or []) != (new.get("inputs") or []):
        yield change(Kind.RULE, "inputs", _figures(old), _figures(new))
    for key, usual in (("source", "unit"), ("not_arising", "exclude")):
        before, after = old.get(key) or usual, new.get(key) or usual
        if before != after:
            yield change(Kind.RULE, key, label_of(key, before), label_of(key, after))
    if (old.get("evidence") or "") != (new.get("evidence") or ""):
        yield change(Kind.EVIDENCE, "evidence", str(old.get("evidence") or ""), str(new.get("evidence") or ""))
    required = bool(new.get("evidence_required"))
    if bool(old.get("evidence_required")) != required:
        yield change(Kind.EVIDENCE, "evidence_required" if required else "evidence_optional")


def _text(node: Placed, key: str) -> str:
    return str(node.form.get(key) or "")


def _place(parent: Placed | None) -> Value:
    return said("top") if parent is None or parent.depth == 0 else parent.code


def _appraiser(node: Placed) -> Value:
    own = _text(node, "appraised_by")
    return own or said("nobody" if node.depth == 1 else "above")


def _figures(form: Mapping[str, Any]) -> Value:
    labels = form.get("inputs") or []
    return tuple(
        said("figure", name=str(label.get("name", "")), title=title_of(label)) for label in labels
    ) or said("none")  # fmt: skip


def _fields(
    old: Placed, new: Placed, pairs: Mapping[Placed, Placed], partner: Mapping[Placed, Placed]
) -> Iterator[FieldPoints]:
    for node in new.children:
        before = partner.get(node)
        old_points = points(before) if before is not None and before.depth == 1 else None
        yield FieldPoints(node.code, title_of(node.form), old_points, points(node))
    for node in old.children:
        if node not in pairs or pairs[node].depth != 1:
            yield FieldPoints(node.code, title_of(node.form), points(node), None)
