"""Tables of rows inside a form: as many small forms as there are rows, drawn and ordered by the server."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

MOST_ROWS = 100


class RowForm(forms.Form):
    """One row. Every field may be empty: an empty row counts for nothing."""

    #: Fields whose value does not make a row.
    defaults: frozenset[str] = frozenset()
    #: Fields that open on demand under the row: seldom needed, filled in by themselves.
    seldom: frozenset[str] = frozenset()

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
        self.number = number
        #: What lint says of this row.
        self.marks: list[Any] = []
        for field in self.fields.values():
            field.required = False
            if field.widget.is_hidden:
                continue
            said = _("%(column)s, row %(number)s") % {"column": field.label, "number": number}
            field.widget.attrs.setdefault("aria-label", said)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name not in self.seldom]

    @property
    def seldom_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name in self.seldom]

    @property
    def opens(self) -> bool:
        """Something seldom needed is stated wrongly: it must be in sight."""
        return any(bound.errors for bound in self.seldom_fields)

    @property
    def is_blank(self) -> bool:
        """Nothing was stated that makes a row."""
        return not any(str(self[name].value() or "").strip() for name in self.fields if name not in self.defaults)


class Rows:
    """The rows of one table, from posted data or from what is stored.

    :param key: prefix of every field: ``steps-0-points``; ``steps-count`` says how many there are.
    """

    def __init__(
        self,
        key: str,
        form: type[RowForm],
        title: str,
        add_text: str,
        *,
        data: Mapping[str, Any] | None = None,
        stored: Sequence[Mapping[str, Any]] = (),
        least: int = 1,
        hint: str = "",
        **options: Any,
    ) -> None:
        self.key, self.form_class, self.title, self.add_text, self.hint = key, form, title, add_text, hint
        self.marks: list[Any] = []
        if data is None:
            initials = [*stored, *({} for _ in range(max(least - len(stored), 0)))]
            self.forms = [
                form(prefix=f"{key}-{number}", initial=initial, number=number + 1, **options)
                for number, initial in enumerate(initials)
            ]
        else:
            rows = _ordered(self._posted(data), key, str(data.get("draw", "")))
            again = {f"{key}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
            self.forms = [
                form(again, prefix=f"{key}-{number}", number=number + 1, **options) for number in range(len(rows))
            ]

    def take_over(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Fills the first rows of an unbound table; adds what is missing."""
        for number, row in enumerate(rows):
            if number < len(self.forms):
                self.forms[number].initial = {**(self.forms[number].initial or {}), **row}
            else:
                form = self.form_class(prefix=f"{self.key}-{number}", initial=dict(row), number=number + 1)
                self.forms.append(form)

    @property
    def columns(self) -> list[str]:
        """Heads of the table."""
        fields = self.form_class.base_fields.items()
        shown = (field for name, field in fields if name not in self.form_class.seldom)
        return [str(field.label) for field in shown if not field.widget.is_hidden]

    @property
    def width(self) -> int:
        """Columns of the table with the one of its buttons."""
        return len(self.columns) + 1

    @property
    def seldom_text(self) -> str:
        """What opens under a row."""
        fields = self.form_class.base_fields
        return ", ".join(str(fields[name].label) for name in fields if name in self.form_class.seldom)

    def is_valid(self) -> bool:
        # Each form is asked, so that every error shows at once.
        return [form for form in self.forms if not form.is_valid()] == []

    @property
    def stated(self) -> list[tuple[RowForm, dict[str, Any]]]:
        """The rows that state something, with their clean values; a wrong value counts as what was typed."""
        return [(form, {name: _clean(form, name) for name in form.fields}) for form in self.forms if not form.is_blank]

    def _posted(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        count = str(data.get(f"{self.key}-count", "0"))
        names = list(self.form_class.base_fields)
        numbers = range(min(int(count), MOST_ROWS) if count.isdecimal() and len(count) < 4 else 0)
        return [{name: data.get(f"{self.key}-{n}-{name}", "") for name in names} for n in numbers]


def _clean(form: RowForm, name: str) -> Any:
    if not form.is_bound:
        return form.initial.get(name, form.fields[name].initial) or ""
    form.is_valid()
    if name in form.cleaned_data:
        return form.cleaned_data[name]
    return form[name].value() or ""


def _ordered(rows: list[dict[str, Any]], key: str, draw: str) -> list[dict[str, Any]]:
    """The rows after ``add:steps``, ``drop:steps:2``, ``up:steps:2`` or ``down:steps:2``; others leave them alone."""
    order, _, place = draw.partition(":")
    name, _, number = place.partition(":")
    if name != key:
        return rows
    if order == "add":
        return [*rows, {}] if len(rows) < MOST_ROWS else rows
    at = int(number) if number.isdecimal() else -1
    if not 0 <= at < len(rows):
        return rows
    if order == "drop":
        return rows[:at] + rows[at + 1 :]
    to = {"up": at - 1, "down": at + 1}.get(order, at)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows
