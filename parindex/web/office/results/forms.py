"""Forms of results and of their publication."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.results.enums import RunKind
from parindex.web.fields import MomentField


class RankingForm(forms.Form):
    """The filters over a ranking."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    group = forms.ChoiceField(label=_("Ranking group"), required=False)
    performance_class = forms.ChoiceField(label=_("Class"), required=False)

    def __init__(self, *args: Any, groups: Sequence[Any], classes: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, Any] = self.fields
        named["group"].choices = [
            ("", _("All")),
            *((str(n), g.group or _("Without a group")) for n, g in enumerate(groups)),
        ]
        named["performance_class"].choices = [("", _("All")), *((head.code, head.title) for head in classes)]
        self.groups = groups
        for name, several in (("group", len(groups) > 1), ("performance_class", bool(classes))):
            if not several:
                del named[name]

    def wanted(self) -> dict[str, Any]:
        """What the query takes; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        number = given.get("group", "")
        return {
            "q": given.get("q", ""),
            "group": self.groups[int(number)].group if number else None,
            "performance_class": given.get("performance_class", ""),
        }

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


class SearchForm(forms.Form):
    """A search by name."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def text(self) -> str:
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class ComputeForm(forms.Form):
    """A run: a look at how things stand, or the final one."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=RunKind.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, help_text=_("What this run is for, or what changed before it.")
    )

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return self.cleaned_data | {"kind": RunKind(self.cleaned_data["kind"])}


class ApproveForm(forms.Form):
    """The approver's word on a run."""

    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    read = forms.BooleanField(
        label=_("I have read the brief and approve this result."),
        error_messages={"required": _("Please confirm that you have read the brief.")},
    )


class PublishForm(forms.Form):
    """When an approved run becomes public, and by which decision."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    publish_at = MomentField(label=_("Public from"))
    decision = forms.CharField(
        label=_("Decision"),
        max_length=250,
        help_text=_("Number and day, as everybody will read it: 512/QĐ-UBND, 04/3/2024."),
    )
    correction = forms.CharField(
        label=_("What is corrected, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Everybody reads it above the result. The earlier publication stays and says that it was replaced."
        ),
    )

    def __init__(self, *args: Any, zone: tzinfo, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["publish_at"].zone = zone
        if not corrects:
            del fields["correction"]


class ReasonForm(forms.Form):
    """Why a publication is stopped."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
