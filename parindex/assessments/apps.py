from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "parindex.assessments"
    label = "assessments"
    verbose_name = _("Self-assessment")

    def ready(self) -> None:
        from parindex.assessments.rules import unless_handed_in
        from parindex.evidence.rules import relied_on

        relied_on(unless_handed_in)
