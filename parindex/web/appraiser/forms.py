"""Forms of the appraisal. They check what was typed; the actions decide."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.appraisals.enums import AdjustmentKind, ReasonCode
from parindex.appraisals.queries import OpenFilter, QueueFilter, Wanted, Why
from parindex.web.fields import FigureField, MomentField

_ANY: list[tuple[str, Any]] = [("", _("All"))]


def _search() -> forms.CharField:
    return forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )


class QueueForm(forms.Form):
    """The filters over a queue."""

    q = _search()
    rows = forms.ChoiceField(label=_("Which rows"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(_ANY + list(Wanted.choices))

    def _offer(self, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields["rows"]
        field.choices = choices

    def wanted(self, sort: str) -> QueueFilter:
        """What the queue shows; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        return QueueFilter(q=given.get("q", ""), wanted=given.get("rows", ""), sort=sort)

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)

    def count(self, tally: Any) -> None:
        """Says behind each choice how many rows it gives."""
        self._offer([(name, f"{title} ({tally.of(name)})") for name, title in _ANY + list(Wanted.choices)])


class UnitsForm(forms.Form):
    """The filters over the units of a round."""

    q = _search()
    state = forms.ChoiceField(
        label=_("Score sheet"),
        required=False,
        choices=[
            *_ANY,
            ("handed_in", _("Handed in")),
            ("draft", _("Not handed in yet")),
            ("returned", pgettext_lazy("score sheet", "Returned for supplement")),
            ("settled", pgettext_lazy("score sheet", "Settled")),
        ],
    )

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {"q": self.cleaned_data.get("q", ""), "state": self.cleaned_data.get("state", "")}

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


class ReadForm(forms.Form):
    """What of the row was read: the mark's version, and which state of the claim. Every form of a mark carries it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, localize=False)
    handed_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, localize=False)

    def read(self) -> dict[str, int]:
        return {"version": self.cleaned_data["version"], "handed_version": self.cleaned_data["handed_version"]}


def _reason(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}))


def _code() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Reason code"), choices=[("", "–"), *ReasonCode.choices])


class GivenForm(ReadForm):
    """Figures, points or not arising: what an appraiser or the head sets instead of the claim.

    Of the three ways only the chosen one is read. ``text`` is the leaf as its page shows it.
    """

    #: Ways by which a value is given.
    WAYS = (
        ("figures", _("Other figures")),
        ("points", _("Points set directly")),
        ("not_arising", _("Not arising")),
        ("arising", _("Did arise, with the figures as claimed")),
    )

    #: Before these: leaves things as they stand.
    standing: tuple[tuple[str, Any], ...] = ()
    way = forms.ChoiceField(label=_("What is set"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, text: Any, values: Mapping[str, str], claimed_not_arising: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.inputs = [spec for spec in text.inputs if spec.kind != "text"]
        judged = any(spec.name == "points" for spec in self.inputs)
        for spec in self.inputs:
            self.fields[f"figure_{spec.name}"] = _figure(spec, text.maximum)
            self.initial.setdefault(f"figure_{spec.name}", _typed(spec, values.get(spec.name, "")))
        if not judged:
            self.fields["points"] = FigureField(
                label=_("Points"), required=False, min_value=0, max_digits=100, decimal_places=50
            )
            self.initial.setdefault("points", _decimal(values.get("points", "")))
        way: Any = self.fields["way"]
        dropped = ({"points"} if judged else set()) | (set() if claimed_not_arising else {"arising"})
        way.choices = [*self.standing, *(choice for choice in self.WAYS if choice[0] not in dropped)]
        self.initial.setdefault("way", self.way_of(values, judged))

    @staticmethod
    def way_of(values: Mapping[str, str], judged: bool) -> str:
        if values.get("not_arising") == "yes":
            return "not_arising"
        return "points" if values.get("points") and not judged else "figures"

    @property
    def figure_fields(self) -> list[Any]:
        return [self[f"figure_{spec.name}"] for spec in self.inputs]

    def figures(self) -> dict[str, str]:
        """What the actions take: input → text with a decimal point."""
        given = self.cleaned_data
        match given["way"]:
            case "points":
                return {"points": _plain(given.get("points"))}
            case "not_arising":
                return {"not_arising": "yes"}
            case "arising":
                return {"not_arising": "no"}
        return {spec.name: _plain(given.get(f"figure_{spec.name}")) for spec in self.inputs}

    def refuse(self, faults: Mapping[str, str]) -> None:
        """The engine's faults beside their inputs."""
        for name, message in faults.items():
            plain = name.removeprefix("figures.")
            field = next((known for known in (f"figure_{plain}", plain) if known in self.fields), None)
            self.add_error(field, message)


