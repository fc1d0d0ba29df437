"""The tree editor: the tree at the left, one node's form at the right. Every page works without scripts."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parindex.criteria import actions, queries
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.web.clock import today
from parindex.web.office.criteria.frame import demand_edit, find_version, user_of, version_page
from parindex.web.office.criteria.node_editor import NodeEditor
from parindex.web.office.criteria.node_forms import AddForm, MoveForm
from parindex.web.office.criteria.shown import nested, stale_rows
from parindex.web.refusals import refuse


def editor(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The tree, and beside it how to begin."""
    version = _open(request, pk)
    tree = queries.tree_of(version)
    return _page(request, "office/criteria/editor.html", version, tree, None)


def node(request: HttpRequest, pk: uuid.UUID, node: uuid.UUID) -> HttpResponse:
    """One node's form: shown, drawn again with other rows, tried with figures, or saved."""
    version = _open(request, pk)
    tree, units = queries.tree_of(version), queries.appraising_units(version, on=today())
    edited = _edited(request, tree, units, node)
    context: dict[str, Any] = {"editor": edited, "stale": []}
    status = 200
    if request.method == "POST" and not _only_draws(request):
        saved = _save(request, edited, context) if edited.is_valid() else ""
        edited = context["editor"]
        if saved:
            messages.success(request, _("%(node)s is saved.") % {"node": saved})
            return redirect("criteria_node", pk, node)
        status = 409 if context["stale"] else 422
    if request.htmx:  # type: ignore[attr-defined]
        parts = {"version": version, "row": edited.row, **context}
        return render(request, _fragment(request), parts, status=status)
    return _page(request, "office/criteria/node.html", version, tree, edited.row, status=status, **context)


def _edited(
    request: HttpRequest, tree: queries.Tree, units: Any, pk: uuid.UUID, *, touched: dict[str, Any] | None = None
) -> NodeEditor:
    row = _row(tree, pk)
    above = next((up.appraiser for up in reversed(tree.path(row)) if up.appraiser), "")
    posted = request.POST if request.method == "POST" and touched is None else None
    return NodeEditor(row, posted, units, above, touched=touched)


def _only_draws(request: HttpRequest) -> bool:
    """A button that draws or tries, or a choice that htmx follows by ``?draw=``: nothing is saved."""
    return "draw" in request.POST or "try" in request.POST or "draw" in request.GET


def _fragment(request: HttpRequest) -> str:
    """What an htmx request replaces: the results of the trial, the rule, or the whole panel."""
    names = {"trial-result": "trial_result", "leaf-form": "leaf"}
    return f"office/criteria/{names.get(request.headers.get('HX-Target', ''), 'panel')}.html"


def _save(request: HttpRequest, edited: NodeEditor, context: dict[str, Any]) -> str:
    """The code of the node as it was saved; empty if the save was refused, with the reason on the form."""
    node, values = edited.node, edited.values()
    try:
        saved = actions.edit_node(node, row_version=edited.seen, values=values, by=user_of(request), at=timezone.now())
    except Stale as stale:
        context["stale"] = stale_rows(stale)
        version = find_version(request, node.set_version_id)
        tree, units = queries.tree_of(version), queries.appraising_units(version, on=today())
        context["editor"] = _edited(request, tree, units, node.pk, touched=edited.touched())
    except Refused as refusal:
        refuse(edited.form, refusal)
    else:
        return str(saved.code)
    return ""


def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new node under ``?parent=`` and behind ``?after=``."""
    version = _open(request, pk)
    tree = queries.tree_of(version)
    form = AddForm(request.POST or None, tree=tree, asked=request.GET)
    if form.is_valid():
        try:
            made = actions.add_node(version, **form.stated(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("criteria_node", pk, made.pk)
    return _page(request, "office/criteria/add.html", version, tree, form.parent_row, form=form)


def move(request: HttpRequest, pk: uuid.UUID, node: uuid.UUID) -> HttpResponse:
    """One place up or down, or to any other place."""
    version = _open(request, pk)
    tree = queries.tree_of(version)
    row = _row(tree, node)
    form = MoveForm(request.POST or None, tree=tree, row=row)
    if form.is_valid():
        try:
            actions.move_node(row.node, **form.stated(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("criteria_node", pk, node)
    return _page(request, "office/criteria/move.html", version, tree, row, form=form)


@require_POST
def duplicate(request: HttpRequest, pk: uuid.UUID, node: uuid.UUID) -> HttpResponse:
    """A copy right behind the node; the id comes with the button, so that it is made once."""
    version = _open(request, pk)
    row = _row(queries.tree_of(version), node)
    copy = actions.duplicate_node(row.node, id=_made_id(request), by=user_of(request), at=timezone.now())
    messages.success(request, _("The copy has the code %(code)s.") % {"code": copy.code})
    return redirect("criteria_node", pk, copy.pk)


@require_POST
def remove(request: HttpRequest, pk: uuid.UUID, node: uuid.UUID) -> HttpResponse:
    """Takes a node out with all below it; the editor offers to bring it back."""
    version = _open(request, pk)
    tree = queries.tree_of(version)
    row = _row(tree, node)
    count = actions.remove_node(row.node, by=user_of(request), at=timezone.now())
    said = ngettext("%(count)d node was removed.", "%(count)d nodes were removed.", count) % {"count": count}
    undo = _("Undo it in the list of removed nodes.")
    messages.info(request, f"{said} {undo}")
    parent = row.node.parent_id
    return redirect("criteria_node", pk, parent) if parent else redirect("criteria_editor", pk)


@require_POST
def restore(request: HttpRequest, pk: uuid.UUID, node: uuid.UUID) -> HttpResponse:
    """Brings a removed node back with all that went with it."""
    version = _open(request, pk)
    gone = next((gone for gone in queries.tree_of(version).removed if gone.pk == node), None)
    if gone is None:
        return redirect("criteria_editor", pk)
    try:
        actions.restore_node(gone, by=user_of(request), at=timezone.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("criteria_editor", pk)
    return redirect("criteria_node", pk, node)


def renumber(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every node gets the code of its place, after a question."""
    version = _open(request, pk)
    if request.method == "POST":
        count = actions.renumber_codes(version, by=user_of(request), at=timezone.now())
        messages.success(request, ngettext("%(n)d code changed.", "%(n)d codes changed.", count) % {"n": count})
        return redirect("criteria_editor", pk)
    context = {"confirm_text": _("Renumber"), "cancel_url": "..", "danger": False, "version": version}
    return render(request, "office/criteria/renumber.html", context)


def _open(request: HttpRequest, pk: uuid.UUID) -> Any:
    """The draft, for who keeps it; 403 with the reason for who may only read it."""
    version = find_version(request, pk)
    demand_edit(request, version)
    return version


def _row(tree: queries.Tree, pk: uuid.UUID) -> queries.Row:
    try:
        return tree.row(pk)
    except KeyError:
        raise Http404 from None


def _made_id(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        raise Http404 from None


def _context(tree: queries.Tree, row: queries.Row | None) -> dict[str, Any]:
    return {"tree": tree, "branches": nested(tree), "row": row, "copy_id": uuid.uuid4()}


def _page(
    request: HttpRequest, template: str, version: Any, tree: queries.Tree, row: queries.Row | None, **context: Any
) -> HttpResponse:
    return version_page(request, template, version, **_context(tree, row) | context)
