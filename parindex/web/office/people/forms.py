"""Forms of accounts, roles and imports. They check what was typed; the actions decide."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.people import queries, rules
from parindex.people.enums import AccountState, ImportKind, Role
from parindex.people.queries import AccountFilter, ImportFilter
from parindex.web.fields import DayField, offer
from parindex.web.office.units.fields import UnitField
from parindex.web.seen import SeenField

_ANY: list[tuple[str, Any]] = [("", _("All"))]


class PeopleListForm(forms.Form):
    """The filters over the list of accounts."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=_ANY + list(Role.choices))
    under: Any = forms.ModelChoiceField(label=_("At a unit of"), required=False, queryset=None, empty_label=_("All"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=_ANY + list(AccountState.choices))

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        offer(fields["under"], queries.superiors(user, on=today))

    def wanted(self, sort: str) -> AccountFilter:
        """What the list shows; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        return AccountFilter(
            given.get("q", ""), given.get("role", ""), given.get("under"), given.get("state", ""), sort
        )

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


class PersonForm(forms.Form):
    """A person's facts."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    position = forms.CharField(label=_("Position"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    version = SeenField(required=False)

    def facts(self) -> dict[str, str]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"version", "first_way"}}


class NewPersonForm(PersonForm):
    """A new account, and how its person gets in for the first time."""

    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]*$",
        label=_("User name"),
        max_length=60,
        help_text=_(
            "Small letters without diacritics, digits, dots, dashes, like hoa.nguyen. It cannot be changed later."
        ),
        error_messages={"invalid": _("Only small letters without diacritics, digits, dots, dashes.")},
    )
    first_way = forms.ChoiceField(
        label=_("First sign-in"),
        choices=[
            ("slip", _("Start password on a slip of paper, shown once")),
            ("mail", _("Invitation by mail with a link that works once")),
        ],
        widget=forms.RadioSelect,
        initial="slip",
    )
    field_order = ("full_name", "position", "username", "email", "phone", "first_way")

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()

    @property
    def invites(self) -> bool:
        return bool(self.cleaned_data["first_way"] == "mail")


class ReasonForm(forms.Form):
    """Something that needs its reason."""

    note = forms.CharField(label=_("Reason"), max_length=250)
    version = SeenField()


class RoleForm(forms.Form):
    """A role at a unit for a period."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *Role.choices])
    unit = UnitField(label=_("At the unit"), help_text=_("Code or name."))
    from_on = DayField(label=_("First day"))
    to_on = DayField(label=_("Last day"), required=False, help_text=_("Empty while no end is known."))
    decision = forms.CharField(
        label=_("Decision or reason"),
        max_length=250,
        required=False,
        help_text=_("For acting heads and delegation too."),
    )

    def __init__(self, *args: Any, user: Any, today: date, administers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].among(queries.grantable_units(user, on=today))
        self.user, self.today = user, today
        if not administers:
            fields["role"].choices = [pair for pair in fields["role"].choices if pair[0] != Role.ADMINISTRATOR]

    def clean(self) -> dict[str, Any]:
        """Says beside the role who gives it at that unit, before the action refuses."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("role") and given.get("unit"):
            verdict = rules.may_change_grants(self.user, given["role"], given["unit"], on=self.today)
            if not verdict:
                self.add_error("role", str(verdict.reason))
        return given


class EndRoleForm(forms.Form):
    """The last day of a role."""

    to_on = DayField(label=_("Last day"))
    note = forms.CharField(label=_("Decision or reason"), max_length=250, required=False)
    version = SeenField()


class RevokeForm(forms.Form):
    """Why a role is taken away at once."""

    reason = forms.CharField(label=_("Reason"), max_length=250)


class ImportListForm(forms.Form):
    """The filters over the list of imports."""

    q = forms.CharField(
        label=_("File"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=_ANY + list(ImportKind.choices))
    applied = forms.ChoiceField(
        label=_("State"), required=False, choices=[*_ANY, ("yes", _("Imported")), ("no", _("Dry run"))]
    )

    def wanted(self, sort: str) -> ImportFilter:
        """What the list shows; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        return ImportFilter(given.get("q", ""), given.get("kind", ""), given.get("applied", ""), sort)

    def narrows(self) -> bool:
        return any(self.cleaned_data.values())


class UploadForm(forms.Form):
    """A file for a dry run. The id is made with the form, so that sending it twice stores it once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    province: Any = forms.ModelChoiceField(label=_("Province"), queryset=None, required=False)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8) or XLSX."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls,.ods"}),
    )

    def __init__(self, *args: Any, kind: str, provinces: Any, new_province: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["province"]
        if kind == ImportKind.UNITS and new_province:
            field.empty_label = _("As the file says (also a new province)")
            only = list(provinces[:2])
            # Almost every file adds to the one province that there is.
            if len(only) == 1:
                self.initial.setdefault("province", only[0].pk)
        else:
            field.required = True
            field.empty_label = None
        offer(field, provinces)


class ApplyForm(forms.Form):
    """Takes over what the dry run showed."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    invite = forms.BooleanField(
        label=_("Send invitations by mail to the new accounts that have an address"), required=False, initial=True
    )
