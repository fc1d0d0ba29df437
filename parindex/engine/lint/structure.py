"""The tree: codes, titles, sums, appraisers, evidence, labels of inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from parindex.engine.formula import KEYWORDS
from parindex.engine.lint.notes import ADVICE, BLOCKS, ERROR, Notes, Spot
from parindex.engine.lint.rules import check_rule
from parindex.engine.messages import Message, say
from parindex.engine.rules.inputs import implied_inputs, name_places
from parindex.engine.rules.kinds import Formula, Survey
from parindex.engine.tree import Branch, CriteriaSet, InputType, Leaf, Node, Source

RESERVED = frozenset({"points", "not_arising", "excluded", "reason", "bonus", "penalty", "deduction", "choice"})
"""Names that figures use for something else."""

_UNAPPRAISED = frozenset({Source.SURVEY, Source.SATISFACTION, Source.ROUND})
"""Sources whose value comes from a computation that nobody appraises."""

_FULL = Decimal(100)


def check_structure(criteria_set: CriteriaSet, notes: Notes) -> None:
    """Everything about the tree and its leaves."""
    whole = notes.at("")
    if not criteria_set.title.strip():
        notes.at("title").note(BLOCKS, "set_without_title")
    if not criteria_set.tier.strip():
        notes.at("tier").note(BLOCKS, "set_without_tier")
    if not criteria_set.nodes:
        notes.at("nodes").note(ERROR, "no_nodes")
    else:
        total = criteria_set.max_points
        if total != _FULL:
            whole.note(ADVICE, "total_not_100", total=total)
    seen: dict[str, str] = {}
    _check_nodes(criteria_set.nodes, notes.at("nodes"), seen, "")


def _check_nodes(nodes: Sequence[Node], spot: Spot, seen: dict[str, str], appraiser: str) -> None:
    for number, node in enumerate(nodes):
        here = spot.notes.at(f"{spot.place}[{number}]", node.code)
        if node.code in seen:
            here.inside("code").note(ERROR, "duplicate_code", code=node.code, first=seen[node.code])
        else:
            seen[node.code] = node.title or here.place
        if not node.title.strip():
            here.inside("title").note(BLOCKS, "empty_title", code=node.code)
        responsible = node.appraised_by or appraiser
        if isinstance(node, Branch):
            _check_branch(node, here)
            _check_nodes(node.children, here.inside("children"), seen, responsible)
        else:
            _check_leaf(node, here, responsible)


def check_leaf_rule(leaf: Leaf, spot: Spot) -> None:
    """The rule and the inputs of one leaf; ``spot`` stands at the leaf."""
    check_rule(leaf, spot.inside("rule"))
    _check_inputs(leaf, spot)


def _check_branch(branch: Branch, spot: Spot) -> None:
    if not branch.children:
        spot.inside("children").note(ERROR, "empty_branch", code=branch.code)
    elif branch.stated_max is not None and branch.stated_max != branch.max_points:
        spot.inside("max_points").note(
            ERROR, "sum_mismatch", code=branch.code, stated=branch.stated_max, total=branch.max_points
        )


def _check_leaf(leaf: Leaf, spot: Spot, appraiser: str) -> None:
    if leaf.max_points == 0:
        spot.inside("max_points").note(BLOCKS, "no_points", code=leaf.code)
    if not appraiser and leaf.source not in _UNAPPRAISED:
        spot.inside("appraised_by").note(BLOCKS, "missing_appraiser", code=leaf.code)
    if leaf.evidence_required and not leaf.evidence.strip():
        spot.inside("evidence").note(BLOCKS, "evidence_unnamed", code=leaf.code)
    if isinstance(leaf.rule, Survey) and not leaf.rule.questions:
        spot.inside("rule.questions").note(BLOCKS, "survey_without_questions", code=leaf.code)
    if leaf.source is Source.SURVEY and not isinstance(leaf.rule, Survey):
        spot.inside("rule.kind").note(ADVICE, "survey_without_survey_rule", code=leaf.code)
    if leaf.source is not Source.SURVEY and isinstance(leaf.rule, Survey):
        spot.inside("source").note(ADVICE, "survey_rule_elsewhere", code=leaf.code)
    check_leaf_rule(leaf, spot)


def _check_inputs(leaf: Leaf, spot: Spot) -> None:
    """Names used in the rule and labels given to them."""
    rule = spot.inside("rule")
    used = name_places(leaf)
    for name, place in _repeated(used):
        rule.inside(place).note(ERROR, "input_used_twice", name=name)
    first: dict[str, str] = {}
    for name, place in used:
        first.setdefault(name, place)
    for name, place in first.items():
        if not name:
            rule.inside(place).note(ERROR, "input_without_name")
        elif name in RESERVED:
            rule.inside(place).note(ERROR, "reserved_name", name=name)
    labels = tuple((label.name, f"inputs[{number}]") for number, label in enumerate(leaf.inputs))
    for name, place in _repeated(labels):
        spot.inside(place).note(ERROR, "duplicate_label", name=name)
    implied = {name: kind for name, kind, _ in implied_inputs(leaf)}
    for number, label in enumerate(leaf.inputs):
        here = spot.inside(f"inputs[{number}]")
        if label.name in KEYWORDS and isinstance(leaf.rule, Formula):
            here.note(ERROR, "reserved_name", name=label.name)
        elif label.name not in implied:
            here.note(ADVICE, "unused_label", name=label.name)
        elif label.type is not None and label.type not in _ALLOWED[implied[label.name]]:
            allowed = tuple(map(_called, _ALLOWED[implied[label.name]]))
            here.inside("type").note(ERROR, "label_type", name=label.name, type=_called(label.type), allowed=allowed)
    if isinstance(leaf.rule, Formula) and leaf.inputs:
        declared = {label.name for label in leaf.inputs}
        for name, place in used:
            if name not in declared:
                rule.inside(place).note(ERROR, "unknown_name", name=name, allowed=(*sorted(declared), "max_points"))


def _called(kind: InputType) -> Message:
    """A type in the words of the page where an author chooses it."""
    return say(f"input_type_{kind.value}")


def _repeated(named: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each name that stands more than once, with the place where it stands again."""
    again: dict[str, str] = {}
    seen: set[str] = set()
    for name, place in named:
        if name in seen:
            again.setdefault(name, place)
        seen.add(name)
    yield from again.items()


_NUMBERS = (InputType.COUNT, InputType.NUMBER, InputType.SHARE)

_ALLOWED: dict[InputType, tuple[InputType, ...]] = {
    InputType.NUMBER: _NUMBERS,
    InputType.COUNT: (InputType.COUNT, InputType.NUMBER),
    InputType.SHARE: (InputType.SHARE,),
    InputType.CHOICE: (InputType.CHOICE,),
    InputType.CONDITION: (InputType.CONDITION,),
    InputType.POINTS: (InputType.POINTS,),
}
"""What the rule implies → what a label may narrow or widen it to."""
