"""What the builders of all kinds of rules share, and the choice among them."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.criteria.enums import FigureType, RuleKind
from parindex.kernel.text import fold
from parindex.web.office.criteria.rule_builder.rows import MOST_ROWS, Rows
from parindex.web.office.criteria.set_forms import LineField

type Form = dict[str, Any]

#: Names that mean the same on every leaf; an input made from a title must not get one of them.
_RESERVED = frozenset({"points", "not_arising", "excluded", "reason", "bonus", "penalty", "deduction", "choice"})
_NOT_A_NAME = re.compile(r"\W+")


def name_from(title: str, taken: Iterable[str], fallback: str) -> str:
    """A name for an input whose author gave only its title: Số hồ sơ đúng hạn → so_ho_so_dung_han."""
    words = _NOT_A_NAME.sub("_", fold(title)).strip("_")
    name = words[:40].rpartition("_")[0] if len(words) > 40 else words
    name = name if name and not name[0].isdigit() and name not in _RESERVED else fallback
    unique, number, known = name, 1, set(taken)
    while unique in known:
        number += 1
        unique = f"{name}_{number}"
    return unique


class InputForm(forms.Form):
    """The label of one declared figure."""

    title = LineField(label=_("What is declared"), required=False)
    title_en = LineField(label=_("In English"), required=False)
    unit = forms.CharField(label=_("Unit of measure"), max_length=50, required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    name = forms.CharField(label=_("Name in data files"), max_length=64, required=False)

    def __init__(self, *args: Any, types: Sequence[FigureType] = (), **options: Any) -> None:
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
        if types:
            self.fields["type"].choices = [("", _("As the rule implies")), *((t.value, t.label) for t in types)]  # type: ignore[attr-defined]
        else:
            # The figure of a choice: its name and type are given.
            for name in ("type", "unit", "name"):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Title, unit and type; the rest opens on demand."""
        return [bound for bound in self.visible_fields() if bound.name in {"title", "unit", "type"}]

    @property
    def seldom_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name not in {"title", "unit", "type"}]

    @property
    def seldom_text(self) -> str:
        """What opens on demand."""
        return ", ".join(str(bound.label) for bound in self.seldom_fields)

    def label_form(self) -> Form:
        """The label in the exchange form, maybe without a name yet."""
        return {name: value for name in self.fields if (value := str(self[name].value() or "").strip())}


@dataclass
class Figure:
    """One named figure of a rule that is no row of a table: a numerator, a count."""

    role: str
    legend: Any
    form: InputForm
    fallback: str


class Builder(ABC):
    """One kind of rule. ``figures``, ``main`` and ``tables`` are shown in this order."""

    kind: ClassVar[RuleKind]
    #: What the author should know before they begin.
    hint: ClassVar[Any] = ""
    main_class: ClassVar[type[forms.Form] | None] = None

    def __init__(self, data: Mapping[str, Any] | None, rule: Mapping[str, Any], labels: Sequence[Form]) -> None:
        self.data, self.stored, self.labels = data, rule, list(labels)
        self.main = self._main()
        self.figures = self._figures()
        self.tables = self._tables()
        #: What lint says of the rule as a whole.
        self.marks: list[Any] = []

    # What a kind fills in -----------------------------------------------------------------------------------------
    def initial(self) -> Form:
        """Initial values of ``main`` from the stored rule."""
        return {}

    def _figures(self) -> list[Figure]:
        return []

    def _tables(self) -> list[Rows]:
        return []

    @abstractmethod
    def stated(self) -> Form:
        """The rule in the exchange form without its kind, from posted data; what is missing is left out."""

    def row_labels(self) -> list[Form]:
        """Labels of inputs that are rows of a table."""
        return []

    # What the editor asks -----------------------------------------------------------------------------------------
    def is_valid(self) -> bool:
        parts = [self.main, *(figure.form for figure in self.figures)]
        return all([*(part.is_valid() for part in parts if part is not None), *(t.is_valid() for t in self.tables)])

    @property
    def rule(self) -> Form:
        """The rule in the exchange form."""
        return {"kind": self.kind.value} | (dict(self.stored) if self.data is None else self.stated())

    @property
    def inputs(self) -> list[Form]:
        """The labels of its inputs in the exchange form."""
        if self.data is None:
            return self.labels
        labels = [self.named(figure) for figure in self.figures] + self.row_labels()
        return [label for label in labels if set(label) - {"name"}]

    # Bricks -------------------------------------------------------------------------------------------------------
    def _main(self) -> forms.Form | None:
        if self.main_class is None:
            return None
        options: Form = {"prefix": "rule", "initial": self.initial(), "use_required_attribute": False}
        return self.main_class(self.data, **options)

    def value(self, name: str) -> Any:
        """A clean value of ``main``; a wrong one as it was typed."""
        if self.main is None:
            return ""
        self.main.is_valid()
        return (
            self.main.cleaned_data.get(name, self.main[name].value()) if self.main.is_bound else self.main[name].value()
        )

    def figure(self, role: str, legend: Any, name: str, fallback: str, types: Sequence[FigureType]) -> Figure:
        """The figure that stands in the stored rule under ``name``."""
        label = next((label for label in self.labels if label.get("name") == name), {"name": name} if name else {})
        return Figure(role, legend, InputForm(self.data, prefix=f"in-{role}", initial=label, types=types), fallback)

    def named(self, figure: Figure) -> Form:
        """The label of a figure with its name: as typed, or made from the title."""
        label = figure.form.label_form()
        taken: list[str] = []
        for other in self.figures:
            if other is figure:
                break
            taken.append(self.named(other)["name"])
        return {"name": label.get("name") or name_from(label.get("title", ""), taken, figure.fallback)} | label

    def name_of(self, role: str) -> str:
        return next((self.named(figure)["name"] for figure in self.figures if figure.role == role), "")


