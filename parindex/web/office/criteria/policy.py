"""The policy page: read by all, edited in drafts, checked while it is typed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.criteria import actions, queries, rules
from parindex.kernel.verdicts import Refused, Stale
from parindex.web.office.criteria.frame import demand_edit, find_version, user_of, version_page
from parindex.web.office.criteria.policy_forms import PolicyEditor, class_lines, item_lines, policy_facts
from parindex.web.office.criteria.shown import stale_rows
from parindex.web.refusals import refuse


def policy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Shows the policy, or its form where the person may edit it."""
    version = find_version(request, pk)
    if not rules.may_edit(user_of(request), version, timezone.now()) and request.method != "POST":
        classes = class_lines(version.policy.get("classes", []))
        tree = queries.tree_of(version)
        shown: dict[str, Any] = {"tree": tree, "facts": policy_facts(version, tree), "classes": classes}
        shown |= {key: item_lines(getattr(version, key)) for key in ("bonus", "penalty")}
        return version_page(request, "office/criteria/policy_read.html", version, **shown)
    demand_edit(request, version)
    tree = queries.tree_of(version)
    editor = PolicyEditor(version, tree, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"editor": editor, "stale": []}
    status = 200
    if request.method == "POST" and not {"draw", "try"} & request.POST.keys():
        if editor.is_valid() and _save(request, version, editor, context):
            return redirect("criteria_policy", pk)
        status = 409 if context["stale"] else 422
    return _shown(request, version, context, status)


def _save(request: HttpRequest, version: Any, editor: PolicyEditor, context: dict[str, Any]) -> bool:
    try:
        actions.edit_policy(version, **editor.to_save(), by=user_of(request), at=timezone.now())
    except Stale as stale:
        context["stale"] = stale_rows(stale)
        present = find_version(request, version.pk)
        context["editor"] = PolicyEditor(present, queries.tree_of(present), None, touched=editor.touched())
    except Refused as refusal:
        refuse(editor.form, refusal)
    else:
        messages.success(request, _("The policy is saved."))
        return True
    return False


def _shown(request: HttpRequest, version: Any, context: dict[str, Any], status: int) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        part = "policy_check" if request.headers.get("HX-Target") == "policy-check" else "policy_form"
        return render(request, f"office/criteria/{part}.html", {"version": version, **context}, status=status)
    return version_page(request, "office/criteria/policy.html", version, status=status, **context)
