"""States of runs and what they count, each with a line of meaning."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RunState(TextChoices):
    # Computed and kept; another may be computed.
    COMPUTED = "computed", pgettext_lazy("run", "Computed")
    # Approved by the approver: may be published.
    APPROVED = "approved", pgettext_lazy("run", "Approved")


class RunKind(TextChoices):
    # A look at how things stand: rows may be missing. Never approved.
    PROVISIONAL = "provisional", pgettext_lazy("run", "Provisional")
    # Every sheet settled, nothing missing.
    FINAL = "final", pgettext_lazy("run", "Final")


class NodeState(TextChoices):
    """How a node stands for one unit; values of ``engine.State`` (a test holds them to it)."""

    # Has points.
    SCORED = "scored", pgettext_lazy("row", "Scored")
    # No value yet: counts 0 for now.
    MISSING = "missing", pgettext_lazy("row", "Missing")
    # Nothing of the kind arose, as the set counts it.
    NOT_ARISING = "not_arising", pgettext_lazy("row", "Not arising")
    # Removed by decision.
    EXCLUDED = "excluded", pgettext_lazy("row", "Excluded")
    # Removed for all units, because the round held no survey.
    NO_SURVEY = "no_survey", pgettext_lazy("row", "No survey held")
