"""What of the trail a person may read about appraisals."""

from datetime import date

from django.db.models import Q

from parindex.appraisals.models import Adjustment, Mark, RegisterImport, Settlement
from parindex.kernel.trail import about
from parindex.people.models import Account, in_realms
from parindex.programmes.models import Round


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events of the trail: those about rounds of organisers that ``user`` coordinates, or of units below.

    Appraisers read the row's own history on its page.
    """
    rounds = Round.objects.filter(in_realms(user, on=on, prefix="organiser__"))
    return (
        about("appraisals.mark", Mark.objects.filter(round__in=rounds))
        | about("appraisals.settlement", Settlement.objects.filter(round__in=rounds))
        | about("appraisals.adjustment", Adjustment.objects.filter(sheet__round__in=rounds))
        | about("appraisals.registerimport", RegisterImport.objects.filter(round__in=rounds))
    )
