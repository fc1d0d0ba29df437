"""Forms of sets and headers. They validate; the views hand what they state to the actions."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.criteria import queries
from parindex.criteria.actions.sets import HEADER, SetFacts
from parindex.criteria.enums import VersionState
from parindex.people import queries as people
from parindex.web.fields import DayField
from parindex.web.seen import Seen, SeenField, stated


class ListForm(forms.Form):
    """The filters over the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any, *, years: Sequence[int]) -> None:
        super().__init__(data)
        self.fields["q"].help_text = ""
        self._choices("tier", [(tier.code, tier.shown_title) for tier in people.tiers()])
        self._choices("year", [(year, str(year)) for year in years])
        self._choices("state", VersionState.choices)

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    def wanted(self, sort: str) -> queries.VersionList:
        """What was asked for; a value that is none of the choices filters nothing."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return queries.VersionList(**given, sort=sort or "-year")

    def filters_anything(self) -> bool:
        return any(self.cleaned_data.values())


class LineField(forms.CharField):
    """A text of one paragraph that may be long: its field wraps and grows, line breaks become blanks."""

    widget = forms.Textarea(attrs={"rows": 1, "class": "one-line"})

    def __init__(self, *, max_length: int = 2000, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class CodeField(forms.RegexField):
    """The code of a set or node: files carry it, so it must not look like a formula to a spreadsheet."""

    def __init__(self, **options: Any) -> None:
        refused = {"invalid": _("A code does not begin with a blank or one of = + - @.")}
        pattern = r"^[^\s=+\-@][^\x00-\x1f]*$"
        super().__init__(pattern, label=_("Code"), max_length=64, error_messages=refused, **options)


class SetFactsForm(forms.Form):
    """What belongs to the set: fast once a version was issued."""

    code = CodeField(help_text=_("Short and unique, for example BK-2024-H. It stands in files and papers."))
    tier = forms.ChoiceField(label=_("For units of the tier"))
    year = forms.IntegerField(
        label=_("Year"), min_value=1990, max_value=2200, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    illustration = forms.BooleanField(
        label=_("Illustration, not an official set"),
        required=False,
        help_text=_("Marked as such on every screen and paper where it shows."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tiers = {tier.code: tier for tier in people.tiers()}
        if "tier" in self.fields:
            choices = [(tier.code, tier.shown_title) for tier in self.tiers.values()]
            # Nothing is chosen for somebody who has not said it.
            unknown = [] if self.initial.get("tier") in self.tiers else [("", _("– choose –"))]
            self.fields["tier"].choices = [*unknown, *choices]  # type: ignore[attr-defined]

    def facts(self) -> SetFacts:
        given = self.cleaned_data
        return SetFacts(given["code"], self.tiers[given["tier"]], given["year"], given["illustration"])


class SetForm(SetFactsForm):
    """A new criteria set."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    owner_id = forms.TypedChoiceField(label=_("Organiser"), coerce=int)
    title = LineField(label=_("Title"))
    title_en = LineField(label=_("English title"), required=False)
    field_order = ["id", "owner_id", "title", "title_en", "code", "tier", "year", "illustration"]

    def __init__(self, *args: Any, owners: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {owner.pk: owner for owner in owners}
        self.fields["owner_id"].choices = [(owner.pk, owner.name) for owner in owners]  # type: ignore[attr-defined]
        self.fields["owner_id"].help_text = _("Whose coordinator keeps the set and issues it.")

    def owner(self) -> Any:
        return self.owners[self.cleaned_data["owner_id"]]

    def known_owner(self, asked: str) -> Any:
        """The organiser as far as it is known: chosen in the form, else the only one, else the one asked for."""
        if self.is_bound:
            self.is_valid()
            return self.owners.get(self.cleaned_data.get("owner_id"))
        if len(self.owners) == 1:
            return next(iter(self.owners.values()))
        return self.owners.get(int(asked)) if asked.isdecimal() and len(asked) < 19 else None

    def stated(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"id": given["id"], "facts": self.facts(), "title": given["title"], "title_en": given["title_en"]}


class HeaderForm(SetFactsForm):
    """The header of a draft."""

    row_version = SeenField()
    title = LineField(label=_("Title"))
    title_en = LineField(label=_("English title"), required=False)
    decision_number = forms.CharField(
        label=_("Decision number"), max_length=200, required=False, help_text=_("For example 2106/QĐ-UBND.")
    )
    decision_on = DayField(label=_("Decision date"), required=False)
    period_from = DayField(label=_("Period from"), required=False)
    period_to = DayField(label=_("Period to"), required=False, help_text=_("Day/month/year, included."))
    change_note = forms.CharField(
        label=_("What changed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by everybody who compares this version with the one before."),
    )

    def __init__(
        self, data: Any, *, version: Any, issued_before: bool, touched: Mapping[str, Any] | None = None
    ) -> None:
        """:param touched: values to show in place of those there now, after a save that came too late."""
        self.version, self.issued_before = version, issued_before
        kept = version.criteria_set
        self.present = stated(version, HEADER) | stated(kept, ("code", "year", "illustration")) | {"tier": kept.tier_id}
        seen = Seen.of(version.version, self.present)
        super().__init__(data, initial=self.present | {"row_version": seen} | dict(touched or {}))
        if issued_before:
            for name in ("code", "tier", "year", "illustration"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        start, end = given.get("period_from"), given.get("period_to")
        if "period_from" in given and "period_to" in given and bool(start) != bool(end):
            self.add_error("period_to" if start else "period_from", _("State both days of the period, or none."))
        elif start and end and end < start:
            self.add_error("period_to", _("The period ends before it begins."))
        return given

    def stated(self) -> dict[str, Any]:
        """What this person changed, everything else as it is now."""
        seen: Seen = self.cleaned_data["row_version"]
        given = seen.over(self.present, {name: self.cleaned_data[name] for name in self.present if name in self.fields})
        facts = None
        if not self.issued_before:
            facts = SetFacts(given["code"], self.tiers[given["tier"]], given["year"], given["illustration"])
        return {"row_version": seen, "header": {name: given[name] for name in HEADER}, "facts": facts}

    def on_top_of(self, version: Any) -> Self:
        """The form on what is there now, with what this person changed: saving it again is then a decision."""
        touched = self.cleaned_data["row_version"].touched(self.cleaned_data)
        del touched["row_version"]
        return type(self)(None, version=version, issued_before=self.issued_before, touched=touched)
