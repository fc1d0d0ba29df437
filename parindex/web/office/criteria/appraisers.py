"""Who appraises what: a unit for each field, exceptions for single nodes, and what nobody appraises yet."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parindex.criteria import actions, enums, queries, rules
from parindex.kernel.verdicts import Stale
from parindex.web.clock import today
from parindex.web.office.criteria.frame import demand_edit, find_version, user_of, version_page
from parindex.web.office.criteria.shown import stale_rows
from parindex.web.refusals import Rows


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with its appraiser, its exceptions, and the nodes that could become one."""

    row: queries.Row
    exceptions: tuple[queries.Row, ...]
    others: tuple[queries.Row, ...]
    #: Leaves that nobody appraises although somebody must.
    missing: tuple[queries.Row, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with the points that it appraises in each field."""

    name: str
    cells: tuple[Decimal | None, ...]
    total: Decimal


def appraisers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The matrix of units and fields; in a draft with its form."""
    version = find_version(request, pk)
    tree, units = queries.tree_of(version), queries.appraising_units(version, on=today())
    stale: Rows = []
    if request.method == "POST":
        demand_edit(request, version)
        try:
            count = actions.assign_appraisers(
                version, appraisers=_wanted(request.POST, tree), by=user_of(request), at=timezone.now()
            )
        except Stale as refusal:
            stale = stale_rows(refusal)
        else:
            messages.success(request, ngettext("%(n)d node changed.", "%(n)d nodes changed.", count) % {"n": count})
            return redirect("criteria_appraisers", pk)
    context = _context(version, tree, units) | {"stale": stale}
    context["edits"] = bool(rules.may_edit(user_of(request), version, timezone.now()))
    return version_page(request, "office/criteria/appraisers.html", version, status=409 if stale else 200, **context)


def _wanted(data: Mapping[str, str], tree: queries.Tree) -> dict[uuid.UUID, tuple[int, str]]:
    """Node → (row version that was read, unit's code), from the selects and from the rows for new exceptions."""
    wanted = {}
    added = {data.get(f"new-node:{row.node.pk}", ""): data.get(f"new-unit:{row.node.pk}", "") for row in tree.rows}
    for row in tree.rows:
        key = str(row.node.pk)
        code = added.get(key) or data.get(f"unit:{key}", row.node.appraised_by)
        read = data.get(f"version:{key}", "")
        wanted[row.node.pk] = (int(read) if read.isdecimal() else row.node.version, code[:64])
    return wanted


def _context(version: Any, tree: queries.Tree, units: Sequence[queries.AppraisingUnit]) -> dict[str, Any]:
    names = {unit.code: unit.name for unit in units}
    fields = [_field(tree, row) for row in tree.rows if row.level == 1]
    codes = [("", _("nobody yet")), *((unit.code, f"{unit.name} ({unit.code})") for unit in units if not unit.ended_on)]
    used = {row.node.appraised_by for row in tree.rows if row.node.appraised_by}
    codes += [(code, names.get(code, code)) for code in sorted(used - dict(codes).keys())]
    themselves = [unit.name for unit in units if unit.code in used and unit.tier == version.criteria_set.tier_id]
    return {
        "tree": tree,
        "fields": fields,
        "choices": codes,
        "matrix": _matrix(tree, names),
        "missing": [row for field in fields for row in field.missing],
        "themselves": themselves,
    }


def _field(tree: queries.Tree, row: queries.Row) -> FieldRow:
    below = tree.below(row)
    return FieldRow(
        row=row,
        exceptions=tuple(inner for inner in below if inner.node.appraised_by),
        others=tuple(inner for inner in below if not inner.node.appraised_by),
        missing=tuple(
            inner
            for inner in (row, *below)
            if inner.node.is_leaf and not inner.appraiser and inner.node.source not in enums.UNAPPRAISED
        ),
    )


def _matrix(tree: queries.Tree, names: Mapping[str, str]) -> list[UnitRow]:
    nobody, given = _("Nobody yet"), _("Survey and other results")
    return [
        UnitRow(given if row.given else names.get(row.appraiser, row.appraiser) or nobody, row.by_field, row.total)
        for row in queries.points_by_appraiser(tree)
    ]
