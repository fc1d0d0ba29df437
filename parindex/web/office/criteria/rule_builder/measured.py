"""Rules of a quantity, a ratio of two figures or one number: steps, proportional, linear."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.criteria.enums import FigureType, RuleKind
from parindex.web.office.criteria.rule_builder.builder import Builder, Figure, Form
from parindex.web.office.criteria.rule_builder.figures import ExactField, as_share, typed
from parindex.web.office.criteria.rule_builder.rows import RowForm, Rows
from parindex.web.office.criteria.rule_builder.stated import filled

NUMBERS = (FigureType.COUNT, FigureType.NUMBER, FigureType.SHARE)


class QuantityForm(forms.Form):
    quantity = forms.ChoiceField(
        label=_("The quantity is"),
        choices=[("ratio", _("a ratio of two figures, in %")), ("number", _("one figure as it stands"))],
        required=False,
    )


class MeasuredBuilder(Builder):
    """What the three share: the quantity. Edges of a ratio are typed as percentages."""

    main_class = QuantityForm

    @property
    def stored_quantity(self) -> Any:
        return self.stored.get("quantity") or {"ratio": ["", ""]}

    @property
    def is_ratio(self) -> bool:
        if self.data is not None:
            return str(self.data.get("rule-quantity", "ratio")) != "number"
        return isinstance(self.stored_quantity, dict) and "number" not in self.stored_quantity

    def initial(self) -> Form:
        return {"quantity": "ratio" if self.is_ratio else "number"}

    def _main(self) -> forms.Form | None:
        """Values of a ratio are typed as percentages, and their labels say so."""
        main = super()._main()
        for name, field in (main.fields if main is not None and self.is_ratio else {}).items():
            if name in {"floor", "start_at", "end_at"}:
                field.label = f"{field.label} (%)"
        return main

    def _figures(self) -> list[Figure]:
        stored = self.stored_quantity
        if self.is_ratio:
            names = [*(stored.get("ratio") or () if isinstance(stored, dict) else ()), "", ""]
            types = NUMBERS[:2]
            return [
                self.figure("numerator", _("Numerator"), str(names[0]), "tu_so", types),
                self.figure("denominator", _("Denominator (0: not arising)"), str(names[1]), "mau_so", types),
            ]
        name = stored.get("number", "") if isinstance(stored, dict) else stored
        return [self.figure("number", _("Figure"), str(name), "so_lieu", NUMBERS)]

    def quantity(self) -> Form:
        if self.is_ratio:
            return {"ratio": [self.name_of("numerator"), self.name_of("denominator")]}
        return {"number": self.name_of("number")}

    def shown(self, value: Any) -> str:
        """A value of the quantity as it is typed."""
        return typed(value, percent=self.is_ratio)

    def meant(self, text: Any) -> str:
        """A typed value of the quantity as the exchange form states it."""
        return as_share(str(text or "")) if self.is_ratio else str(text or "")


class StepRow(RowForm):
    low_sign = forms.ChoiceField(label=_("Edge"), choices=[("from", "≥"), ("above", ">")])
    low = ExactField(label=pgettext_lazy("value", "From"), signed=True)
    high_sign = forms.ChoiceField(label=_("Edge"), choices=[("below", "<"), ("to", "≤")])
    high = ExactField(label=pgettext_lazy("value", "To"), signed=True)
    points = ExactField(label=_("Points"))
    defaults = frozenset({"low_sign", "high_sign"})


class StepsBuilder(MeasuredBuilder):
    kind = RuleKind.STEPS
    hint = _("Every value must fall into exactly one step. Leave the outer edges empty: they are open.")

    def _tables(self) -> list[Rows]:
        stored = [self._initial_row(step) for step in self.stored.get("steps") or ()]
        title = _("Steps, in %") if self.is_ratio else _("Steps")
        return [Rows("steps", StepRow, str(title), str(_("Add a step")), data=self.data, stored=stored, least=3)]

    def _initial_row(self, step: Form) -> Form:
        low = "above" if "above" in step else "from"
        high = "to" if "to" in step else "below"
        return {
            "low_sign": low,
            "low": self.shown(step.get(low)),
            "high_sign": high,
            "high": self.shown(step.get(high)),
            "points": typed(step.get("points")),
        }

    def stated(self) -> Form:
        steps = []
        for _form, row in self.tables[0].stated:
            edges = {
                row["low_sign"] or "from": self.meant(row["low"]),
                row["high_sign"] or "below": self.meant(row["high"]),
            }
            steps.append(filled(**edges, points=row["points"]))
        return {"quantity": self.quantity(), "steps": steps}


class ProportionalForm(QuantityForm):
    floor = ExactField(label=_("Floor"), help_text=_("Under it 0 points; empty for none."))


class ProportionalBuilder(MeasuredBuilder):
    kind = RuleKind.PROPORTIONAL
    hint = _("Points are the quantity times the maximum; more than 100% gives the maximum.")
    main_class = ProportionalForm

    def initial(self) -> Form:
        return super().initial() | {"floor": self.shown(self.stored.get("floor"))}

    def stated(self) -> Form:
        return {"quantity": self.quantity()} | filled(floor=self.meant(self.value("floor")))


class LinearForm(QuantityForm):
    start_at = ExactField(label=_("At the value"), signed=True)
    start_points = ExactField(label=_("Points there"))
    end_at = ExactField(label=_("And at the value"), signed=True)
    end_points = ExactField(label=_("Points there"))


class LinearBuilder(MeasuredBuilder):
    kind = RuleKind.LINEAR
    hint = _("Between the two values points grow along a straight line; outside they stay flat.")
    main_class = LinearForm

    def initial(self) -> Form:
        start, end = (self.stored.get(key) or {} for key in ("from", "to"))
        return super().initial() | {
            "start_at": self.shown(start.get("at")),
            "start_points": typed(start.get("points", "" if start else "0")),
            "end_at": self.shown(end.get("at")),
            "end_points": typed(end.get("points")),
        }

    def stated(self) -> Form:
        ends = {
            key: filled(at=self.meant(self.value(f"{name}_at")), points=self.value(f"{name}_points"))
            for key, name in (("from", "start"), ("to", "end"))
        }
        return {"quantity": self.quantity()} | ends


BUILDERS = (StepsBuilder, ProportionalBuilder, LinearBuilder)
