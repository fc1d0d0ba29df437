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
