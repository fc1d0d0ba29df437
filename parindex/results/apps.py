from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "parindex.results"
    label = "results"
    verbose_name = _("Results")

    def ready(self) -> None:
        from parindex.appraisals.rules import held_by
        from parindex.results.rules import is_not_approved

        held_by(is_not_approved)