def _builders() -> dict[str, type[Builder]]:
    from parindex.web.office.criteria.rule_builder import counted, measured, stated

    found = (*stated.BUILDERS, *measured.BUILDERS, *counted.BUILDERS)
    return {builder.kind.value: builder for builder in found}


def builder_for(rule: Mapping[str, Any] | None, labels: Sequence[Form]) -> Builder | None:
    """The builder of a stored rule; None where there is none or one of an unknown kind."""
    rule = rule or {}
    builder = _builders().get(str(rule.get("kind", "")))
    return None if builder is None else builder(None, {k: v for k, v in rule.items() if k != "kind"}, labels)


def posted_builder(data: Mapping[str, Any], before: str) -> Builder | None:
    """The builder of what was posted.

    :param before: the kind that the posted rows belong to. When the author has chosen another kind, the form for that
        one is drawn with what it can use of them and the rows that such a rule usually has.
    """
    kind = str(data.get("kind", ""))
    builder = _builders().get(kind)
    if builder is None:
        return None
    if kind == before:
        return builder(data, {}, ())
    number = str(data.get("rule-quantity", "")) == "number"
    fresh = builder(None, {"quantity": {"number": ""}} if number else {}, ())
    _carry(data, fresh)
    return fresh


#: Fields of a row that mean the same in every table.
_OF_EVERY_ROW = ("title", "title_en", "worth", "per")


def _carry(data: Mapping[str, Any], fresh: Builder) -> None:
    """Takes over what was typed for another kind of rule: fields of the same name, titles of its rows."""
    forms_kept = [*(figure.form for figure in fresh.figures), *([fresh.main] if fresh.main is not None else [])]
    for form in forms_kept:
        form.initial.update({n: data[key] for n in form.fields if data.get(key := form.add_prefix(n))})
    single = next((data[key] for role in _FIGURES if data.get(key := f"in-{role}-title")), "")
    if fresh.figures and single:
        fresh.figures[0].form.initial.setdefault("title", single)
    for table in fresh.tables[:1]:
        rows = next((rows for key in _TABLES if (rows := _rows(data, key, table.form_class))), [])
        table.take_over(rows)


_FIGURES = ("numerator", "number", "count", "choice")
_TABLES = ("options", "conditions", "items", "questions", "inputs")


def _rows(data: Mapping[str, Any], key: str, form: Any) -> list[Form]:
    names = [name for name in _OF_EVERY_ROW if name in form.base_fields]
    if "title" not in names:
        return []
    rows = [{n: v for n in names if (v := data.get(f"{key}-{at}-{n}"))} for at in range(MOST_ROWS)]
    return [row for row in rows if row.get("title")]