class AdjustForm(GivenForm):
    """Another value than the claim's, with its reason."""

    reason_code = _code()
    reason = _reason(_("Reason in words"), _("The unit reads it with its result."))
    field_order = ("version", "handed_version", "way")

    def __init__(self, *args: Any, text: Any, **kwargs: Any) -> None:
        super().__init__(*args, text=text, **kwargs)
        # Where nobody claims anything, nothing is contradicted; a judgement is always explained.
        claimed = text.source == "unit"
        self.fields["reason_code"].required = claimed
        self.fields["reason"].required = claimed or any(spec.name == "reason" for spec in text.inputs)


class SettleForm(GivenForm):
    """The head's value, or the appraised one as it stands."""

    way = forms.ChoiceField(label=_("What is settled"), widget=forms.RadioSelect)
    mark_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, localize=False)
    reason = _reason(_("Reason in words"), _("The unit reads it with its result."))
    standing = (("appraised", _("The appraised value stands")),)

    @staticmethod
    def way_of(values: Mapping[str, str], judged: bool) -> str:
        return "appraised"

    def figures(self) -> dict[str, str]:
        return {} if self.cleaned_data["way"] == "appraised" else super().figures()

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        read = {name: given[name] for name in ("version", "mark_version", "reason")}
        return read | {"figures": self.figures()}


class OpenRowsForm(forms.Form):
    """The filters over open rows."""

    q = _search()
    field = forms.ChoiceField(label=_("Field"), required=False)
    why = forms.ChoiceField(label=_("Why it is open"), required=False, choices=[*_ANY, *Why.choices])

    def __init__(self, *args: Any, fields: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["field"]
        field.choices = [*_ANY, *fields]

    def wanted(self, sort: str) -> OpenFilter:
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in ("q", "field", "why")}
        return OpenFilter(**given, sort=sort)

    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields)


class AdjustmentForm(forms.Form):
    """Cases of an item of the set, or points taken from a field."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.ChoiceField(label=_("Item or field"))
    cases = forms.IntegerField(
        label=_("Cases"), required=False, min_value=1, localize=True, help_text=_("Of a bonus or penalty item.")
    )
    points = FigureField(
        label=_("Points"), required=False, max_digits=20, decimal_places=10, help_text=_("Of a deduction from a field.")
    )
    reason = _reason(_("Reason in words"))

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.choices = [("", "–"), *items]

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        kind, _colon, code = given["code"].partition(":")
        facts = {"id": given["id"], "kind": AdjustmentKind(kind), "code": code, "reason": given["reason"]}
        return facts | {"cases": given["cases"], "points": _plain(given["points"])}


class NoteForm(forms.Form):
    """The reason why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RegisterForm(forms.Form):
    """A table with values for all units."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    origin = forms.CharField(
        label=_("Origin of the figures"),
        max_length=300,
        help_text=_("As it stands in the result's account, like “National Public Service Portal, 14/12/2023”."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8) or XLSX with the columns unit, node, input, value."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        file = given["file"]
        return {"id": given["id"], "chunks": file.chunks(), "name": file.name, "origin": given["origin"]}


class ApplyForm(forms.Form):
    """Takes over what was shown."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


def new_id() -> uuid.UUID:
    return uuid.uuid4()


class SendBackForm(ReadForm):
    """What the unit is to supplement, and until when."""

    until = MomentField(label=_("Until"))
    reason_code = _code()
    reason = _reason(_("What is asked for"), _("The unit reads it beside the row."))

    def __init__(self, *args: Any, zone: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["until"]
        field.zone = zone


class FlagForm(ReadForm):
    """Why a row is left to the head or the meeting, or why no longer."""

    reason = _reason(_("Reason in words"))


class ConfirmManyForm(forms.Form):
    """Confirms what was shown: the rows by their numbers."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


def _figure(spec: Any, maximum: Any) -> forms.Field:
    label = f"{spec.title} ({spec.unit})" if spec.unit else spec.title
    match spec.kind:
        case "choice":
            options = [("", "–"), *((option.code, option.title) for option in spec.options)]
            return forms.ChoiceField(label=label, required=False, choices=options)
        case "condition":
            return forms.ChoiceField(
                label=label, required=False, choices=[("", "–"), ("yes", _("yes")), ("no", _("no"))]
            )
    return FigureField(label=label, required=False, max_digits=100, decimal_places=50)


def _typed(spec: Any, text: str) -> Any:
    return text if spec.kind in {"choice", "condition"} else _decimal(text)


def _decimal(text: str) -> Any:
    """A figure as it is kept, for a field that shows it in the page's language; what is no number is left out."""
    try:
        return forms.DecimalField(localize=False).to_python(text)
    except forms.ValidationError:
        return None


def _plain(value: Any) -> str:
    """A cleaned value as the engine reads it: no exponent, a decimal point."""
    return "" if value in (None, "") else value if isinstance(value, str) else f"{value:f}"
