"""Criteria sets as files: the workbook's template, export, and import with a dry run first."""

import json
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from parindex.criteria import actions, queries, rules
from parindex.criteria.documents import canonical_text, sha256_of
from parindex.criteria.uploads import JSON_LIMIT, Candidate, find_upload, keep_upload, read_upload, seen_by_province
from parindex.criteria.workbook import write_template, write_workbook
from parindex.kernel.verdicts import Refused, Stale
from parindex.people import queries as people
from parindex.web.clock import today
from parindex.web.exports import XLSX, attachment, table_file
from parindex.web.office.criteria.compared import shown_comparison
from parindex.web.office.criteria.frame import find_version, user_of, version_page
from parindex.web.office.criteria.remarks import exported_remarks, remark_context
from parindex.web.office.criteria.set_forms import SetForm
from parindex.web.office.criteria.shown import page_language
from parindex.web.refusals import refuse


class UploadForm(forms.Form):
    """A filled workbook or a set's exchange file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=format_lazy(
            gettext_lazy("The workbook (.xlsx), at most {limit} MB, or the exchange form (.json), at most {json} MB."),
            limit=settings.STORED_FILE_LIMIT >> 20,
            json=min(settings.STORED_FILE_LIMIT, JSON_LIMIT) // 1_000_000,
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json"}),
    )


class ApplyForm(forms.Form):
    """Confirms a dry run: the draft as it stood then."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with its guide and a filled example, in the language of the page."""
    language = page_language()
    name = "mau-bo-tieu-chi.xlsx" if language == "vi" else "criteria-set-template.xlsx"
    return attachment(write_template(lang=language), name, XLSX)


