"""Figures as people type them."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from parindex.web.fields import DayField, FigureField, figure


@pytest.mark.parametrize(
    ("typed", "vietnamese", "english"),
    [
        ("0,5", "0.5", "0.5"),
        ("0.5", "0.5", "0.5"),
        ("0.125", "0.125", "0.125"),
        ("0,125", "0.125", "0.125"),
        ("12,75", "12.75", "12.75"),
        ("12.75", "12.75", "12.75"),
        ("1.234,5", "1234.5", None),
        ("1,234.5", None, "1234.5"),
        ("1.234.567", "1234567", None),
        ("1,234,567", None, "1234567"),
        ("1500", "1500", "1500"),
        ("1 500", "1500", "1500"),
        ("1,500", "1.500", None),
        ("1.500", None, "1.500"),
        ("−2", "-2", "-2"),
        ("−0", "0", "0"),
        ("-0,00", "0.00", "0.00"),
        (" 90 ", "90", "90"),
        ("1.2.3", None, None),
        ("hai", None, None),
        ("1e5", None, None),
        ("NaN", None, None),
        ("٣", None, None),
    ],
)
def test_a_figure_is_read_as_it_was_meant_or_refused(typed: str, vietnamese: str | None, english: str | None) -> None:
    for language, meant in (("vi", vietnamese), ("en", english)):
        with override(language):
            if meant is None:
                with pytest.raises(ValidationError):
                    figure(typed)
            else:
                assert str(figure(typed)) == meant


def test_two_readings_are_both_named() -> None:
    with override("vi"), pytest.raises(ValidationError, match="1500 hoặc 1,5"):
        figure("1.500")


class PointsForm(forms.Form):
    points = FigureField(max_digits=6, decimal_places=2)


def test_the_field_shows_the_decimal_mark_of_the_page() -> None:
    with override("vi"):
        assert 'value="0,50"' in str(PointsForm(initial={"points": Decimal("0.50")})["points"])
    with override("en"):
        assert 'value="0.50"' in str(PointsForm(initial={"points": Decimal("0.50")})["points"])


def test_the_field_keeps_its_places() -> None:
    with override("vi"):
        assert PointsForm({"points": "0,5"}).is_valid()
        assert "points" in PointsForm({"points": "0,555"}).errors
        assert PointsForm({"points": "hai"})["points"].value() == "hai"


class DayForm(forms.Form):
    day = DayField()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("05/12/2023", date(2023, 12, 5)),
        (" 5/12/2023 ", date(2023, 12, 5)),
        ("5-12-2023", date(2023, 12, 5)),
        ("2023-12-05", date(2023, 12, 5)),
        ("31/02/2023", None),
        ("12/31/2023", None),
        ("05/12/0203", None),
        ("05/12", None),
    ],
)
def test_a_day_is_read_day_first_in_both_languages(typed: str, meant: date | None) -> None:
    for language in ("vi", "en"):
        with override(language):
            form = DayForm({"day": typed})
            assert (form.cleaned_data["day"] if form.is_valid() else None) == meant


def test_a_day_is_shown_day_first_in_both_languages() -> None:
    for language in ("vi", "en"):
        with override(language):
            assert 'value="05/12/2023"' in str(DayForm(initial={"day": date(2023, 12, 5)})["day"])
