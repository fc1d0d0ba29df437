"""Fields in which one names a unit."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parindex.kernel.listing import found
from parindex.kernel.text import fold

#: As many units are offered while one types; with more the page would grow, and one types part of the name instead.
OFFERED = 300
_SHOWN = 6


class _UnitInput(forms.TextInput):
    """A text input that offers the units by code and name."""

    options: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {}), "autocomplete": "off"}
        if not self.options:
            return super().render(name, value, attrs, renderer)
        attrs["list"] = f"{attrs['id']}_units"
        offered = format_html_join("", '<option value="{}">', ((option,) for option in self.options))
        box = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', box, attrs["list"], offered)


class UnitField(forms.CharField):
    """A unit, named by its code or by enough of its name; ``units`` are those that may be named.

    Cleans to the unit. Several that fit are listed in the error, so that one can choose.
    """

    widget = _UnitInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 300)
        super().__init__(**options)
        self.units: QuerySet[Any] | None = None

    def among(self, units: QuerySet[Any]) -> None:
        """Says which units may be named."""
        self.units = units.select_related("root")
        rows = list(self.units[: OFFERED + 1])
        self._several = len({unit.root_id for unit in rows}) > 1
        if len(rows) <= OFFERED:
            self.widget.options = [self._text(unit) for unit in rows]

    def _text(self, unit: Any) -> str:
        code = f"{unit.root.code}/{unit.code}" if self._several and unit.root_id != unit.pk else unit.code
        return f"{code} – {unit.name}"

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self._text(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        if self.units is None:
            raise RuntimeError("UnitField.among() was not called")
        code = text.partition(" – ")[0].strip()
        province, slash, own = code.rpartition("/")
        by_code = self.units.filter(code__iexact=own, **({"root__code__iexact": province} if slash else {}))
        coded = list(by_code[: _SHOWN + 1])
        # Two provinces may write one code in different case: as it was typed goes first.
        coded = [unit for unit in coded if unit.code == own] or coded
        fitting = coded or _named(self.units, text)
        if len(fitting) == 1:
            return fitting[0]
        if coded:
            example = self._text(coded[0]).partition(" – ")[0]
            raise ValidationError(
                _("Several provinces have this code: %(names)s. Write the province's code too, like %(example)s.")
                % {"names": self._names(coded), "example": example}
            )
        exact = [unit for unit in fitting if unit.name.casefold() == text.casefold()]
        if len(exact) == 1:
            return exact[0]
        if not fitting:
            raise ValidationError(_("No unit has this code or name."))
        raise ValidationError(_("Several units fit: %(names)s. Write the code.") % {"names": self._names(fitting)})

    def _names(self, units: Sequence[Any]) -> str:
        return "; ".join(self._text(unit) for unit in units[:_SHOWN]) + ("; …" if len(units) > _SHOWN else "")


def _named(units: QuerySet[Any], text: str) -> list[Any]:
    """Units whose *name* holds every word: part of a code may stand in the code of a unit that nobody meant."""
    words = fold(text).split()
    named = (unit for unit in units.filter(found(text)) if words and all(word in fold(unit.name) for word in words))
    return list(islice(named, _SHOWN + 1))
