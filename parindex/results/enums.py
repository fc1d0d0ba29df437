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
