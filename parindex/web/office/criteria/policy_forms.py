"""The policy's form: how points become index, rank and class; whole-sheet bonus and penalty items."""

import copy
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parindex.criteria import enums, queries
from parindex.criteria.documents import Document
from parindex.web.office.criteria.rule_builder.builder import name_from
from parindex.web.office.criteria.rule_builder.figures import ExactField, typed
from parindex.web.office.criteria.rule_builder.rows import RowForm, Rows
from parindex.web.office.criteria.rule_builder.stated import filled
from parindex.web.office.criteria.set_forms import LineField
from parindex.web.office.criteria.shown import label, page_language
from parindex.web.seen import Seen, SeenField, stated

#: What a set states that says nothing else (the exchange form's defaults).
USUAL: Document = {
    "not_applicable": "own_maximum",
    "without_survey": "convert",
    "places": 2,
    "rounding": "half_up",
    "rank_on": "rounded",
    "ties": "competition",
    "tie_break": [],
    "cap_total": True,
    "bonus_cap": "0",
    "penalty_cap": "0",
    "classes": [],
}


class PolicyForm(forms.Form):
    """The choices."""

    row_version = SeenField()
    not_applicable = forms.ChoiceField(
        label=_("When criteria do not apply to a unit"),
        choices=enums.NotApplicablePolicy.choices,
        help_text=_(
            "Own maximum: achieved ÷ (maximum − removed) × 100. Scaled up: appraised points × A ÷ (A − removed), "
            "survey points added as they are."
        ),
    )
    without_survey = forms.ChoiceField(
        label=_("In a round without a survey"), choices=enums.WithoutSurveyPolicy.choices
    )
    places = forms.TypedChoiceField(
        label=_("Decimal places published"), coerce=int, choices=[(n, str(n)) for n in range(7)]
    )
    rounding = forms.ChoiceField(label=_("Rounding"), choices=enums.RoundingMode.choices)
    rank_on = forms.ChoiceField(label=_("Ranks and classes compare"), choices=enums.RankOnPolicy.choices)
    ties = forms.ChoiceField(label=_("Ranks after a tie"), choices=enums.TiesPolicy.choices)
    cap_total = forms.BooleanField(label=_("The total never exceeds the maximum"), required=False)
    bonus_cap = ExactField(label=_("Bonus points at most"), help_text=_("0: bonus items never count."))
    penalty_cap = ExactField(label=_("Penalty points at most"), help_text=_("0: penalty items never count."))


class ClassRow(RowForm):
    title = LineField(label=_("Class"))
    sign = forms.ChoiceField(label=_("Edge"), choices=[("yes", "≥"), ("no", ">")])
    threshold = ExactField(label=_("From the index"))
    title_en = LineField(label=_("In English"))
    code = forms.CharField(label=_("Code"), max_length=64)
    defaults, seldom = frozenset({"sign"}), frozenset({"title_en", "code"})


class ItemRow(RowForm):
    title = LineField(label=_("What it is given for"))
    points = ExactField(label=_("Points for each case"))
    cap = ExactField(label=_("At most"))
    title_en = LineField(label=_("In English"))
    code = forms.CharField(label=_("Code"), max_length=64)
    seldom = frozenset({"title_en", "code"})


