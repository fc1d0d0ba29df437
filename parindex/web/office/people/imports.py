"""Imports of units and of accounts: upload, dry run, confirmation."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people import actions, queries, rules
from parindex.people.actions import Applied
from parindex.people.enums import Effect, ImportKind
from parindex.people.imports.template import template_csv, template_xlsx
from parindex.web.clock import today
from parindex.web.exports import XLSX, Cell, attachment, table_file
from parindex.web.office.people.forms import ApplyForm, ImportListForm, UploadForm
from parindex.web.paging import page_of
from parindex.web.refusals import answer, refuse

PER_PAGE = 25
#: Rows of each kind that the dry run's page shows; the file to download has all.
SHOWN = 60


def _kind(text: str) -> ImportKind:
    try:
        return ImportKind(text)
    except ValueError as error:
        raise Http404 from error


@require_safe
def import_list(request: HttpRequest) -> HttpResponseBase:
    """Files that came in, the latest first."""
    user: Any = request.user
    rules.may_see_people(user, on=today()).demand()
    form = ImportListForm(request.GET)
    rows = queries.import_rows(user, form.wanted(request.GET.get("sort", "")), on=today())
    if request.GET.get("export"):
        return table_file("tep-da-nhap", request.GET["export"], *_listed(rows.iterator()))
    page = page_of(rows, request, PER_PAGE)
    may = {kind: _may_upload(user, kind) for kind in ImportKind}
    context = {"page": page, "may": may, "form": form, "narrowed": form.narrows()}
    return render(request, "office/people/import_list.html", context)


def _listed(rows: Iterator[Any]) -> tuple[list[str], Iterator[list[Cell]]]:
    headings = [_("File"), _("Kind"), _("Uploaded"), _("Confirmed"), _("New"), _("Changed"), _("Unchanged"), "SHA-256"]
    return headings, (
        [
            found.file.name,
            found.get_kind_display(),
            found.uploaded_at,
            found.applied_at,
            found.created,
            found.changed,
            found.unchanged,
            found.file.sha256,
        ]
        for found in rows
    )


def _may_upload(user: Any, kind: str) -> bool:
    return any(rules.may_import(user, kind, root, on=today()) for root in _provinces(user, kind))


def _provinces(user: Any, kind: str) -> list[Any]:
    """Into which provinces the person may import; None stands for a new one."""
    known = [root for root in queries.provinces(user, on=today()) if rules.may_import(user, kind, root, on=today())]
    return [*known, None] if rules.may_import(user, kind, None, on=today()) else known


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Takes a file in for a dry run."""
    user: Any = request.user
    kind = _kind(kind)
    form = _upload_form(request, kind)
    if form.is_valid():
        given, file = form.cleaned_data, form.cleaned_data["file"]
        facts = {"name": file.name, "province": given["province"], "by": user, "at": timezone.now()}
        try:
            made = actions.upload(given["id"], kind, file.chunks(), **facts)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("import", made.pk)
    return answer(request, "office/people/import_new.html", form, kind=kind)


def _upload_form(request: HttpRequest, kind: ImportKind) -> UploadForm:
    user: Any = request.user
    offered = _provinces(user, kind)
    if not offered:
        rules.may_import(user, kind, None, on=today()).demand()
    provinces = queries.provinces(user, on=today()).filter(pk__in=[root.pk for root in offered if root])
    typed, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return UploadForm(
        typed, files, kind=kind, provinces=provinces, new_province=None in offered, initial={"id": uuid.uuid4()}
    )


def show(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The dry run, the confirmation, and afterwards what was done."""
    user: Any = request.user
    found = get_object_or_404(queries.imports(user, on=today()), pk=pk)
    form, refusal = ApplyForm(request.POST or None), ""
    if form.is_valid():
        try:
            done = actions.apply_import(pk, **form.cleaned_data, by=user, at=timezone.now())
        except NotAllowed:
            raise
        except Refused as refused:
            refusal = str(refused)
        else:
            _say(request, done)
            return redirect("import", pk)
    page = queries.import_page(user, found, on=today())
    if page.plan is None:
        return render(request, "office/people/import_done.html", {"upload": found})
    if request.GET.get("export"):
        return table_file("chay-thu", request.GET["export"], *_exported(page.plan))
    return render(request, "office/people/import.html", _shown(page, refusal), status=409 if refusal else 200)


def _say(request: HttpRequest, done: Applied) -> None:
    if done.already:
        messages.warning(request, _("This file has already been imported; nothing was done this time."))
    else:
        messages.success(request, _("The file has been imported."))


def _shown(page: Any, refusal: str) -> dict[str, Any]:
    plan = page.plan
    groups = [(effect, _lines(plan, effect)) for effect in (Effect.CHANGED, Effect.CREATED)]
    return {
        "upload": page.upload,
        "page": page,
        "plan": plan,
        "refusal": refusal,
        "form": ApplyForm(initial={"digest": plan.digest, "invite": True}),
        "faults": plan.faults[:SHOWN],
        "groups": [(effect.label, lines[:SHOWN], len(lines)) for effect, lines in groups if lines],
        "shown": SHOWN,
        "new_accounts": plan.created if page.upload.kind == ImportKind.ACCOUNTS else 0,
        "without_email": getattr(plan, "without_email", 0),
    }


def _lines(plan: Any, effect: Effect) -> list[Any]:
    return [line for line in plan.lines if line.effect == effect]


def _exported(plan: Any) -> tuple[list[str], Iterator[list[Cell]]]:
    """The whole dry run as a file: every fault, or every row with its effect."""
    if plan.faults:
        headings = [_("Sheet"), _("Row"), _("Column"), _("Problem"), _("Mend")]
        return headings, ([f.sheet, f.row, f.column, f.problem, f.mend] for f in plan.faults)
    headings = [_("Row"), _("Key"), _("Name"), _("Effect"), _("Changes")]
    rows = (
        [
            line.row,
            line.key,
            line.title,
            str(line.effect.label),
            "; ".join(f"{a}: {b} → {c}" for a, b, c in line.changes),
        ]
        for line in plan.lines
    )
    return headings, rows


@require_safe
def template(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """An empty file with the right headings; the workbook explains each column."""
    kind = _kind(kind)
    name = "mau-don-vi" if kind == ImportKind.UNITS else "mau-tai-khoan"
    if form == "xlsx":
        return attachment(template_xlsx(kind), f"{name}.xlsx", XLSX)
    if form == "csv":
        return attachment(template_csv(kind), f"{name}.csv", "text/csv; charset=utf-8")
    raise Http404
