"""What a form was opened with, so that saving it writes only what its person touched.

A form carries the version of the row that was read and a mark of each value in it. When somebody else saved in between,
both values are shown and the form opens again on what is there now, with only those values kept that this person had
changed. What others changed and this person left alone is never written back.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from parindex.kernel.verdicts import Stale


class Seen(int):
    """The version of a row that was read, with a mark of each value that was shown."""

    marks: Mapping[str, str]

    def __new__(cls, version: int, marks: Mapping[str, str] | None = None) -> Self:
        seen = super().__new__(cls, version)
        seen.marks = marks or {}
        return seen

    @classmethod
    def of(cls, version: int, values: Mapping[str, Any]) -> Self:
        """As the form is opened with it."""
        return cls(version, {name: _mark(value) for name, value in values.items()})

    @property
    def text(self) -> str:
        """As the form carries it: ``7 title=0f3c9a21d4 year=…``."""
        return " ".join([str(int(self)), *(f"{name}={mark}" for name, mark in self.marks.items())])

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Of the values that were sent those that differ from what was shown; without marks all of them."""
        return {name: value for name, value in values.items() if self.marks.get(name) != _mark(value)}

    def over(self, present: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """The values to save: what was touched as it was sent, everything else as it is now."""
        return {name: present.get(name, value) for name, value in values.items()} | self.touched(values)


def _mark(value: Any) -> str:
    """Equal values have equal marks; a browser's line ends and the many forms of nothing make no difference."""
    plain = value.pk if isinstance(value, Model) else "" if value is None else value
    text = json.dumps(plain, default=str, ensure_ascii=False, sort_keys=True).replace("\\r\\n", "\\n")
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def stated(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The columns of a row by name."""
    return {name: getattr(row, name) for name in names}


def opened(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a form about ``row`` is filled with: its columns and what it carries of them as ``version``."""
    values = stated(row, names)
    return values | {"version": Seen.of(row.version, values)}


def opened_again(stale: Stale, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a form that was saved too late is filled with: what is there now, and over it what its person touched.

    For forms that state little of a row; one that states the whole row reads it again and uses :func:`opened`.

    :param sent: the form's ``cleaned_data``, with the field ``version``.
    """
    touched = sent["version"].touched({name: value for name, value in sent.items() if name != "version"})
    return {**stale.current, **touched, "version": Seen.of(stale.version, stale.current)}


class SeenField(forms.Field):
    """The hidden field that carries :class:`Seen`. Nothing sent counts as version 0: older than every row."""

    widget = forms.HiddenInput
    default_error_messages = {"invalid": _("This page is out of date. Open it again.")}

    def prepare_value(self, value: Any) -> Any:
        return value.text if isinstance(value, Seen) else value

    def to_python(self, value: Any) -> Seen:
        number, *marks = str(value or "0").split()
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Seen(int(number), dict(mark.split("=", 1) for mark in marks if "=" in mark))
