"""One node as it stands in its form: facts, rule builder, what lint says beside each part, and a trial of figures."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parindex.criteria import enums, queries
from parindex.criteria.describe import Description, describe_leaf
from parindex.criteria.documents import leaf_form
from parindex.criteria.probe import Probe, Trial, number_of, probe_leaf
from parindex.web.fields import figure
from parindex.web.office.criteria.rule_builder import Builder, builder_for, posted_builder
from parindex.web.office.criteria.rule_builder.figures import ExactField, typed
from parindex.web.office.criteria.set_forms import CodeField, LineField
from parindex.web.office.criteria.shown import page_language
from parindex.web.seen import Seen, SeenField, stated

NO_RULE = [("", _("not chosen yet"))]


class GroupForm(forms.Form):
    """Facts of a field or criterion that holds others."""

    row_version = SeenField()
    code = CodeField()
    role = forms.ChoiceField(
        label=_("This node"),
        choices=[("group", _("holds other criteria")), ("leaf", _("gives points"))],
        required=False,
    )
    title = LineField(label=_("Title"))
    title_en = LineField(label=_("English title"), required=False)
    appraised_by = forms.ChoiceField(label=_("Appraised by"), required=False)
    guidance = forms.CharField(
        label=_("Guidance"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class LeafForm(GroupForm):
    """Facts of what gives points."""

    max_points = ExactField(label=_("Maximum points"))
    source = forms.ChoiceField(label=_("Who gives the value"), choices=enums.ValueSource.choices)
    not_arising = forms.ChoiceField(label=_("When not arising"), choices=enums.WhenNotArising.choices)
    evidence = forms.CharField(
        label=_("Evidence asked"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence_required = forms.BooleanField(label=_("Evidence is compulsory"), required=False)
    kind = forms.ChoiceField(label=_("How points are given"), choices=NO_RULE + enums.RuleKind.choices, required=False)


FACTS = ("code", "title", "title_en", "appraised_by", "guidance")
LEAF_FACTS = (*FACTS, "max_points", "source", "not_arising", "evidence", "evidence_required")
COLUMNS = (*LEAF_FACTS, "is_leaf", "rule", "inputs")


class NodeEditor:
    """A node's form, bound to what was posted or filled from what is stored. It validates and never saves."""

    def __init__(
        self,
        row: queries.Row,
        data: Mapping[str, Any] | None,
        units: Sequence[queries.AppraisingUnit],
        above: str,
        *,
        touched: Mapping[str, Any] | None = None,
    ) -> None:
        """:param touched: columns to show in place of those there now, after a save that came too late."""
        self.stored = stated(row.node, COLUMNS)
        node = copy.copy(row.node)
        for name, value in (touched or {}).items():
            setattr(node, name, value)
        self.row, self.node, self.data = replace(row, node=node), node, data
        row = self.row
        self.is_leaf = row.node.is_leaf if data is None else data.get("role", "") == "leaf" and not row.child_count
        form_class = LeafForm if self.is_leaf else GroupForm
        self.form = form_class(data, initial=self._initial(), use_required_attribute=False)
        self._offer_appraisers(units, above)
        if row.child_count:
            del self.form.fields["role"]
        self.builder = self._builder() if self.is_leaf else None
        self.draft = self._draft()
        self.probe = self._probe(above) if self.is_leaf else None
        self.marks = self._marks()
        self.trial_fields = TrialFields(self.probe, data) if self.probe else None

    @property
    def kind_changed(self) -> bool:
        """Another kind of rule was just chosen: its form is not filled in yet, the stored rule stands until saved."""
        drawn = str(self.data.get("drawn", "")) if self.data is not None else ""
        return self.is_leaf and bool(drawn) and self.data is not None and self.data.get("kind", "") != drawn

    def is_valid(self) -> bool:
        valid = self.form.is_valid()
        return (self.builder is None or self.builder.is_valid()) and valid

    @property
    def seen(self) -> Seen:
        """What the form was opened with."""
        seen: Seen = self.form.cleaned_data["row_version"]
        return seen

    def values(self) -> dict[str, Any]:
        """Columns of the node, for the action: what this person changed, everything else as it is now."""
        return self.seen.over(self.stored, self._given())

    def touched(self) -> dict[str, Any]:
        """Of the columns those that this person changed."""
        return self.seen.touched(self._given())

    def _given(self) -> dict[str, Any]:
        given = self.form.cleaned_data
        facts = {name: given[name] for name in (LEAF_FACTS if self.is_leaf else FACTS)}
        return facts | {"is_leaf": self.is_leaf} | self._rule()

    @property
    def description(self) -> Description:
        return describe_leaf(self.draft, page_language()) if self.is_leaf else Description("")

    @cached_property
    def result(self) -> Trial | None:
        """What the typed sample figures give."""
        return self.trial_fields.result() if self.trial_fields else None

    @property
    def reason_text(self) -> str:
        return reason_text(self.result) if self.result else ""

    @property
    def state_text(self) -> str:
        return state_text(self.result) if self.result else ""

    @property
    def findings(self) -> list[tuple[str, str]]:
        """What lint says of the leaf and what mends it, each once."""
        if self.kind_changed:
            return [(gettext("Fill in the form of the new rule first."), "")]
        messages = [found.message for found in (self.probe.findings if self.probe else ())]
        language = page_language()
        return list(dict.fromkeys((said.text(language), said.mend(language)) for said in messages))

    def _initial(self) -> dict[str, Any]:
        node = self.node
        initial = {name: getattr(node, name) for name in LEAF_FACTS}
        return initial | {
            "row_version": Seen.of(node.version, self.stored),
            "role": "leaf" if node.is_leaf else "group",
            "max_points": typed(node.max_points),
            "source": node.source or "unit",
            "not_arising": node.not_arising or "exclude",
            "kind": node.rule.get("kind", "") if node.rule else "",
        }

    def _offer_appraisers(self, units: Sequence[queries.AppraisingUnit], above: str) -> None:
        names = {unit.code: unit.name for unit in units}
        own = self.node.appraised_by
        source = self.node.source if self.data is None else self.data.get("source", "")
        if self.is_leaf and source in enums.UNAPPRAISED:
            inherited = gettext("nobody: the points come from outside the sheet")
        elif above:
            inherited = gettext("as above: %(unit)s") % {"unit": names.get(above, above)}
        else:
            inherited = gettext("nobody yet")
        choices = [("", inherited), *((unit.code, f"{unit.name} ({unit.code})") for unit in units if not unit.ended_on)]
        if own and own not in dict(choices):
            choices.append((own, names.get(own, own)))
        self.form.fields["appraised_by"].choices = choices  # type: ignore[attr-defined]

    def _builder(self) -> Builder | None:
        if self.data is None:
            return builder_for(self.node.rule, self.node.inputs)
        return posted_builder(self.data, before=str(self.data.get("drawn", "")))

    def _rule(self) -> dict[str, Any]:
        if not self.is_leaf:
            return {}
        if self.builder is None:
            return {"rule": None, "inputs": []}
        return {"rule": self.builder.rule, "inputs": self.builder.inputs}

    def _draft(self) -> dict[str, Any]:
        """The exchange form of the leaf as it would be saved now, faults and all."""
        node = copy.copy(self.node)
        for name in LEAF_FACTS if self.is_leaf else FACTS:
            setattr(node, name, self._value(name))
        for name, value in self._rule().items():
            setattr(node, name, value)
        return leaf_form(node) if self.is_leaf else {}

    def _value(self, name: str) -> Any:
        if self.data is None:
            return getattr(self.node, name)
        self.form.is_valid()
        stated = self.form.cleaned_data.get(name, self.form[name].value())
        return bool(stated) if name == "evidence_required" else str(stated or "")

    def _probe(self, above: str) -> Probe:
        draft = dict(self.draft)
        draft["appraised_by"] = draft.get("appraised_by") or above
        return probe_leaf({key: value for key, value in draft.items() if value != ""})

    def _marks(self) -> dict[str, list[str]]:
        """What lint says, by the field that it concerns; rows and the rule get theirs directly."""
        marks: dict[str, list[str]] = {name: [] for name in (*LEAF_FACTS, "kind")}
        for finding in self.probe.findings if self.probe else ():
            text = finding.message.text(page_language())
            name, _, rest = finding.place.partition(".")
            name = name.partition("[")[0]
            if name in {"rule", "inputs"} and self.kind_changed:
                continue
            if name in {"rule", "inputs", ""} and self.builder is not None:
                self._mark_rule(rest if name == "rule" else "", text)
            else:
                marks.setdefault(name if name in marks else "kind", []).append(text)
        return marks

    def _mark_rule(self, place: str, text: str) -> None:
        """Beside the row that it concerns, or at the rule as a whole."""
        key, _, rest = place.partition("[")
        number = rest.partition("]")[0]
        for table in self.builder.tables if self.builder else ():
            if table.key == key and number.isdecimal():
                forms = [form for form in table.forms if not form.is_blank]
                if int(number) < len(forms):
                    forms[int(number)].marks.append(text)
                    return
        if self.builder is not None:
            self.builder.marks.append(text)


