"""The leaves of a pinned set as a form shows them: worked out once per process and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from parindex.assessments.claims import asked_of, language
from parindex.criteria.describe import Description, describe_leaf
from parindex.criteria.models import CriteriaSetVersion
from parindex.criteria.pinned import PinnedNode, PinnedSet, pinned
from parindex.engine import Leaf, leaf_inputs, write_set
from parindex.engine.numbers import Language

#: Sets in two languages that one process keeps; issued versions never change, so that nothing grows old here.
_KEPT = 64
_known: dict[tuple[str, Language], Mapping[str, "LeafText"]] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a choice, with what it is worth in words."""

    code: str
    title: str
    worth: str


@dataclass(frozen=True, slots=True)
class Input:
    """One input that a leaf asks for. ``kind``: count, number, share, points, choice, condition, text (a reason)."""

    name: str
    kind: str
    title: str
    unit: str
    options: tuple[Choice, ...]

    @property
    def is_figure(self) -> bool:
        """Typed as a number."""
        return self.kind not in {"choice", "condition", "text"}

    def said(self, text: str) -> str:
        """A value as it is kept, in words: an option's title, yes or no, a number with the page's decimal mark."""
        if self.kind == "condition":
            return {"yes": _("yes"), "no": _("no")}.get(text, text)
        if self.is_figure:
            return text.replace(".", str(get_format("DECIMAL_SEPARATOR")))
        return next((option.title for option in self.options if option.code == text), text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A node above leaves: a field or criterion."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class LeafText:
    """What the set says of a leaf, in the page's language."""

    code: str
    title: str
    #: From the field down to the leaf's parent.
    above: tuple[Heading, ...]
    maximum: Decimal
    #: Who gives the value: ``engine.Source``; and the code of the unit that appraises it.
    source: str
    appraiser: str
    rule: Description
    guidance: str
    evidence: str
    evidence_required: bool
    #: What a claim that nothing arose comes to: exclude, full_points or zero.
    not_arising: str
    inputs: tuple[Input, ...]

    @property
    def is_choice(self) -> bool:
        """One of several options is chosen: they say by themselves what each is worth."""
        return any(each.kind == "choice" for each in self.inputs)

    @property
    def lists_inputs(self) -> bool:
        """The rule's lines are nothing but the conditions that the form asks for anyhow."""
        return [case for case, _worth in self.rule.lines] == [each.title for each in self.inputs]

    @property
    def field(self) -> str:
        """Code of its field."""
        return self.above[0].code if self.above else self.code


def page_language() -> Language:
    """The engine's language for the page's."""
    return language()


def leaf_texts(version: CriteriaSetVersion) -> Mapping[str, LeafText]:
    """Every leaf of an issued version by code, in the author's order."""
    key = version.sha256, language()
    if key not in _known:
        if len(_known) >= _KEPT:
            _known.clear()
        _known[key] = _texts(pinned(version), key[1])
    return _known[key]


def fields_of(version: CriteriaSetVersion) -> list[Heading]:
    """The fields in the author's order."""
    nodes = pinned(version).nodes.values()
    return [Heading(node.code, node.title(language())) for node in nodes if node.level == 1]


def _texts(found: PinnedSet, spoken: Language) -> Mapping[str, LeafText]:
    forms = {leaf["code"]: leaf for leaf in _leaf_forms(write_set(found.criteria_set)["nodes"])}
    return {node.code: _text(found, node, describe_leaf(forms[node.code], spoken), spoken) for node in found.leaves()}


def _leaf_forms(nodes: list[dict[str, object]]) -> list[dict[str, object]]:
    forms: list[dict[str, object]] = []
    for node in nodes:
        children = node.get("children")
        forms += _leaf_forms(children) if isinstance(children, list) else [node]
    return forms


def _text(found: PinnedSet, node: PinnedNode, rule: Description, spoken: Language) -> LeafText:
    leaf = node.leaf
    return LeafText(
        code=leaf.code,
        title=node.title(spoken),
        above=tuple(Heading(code, found.nodes[code].title(spoken)) for code in node.path),
        maximum=leaf.max_points,
        source=leaf.source.value,
        appraiser=node.appraiser,
        rule=rule,
        guidance=leaf.guidance,
        evidence=leaf.evidence,
        evidence_required=leaf.evidence_required,
        not_arising=leaf.not_arising.value,
        inputs=_inputs(leaf, rule, spoken),
    )


def _inputs(leaf: Leaf, rule: Description, spoken: Language) -> tuple[Input, ...]:
    english = spoken == "en"
    found = []
    for spec in leaf_inputs(leaf):
        worths = [worth for _case, worth in rule.lines] if spec.options else []
        options = tuple(
            Choice(option.code, (option.title_en if english else "") or option.title or option.code, worth)
            for option, worth in zip(spec.options, worths, strict=True)
        )
        title = (spec.title_en if english else "") or spec.title
        found.append(Input(spec.name, spec.type.value, title, spec.unit, options))
    judged = "reason" in asked_of(leaf)
    return (*found, Input("reason", "text", _("Reason"), "", ())) if judged else tuple(found)
