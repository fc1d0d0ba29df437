"""Forms of programmes and rounds. They check what was typed; the actions decide."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.programmes import queries
from parindex.programmes.actions.rounds import Period
from parindex.programmes.enums import TaskKind, WindowKind
from parindex.programmes.queries import ParticipantFilter
from parindex.web.fields import DayField, MomentField, offer
from parindex.web.office.units.fields import UnitField
from parindex.web.seen import SeenField

_ANY: list[tuple[str, Any]] = [("", _("All"))]
_NO_GROUP = "-"


def _shown_title(thing: Any) -> str:
    title: str = thing.shown_title
    return title


def _set_title(version: Any) -> str:
    return f"{version.criteria_set.code} v{version.number} – {version.shown_title} ({version.criteria_set.owner})"


def new_id() -> uuid.UUID:
    return uuid.uuid4()


class SearchForm(forms.Form):
    """One word to look for."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def text(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


class ProgrammeForm(forms.Form):
    """A programme's header."""

    title = forms.CharField(label=_("Title"), max_length=500)
    code = forms.CharField(label=_("Code"), max_length=64, help_text=_("Short, for lists and files, like CCHC-2023."))
    decision = forms.CharField(
        label=_("Decision"), max_length=250, required=False, help_text=_("Number, day and who decided.")
    )
    version = SeenField(required=False)

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NewProgrammeForm(ProgrammeForm):
    """A new programme: of which province, in which year."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    province: Any = forms.ChoiceField(label=_("Province"))
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2200, localize=False)
    field_order = ("id", "province", "year", "title", "code", "decision")

    def __init__(self, *args: Any, provinces: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.provinces = {str(unit.pk): unit for unit in provinces}
        field: Any = self.fields["province"]
        field.choices = [(pk, unit.name) for pk, unit in self.provinces.items()]

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"province": self.provinces[self.cleaned_data["province"]]}


class TaskForm(forms.Form):
    """A task of the plan."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    kind = forms.ChoiceField(label=_("Kind"), choices=TaskKind.choices)
    title = forms.CharField(label=_("Title"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    opens_on = DayField(label=_("First day"))
    due_on = DayField(label=_("Last day"))
    lead = forms.CharField(
        label=_("Lead agency"), max_length=300, help_text=_("Codes parted by semicolons: SNV; @commune; #citizens.")
    )
    coordinating = forms.CharField(label=_("Coordinating agencies"), max_length=500, required=False)
    tiers = forms.CharField(
        label=_("Tiers concerned"), max_length=300, required=False, help_text=_("Codes of tiers, like department.")
    )
    note = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Compulsory when the days change.")
    )
    version = SeenField(required=False)

    def facts(self) -> dict[str, Any]:
        """What the actions take as ``values``."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"version", "note", "id"}}


class NewTaskForm(TaskForm):
    """A new task; nothing was there to be moved."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"], self.fields["version"]


class PlanUploadForm(forms.Form):
    """A plan file for a dry run."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8) or XLSX."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls,.ods"}),
    )


class ApplyForm(forms.Form):
    """Takes over what was shown."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RoundForm(forms.Form):
    """A round's header, while it is being prepared."""

    title = forms.CharField(label=_("Title"), max_length=500)
    code = forms.CharField(label=_("Code"), max_length=64, help_text=_("Unique in the programme, like 2023-SO."))
    set_version: Any = forms.ModelChoiceField(
        label=_("Criteria set"),
        queryset=None,
        empty_label="–",
        help_text=_("Issued versions of the programme's year, of the province or of the organiser."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=60, help_text=_("All of Vietnam has Asia/Ho_Chi_Minh (UTC+7).")
    )
    version = SeenField(required=False)

    def __init__(self, *args: Any, programme: Any, organisers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["set_version"], queries.pinnable(programme, organisers), _set_title)

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NewRoundForm(RoundForm):
    """A new round: who organises it, for which tier."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    organiser = forms.ChoiceField(label=_("Organiser"))
    tier: Any = forms.ModelChoiceField(label=_("Tier"), queryset=None, to_field_name="code", empty_label="–")
    field_order = ("id", "organiser", "tier", "title", "code", "set_version", "time_zone")

    def __init__(self, *args: Any, organisers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, organisers=organisers, **kwargs)
        del self.fields["version"]
        self.organisers = {str(unit.pk): unit for unit in organisers}
        fields: dict[str, Any] = self.fields
        fields["organiser"].choices = [(pk, unit.name) for pk, unit in self.organisers.items()]
        offer(fields["tier"], queries.tiers_below(organisers), _shown_title)

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"organiser": self.organisers[self.cleaned_data["organiser"]]}


class WindowsForm(forms.Form):
    """The three windows of a round, in its own time; an empty pair takes a window away."""

    note = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Compulsory once the round runs.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: ZoneInfo, tasks: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = {str(task.pk): task for task in tasks}
        choices = [("", "–"), *((pk, str(task)) for pk, task in self.tasks.items())]
        for kind in WindowKind:
            self.fields[f"{kind}_opens_at"] = MomentField(label=_("Opens"), required=False, zone=zone)
            self.fields[f"{kind}_closes_at"] = MomentField(label=_("Closes"), required=False, zone=zone)
            self.fields[f"{kind}_task"] = forms.ChoiceField(
                label=_("Carries out the task"), required=False, choices=choices
            )

    def clean(self) -> dict[str, Any]:
        """A window has both ends or neither."""
        given: dict[str, Any] = super().clean() or {}
        for kind in WindowKind:
            for name, other in (("opens_at", "closes_at"), ("closes_at", "opens_at")):
                broken = f"{kind}_{name}" in self.errors or f"{kind}_{other}" in self.errors
                if not broken and given.get(f"{kind}_{other}") and not given.get(f"{kind}_{name}"):
                    self.add_error(f"{kind}_{name}", _("A window has both ends."))
        return given

    def rows(self) -> list[tuple[str, Any, Any, Any]]:
        """Each window's name with its fields."""
        return [
            (str(kind.label), self[f"{kind}_opens_at"], self[f"{kind}_closes_at"], self[f"{kind}_task"])
            for kind in WindowKind
        ]

    def periods(self) -> dict[WindowKind, Period | None]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            kind: Period(given[f"{kind}_opens_at"], given[f"{kind}_closes_at"], self.tasks.get(given[f"{kind}_task"]))
            if given[f"{kind}_opens_at"]
            else None
            for kind in WindowKind
        }


