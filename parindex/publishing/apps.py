from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "parindex.publishing"
    label = "publishing"
    verbose_name = _("Publication")

    def ready(self) -> None:
        from parindex.appraisals.rules import held_by
        from parindex.publishing.rules import is_not_waiting

        held_by(is_not_waiting)
