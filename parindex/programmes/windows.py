"""When a window is open for one participant: the round's window, or the latest extension that stands."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Extension, Participant, Round, Window


@dataclass(frozen=True, slots=True)
class EffectiveWindow:
    """A window as it holds for one participant: open from ``opens_at`` until just before ``closes_at``."""

    kind: WindowKind
    opens_at: datetime
    closes_at: datetime
    #: The end for all units; differs from ``closes_at`` where an extension stands.
    regular_closes_at: datetime

    @property
    def is_extended(self) -> bool:
        return self.closes_at > self.regular_closes_at


def window_for(participant: Participant, kind: WindowKind) -> EffectiveWindow | None:
    """The window of that kind for this participant, with the extensions that stand; None if the round has none."""
    window = Window.objects.filter(round=participant.round_id, kind=kind).first()
    if window is None:
        return None
    standing = Extension.objects.filter(participant=participant, kind=kind, revoked_at=None)
    return effective(window, standing.aggregate(latest=Max("until"))["latest"])


def effective(window: Window, until: datetime | None) -> EffectiveWindow:
    """``window`` with the latest extension that stands, if one does."""
    end = window.closes_at if until is None else max(window.closes_at, until)
    return EffectiveWindow(WindowKind(window.kind), window.opens_at, end, window.closes_at)


def told(moment: datetime, round: Round) -> str:
    """A moment as the round's offices read their clocks."""
    return date_format(timezone.localtime(moment, ZoneInfo(round.time_zone)), "DATETIME_FORMAT")


def written(moment: datetime, round: Round) -> str:
    """A moment as the trail keeps it: the round's local time, the same in every language."""
    return timezone.localtime(moment, ZoneInfo(round.time_zone)).strftime("%Y-%m-%d %H:%M")