class VersionForm(forms.Form):
    """A step that shall meet what its person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """Something that needs its reason."""

    note = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ParticipantListForm(forms.Form):
    """The filters over a round's units."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    group = forms.ChoiceField(label=_("Ranking group"), required=False)
    ranked = forms.ChoiceField(
        label=pgettext_lazy("participant", "Ranking"),
        required=False,
        choices=[*_ANY, ("yes", _("Ranked")), ("no", _("Only listed"))],
    )
    decided = forms.ChoiceField(
        label=_("With"), required=False, choices=[*_ANY, ("extended", _("Extension")), ("excluded", _("Exclusion"))]
    )

    def __init__(self, *args: Any, groups: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        named = [(group or _NO_GROUP, group or _("Without a group")) for group in groups]
        field.choices = [*_ANY, *named]

    def wanted(self, sort: str) -> ParticipantFilter:
        """What the list shows; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        group = given.get("group", "")
        wanted = None if not group else "" if group == _NO_GROUP else group
        return ParticipantFilter(given.get("q", ""), wanted, given.get("ranked", ""), given.get("decided", ""), sort)

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


class RankingForm(forms.Form):
    """In which group a unit is ranked, or that it is only listed."""

    group = forms.CharField(
        label=_("Ranking group"),
        max_length=100,
        required=False,
        help_text=_("Units are ranked within their group. Empty: one group for all."),
    )
    ranked = forms.BooleanField(
        label=_("Ranked"), required=False, initial=True, help_text=_("Otherwise it is scored and only listed.")
    )
    version = SeenField(required=False)

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {"group": self.cleaned_data["group"], "ranked": self.cleaned_data["ranked"]}


class TakeInForm(RankingForm):
    """All units that exist on a day, in one go."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    on = DayField(label=_("In force on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]


class PreviewDayForm(forms.Form):
    """On which day the units to be taken in exist."""

    on = DayField(label=_("In force on"), required=False)


class NewParticipantForm(RankingForm):
    """One more unit."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    unit = UnitField(label=_("Unit"), help_text=_("Code or name."))
    field_order = ("id", "unit", "group", "ranked")

    def __init__(self, *args: Any, round: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        field: Any = self.fields["unit"]
        field.among(queries.candidates(round, on=today))


class ExtensionForm(forms.Form):
    """A later end of a window for one unit."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Window"))
    until = MomentField(label=_("Extended until"))
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, zone: ZoneInfo, kinds: Sequence[WindowKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        fields["until"].zone = zone

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data | {"kind": WindowKind(self.cleaned_data["kind"])}


class ExclusionForm(forms.Form):
    """A criterion taken out for one unit by decision."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    node_code = forms.ChoiceField(
        label=_("Criterion"), help_text=_("A field or criterion is taken out with all that is below it.")
    )
    decision = forms.CharField(label=_("Decision number"), max_length=200)
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, tree: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["node_code"]
        field.choices = [("", "–"), *((row.node.code, _indented(row)) for row in tree)]


def _indented(row: Any) -> str:
    return f"{'\u2003' * (row.level - 1)}{row.node}"[:160]


class SubstituteForm(forms.Form):
    """Who appraises an agency's own rows."""

    substitute = UnitField(label=_("Substitute"), help_text=_("Code or name."))
    decision = forms.CharField(label=_("Decision or reason"), max_length=250, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["substitute"]
        field.among(units)
