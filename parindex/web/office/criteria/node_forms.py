"""Forms of the tree: a new node, another place for one."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parindex.criteria import queries
from parindex.criteria.codes import next_code
from parindex.web.office.criteria.rule_builder.figures import ExactField
from parindex.web.office.criteria.set_forms import CodeField, LineField


class AddForm(forms.Form):
    """A new node; where it goes came with the link."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    parent = forms.UUIDField(widget=forms.HiddenInput, required=False)
    after = forms.UUIDField(widget=forms.HiddenInput, required=False)
    code = CodeField()
    title = LineField(label=_("Title"))
    role = forms.ChoiceField(
        label=_("This node"), choices=[("group", _("holds other criteria")), ("leaf", _("gives points"))]
    )
    max_points = ExactField(
        label=_("Maximum points"), help_text=_("Only if it gives points. It may be filled in later.")
    )

    def __init__(self, data: Any, *, tree: queries.Tree, asked: Mapping[str, str]) -> None:
        parent, after = _uuid(asked.get("parent")), _uuid(asked.get("after"))
        if data is not None:
            parent = _uuid(data.get("parent"))
        self.parent_row = next((row for row in tree.rows if row.node.pk == parent), None)
        parent = self.parent_row.node.pk if self.parent_row else None
        role = "leaf" if self.parent_row else "group"
        initial = {"id": uuid.uuid4(), "parent": parent, "after": after, "code": next_code(tree, parent), "role": role}
        super().__init__(data, initial=initial, use_required_attribute=False)

    def stated(self) -> dict[str, Any]:
        given = self.cleaned_data
        facts = {name: given[name] for name in ("id", "parent", "after", "code", "title")}
        leaf = given["role"] == "leaf"
        return facts | {"is_leaf": leaf, "max_points": given["max_points"] if leaf else ""}


class MoveForm(forms.Form):
    """Where a node goes: one up, one down, or a place of the list."""

    place = forms.ChoiceField(label=_("New place"))

    def __init__(self, data: Any, *, tree: queries.Tree, row: queries.Row) -> None:
        super().__init__(data)
        self.tree, self.row = tree, row
        own = {row.node.pk, *(inner.node.pk for inner in tree.below(row))}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            *self._steps(),
            (":", gettext("as the first field")),
            *self._places(own),
        ]

    def _steps(self) -> list[tuple[str, str]]:
        steps = [] if self.row.is_first else [("up", gettext("one up"))]
        return steps if self.row.is_last else [*steps, ("down", gettext("one down"))]

    def _places(self, own: set[uuid.UUID]) -> Iterator[tuple[str, str]]:
        for row in self.tree.rows:
            if row.node.pk in own:
                continue
            indent, name = "\u2003" * (row.level - 1), f"{row.node.code} {row.node.shown_title[:60]}"
            behind = gettext("behind %(node)s") % {"node": name}
            yield f"{row.node.parent_id or ''}:{row.node.pk}", f"{indent}{behind}"
            if not row.node.is_leaf:
                first = gettext("first in %(node)s") % {"node": name}
                yield f"{row.node.pk}:", f"{indent}\u2003{first}"

    def stated(self) -> dict[str, uuid.UUID | None]:
        place = self.cleaned_data["place"]
        if place in {"up", "down"}:
            return self._beside(-2 if place == "up" else 1)
        parent, _colon, after = place.partition(":")
        return {"parent": _uuid(parent), "after": _uuid(after)}

    def _beside(self, step: int) -> dict[str, uuid.UUID | None]:
        """Behind the sibling that stands ``step`` places away; before all if there is none."""
        parent = self.row.node.parent_id
        siblings = [row.node.pk for row in self.tree.rows if row.node.parent_id == parent]
        at = siblings.index(self.row.node.pk) + step
        return {"parent": parent, "after": siblings[at] if 0 <= at < len(siblings) else None}


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
