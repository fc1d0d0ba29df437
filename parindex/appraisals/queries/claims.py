"""Figures of a row in words, and its points: what lists and the row's page show of claim, mark and settlement."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from parindex.assessments.claims import language
from parindex.assessments.queries.leaves import LeafText
from parindex.engine import InvalidFigures, Leaf, Stage, read_answer, score_leaf
from parindex.engine.numbers import parse_exact
from parindex.engine.rules.kinds import Linear, Proportional, Ratio, Steps

#: A compact text is cut here; the row's page has all of it.
_COMPACT = 60


@dataclass(frozen=True, slots=True)
class Given:
    """One figure: what it is called, and what was given, as people read it."""

    title: str
    value: str


def points_of(text: str | None) -> Fraction | None:
    """Exact points as a row keeps them; None for nothing."""
    value = parse_exact(text) if text else None
    return None if value is None else Fraction(value)


def given_in(text: LeafText, values: Mapping[str, str] | None) -> list[Given]:
    """Everything given, in the order in which a form asks for it."""
    values = values or {}
    names = {spec.name for spec in text.inputs}
    found = []
    if values.get("not_arising"):
        found.append(Given(_("Not arising"), _("yes") if values["not_arising"] == "yes" else _("no")))
    if values.get("points") and "points" not in names:
        found.append(Given(_("Points"), _decimal(values["points"])))
    found += [Given(spec.title, spec.said(values[spec.name])) for spec in text.inputs if values.get(spec.name)]
    if values.get("reason") and "reason" not in names:
        found.append(Given(_("Reason"), values["reason"]))
    return found


def compact(leaf: Leaf, text: LeafText, values: Mapping[str, str] | None) -> str:
    """The same in a table's cell: ``45/50``, the option chosen, “3 of 4 conditions”."""
    values = values or {}
    if values.get("not_arising") == "yes":
        return _("Not arising")
    specs = [spec for spec in text.inputs if values.get(spec.name) and spec.kind != "text"]
    ratio = _ratio(leaf)
    if ratio and all(values.get(name) for name in ratio):
        return "/".join(_decimal(values[name]) for name in ratio)
    if specs and all(spec.kind == "condition" for spec in specs):
        held = sum(values[spec.name] == "yes" for spec in specs)
        return _("%(n)d of %(total)d conditions") % {"n": held, "total": len(text.inputs)}
    if len(specs) == 1:
        return _cut(f"{specs[0].said(values[specs[0].name])} {specs[0].unit}".strip())
    if values.get("points") and not specs:
        return _decimal(values["points"])
    return _cut("; ".join(f"{spec.title}: {spec.said(values[spec.name])}" for spec in specs))


def reason_of(leaf: Leaf, given: Mapping[Stage, Mapping[str, str]]) -> str:
    """The engine's reason for what these figures give; empty where they cannot be read any more."""
    reading = read_answer(leaf, given)
    if reading.answer is None:
        return ""
    try:
        return score_leaf(leaf, reading.answer).reason.text(language())
    except InvalidFigures:
        return ""


def _ratio(leaf: Leaf) -> tuple[str, str] | None:
    rule = leaf.rule
    if isinstance(rule, Steps | Proportional | Linear) and isinstance(rule.quantity, Ratio):
        return rule.quantity.numerator, rule.quantity.denominator
    return None


def _decimal(text: str) -> str:
    return text if language() == "en" else text.replace(".", ",")


def _cut(text: str) -> str:
    return text if len(text) <= _COMPACT else text[: _COMPACT - 1].rstrip() + "…"
