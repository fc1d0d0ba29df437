"""The filters over the trail and over the jobs."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parindex.kernel.enums import JobStatus
from parindex.people.queries import JobFilter, TrailFilter
from parindex.web.fields import DayField
from parindex.web.office.trail.words import ACTIONS, KINDS, TASKS


class TrailForm(forms.Form):
    """Who, what, about what, when."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("Person, unit, reason"),
    )
    action = forms.ChoiceField(label=_("What was done"), required=False, choices=[])
    kind = forms.ChoiceField(label=_("About"), required=False, choices=[])
    number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    actor = forms.IntegerField(required=False, widget=forms.HiddenInput)
    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((name, str(title)) for name, title in ACTIONS.items()), key=lambda pair: pair[1])
        fields: dict[str, Any] = self.fields
        fields["action"].choices = [("", _("All")), *choices]
        fields["kind"].choices = [("", _("All")), *KINDS.items()]

    def wanted(self) -> TrailFilter:
        """What the page shows; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        first, last = given.get("from_on"), given.get("to_on")
        return TrailFilter(
            q=given.get("q", ""),
            action=given.get("action", ""),
            actor=given.get("actor"),
            subject_kind=given.get("kind", ""),
            subject_id=given.get("number", ""),
            from_at=_midnight(first) if first else None,
            to_at=_midnight(last + timedelta(days=1)) if last else None,
        )

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class JobForm(forms.Form):
    """Which jobs."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *JobStatus.choices])
    task = forms.ChoiceField(label=_("Task"), required=False, choices=[("", _("All")), *TASKS.items()])

    def wanted(self, sort: str) -> JobFilter:
        self.is_valid()
        return JobFilter(self.cleaned_data.get("status", ""), self.cleaned_data.get("task", ""), sort)

    def narrows(self) -> bool:
        return any(self.cleaned_data.values())