class TrialFields:
    """Sample figures typed for a leaf, and what they give."""

    def __init__(self, probe: Probe, data: Mapping[str, Any] | None) -> None:
        self.probe = probe
        self.fields = [TrialField(spec, data) for spec in probe.inputs]
        self.not_arising = data is not None and data.get("try:not_arising") == "yes"

    @property
    def answered(self) -> bool:
        """Whether any figure was typed."""
        return self.not_arising or any(field.text for field in self.fields)

    def result(self) -> Trial | None:
        """What the typed figures give; None while nothing was typed or the leaf cannot be scored."""
        if not self.answered or any(field.error for field in self.fields):
            return None
        figures = {field.name: field.plain for field in self.fields}
        trial = self.probe.trial(figures | ({"not_arising": "yes"} if self.not_arising else {}))
        for field in self.fields:
            if trial is not None and field.name in trial.faults:
                field.error = trial.faults[field.name].text(page_language())
        return trial

    def samples(self) -> list["Sample"]:
        return [Sample(trial, self.fields) for trial in self.probe.samples()]


class TrialField:
    """One input of the trial."""

    def __init__(self, spec: Any, data: Mapping[str, Any] | None) -> None:
        self.name, self.key = spec.name, f"try:{spec.name}"
        self.title = (spec.title_en if page_language() == "en" else "") or spec.title
        if self.name == "points" and self.title in {"", self.name}:
            self.title = gettext("Points that a person gives")
        self.unit, self.error = spec.unit, ""
        self.options = self._options(spec)
        self.text = str(data.get(self.key, "")).strip() if data is not None else ""
        self.plain = self._plain()

    def _options(self, spec: Any) -> list[tuple[str, str]]:
        if spec.type.value == "condition":
            return [("yes", gettext("yes")), ("no", gettext("no"))]
        english = page_language() == "en"
        return [(o.code, (o.title_en if english else "") or o.title or o.code) for o in spec.options]

    def _plain(self) -> str:
        if self.options or not self.text:
            return self.text
        try:
            return f"{figure(self.text):f}"
        except ValidationError as error:
            self.error = " ".join(error.messages)
            return ""

    def shown(self, value: str) -> str:
        """A sample's figure in words."""
        number = number_of(value)
        return dict(self.options).get(value) or (str(localize(number)) if number is not None else value) or "–"


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of the table of samples."""

    trial: Trial
    fields: Sequence[TrialField]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Each input's title with its figure."""
        titles = [field.title for field in self.fields]
        if "not_arising" in self.trial.figures:
            texts = [gettext("not arising")]
        elif not self.trial.figures:
            texts = [gettext("nothing stated")]
        else:
            texts = [field.shown(self.trial.figures.get(field.name, "")) for field in self.fields]
        return list(zip_longest(titles, texts, fillvalue=""))

    @property
    def reason(self) -> str:
        return reason_text(self.trial)

    @property
    def state(self) -> str:
        return state_text(self.trial)


def reason_text(trial: Trial) -> str:
    return trial.reason.text(page_language()) if trial.reason else ""


def state_text(trial: Trial) -> str:
    """The state of a trial in a word, where it is not plain points."""
    return {"missing": gettext("missing"), "not_arising": gettext("not arising"), "excluded": gettext("excluded")}.get(
        trial.state.value if trial.state else "", ""
    )
