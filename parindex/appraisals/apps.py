from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppraisalsConfig(AppConfig):
    name = "parindex.appraisals"
    label = "appraisals"
    verbose_name = _("Appraisal")

    def ready(self) -> None:
        """Evidence that was handed in is seen by those who appraise, settle and approve by it."""
        from parindex.appraisals.seats import cited_evidence
        from parindex.evidence.models import also_seen

        also_seen(cited_evidence)
