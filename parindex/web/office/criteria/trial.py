"""Trial scoring: figures of any units in, ranking and reasons out; nothing is kept."""

import tempfile
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from parindex.criteria import queries
from parindex.criteria.trial import (
    COLUMNS,
    MAX_UNITS,
    Busy,
    Trial,
    most_units,
    scorable,
    template_rows,
    template_workbook,
    try_figures,
    turn,
)
from parindex.web.clock import today
from parindex.web.exports import XLSX, attachment, table_file
from parindex.web.office.criteria.frame import find_version, version_page
from parindex.web.office.criteria.shown import page_language

#: Units and faults that the page shows; the files to download have all.
RANKED, FAULTS = 200, 60
#: Figures up to so many letters travel back with the page, so that they can be corrected and scored again.
CARRIED = 150_000


class FiguresForm(forms.Form):
    """Figures as a file or as text."""

    file = forms.FileField(
        label=gettext_lazy("File of figures"),
        required=False,
        help_text=format_lazy(
            gettext_lazy("CSV or the filled matrix (.xlsx), at most {limit} MB."),
            limit=settings.STORED_FILE_LIMIT >> 20,
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )
    figures = forms.CharField(
        label=gettext_lazy("Or paste the figures"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "wrap": "off"}),
        help_text=gettext_lazy("The first line names the columns: unit,node,stage,input,value."),
    )
    unit = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        file = given.get("file")
        limit = settings.STORED_FILE_LIMIT
        if file is not None and file.size > limit:
            self.add_error("file", _("The file is larger than %(limit)s MiB.") % {"limit": limit >> 20})
        elif file is None and not (given.get("figures") or "").strip():
            self.add_error("file", _("Choose a file, or paste figures below."))
        return given

    def given(self) -> tuple[bytes | str, str]:
        """What was sent and the name of its file; a file goes before the text, which has no name."""
        file = self.cleaned_data["file"]
        return (file.read(), str(file.name)) if file is not None else (str(self.cleaned_data["figures"]), "")


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """What the page says of a trial."""

    trial: Trial
    names: dict[str, str]
    unit: Any

    @property
    def unit_count(self) -> int:
        return len(self.trial.results.units) if self.trial.results else 0

    @property
    def lines(self) -> list[tuple[Any, str]]:
        return [(line, self.names.get(line.unit, "")) for line in self.trial.lines(page_language(), RANKED)]

    @property
    def unknown(self) -> list[str]:
        """Units of the figures that are not of the set's tier; none while the tier has no unit at all."""
        if not self.names or self.trial.results is None:
            return []
        return [unit.unit for unit in self.trial.results.units if unit.unit not in self.names]

    @property
    def mean(self) -> str:
        return self.trial.mean(page_language())

    @property
    def missing(self) -> list[tuple[str, int]]:
        return self.trial.missing()

    @property
    def nodes(self) -> list[Any]:
        return self.trial.nodes(self.unit, page_language()) if self.unit else []

    @property
    def unit_name(self) -> str:
        return self.names.get(self.unit.unit, "") if self.unit else ""

    @property
    def faults(self) -> list[tuple[Any, str]]:
        return [(fault, fault.text(page_language())) for fault in self.trial.faults[:FAULTS]]


def trial(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The form; with figures the ranking, one unit's reasons, or a file of results."""
    version = find_version(request, pk)
    document = queries.document_of(version)
    criteria_set = scorable(document)
    form = FiguresForm(request.POST, request.FILES) if request.method == "POST" else FiguresForm()
    limit = MAX_UNITS if criteria_set is None else most_units(criteria_set)
    context: dict[str, Any] = {"form": form, "scorable": criteria_set is not None, "max_units": limit}
    if criteria_set is None or not form.is_valid():
        return _page(request, version, context, 422 if form.is_bound else 200)
    try:
        with turn():
            data, name = form.given()
            return _answer(request, version, try_figures(criteria_set, data, name=name), context)
    except Busy:
        form.add_error(None, _("Another trial is being scored. Try again in a moment."))
        return _page(request, version, context, 503)


def _answer(request: HttpRequest, version: Any, found: Trial, context: dict[str, Any]) -> HttpResponseBase:
    """The page or file of what was found, made to the end."""
    form, wanted = context["form"], request.POST.get("download", "")
    if wanted and found.results is not None:
        return _file(found, wanted)
    names = dict(queries.assessed_units(version, on=today()))
    unit = found.unit(form.cleaned_data["unit"]) if found.results is not None else None
    context["shown"] = ShownTrial(found, names, unit)
    context["form"] = FiguresForm(initial={"figures": found.text(CARRIED)})
    context["carried"] = bool(context["form"].initial["figures"])
    return _page(request, version, context, 422 if found.faults else 200)


def _page(request: HttpRequest, version: Any, context: dict[str, Any], status: int) -> HttpResponse:
    """The whole page, or what an htmx request replaces in it."""
    context = {"shown": None, "carried": False, "ranked": RANKED} | context
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "office/criteria/trial/out.html", {"version": version, **context}, status=status)
    return version_page(request, "office/criteria/trial/trial.html", version, status=status, **context)


def _file(found: Trial, wanted: str) -> HttpResponseBase:
    """``results.csv`` or ``nodes.csv``, of the same form as the command line writes them.

    The file is on disk before its first byte leaves: a browser that takes it slowly, or goes away, keeps neither the
    results in memory nor the turn from the next.
    """
    pieces = found.nodes_csv(page_language()) if wanted == "nodes" else found.results_csv()
    name = "nodes.csv" if wanted == "nodes" else "results.csv"
    made = tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    for piece in pieces:
        made.write(piece.encode())
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


@require_safe
def template(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponseBase:
    """A file of figures to fill in, for the units that the set is for."""
    version = find_version(request, pk)
    criteria_set = scorable(queries.document_of(version))
    if criteria_set is None or form not in {"csv", "xlsx"}:
        raise Http404
    units = queries.assessed_units(version, on=today()) or [("DV1", ""), ("DV2", "")]
    name = f"{version.criteria_set.code}-{_('figures')}"
    if form == "xlsx":
        return attachment(template_workbook(criteria_set, units, lang=page_language()), f"{name}.xlsx", XLSX)
    return table_file(name, "csv", COLUMNS, template_rows(criteria_set, [code for code, _name in units]))
