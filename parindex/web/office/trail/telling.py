"""What one area tells the trail's page of its subjects: who may read about them, and how they are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db.models import Q
from django.utils.functional import Promise

type Text = str | Promise


class Readable(Protocol):
    """A query of an app: which of its events a person may read on a day."""

    def __call__(self, user: Any, *, on: date) -> Q: ...


@dataclass(frozen=True, slots=True)
class Telling:
    """One app's part of the trail. Each area has one in its ``telling.py``; ``words.TELLINGS`` names them all."""

    #: Condition on events: what a person may read on that day. Administrators are not asked: they read everything.
    readable: Readable
    #: Every action that the app records, ``app.past_participle`` → its name.
    actions: Mapping[str, Text]
    #: Every kind of subject → its name.
    kinds: Mapping[str, Text]
    #: Kinds of subject → the name of the address where one is shown.
    pages: Mapping[str, str]
    #: What facts are called, in the language of the page.
    fields: Callable[[], Mapping[str, Text]]
    #: Facts whose name means something else for these kinds of subject.
    fields_of: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    #: Facts that are days, facts that are choices (``TextChoices``).
    days: frozenset[str] = frozenset()
    choices: Mapping[str, Any] = field(default_factory=dict)
    #: Kinds of subject and facts that the trail keeps as the program names them → how people read that name.
    named: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    #: Choices of facts whose name means something else for these kinds of subject.
    choices_of: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Facts that the subject's own name says already, or that only the program understands, by kind of subject.
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
