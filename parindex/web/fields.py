"""Form fields for what officials type: figures with a decimal comma or point, days as 05/12/2023; never misread."""

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def figure(text: str) -> Decimal:
    """The exact number that ``text`` means, with the page's decimal mark; the other mark is taken where it is clear.

    Vietnamese: ``1.234,5`` and ``0,5`` and ``0.5``; ``1.500`` could be 1500 or 1,5 and is refused rather than guessed.

    :raises ValidationError: it is no number, or could be two.
    """
    plain = _SPACES.sub("", text).replace("\u2212", "-")
    decimal_mark = str(get_format("DECIMAL_SEPARATOR"))
    grouping_mark = "." if decimal_mark == "," else ","
    if re.fullmatch(rf"[+-]?[0-9]{{1,3}}(\{grouping_mark}[0-9]{{3}})+", plain) and not re.match(r"[+-]?0", plain):
        if plain.count(grouping_mark) == 1:
            whole = plain.replace(grouping_mark, "")
            part = plain.replace(grouping_mark, decimal_mark).rstrip("0").rstrip(decimal_mark)
            raise ValidationError(
                _("This can be read in two ways. Write %(whole)s or %(part)s."), params={"whole": whole, "part": part}
            )
        return Decimal(plain.replace(grouping_mark, ""))
    if re.fullmatch(rf"[+-]?[0-9]{{1,3}}(\{grouping_mark}[0-9]{{3}})+\{decimal_mark}[0-9]+", plain):
        plain = plain.replace(grouping_mark, "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", plain):
        raise ValidationError(_("Write a number, for example %(example)s."), params={"example": f"0{decimal_mark}5"})
    number = Decimal(plain)
    # There is one zero: −0 would stand so on the sheet, in its receipt and in what is published.
    return number if number else number.copy_abs()


class FigureField(forms.DecimalField):
    """An exact decimal, shown and typed with the page's decimal mark."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, **options)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # decimal: so is the parent
        if value in self.empty_values:
            return None
        return value if isinstance(value, Decimal) else figure(str(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "class": "number", "autocomplete": "off"}


class DayField(forms.DateField):
    """A calendar day, shown and typed as 05/12/2023.

    Not the browser's own calendar: it shows days in the order of the browser's language, whatever the page's is.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Day/month/year, for example 05/12/2023."))
        super().__init__(widget=forms.DateInput(format="%d/%m/%Y"), **options)

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value.strip() if isinstance(value, str) else value)
        if day is not None and not 1900 <= day.year <= 2200:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {
            "inputmode": "numeric",
            "autocomplete": "off",
            "class": "day",
            "maxlength": "10",
            "placeholder": _("dd/mm/yyyy"),
        }


class MomentField(forms.DateTimeField):
    """A day with its time, shown and typed as 05/12/2023 17:00 in the time zone of what it is about (``zone``)."""

    def __init__(self, *, zone: tzinfo | None = None, **options: Any) -> None:
        options.setdefault("help_text", _("Day/month/year and time, for example 05/12/2023 17:00."))
        formats = ["%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%d %H:%M"]
        super().__init__(widget=forms.DateTimeInput(format=formats[0]), input_formats=formats, **options)
        self.zone = zone

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.make_naive(value, self.zone)
        return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        for form in self.input_formats or ():
            try:
                moment = datetime.strptime(" ".join(str(value).split()), form)  # noqa: DTZ007 - the zone comes next
            except ValueError:
                continue
            if 1900 <= moment.year <= 2200:
                return timezone.make_aware(moment, self.zone)
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "class": "moment", "maxlength": "16", "placeholder": "dd/mm/yyyy hh:mm"}


def offer(field: Any, rows: Any, title: Callable[[Any], str] | None = None) -> None:
    """Gives a ``ModelChoiceField`` the rows to choose from and reads them: no query runs inside a template.

    :param title: what a row is called; its ``str()`` if None.
    """
    field.queryset = rows
    if title is not None:
        field.label_from_instance = title
    # Through iter(): asked for its length, the choices would be counted by a query of their own.
    field.choices = list(iter(field.choices))
