"""The clock: the web reads it and passes it on, the domain never looks."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """The calendar day where the offices are."""
    return timezone.localdate()
