"""What would regain a leaf's lost points, as far as its rule tells: the cases that are worth more, in words."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from parindex.criteria.describe import Description
from parindex.engine import Leaf
from parindex.engine.rules.kinds import AllOf, Choice, Deduct, Judgement, Linear, Proportional, Ratio, Steps, Survey


def regained(leaf: Leaf, points: Decimal, description: Description) -> str:
    """A sentence; empty where only the reason itself says what was lacking (a judgement).

    :param points: what the leaf has now.
    :param description: of the leaf's rule; its lines stand in the rule's own order.
    """
    rule, lines = leaf.rule, description.lines
    if isinstance(rule, Judgement):
        return ""
    if isinstance(rule, Choice):
        worth = [o.points if o.points is not None else (o.share or Decimal(0)) * leaf.max_points for o in rule.options]
        return _better(worth, lines, points)
    if isinstance(rule, Steps):
        return _better([step.points for step in rule.steps], lines, points)
    if isinstance(rule, Linear):
        return _better([rule.start.points, rule.end.points], lines, points)
    if isinstance(rule, AllOf):
        return _("Full points need every condition: %(conditions)s.") % {
            "conditions": "; ".join(case for case, _worth in lines)
        }
    if isinstance(rule, Deduct):
        return _("Full points need no case of: %(cases)s.") % {"cases": "; ".join(case for case, _worth in lines)}
    if isinstance(rule, Proportional) and isinstance(rule.quantity, Ratio):
        return _("The points grow with the ratio; at 100% they are full.")
    if isinstance(rule, Survey):
        return _("The points grow with what the people asked in the survey say.")
    return description.text


def _better(worth: Iterable[Decimal], lines: Iterable[tuple[str, str]], points: Decimal) -> str:
    more = [f"{case}: {told}" for value, (case, told) in zip(worth, lines, strict=True) if value > points]
    return _("Worth more: %(cases)s.") % {"cases": "; ".join(more)} if more else ""
