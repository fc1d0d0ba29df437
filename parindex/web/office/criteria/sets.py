"""Lists of criteria sets, one version's page, its header, its findings, its print."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parindex.criteria import actions, queries, rules
from parindex.kernel.verdicts import Refused, Stale
from parindex.people.rules import may_read_trail
from parindex.web.clock import today
from parindex.web.exports import Cell, table_file
from parindex.web.office.criteria.frame import STATE_KINDS, demand_edit, find_version, user_of, version_page
from parindex.web.office.criteria.set_forms import HeaderForm, ListForm, SetForm
from parindex.web.office.criteria.shown import appraiser_names, grouped, long_day, stale_rows, tree_rows
from parindex.web.paging import page_of
from parindex.web.refusals import refuse

PER_PAGE = 25


def set_list(request: HttpRequest) -> HttpResponseBase:
    """Every criteria set that the person may see, by its newest version."""
    user = user_of(request)
    form = ListForm(request.GET, years=queries.years(user, on=today()))
    versions = queries.version_list(user, form.wanted(request.GET.get("sort", "")), on=today())
    if request.GET.get("export"):
        headers = [_("Code"), _("Title"), _("Tier"), _("Year"), _("Version"), _("State"), _("Decision"), _("Issued")]
        return table_file("bo-tieu-chi", request.GET["export"], headers, _exported(versions.iterator()))
    page = page_of(versions, request, PER_PAGE)
    context = {
        "page": page,
        "form": form,
        "filtered": form.filters_anything(),
        "owners": queries.owners_kept(user, on=today()),
        "kinds": STATE_KINDS,
    }
    return render(request, "office/criteria/list.html", context)


def _exported(versions: Iterator[Any]) -> Iterator[list[Cell]]:
    for version in versions:
        kept = version.criteria_set
        yield [
            kept.code,
            version.title,
            kept.tier.shown_title,
            kept.year,
            version.number,
            version.get_state_display(),
            version.decision_number,
            version.issued_at,
        ]


def new_set(request: HttpRequest) -> HttpResponse:
    """A form that makes a set with its first draft."""
    rules.may_make_sets(user_of(request), timezone.now()).demand()
    owners = queries.owners_kept(user_of(request), on=today())
    form = SetForm(request.POST or None, owners=owners, initial={"id": uuid.uuid4(), "year": today().year})
    if form.is_valid():
        try:
            owner = form.owner()
            rules.may_keep_sets(user_of(request), owner, timezone.now()).demand()
            version = actions.create_set(owner=owner, **form.stated(), by=user_of(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("criteria_editor", version.pk)
    return render(request, "office/criteria/new.html", {"form": form})


def overview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version: header, tree with points and shares, state, what blocks its issue, what can be done."""
    version = find_version(request, pk)
    tree = queries.tree_of(version)
    units = queries.appraising_units(version, on=today())
    found = queries.findings_of(version, tree, units) if version.is_draft else ()
    others = queries.versions_of(user_of(request), version.criteria_set, on=today())
    context: dict[str, Any] = {
        "tree": tree,
        "rows": tree_rows(tree, found, appraiser_names(units)),
        "blocking": len(queries.blocking(found)),
        "finding_count": len(found),
        "history": _history(request, version),
        "others": [other for other in others if other.pk != version.pk],
    }
    return version_page(request, "office/criteria/overview.html", version, findings=context["blocking"], **context)


def _history(request: HttpRequest, version: Any) -> str:
    """The way to what the trail says of this version, for who may read it."""
    if not may_read_trail(user_of(request), on=today()):
        return ""
    return f"{reverse('trail')}?kind=criteria.criteriasetversion&number={version.pk}"


def header(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Title, decision, period; code, tier and year until the first issue."""
    version = find_version(request, pk)
    user, at = user_of(request), timezone.now()
    demand_edit(request, version)
    form = HeaderForm(request.POST or None, version=version, issued_before=queries.was_issued(version.criteria_set))
    stale: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            actions.edit_header(version, **form.stated(), by=user, at=at)
        except Stale as refusal:
            stale = stale_rows(refusal)
            form = form.on_top_of(find_version(request, pk))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The header is saved."))
            return redirect("criteria_version", pk)
    status = 409 if stale else 422 if form.errors else 200
    return version_page(request, "office/criteria/header.html", version, form=form, stale=stale, status=status)


def findings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that lint says of a draft, worst first, each with the way to its node."""
    version = find_version(request, pk)
    found = queries.findings_of(version, queries.tree_of(version), queries.appraising_units(version, on=today()))
    edits = bool(rules.may_edit(user_of(request), version, timezone.now()))
    context: dict[str, Any] = {
        "groups": grouped(found, version.pk, edits=edits),
        "blocking": len(queries.blocking(found)),
    }
    return version_page(request, "office/criteria/findings.html", version, findings=context["blocking"], **context)


def printed(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The set as the table of an official paper, for A4."""
    version = find_version(request, pk)
    tree = queries.tree_of(version)
    names = appraiser_names(queries.appraising_units(version, on=today()))
    context: dict[str, Any] = {
        "tree": tree,
        "rows": tree_rows(tree, (), names),
        "decided_on": long_day(version.decision_on) if version.decision_on else "",
        "back": reverse("criteria_version", args=[pk]),
    }
    return version_page(request, "office/criteria/print.html", version, **context)
