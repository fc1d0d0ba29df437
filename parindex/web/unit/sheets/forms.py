"""What is typed into a row. It checks spelling only; the engine says what a figure may be."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.web.fields import FigureField
from parindex.web.seen import Seen, SeenField

#: Inputs are named apart from the row's other fields, which their author may have used too; the actions do the same.
FIGURE = "figures."


class RowForm(forms.Form):
    """A row of a score sheet: its figures, the claim that nothing arose, the explanation.

    :param inputs: ``LeafText.inputs`` of the row's leaf.
    """

    explanation = forms.CharField(label=_("Explanation"), required=False, widget=forms.Textarea)
    version = SeenField()

    def __init__(self, *args: Any, inputs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in inputs:
            self.fields[f"{FIGURE}{each.name}"] = _field(each)
        self.fields[f"{FIGURE}not_arising"] = forms.BooleanField(label=_("Not arising"), required=False)

    def values(self) -> dict[str, str]:
        """What can be understood, by the names of the fields: figures as the engine reads them."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {name: _text(value) for name, value in given.items()}

    @property
    def seen(self) -> Seen:
        seen: Seen = self.cleaned_data["version"]
        return seen


def figures_of(values: Mapping[str, str]) -> dict[str, str]:
    """Of a row's values the figures, by input."""
    return {name.removeprefix(FIGURE): text for name, text in values.items() if name.startswith(FIGURE)}


def stated(answer: Any, inputs: Any) -> dict[str, str]:
    """A row as it is kept, by the names of the form's fields."""
    names = [*(each.name for each in inputs), "not_arising"]
    return {f"{FIGURE}{name}": answer.figures.get(name, "") for name in names} | {"explanation": answer.explanation}


def _field(each: Any) -> forms.Field:
    if each.is_figure:
        return FigureField(label=each.title, required=False)
    return forms.CharField(label=each.title, required=False)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return format(value, "f") if isinstance(value, Decimal) else str(value or "")


class CitationForm(forms.Form):
    """Where in a document the proof stands."""

    sections = forms.CharField(label=_("Sections"), required=False, max_length=200)
    pages = forms.CharField(label=_("Pages"), required=False, max_length=100)


class CiteForm(CitationForm):
    """A document of the library, and where in it the proof stands."""

    document_version = forms.IntegerField()


class CommentForm(forms.Form):
    """A remark on a row."""

    number = forms.UUIDField()
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class SubmitForm(forms.Form):
    """The version of the sheet that its leader looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
