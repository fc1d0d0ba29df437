"""States of a version of a criteria set, each with a line of meaning."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class VersionState(TextChoices):
    # Being written: may be incomplete, seen only by those who keep the set.
    DRAFT = "draft", pgettext_lazy("criteria set", "Draft")
    # Frozen, in force, seen by everybody of the province; rounds may pin it.
    ISSUED = "issued", pgettext_lazy("criteria set", "Issued")
    # Was issued; no new round may pin it. What was scored with it stays.
    WITHDRAWN = "withdrawn", pgettext_lazy("criteria set", "Withdrawn")
    # A draft that was given up; kept as it was.
    DISCARDED = "discarded", pgettext_lazy("criteria set", "Discarded")


#: States of what was issued once: such a version has its stamps, its document and its SHA-256.
ONCE_ISSUED = (VersionState.ISSUED, VersionState.WITHDRAWN)


class FindingLevel(TextChoices):
    # The set cannot be scored.
    ERROR = "error", pgettext_lazy("finding", "Error")
    # It may be kept as a draft and scored, not issued.
    BLOCKS_ISSUE = "blocks_issue", pgettext_lazy("finding", "Blocks the issue")
    # Nothing; a person should look.
    ADVICE = "advice", pgettext_lazy("finding", "Advice")


# What the engine knows, in words. A test holds the values to the engine's.


class RuleKind(TextChoices):
    # The chosen option's points; yes/no and grades are choices.
    CHOICE = "choice", pgettext_lazy("rule", "Choice of a level")
    # Full points if every condition holds.
    ALL_OF = "all_of", pgettext_lazy("rule", "All conditions")
    # The step that a quantity falls in.
    STEPS = "steps", pgettext_lazy("rule", "Steps")
    # Ratio × maximum.
    PROPORTIONAL = "proportional", pgettext_lazy("rule", "Proportional")
    # A straight line between two values.
    LINEAR = "linear", pgettext_lazy("rule", "Linear between two values")
    # Count × points each, capped.
    PER_ITEM = "per_item", pgettext_lazy("rule", "Points for each item")
    # Maximum less penalties.
    DEDUCT = "deduct", pgettext_lazy("rule", "Deduction for each case")
    # Named inputs, cases, expressions.
    FORMULA = "formula", pgettext_lazy("rule", "Formula")
    # A number with its reason.
    JUDGEMENT = "judgement", pgettext_lazy("rule", "Judgement with a reason")
    # The processed survey.
    SURVEY = "survey", pgettext_lazy("rule", "Sociological survey")


class ValueSource(TextChoices):
    # The unit claims, appraisers check.
    UNIT = "unit", pgettext_lazy("source", "The unit declares, appraisers check")
    # Locked for the unit.
    APPRAISER = "appraiser", pgettext_lazy("source", "Only the appraiser")
    # Locked for both.
    SURVEY = "survey", pgettext_lazy("source", "Sociological survey")
    # Kept apart from survey points.
    SATISFACTION = "satisfaction", pgettext_lazy("source", "Satisfaction index (SIPAS)")
    # An authoritative table for all units at once.
    REGISTER = "register", pgettext_lazy("source", "Authoritative register")
    # Another round's result.
    ROUND = "round", pgettext_lazy("source", "Result of another round")


#: Sources whose values nobody appraises.
UNAPPRAISED = frozenset({ValueSource.SURVEY, ValueSource.SATISFACTION, ValueSource.ROUND})


class WhenNotArising(TextChoices):
    # The leaf leaves the unit's maximum.
    EXCLUDE = "exclude", pgettext_lazy("not arising", "The points leave the unit's maximum")
    # The unit gets all points.
    FULL_POINTS = "full_points", pgettext_lazy("not arising", "Full points")
    # The unit gets none.
    ZERO = "zero", pgettext_lazy("not arising", "0 points")


class FigureType(TextChoices):
    # A whole number, 0 or more.
    COUNT = "count", pgettext_lazy("figure", "Whole number")
    # A decimal number.
    NUMBER = "number", pgettext_lazy("figure", "Decimal number")
    # The code of an option.
    CHOICE = "choice", pgettext_lazy("figure", "Choice")
    # Yes or no.
    CONDITION = "condition", pgettext_lazy("figure", "Yes or no")
    # From 0 to the maximum.
    POINTS = "points", pgettext_lazy("figure", "Points")
    # From 0 to 1.
    SHARE = "share", pgettext_lazy("figure", "Share from 0 to 1")


class NotApplicablePolicy(TextChoices):
    # achieved ÷ (maximum − removed).
    OWN_MAXIMUM = "own_maximum", pgettext_lazy("policy", "Each unit is measured by its own maximum")
    # appraised points × A ÷ (A − removed).
    RESCALE_APPRAISED = "rescale_appraised", pgettext_lazy("policy", "Appraised points are scaled up to the whole")


class WithoutSurveyPolicy(TextChoices):
    # Survey leaves leave the maximum.
    CONVERT = "convert", pgettext_lazy("policy", "Survey criteria leave the maximum")
    # They count as missing.
    KEEP = "keep", pgettext_lazy("policy", "Survey criteria count as missing")


class RoundingMode(TextChoices):
    # Half goes away from zero.
    HALF_UP = "half_up", pgettext_lazy("policy", "Half up (2.345 → 2.35)")
    # Half goes to the even neighbour.
    HALF_EVEN = "half_even", pgettext_lazy("policy", "Half to even (2.345 → 2.34)")
    # Towards zero.
    DOWN = "down", pgettext_lazy("policy", "Down (2.349 → 2.34)")


class RankOnPolicy(TextChoices):
    # Ranks compare the index to its last digit.
    EXACT = "exact", pgettext_lazy("policy", "The exact index")
    # Ranks compare the published, rounded index.
    ROUNDED = "rounded", pgettext_lazy("policy", "The rounded index")


class TiesPolicy(TextChoices):
    # 1, 2, 2, 4.
    COMPETITION = "competition", pgettext_lazy("policy", "1, 2, 2, 4")
    # 1, 2, 2, 3.
    DENSE = "dense", pgettext_lazy("policy", "1, 2, 2, 3")
