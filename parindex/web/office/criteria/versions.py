"""Versions of a set: list, difference, issue, withdrawal, a new version, a clone to another year."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.criteria import actions, queries, rules
from parindex.criteria.compare import compare
from parindex.criteria.documents import sha256_of
from parindex.criteria.workflow import WORKFLOW
from parindex.kernel.verdicts import Refused, Stale
from parindex.web.clock import today
from parindex.web.office.criteria.compared import in_words
from parindex.web.office.criteria.frame import STATE_KINDS, find_version, user_of, version_page
from parindex.web.office.criteria.shown import grouped, stale_rows, version_name
from parindex.web.office.criteria.version_forms import (
    CloneForm,
    CompareForm,
    DecisionForm,
    IssueForm,
    NoteForm,
    StartForm,
)
from parindex.web.paging import page_of
from parindex.web.refusals import Rows, refuse

PER_PAGE = 40


@require_safe
def versions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every version of the set that the person may see; from here any two are compared."""
    version = find_version(request, pk)
    user, at = user_of(request), timezone.now()
    listed: list[Any] = list(queries.versions_of(user, version.criteria_set, on=today()))
    context = {
        "listed": [(other, STATE_KINDS[other.state]) for other in listed],
        "form": CompareForm(listed, version) if len(listed) > 1 else None,
        "based_on": _visible_base(user, version),
        "may_start": _may_start(user, version, listed, at),
        "owners": queries.owners_kept(user, on=today()),
    }
    return version_page(request, "office/criteria/versions/versions.html", version, **context)


def _visible_base(user: Any, version: Any) -> Any:
    """The version of another set from which this one was cloned, if the person may see it."""
    if version.based_on_id is None:
        return None
    found = queries.visible_versions(user, on=today()).filter(pk=version.based_on_id).first()
    return found if found is not None and found.criteria_set_id != version.criteria_set_id else None


def _may_start(user: Any, version: Any, listed: list[Any], at: Any) -> bool:
    """Whether a new version can be started from this one now."""
    return bool(rules.may_start_version(user, version, at)) and not any(other.is_draft for other in listed)


@require_safe
def difference(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What differs between this version (after) and another one (``?before=``), kind by kind if asked."""
    version = find_version(request, pk)
    before = find_version(request, _uuid(request.GET.get("before", "")))
    comparison = compare(queries.document_of(before), queries.document_of(version))
    kind = next((kind for kind in comparison.counts() if kind == request.GET.get("kind")), None)
    chosen = comparison.of(kind) if kind else comparison.changes
    page = page_of(chosen, request, PER_PAGE)
    context = {
        "before": before,
        "names": (version_name(str(before)), version_name(str(version))),
        "comparison": in_words(comparison, list(page)),
        "page": page,
        "kind": kind.value if kind else "",
        "same_set": before.criteria_set_id == version.criteria_set_id,
    }
    return version_page(request, "office/criteria/versions/difference.html", version, **context)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


# Issue ----------------------------------------------------------------------------------------------------------------


def issue(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The last look before a version is frozen; sending the form issues it."""
    version = find_version(request, pk)
    user, at = user_of(request), timezone.now()
    WORKFLOW.step("issue").rule(user, version, at).demand()
    form = IssueForm(request.POST or None, initial={"row_version": version.version})
    if form.is_valid():
        try:
            actions.issue(version, row_version=form.cleaned_data["row_version"], by=user, at=at)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The version is issued and frozen."))
            return redirect("criteria_version", pk)
    return _issue_page(request, version, form=form)


def decision(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The decision that issues the set, stated on the page of the issue."""
    version = find_version(request, pk)
    form = DecisionForm(request.POST or None, version=version)
    stale: Rows = []
    if form.is_valid():
        try:
            actions.edit_header(version, **form.stated(), by=user_of(request), at=timezone.now())
        except Stale as refusal:
            stale = stale_rows(refusal)
            form = form.on_top_of(find_version(request, pk))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The decision is saved."))
            return redirect("criteria_issue", pk)
    elif request.method != "POST":
        return redirect("criteria_issue", pk)
    return _issue_page(request, version, stale, decision=form)


def _issue_page(request: HttpRequest, version: Any, stale: Rows | None = None, **forms: Any) -> HttpResponse:
    tree, units = queries.tree_of(version), queries.appraising_units(version, on=today())
    found = queries.findings_of(version, tree, units) if version.is_draft else ()
    blocking = queries.blocking(found)
    shown = [form for form in forms.values() if form.is_bound]
    context = {
        "form": IssueForm(initial={"row_version": version.version}),
        "decision": DecisionForm(None, version=version),
        **forms,
        "stale": stale or [],
        "tree": tree,
        "groups": grouped(blocking, version.pk, edits=True),
        "blocking": len(blocking),
        "advice": len(found) - len(blocking),
        "digest": version.sha256 or sha256_of(queries.text_of(version)),
    }
    status = 409 if stale else 422 if shown else 200
    return version_page(request, "office/criteria/versions/issue.html", version, status=status, **context)


# Withdrawal, discarding ----------------------------------------------------------------------------------------------


def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes an issued version out of use, with the reason."""
    return _with_note(request, pk, "withdraw", actions.withdraw, _("The version is withdrawn."))


def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Gives a draft up, with the reason."""
    return _with_note(request, pk, "discard", actions.discard, _("The draft has been discarded."))


def _with_note(request: HttpRequest, pk: uuid.UUID, step: str, act: Callable[..., None], done: str) -> HttpResponse:
    version = find_version(request, pk)
    user, at = user_of(request), timezone.now()
    WORKFLOW.step(step).rule(user, version, at).demand()
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            act(version, note=form.cleaned_data["note"], by=user, at=at)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("criteria_version", pk)
    status = 422 if form.is_bound else 200
    context: dict[str, Any] = {"form": form, "step": step, "possible": WORKFLOW.may(user, version, step, at=at)}
    return version_page(request, "office/criteria/versions/with_note.html", version, status=status, **context)


# Copies ---------------------------------------------------------------------------------------------------------------


def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new draft of the same set, copied from this version."""
    version = find_version(request, pk)
    user, at = user_of(request), timezone.now()
    rules.may_start_version(user, version, at).demand()
    form = StartForm(request.POST or None, initial={"id": uuid.uuid4()})
    if form.is_valid():
        try:
            new = actions.start_version(version, **form.cleaned_data, by=user, at=at)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("criteria_editor", new.pk)
    status = 422 if form.is_bound else 200
    return version_page(request, "office/criteria/versions/start.html", version, form=form, status=status)


def clone(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A set of another year, copied from this version: code, title and period are suggested."""
    version = find_version(request, pk)
    user, at = user_of(request), timezone.now()
    rules.may_make_sets(user, at).demand()
    owners = queries.owners_kept(user, on=today())
    form = CloneForm(request.POST or None, version=version, owners=owners)
    if form.is_valid():
        try:
            new = actions.clone_set(version, owner=form.owner(), **form.stated(), by=user, at=at)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The draft for the new year is made."))
            return redirect("criteria_version", new.pk)
    status = 422 if form.is_bound else 200
    context: dict[str, Any] = {"form": form, "cancel": reverse("criteria_versions", args=[pk])}
    return version_page(request, "office/criteria/versions/clone.html", version, status=status, **context)
