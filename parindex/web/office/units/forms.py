"""Forms of units and tiers. They check what was typed; the actions decide."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from parindex.people import queries
from parindex.people.queries import UnitFilter
from parindex.web.fields import DayField, offer
from parindex.web.office.units.fields import UnitField
from parindex.web.seen import SeenField


def _tier_title(tier: Any) -> str:
    title: str = tier.shown_title
    return title


class UnitListForm(forms.Form):
    """The filters over the list of units."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    tier: Any = forms.ModelChoiceField(
        label=_("Tier"), required=False, queryset=None, to_field_name="code", empty_label=_("All")
    )
    under: Any = forms.ModelChoiceField(label=_("Belonging to"), required=False, queryset=None, empty_label=_("All"))
    on = DayField(label=_("In force on"), required=False)
    all = forms.BooleanField(label=_("Also those not in force"), required=False)

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        fields: dict[str, Any] = self.fields
        offer(fields["tier"], queries.tiers(), _tier_title)
        offer(fields["under"], queries.superiors(user, on=today))

    def wanted(self, sort: str) -> UnitFilter:
        """What the list shows; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        day = None if given.get("all") else given.get("on") or self.today
        return UnitFilter(given.get("q", ""), given.get("tier"), given.get("under"), day, sort)

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


class TreeForm(forms.Form):
    """Which province's tree, on which day."""

    top: Any = forms.ModelChoiceField(label=_("Province"), queryset=None, required=False, empty_label=None)
    day = DayField(label=_("As of"), required=False)

    def __init__(self, *args: Any, provinces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        offer(fields["top"], provinces)


class UnitForm(forms.Form):
    """A unit's facts."""

    name = forms.CharField(label=_("Name"), max_length=250)
    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        label=_("Code"),
        max_length=40,
        error_messages={"invalid": _("Only letters without diacritics, digits, dots, dashes.")},
    )
    tier: Any = forms.ModelChoiceField(label=_("Tier"), queryset=None, empty_label="–")
    parent = UnitField(
        label=_("Superior unit"),
        required=False,
        help_text=_("Code or name. Empty only for a province."),
    )
    official_code = forms.CharField(
        label=_("Official code"),
        max_length=20,
        required=False,
        help_text=_("As in the national list of administrative units."),
    )
    from_on = DayField(label=_("In force from"), required=False)
    to_on = DayField(label=_("In force until"), required=False, help_text=_("The last day. Empty while it goes on."))
    version = SeenField(required=False)

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        offer(fields["tier"], queries.tiers(), _tier_title)
        fields["parent"].among(queries.units(user, on=today))

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class EndForm(forms.Form):
    """The end of a unit without a successor."""

    to_on = DayField(label=_("Last day"))
    decision = forms.CharField(label=_("Decision or reason"), max_length=200)
    version = SeenField()


class SuccessionCorrectionForm(forms.Form):
    """The day and the decision of a succession on record."""

    on = DayField(label=_("From"), help_text=_("The successors' first day; the others end the day before."))
    decision = forms.CharField(label=_("Decision"), max_length=200, help_text=_("Number, day and who decided."))
    version = SeenField()


class SuccessionForm(forms.Form):
    """Merger, split, renaming by decision: up to six units on either side."""

    SIDES = 6

    on = DayField(label=_("From"), help_text=_("The successors' first day; the others end the day before."))
    decision = forms.CharField(label=_("Decision"), max_length=200, help_text=_("Number, day and who decided."))
    carry_roles = forms.BooleanField(
        label=_("Roles go on at the successor"),
        required=False,
        help_text=_("Whoever holds a role at a unit that ends holds it at its single successor from that day."),
    )

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = queries.units(user, on=today)
        for side, title in (("ending", _("Unit that ends")), ("following", _("Successor"))):
            for number in range(1, self.SIDES + 1):
                field = UnitField(label=f"{title} {number}", required=number == 1)
                self.fields[f"{side}_{number}"] = field
                field.among(units)

    def side(self, name: str) -> list[forms.BoundField]:
        return [self[f"{name}_{number}"] for number in range(1, self.SIDES + 1)]

    @property
    def ending(self) -> list[forms.BoundField]:
        return self.side("ending")

    @property
    def following(self) -> list[forms.BoundField]:
        return self.side("following")

    def units_of(self, side: str) -> list[Any]:
        return [unit for bound in self.side(side) if (unit := self.cleaned_data.get(bound.name))]

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: self.cleaned_data[name] for name in ("on", "decision", "carry_roles")}
        return given | {"predecessors": self.units_of("ending"), "successors": self.units_of("following")}


class TierForm(forms.Form):
    """A tier of government."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[validate_slug],
        help_text=_("As files name it, like department. It cannot be changed later."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    is_agency = forms.BooleanField(
        label=_("Agencies of the unit above"),
        required=False,
        help_text=_(
            "Like the departments of a Provincial People's Committee: a coordinator in such an agency coordinates "
            "for the whole unit above it."
        ),
    )
    version = SeenField(required=False)

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["code"]

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
