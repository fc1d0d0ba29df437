"""States of score sheets and of their rows, each with a line of meaning."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class SheetState(TextChoices):
    # Being filled in by the unit; may be incomplete.
    DRAFT = "draft", pgettext_lazy("score sheet", "Being filled in")
    # Handed in: locked for the unit, open to the appraisers.
    SUBMITTED = "submitted", pgettext_lazy("score sheet", "Submitted")
    # Single rows were sent back for supplement; all others stay locked.
    RETURNED = "returned", pgettext_lazy("score sheet", "Returned for supplement")
    # Every row has its settled value.
    SETTLED = "settled", pgettext_lazy("score sheet", "Settled")


#: States in which there is something to appraise.
HANDED_IN = (SheetState.SUBMITTED, SheetState.RETURNED, SheetState.SETTLED)


class RowState(TextChoices):
    """What the engine finds in a row; values of ``engine.State`` (a test holds them to it)."""

    # No value yet: counts 0 for now.
    MISSING = "missing", pgettext_lazy("row", "Missing")
    # Has points.
    SCORED = "scored", pgettext_lazy("row", "Scored")
    # Nothing of the kind arose, as the set counts it.
    NOT_ARISING = "not_arising", pgettext_lazy("row", "Not arising")
    # Removed by decision.
    EXCLUDED = "excluded", pgettext_lazy("row", "Excluded")