@require_safe
def export(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """A version as the workbook or in the exchange form; of an issued one the frozen document."""
    version = find_version(request, pk)
    text = queries.text_of(version)
    name = f"{version.criteria_set.code}-v{version.number}"
    if form == "xlsx":
        return attachment(write_workbook(json.loads(text), lang=page_language()), f"{name}.xlsx", XLSX)
    if form == "json":
        readable = json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
        return attachment(readable, f"{name}.json", "application/json; charset=utf-8")
    raise Http404


def exchange(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Files out and in: downloads of this version, and an upload into the draft."""
    version = find_version(request, pk)
    form = _upload_form(request)
    if form.is_valid():
        rules.may_edit(user_of(request), version, timezone.now()).demand()
        file = _kept(request, form)
        if file is not None:
            return redirect("criteria_dry_run", pk, file.pk)
    status = 422 if form.is_bound else 200
    makes = bool(rules.may_make_sets(user_of(request), timezone.now()))
    page = "office/criteria/exchange/exchange.html"
    return version_page(request, page, version, form=form, may_make_sets=makes, status=status)


def _upload_form(request: HttpRequest) -> UploadForm:
    return UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()


def _kept(request: HttpRequest, form: UploadForm) -> Any:
    given = form.cleaned_data["file"]
    try:
        return keep_upload(given.chunks(), name=given.name, by=user_of(request), at=timezone.now())
    except Refused as refusal:
        refuse(form, refusal)
    return None


def _upload_or_404(request: HttpRequest, pk: uuid.UUID) -> Any:
    file = find_upload(pk, user_of(request))
    if file is None:
        raise Http404
    return file


def dry_run(request: HttpRequest, pk: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """What a file would change in the draft, or its faults; confirmed twice, it is taken over once and told alike."""
    version = find_version(request, pk)
    user, at = user_of(request), timezone.now()
    rules.may_edit(user, version, at).demand()
    upload = _upload_or_404(request, file)
    candidate = seen_by_province(read_upload(upload), queries.appraising_units(version, on=today()))
    if request.GET.get("export"):
        return table_file("chay-thu", request.GET["export"], *exported_remarks(candidate))
    form, refusal = ApplyForm(request.POST or None), ""
    if form.is_valid() and candidate.document is not None:
        try:
            actions.replace_tree(version, candidate.document, seen=form.cleaned_data["seen"], by=user, at=at)
        except Stale as stale:
            refusal = str(stale)
        else:
            messages.success(request, _("The file has been imported into the draft."))
            return redirect("criteria_version", pk)
    context = _dry_run_context(version, candidate) | {"upload": upload, "refusal": refusal}
    status = 409 if refusal else 200
    return version_page(request, "office/criteria/exchange/dry_run.html", version, status=status, **context)


def _dry_run_context(version: Any, candidate: Candidate) -> dict[str, Any]:
    context = remark_context(candidate)
    if candidate.document is None:
        return context
    present = queries.document_of(version)
    wanted, kept_facts = _of_this_set(candidate.document, present)
    comparison = shown_comparison(present, wanted, limit=80)
    seen = sha256_of(canonical_text(present))
    return context | {
        "comparison": comparison,
        "kept_facts": kept_facts,
        "form": ApplyForm(initial={"seen": seen}),
    }


def _of_this_set(
    document: dict[str, Any], present: dict[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """The document with what belongs to the set, as an import leaves it; and where the file says otherwise."""
    names = {
        "code": _("Code"),
        "tier": _("Tier"),
        "year": _("Year"),
        "illustration": _("Illustration"),
    }
    wanted = {key: value for key, value in document.items() if key not in names}
    wanted |= {key: present[key] for key in names if key in present}
    tiers = {tier.code: tier.shown_title for tier in people.tiers()}

    def told(key: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return tiers.get(value, str(value)) if key == "tier" else str(value)

    differing = [
        (names[key], told(key, present.get(key, "–")), told(key, document[key]))
        for key in names
        if document.get(key) and document.get(key) != present.get(key)
    ]
    return wanted, differing


# A new set from a file ------------------------------------------------------------------------------------------------


def new_import(request: HttpRequest) -> HttpResponse:
    """Takes in a file from which a new set shall be made."""
    rules.may_make_sets(user_of(request), timezone.now()).demand()
    form = _upload_form(request)
    if form.is_valid():
        file = _kept(request, form)
        if file is not None:
            return redirect("criteria_import_set", file.pk)
    context = {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "office/criteria/exchange/new.html", context, status=status)


def import_set(request: HttpRequest, file: uuid.UUID) -> HttpResponseBase:
    """What a file would bring as a new set; the confirmation makes the set from the kept bytes, once."""
    rules.may_make_sets(user_of(request), timezone.now()).demand()
    owners = queries.owners_kept(user_of(request), on=today())
    upload = _upload_or_404(request, file)
    candidate = read_upload(upload)
    form = SetForm(request.POST or None, owners=owners, initial=_suggested(candidate, upload.pk))
    owner = form.known_owner(request.GET.get("owner", ""))
    if owner is not None:
        candidate = seen_by_province(candidate, queries.units_appraising_for(owner, on=today()))
        form.initial["owner_id"] = owner.pk
    if request.GET.get("export"):
        return table_file("chay-thu", request.GET["export"], *exported_remarks(candidate))
    if form.is_valid() and candidate.document is not None:
        version = _made(request, form, candidate.document, upload.pk)
        if version is not None:
            return redirect("criteria_version", version.pk)
    context = _new_set_context(candidate) | {"upload": upload, "form": form, "owners": owners, "owner": owner}
    context["made"] = _made_before(request, upload.pk)
    status = 422 if form.is_bound else 200
    return render(request, "office/criteria/exchange/import_set.html", context, status=status)


def _new_set_context(candidate: Candidate) -> dict[str, Any]:
    context = remark_context(candidate)
    if candidate.document is not None:
        context["comparison"] = shown_comparison({"nodes": []}, candidate.document, limit=0)
    return context


def _suggested(candidate: Candidate, file: uuid.UUID) -> dict[str, Any]:
    document = candidate.document or {}
    names = ("title", "title_en", "code", "tier", "illustration")
    return {"id": file, "year": document.get("year", today().year)} | {
        name: document[name] for name in names if name in document
    }


def _made_before(request: HttpRequest, file: uuid.UUID) -> Any:
    """The version that was made from this file, if it was: the set has the file's id."""
    versions = queries.visible_versions(user_of(request), on=today())
    return versions.filter(criteria_set_id=file).select_related("criteria_set").order_by("number").first()


def _made(request: HttpRequest, form: SetForm, document: dict[str, Any], file: uuid.UUID) -> Any:
    """One set for one file: its id is the file's, so that confirming twice makes it once."""
    stated = form.stated() | {"id": file}
    try:
        made = actions.create_set(
            owner=form.owner(), document=document, by=user_of(request), at=timezone.now(), **stated
        )
    except Refused as refusal:
        refuse(form, refusal)
        return None
    messages.success(request, _("The set has been created from the file. It is a draft that only its authors see."))
    return made
