"""Rules of counted cases: points for each, or deductions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.criteria.enums import FigureType, RuleKind
from parindex.web.office.criteria.rule_builder.builder import Builder, Figure, Form
from parindex.web.office.criteria.rule_builder.figures import ExactField, typed
from parindex.web.office.criteria.rule_builder.rows import RowForm, Rows
from parindex.web.office.criteria.rule_builder.stated import (
    PER,
    filled,
    hidden,
    labelled,
    row_labels,
    worth,
    worth_initial,
)
from parindex.web.office.criteria.set_forms import LineField


class PerItemForm(forms.Form):
    points = ExactField(label=_("Points for each"))


class PerItemBuilder(Builder):
    kind = RuleKind.PER_ITEM
    hint = _("What is counted, times the points for each, up to the maximum.")
    main_class = PerItemForm

    def initial(self) -> Form:
        return {"points": typed(self.stored.get("points"))}

    def _figures(self) -> list[Figure]:
        name = str(self.stored.get("count", ""))
        return [self.figure("count", _("What is counted"), name, "so_luong", (FigureType.COUNT, FigureType.NUMBER))]

    def stated(self) -> Form:
        return {"count": self.name_of("count")} | filled(points=self.value("points"))


class DeductRow(RowForm):
    title = LineField(label=_("Case"))
    worth = ExactField(label=_("Deduction for each"))
    per = forms.ChoiceField(label=_("Counted in"), choices=PER)
    title_en = LineField(label=_("In English"))
    name = forms.CharField(label=_("Name in data files"), max_length=64)
    type, unit = hidden("count"), hidden()
    defaults, seldom = frozenset({"per", "type"}), frozenset({"title_en", "name"})


class DeductBuilder(Builder):
    kind = RuleKind.DEDUCT
    hint = _("The unit begins with the maximum and loses something for each case, down to 0.")

    def _tables(self) -> list[Rows]:
        items = self.stored.get("items") or ()
        rows = labelled([item.get("count", "") for item in items], self.labels)
        stored = [row | worth_initial(item) for row, item in zip(rows, items, strict=True)]
        return [
            Rows("items", DeductRow, str(_("Deductions")), str(_("Add a deduction")), data=self.data, stored=stored)
        ]

    def row_labels(self) -> list[Form]:
        return row_labels(self.tables[0], "vi_pham_")

    def stated(self) -> Form:
        rows = [row for _form, row in self.tables[0].stated]
        return {
            "items": [{"count": label["name"]} | worth(row) for label, row in zip(self.row_labels(), rows, strict=True)]
        }


BUILDERS = (PerItemBuilder, DeductBuilder)
