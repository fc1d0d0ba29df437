"""How a row was marked and why, each with a line of meaning."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Decision(TextChoices):
    # The claim stands as it is.
    CONFIRMED = "confirmed", pgettext_lazy("mark", "Confirmed")
    # Other figures, other points, or not arising, with a reason.
    ADJUSTED = "adjusted", pgettext_lazy("mark", "Adjusted")
    # The unit was asked to supplement the row; no value of the appraiser's yet.
    SENT_BACK = "sent_back", pgettext_lazy("mark", "Sent back for supplement")
    # Only flagged, or not even that any more: the row waits as if nobody had touched it.
    UNDECIDED = "undecided", pgettext_lazy("mark", "Not decided")
    # Came with a table for all units at once.
    SUPPLIED = "supplied", pgettext_lazy("mark", "Imported")


class ReasonCode(TextChoices):
    # No document shows it.
    EVIDENCE_MISSING = "evidence_missing", pgettext_lazy("reason", "No evidence")
    # The documents show a part of it.
    EVIDENCE_INSUFFICIENT = "evidence_insufficient", pgettext_lazy("reason", "The evidence does not suffice")
    # The documents are of another period.
    OUT_OF_PERIOD = "out_of_period", pgettext_lazy("reason", "The evidence is of another period")
    # The figures differ from the documents or from the data of the authorities.
    FIGURES_DIFFER = "figures_differ", pgettext_lazy("reason", "The figures differ from the evidence")
    # The scoring rule was read wrongly.
    RULE_MISREAD = "rule_misread", pgettext_lazy("reason", "The scoring rule was applied wrongly")
    # Done after its deadline.
    LATE = "late", pgettext_lazy("reason", "Done late")
    # Claimed as not arising, but it did.
    DID_ARISE = "did_arise", pgettext_lazy("reason", "Did arise")
    # The unit was too strict with itself.
    IN_FAVOUR = "in_favour", pgettext_lazy("reason", "In the unit's favour")
    # Anything else: the text says what.
    OTHER = "other", pgettext_lazy("reason", "Another reason")


class AdjustmentKind(TextChoices):
    # Cases of a bonus item of the set.
    BONUS = "bonus", pgettext_lazy("adjustment", "Bonus")
    # Cases of a penalty item of the set.
    PENALTY = "penalty", pgettext_lazy("adjustment", "Penalty")
    # Points taken from a field after appraisal.
    DEDUCTION = "deduction", pgettext_lazy("adjustment", "Deduction")
