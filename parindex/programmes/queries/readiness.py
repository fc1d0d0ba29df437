"""What a round still lacks before it can start."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parindex.criteria.enums import VersionState
from parindex.people.models import Unit, day_of
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Participant, Round, Window
from parindex.programmes.queries.agencies import agency_rows
from parindex.programmes.windows import told

#: As many names as a sentence holds.
_NAMED = 5


def missing_for_start(round: Round, *, at: datetime) -> list[str]:
    """Each thing that is missing in a sentence; empty when the round can start at that moment."""
    missing = []
    units = Unit.objects.filter(participations__round=round)
    if not Participant.objects.filter(round=round).exists():
        missing.append(_("No unit takes part yet."))
    gone = list(units.exclude(pk__in=Unit.objects.on(day_of(at)).values("pk")).order_by("sort_text", "pk"))
    if gone:
        missing.append(_("No longer in force: %(names)s.") % {"names": _names(gone)})
    windows = {window.kind: window for window in Window.objects.filter(round=round)}
    unset = [str(kind.label) for kind in WindowKind if kind not in windows]
    if unset:
        missing.append(
            ngettext("A window is not set: %(names)s.", "Windows are not set: %(names)s.", len(unset))
            % {"names": ", ".join(unset)}
        )
    first = windows.get(WindowKind.SELF_ASSESSMENT)
    if first is not None and first.closes_at <= at:
        missing.append(
            _("Self-assessment would be over already: it closed at %(at)s.") % {"at": told(first.closes_at, round)}
        )
    if round.set_version.state != VersionState.ISSUED:
        missing.append(_("“%(set)s” was withdrawn: choose a set in force.") % {"set": round.set_version})
    alone = [row.agency for row in agency_rows(round) if row.substitute is None]
    if alone:
        missing.append(
            ngettext(
                "%(n)d agency would appraise itself, name its substitute: %(names)s.",
                "%(n)d agencies would appraise themselves, name their substitutes: %(names)s.",
                len(alone),
            )
            % {"n": len(alone), "names": _names(alone)}
        )
    return missing


def _names(units: list[Unit]) -> str:
    return ", ".join(unit.name for unit in units[:_NAMED]) + (", …" if len(units) > _NAMED else "")
