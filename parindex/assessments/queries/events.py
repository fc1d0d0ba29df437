"""What of the trail a person may read about score sheets."""

from datetime import date

from django.db.models import Q

from parindex.assessments.models import Answer, Sheet, kept_units
from parindex.kernel.trail import about
from parindex.people.models import Account


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events: those of sheets that ``user`` sees; of rows, which tell what is not handed in yet, those of
    the person's own units alone."""
    rows = Answer.objects.filter(sheet__unit__in=kept_units(user, on=on))
    sheets = Sheet.objects.visible_to(user, on=on)
    return about("assessments.sheet", sheets) | about("assessments.answer", rows)
