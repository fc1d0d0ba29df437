"""Numbers as authors type them: with a decimal comma in Vietnamese, shares as percentages."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import get_format

from parindex.criteria.probe import number_of, plain_number
from parindex.web.fields import FigureField


def typed(value: object, *, percent: bool = False) -> str:
    """A number of the exchange form as it is shown in a field; what is no number is shown as it stands."""
    text = "" if value is None else str(value)
    number = number_of(text)
    if number is None:
        return text
    return plain_number(number.scaleb(2) if percent else number).replace(".", str(get_format("DECIMAL_SEPARATOR")))


class ExactField(FigureField):
    """A number typed by an author; its value is the exchange form's text, empty if nothing was typed."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        options.setdefault("required", False)
        if not signed:
            options.setdefault("min_value", Decimal(0))
        super().__init__(max_digits=24, decimal_places=12, **options)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return "" if number is None else plain_number(number)

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "size": "8"}


def as_share(text: str) -> str:
    """A percentage as the exchange form's share: 90 → 0.9."""
    number = number_of(text)
    return text if number is None else plain_number(number.scaleb(-2))


__all__ = ["ExactField", "ValidationError", "as_share", "typed"]