class TieRow(RowForm):
    node = forms.ChoiceField(label=_("Compared next"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = str(self["node"].value() or "")
        unknown = [(chosen, chosen)] if chosen and chosen not in dict(choices) else []
        self.fields["node"].choices = [("", "–"), *choices, *unknown]  # type: ignore[attr-defined]


class PolicyEditor:
    """The policy as it stands in its form; validates and never saves."""

    def __init__(
        self,
        version: Any,
        tree: queries.Tree,
        data: Mapping[str, Any] | None,
        *,
        touched: Mapping[str, Any] | None = None,
    ) -> None:
        """:param touched: values to show in place of those there now, after a save that came too late."""
        items = stated(version, ("bonus", "penalty"))
        self.present = USUAL | version.policy | items
        seen = Seen.of(version.version, self.present)
        shown = self.present | dict(touched or {})
        if touched:
            version = copy.copy(version)
            version.policy = {name: value for name, value in shown.items() if name not in items}
            version.bonus, version.penalty = shown["bonus"], shown["penalty"]
        self.version, self.tree, self.data = version, tree, data
        stored = USUAL | version.policy
        initial = stored | {"row_version": seen}
        initial |= {name: typed(stored[name]) for name in ("bonus_cap", "penalty_cap")}
        self.form = PolicyForm(data, initial=initial, use_required_attribute=False)
        nodes = [(row.node.code, f"{row.node.code} {row.node.shown_title[:70]}") for row in tree.rows if row.level <= 2]
        ties = [{"node": code} for code in stored["tie_break"]]
        self.classes = Rows(
            "classes", ClassRow, gettext("Classes, the best first"), gettext("Add a class"), data=data,
            stored=[self._class(band) for band in stored["classes"]],
        )  # fmt: skip
        self.ties = Rows(
            "ties", TieRow, gettext("Between equal indices"), gettext("Add a comparison"), data=data,
            stored=ties, choices=nodes, least=0,
        )  # fmt: skip
        self.bonus = self._items("bonus", gettext("Bonus items"), gettext("Add a bonus item"))
        self.penalty = self._items("penalty", gettext("Penalty items"), gettext("Add a penalty item"))
        self.tables = [self.classes, self.ties, self.bonus, self.penalty]

    def _class(self, band: Document) -> Document:
        sign = "no" if band.get("inclusive") is False else "yes"
        return {**band, "threshold": typed(band.get("from")), "sign": sign}

    def _items(self, key: str, title: str, add: str) -> Rows:
        stored = [
            {**item, "points": typed(item.get("points")), "cap": typed(item.get("cap"))}
            for item in getattr(self.version, key)
        ]
        return Rows(key, ItemRow, title, add, data=self.data, stored=stored, least=0)

    def is_valid(self) -> bool:
        tables = [table.is_valid() for table in self.tables]
        return self.form.is_valid() and all(tables)

    def stated(self) -> dict[str, Any]:
        """What the form says now."""
        given = {name: self._value(name) for name in PolicyForm.base_fields}
        policy = {name: given[name] for name in USUAL if name in given}
        policy |= {name: policy[name] or "0" for name in ("bonus_cap", "penalty_cap")}
        policy["tie_break"] = [row["node"] for _form, row in self.ties.stated]
        policy["classes"] = self._stated_classes()
        items = {key: self._stated_items(table, key[0]) for key, table in self._item_tables()}
        return {"policy": policy, **items}

    @property
    def seen(self) -> Seen:
        """What the form was opened with."""
        seen: Seen = self.form.cleaned_data["row_version"]
        return seen

    def to_save(self) -> dict[str, Any]:
        """What the action takes: what this person changed, everything else as it is now."""
        values = self.seen.over(self.present, self._flat())
        items = {name: values.pop(name) for name in ("bonus", "penalty")}
        return {"row_version": self.seen, "policy": values, **items}

    def touched(self) -> dict[str, Any]:
        """Of the values those that this person changed."""
        return self.seen.touched(self._flat())

    def _flat(self) -> dict[str, Any]:
        given = self.stated()
        return {**given.pop("policy"), **given}

    def _item_tables(self) -> list[tuple[str, Rows]]:
        return [("bonus", self.bonus), ("penalty", self.penalty)]

    def _value(self, name: str) -> Any:
        if not self.form.is_bound:
            return self.form[name].value()
        self.form.is_valid()
        return self.form.cleaned_data.get(name, self.form[name].value())

    def _stated_classes(self) -> list[Document]:
        bands: list[Document] = []
        codes: list[str] = []
        for form, row in self.classes.stated:
            code = row["code"] or name_from(row["title"], codes, f"c{form.number}")
            codes.append(code)
            band = {"code": code, "title": row["title"]} | filled(title_en=row["title_en"])
            if row["threshold"]:
                band |= {"from": row["threshold"], "inclusive": row["sign"] != "no"}
            bands.append(band)
        return bands

    def _stated_items(self, table: Rows, letter: str) -> list[Document]:
        items = []
        for form, row in table.stated:
            code = row["code"] or f"{letter.upper()}{form.number}"
            texts = filled(title_en=row["title_en"], points=row["points"], cap=row["cap"])
            items.append({"code": code, "title": row["title"]} | texts)
        return items

    def check(self) -> list[queries.CheckFinding]:
        """What lint says of the policy as it stands in the form."""
        version = copy.copy(self.version)
        if self.data is not None:
            stated = self.stated()
            version.policy, version.bonus, version.penalty = stated["policy"], stated["bonus"], stated["penalty"]
        found = queries.findings_of(version, self.tree, ())
        return [finding for finding in found if finding.place.startswith(("policy", "bonus", "penalty"))]

    def bands(self) -> list[tuple[str, str]]:
        """The classes in words: (class, from where to where)."""
        classes = self._stated_classes() if self.data is not None else (USUAL | self.version.policy)["classes"]
        return class_lines(classes)


def class_lines(classes: list[Document]) -> list[tuple[str, str]]:
    """Each class with the indices that fall into it, in words."""
    lines, above, lowest = [], "", ""
    for band in classes:
        threshold = typed(band.get("from"))
        if threshold:
            low = gettext("from %(n)s") if band.get("inclusive", True) else gettext("above %(n)s")
            text = " ".join(part for part in (low % {"n": threshold}, above) if part)
            under = gettext("to below %(n)s") if band.get("inclusive", True) else gettext("to %(n)s")
            above = under % {"n": threshold}
            last = gettext("below %(n)s") if band.get("inclusive", True) else gettext("up to %(n)s")
            lowest = last % {"n": threshold}
        else:
            text = lowest or gettext("every index")
        lines.append((_named(band), text))
    return lines


def item_lines(items: list[Document]) -> list[dict[str, str]]:
    """Bonus or penalty items, for readers."""
    return [
        {"code": str(i["code"]), "title": _named(i), "points": typed(i.get("points")), "cap": typed(i.get("cap"))}
        for i in items
    ]


def _named(thing: Document) -> str:
    """The title of a class or item in the language of the page."""
    english = str(thing.get("title_en") or "") if page_language() == "en" else ""
    return english or str(thing.get("title") or thing.get("code") or "…")


def policy_facts(version: Any, tree: queries.Tree) -> list[tuple[str, str]]:
    """The policy in words, for readers."""
    policy = USUAL | version.policy
    words = {
        "not_applicable": enums.NotApplicablePolicy,
        "without_survey": enums.WithoutSurveyPolicy,
        "rounding": enums.RoundingMode,
        "rank_on": enums.RankOnPolicy,
        "ties": enums.TiesPolicy,
    }
    facts = []
    for name, field in PolicyForm.base_fields.items():
        if name == "row_version":
            continue
        value = policy[name]
        if name in words:
            text = label(words[name], str(value))
        elif isinstance(value, bool):
            text = capfirst(gettext("yes") if value else gettext("no"))
        else:
            text = typed(value)
        facts.append((str(field.label), text))
    if policy["tie_break"]:
        named = {row.node.code: f"{row.node.code} {row.node.shown_title}" for row in tree.rows}
        compared = "; ".join(named.get(code, code) for code in policy["tie_break"])
        facts.append((gettext("Between equal indices"), compared))
    return facts
