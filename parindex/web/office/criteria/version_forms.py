"""Forms of versions: comparing, issuing, withdrawing, copying. They validate; the views call the actions."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from parindex.criteria.next_year import code_in_year, in_year, shifted
from parindex.web.fields import DayField
from parindex.web.office.criteria.set_forms import SetForm
from parindex.web.seen import Seen, SeenField, stated


class CompareForm(forms.Form):
    """Which version stands before this one."""

    before = forms.ChoiceField(label=_("Compare with"))

    def __init__(self, versions: Sequence[Any], version: Any) -> None:
        super().__init__()
        others = [other for other in versions if other.pk != version.pk]
        self.fields["before"].choices = [  # type: ignore[attr-defined]
            (other.pk, _g("version %(number)s") % {"number": other.number} + f" – {other.get_state_display()}")
            for other in others
        ]
        older = [other for other in others if other.number < version.number]
        self.fields["before"].initial = (older or others)[0].pk


class IssueForm(forms.Form):
    """Freezes the version that was looked at."""

    row_version = SeenField()
    sure = forms.BooleanField(
        label=_("I have checked the set against the decision; from now on it can no longer be changed."),
        error_messages={"required": _("Please confirm that you have checked the set.")},
    )


class DecisionForm(forms.Form):
    """The decision that issues the set."""

    row_version = SeenField()
    decision_number = forms.CharField(
        label=_("Decision number"), max_length=200, help_text=_("For example 2106/QĐ-UBND.")
    )
    decision_on = DayField(label=_("Decision date"), help_text=_("Day/month/year."))

    def __init__(self, data: Any, *, version: Any, touched: Mapping[str, Any] | None = None) -> None:
        """:param touched: values to show in place of those there now, after a save that came too late."""
        present = stated(version, ("decision_number", "decision_on"))
        seen = Seen.of(version.version, present)
        super().__init__(data, initial=present | {"row_version": seen} | dict(touched or {}))

    def stated(self) -> dict[str, Any]:
        given = self.cleaned_data
        header = {name: given[name] for name in ("decision_number", "decision_on")}
        return {"row_version": given["row_version"], "header": header}

    def on_top_of(self, version: Any) -> Self:
        """The form on what is there now, with what this person changed: saving it again is then a decision."""
        header = self.stated()["header"]
        return type(self)(None, version=version, touched=self.cleaned_data["row_version"].touched(header))


class NoteForm(forms.Form):
    """The reason of a step that demands one."""

    note = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Read by everybody who sees this version; it stays in the trail."),
    )


class StartForm(forms.Form):
    """A new version of the same set."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    change_note = forms.CharField(
        label=_("What is to change"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by everybody who compares this version with the one before."),
    )


class CloneForm(SetForm):
    """A set of another year, copied from a version; everything is suggested and can be changed."""

    period_from = DayField(label=_("Period from"), required=False, help_text=_("Day/month/year."))
    period_to = DayField(label=_("Period to"), required=False, help_text=_("Day/month/year, included."))

    def __init__(self, data: Any, *, version: Any, owners: Sequence[Any]) -> None:
        kept = version.criteria_set
        year = kept.year + 1
        initial = {
            "id": uuid.uuid4(),
            "owner_id": kept.owner_id,
            "title": in_year(version.title, kept.year, year),
            "title_en": in_year(version.title_en, kept.year, year),
            "code": code_in_year(kept.code, kept.year, year),
            "tier": kept.tier_id,
            "year": year,
            "illustration": kept.illustration,
            "period_from": shifted(version.period_from, 1),
            "period_to": shifted(version.period_to, 1),
        }
        super().__init__(data, owners=owners, initial=initial)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        start, end = given.get("period_from"), given.get("period_to")
        if bool(start) != bool(end):
            self.add_error("period_to" if start else "period_from", _("State both days of the period, or none."))
        elif start and end and end < start:
            self.add_error("period_to", _("The period ends before it begins."))
        return given

    def stated(self) -> dict[str, Any]:
        given = self.cleaned_data
        return super().stated() | {name: given[name] for name in ("period_from", "period_to")}
