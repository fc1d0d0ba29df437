"""The answer to "may this be done?": yes, or no with the reason that the user reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with a reason. Truthy when allowed."""

    allowed: bool
    reason: Text = ""

    def __bool__(self) -> bool:
        return self.allowed

    def demand(self) -> None:
        """:raises NotAllowed: with the reason, unless allowed."""
        if not self.allowed:
            raise NotAllowed(self.reason)


YES = Verdict(True)


def no(reason: Text) -> Verdict:
    """A refusal with the reason that the user reads: why, and where it helps, who can change it."""
    return Verdict(False, reason)


def first_no(*verdicts: Verdict | Callable[[], Verdict]) -> Verdict:
    """The first refusal, or yes. A callable is asked only when all before it said yes."""
    for item in verdicts:
        verdict = item if isinstance(item, Verdict) else item()
        if not verdict:
            return verdict
    return YES


class Refused(Exception):
    """An action that cannot be done as things stand; nothing was changed. ``str()`` is what the user reads."""

    def __init__(self, reason: Text, *, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        #: The form field beside which the reason belongs; empty for the whole form.
        self.field = field

    def __str__(self) -> str:
        return str(self.reason)


class NotAllowed(Refused):
    """This user may not do this. The web answers 403 with the reason."""


class Stale(Refused):
    """The row has changed since the user read it: both values are kept for showing side by side.

    ``current`` and ``yours`` hold the same columns by name, each with its plain value; a face puts them into words.
    """

    def __init__(self, reason: Text, *, current: Mapping[str, Any], yours: Mapping[str, Any], version: int) -> None:
        super().__init__(reason)
        self.current = current
        self.yours = yours
        #: The row's version now, for saving on top of it after all.
        self.version = version
