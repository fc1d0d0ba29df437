"""Rules whose points an author states case by case: choice, all of, judgement, survey, formula."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.criteria.enums import FigureType, RuleKind
from parindex.web.office.criteria.rule_builder.builder import Builder, Figure, Form, name_from
from parindex.web.office.criteria.rule_builder.figures import ExactField, as_share, typed
from parindex.web.office.criteria.rule_builder.rows import RowForm, Rows
from parindex.web.office.criteria.set_forms import LineField

PER = (("points", _("points")), ("share", _("% of the maximum")))


def filled(**values: Any) -> Form:
    return {key: value for key, value in values.items() if value not in ("", None)}


def worth(row: Mapping[str, Any]) -> Form:
    """Points, or a share of the maximum: exactly one of both."""
    if row["per"] == "share":
        return filled(share=as_share(row["worth"]))
    return filled(points=row["worth"])


def worth_initial(stored: Mapping[str, Any]) -> Form:
    if "share" in stored:
        return {"worth": typed(stored["share"], percent=True), "per": "share"}
    return {"worth": typed(stored.get("points")), "per": "points"}


def hidden(value: str = "") -> forms.CharField:
    """Something that a row keeps without showing it."""
    return forms.CharField(widget=forms.HiddenInput, initial=value)


class OptionRow(RowForm):
    title = LineField(label=_("Level"))
    worth = ExactField(label=_("Worth"))
    per = forms.ChoiceField(label=_("Counted in"), choices=PER)
    title_en = LineField(label=_("In English"))
    code = forms.CharField(label=_("Code"), max_length=64)
    defaults, seldom = frozenset({"per"}), frozenset({"title_en", "code"})


class ChoiceBuilder(Builder):
    kind = RuleKind.CHOICE
    hint = _("The unit picks one level. State what each is worth; the best one usually gives the maximum.")

    def _figures(self) -> list[Figure]:
        return [self.figure("choice", _("Question to the unit"), "choice", "choice", ())]

    def _tables(self) -> list[Rows]:
        stored = [
            filled(title=o.get("title"), title_en=o.get("title_en"), code=o.get("code")) | worth_initial(o)
            for o in self.stored.get("options") or ()
        ]
        return [
            Rows("options", OptionRow, str(_("Levels")), str(_("Add a level")), data=self.data, stored=stored, least=2)
        ]

    def stated(self) -> Form:
        codes: list[str] = []
        options = []
        for form, row in self.tables[0].stated:
            code = row["code"] or name_from("", codes, f"m{form.number}")
            codes.append(code)
            options.append({"code": code} | worth(row) | filled(title=row["title"], title_en=row["title_en"]))
        return {"options": options}

    @property
    def inputs(self) -> list[Form]:
        return [label | {"name": "choice"} for label in super().inputs]

    def named(self, figure: Figure) -> Form:
        return figure.form.label_form() | {"name": "choice"}


class ConditionRow(RowForm):
    title = LineField(label=_("Condition"))
    title_en = LineField(label=_("In English"))
    name = forms.CharField(label=_("Name in data files"), max_length=64)
    type, unit = hidden("condition"), hidden()
    defaults, seldom = frozenset({"type"}), frozenset({"title_en", "name"})


class AllOfForm(forms.Form):
    otherwise = ExactField(label=_("Points if not every condition holds"), help_text=_("Usually 0."))


def row_labels(table: Rows, fallback: str) -> list[Form]:
    """Labels of inputs that are rows: named as typed, or by their titles."""
    labels: list[Form] = []
    for form, row in table.stated:
        taken = [label["name"] for label in labels]
        name = row["name"] or name_from(row["title"], taken, f"{fallback}{form.number}")
        texts = {key: row.get(key) for key in ("title", "title_en", "type", "unit")}
        labels.append({"name": name} | filled(**texts))
    return labels


def labelled(names: Any, labels: list[Form]) -> list[Form]:
    """Initial rows for names that stand in a stored rule."""
    known = {label.get("name"): label for label in labels}
    return [{"type": ""} | dict(known.get(name, {})) | {"name": name} for name in names or ()]


class AllOfBuilder(Builder):
    kind = RuleKind.ALL_OF
    hint = _("The unit answers yes or no to each condition; only if all hold it gets the maximum.")
    main_class = AllOfForm

    def initial(self) -> Form:
        return {"otherwise": typed(self.stored.get("else", "0"))}

    def _tables(self) -> list[Rows]:
        stored = labelled(self.stored.get("conditions"), self.labels)
        return [
            Rows("conditions", ConditionRow, str(_("Conditions")), str(_("Add a condition")), data=self.data,
                 stored=stored, least=2)
        ]  # fmt: skip

    def row_labels(self) -> list[Form]:
        return row_labels(self.tables[0], "dieu_kien_")

    def stated(self) -> Form:
        return {"conditions": [label["name"] for label in self.row_labels()], "else": self.value("otherwise") or "0"}


class JudgementForm(forms.Form):
    increment = ExactField(
        label=_("Increment"), help_text=_("Points are given in multiples of this, for example 0.25.")
    )


class JudgementBuilder(Builder):
    kind = RuleKind.JUDGEMENT
    hint = _("A person sets the points and must give the reason.")
    main_class = JudgementForm

    def initial(self) -> Form:
        return {"increment": typed(self.stored.get("increment", "0.01"))}

    def stated(self) -> Form:
        return filled(increment=self.value("increment"))


class QuestionRow(RowForm):
    title = LineField(label=_("Question"))
    weight = ExactField(label=_("Weight (%)"))
    title_en = LineField(label=_("In English"))
    name = forms.CharField(label=_("Code in the questionnaire"), max_length=64)
    type, unit = hidden(), hidden()
    seldom = frozenset({"title_en", "name"})


class SurveyBuilder(Builder):
    kind = RuleKind.SURVEY
    hint = _(
        "The processed survey gives the mean of each question as a share. "
        "Weights are empty (all alike) or add up to 100%."
    )

    def _tables(self) -> list[Rows]:
        weights = [*(self.stored.get("weights") or ()), *([""] * 100)]
        questions = labelled(self.stored.get("questions"), self.labels)
        stored = [q | {"weight": typed(w, percent=True)} for q, w in zip(questions, weights, strict=False)]
        return [
            Rows("questions", QuestionRow, str(_("Questions")), str(_("Add a question")), data=self.data, stored=stored)
        ]

    def row_labels(self) -> list[Form]:
        return row_labels(self.tables[0], "q")

    def stated(self) -> Form:
        weights = [as_share(row["weight"]) for _form, row in self.tables[0].stated]
        questions = [label["name"] for label in self.row_labels()]
        return {"questions": questions} | ({"weights": weights} if any(weights) else {})


class FormulaInputRow(RowForm):
    title = LineField(label=_("What is declared"))
    name = forms.CharField(label=_("Name in the formula"), max_length=64)
    type = forms.ChoiceField(
        label=_("Type"),
        choices=[
            ("", _("As the rule implies")),
            *((t.value, t.label) for t in FigureType if t not in {FigureType.CHOICE, FigureType.POINTS}),
        ],
    )
    unit = forms.CharField(label=_("Unit of measure"), max_length=50)
    title_en = LineField(label=_("In English"))
    defaults, seldom = frozenset({"type"}), frozenset({"unit", "title_en"})


class CaseRow(RowForm):
    when = LineField(label=_("When (empty: otherwise)"), max_length=1000)
    points = LineField(label=_("Points"), max_length=1000)


class FormulaBuilder(Builder):
    kind = RuleKind.FORMULA
    hint = _(
        "The first case whose condition holds gives the points, from 0 to the maximum. "
        "Write + − * /, min(…), max(…), comparisons, and, or, not; max_points is this criterion's maximum. "
        "Numbers have a decimal point."
    )

    def _tables(self) -> list[Rows]:
        return [
            Rows("inputs", FormulaInputRow, str(_("Declared figures")), str(_("Add a figure")), data=self.data,
                 stored=self.labels, least=2),
            Rows("cases", CaseRow, str(_("Cases, the first that holds counts")), str(_("Add a case")), data=self.data,
                 stored=list(self.stored.get("cases") or ()), least=2),
        ]  # fmt: skip

    def row_labels(self) -> list[Form]:
        return row_labels(self.tables[0], "x")

    def stated(self) -> Form:
        return {"cases": [filled(when=row["when"], points=row["points"]) for _form, row in self.tables[1].stated]}


BUILDERS = (ChoiceBuilder, AllOfBuilder, JudgementBuilder, SurveyBuilder, FormulaBuilder)
