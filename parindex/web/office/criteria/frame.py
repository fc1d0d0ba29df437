"""What every page of one version shares: finding it, what may be done with it, the tabs."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parindex.criteria import queries, rules
from parindex.criteria.enums import VersionState
from parindex.criteria.workflow import WORKFLOW
from parindex.kernel.verdicts import NotAllowed, Verdict
from parindex.web.clock import today

#: Badge of each state.
STATE_KINDS = {
    VersionState.DRAFT: "info",
    VersionState.ISSUED: "positive",
    VersionState.WITHDRAWN: "warning",
    VersionState.DISCARDED: "neutral",
}


#: Address, text, count or None, whether this page belongs to it.
type Tab = tuple[str, str, int | None, bool]


@dataclass(frozen=True, slots=True)
class VersionFrame:
    """The head of a version's page: template ``office/criteria/version_base.html``."""

    version: Any
    state_kind: str
    may_edit: Verdict
    may_start: Verdict
    #: Buttons of the workflow: (name of the step, its title, its verdict, its address).
    steps: tuple[tuple[str, str, Verdict, str], ...]
    tabs: tuple[Tab, ...]

    @property
    def number_text(self) -> str:
        return _("version %(number)s") % {"number": self.version.number}


def find_version(request: HttpRequest, pk: uuid.UUID) -> Any:
    """The version, or 404 for whoever may not see it."""
    return get_object_or_404(queries.visible_versions(user_of(request), on=today()), pk=pk)


class Frozen(NotAllowed):
    """A refusal that shows the way on: (address, text) of starting a new version."""

    way: tuple[str, str] | None = None


def demand_edit(request: HttpRequest, version: Any) -> None:
    """:raises Frozen: with the reason, and the way to a new version for who may start one."""
    user, at = user_of(request), timezone.now()
    verdict = rules.may_edit(user, version, at)
    if not verdict:
        refusal = Frozen(verdict.reason)
        if rules.may_start_version(user, version, at):
            refusal.way = (reverse("criteria_start", args=[version.pk]), _("New version"))
        raise refusal


def user_of(request: HttpRequest) -> Any:
    """The signed-in person's account: the frame lets nobody else in."""
    return request.user


def frame_of(
    request: HttpRequest, version: Any, *, findings: int | None = None, tree: queries.Tree | None = None
) -> VersionFrame:
    """The head for this person.

    :param findings: how many block the issue; like ``tree`` given where the page has read them already.
    """
    user, at = user_of(request), timezone.now()
    if findings is None and version.is_draft:
        units = queries.appraising_units(version, on=today())
        findings = len(queries.blocking(queries.findings_of(version, tree or queries.tree_of(version), units)))
    steps = WORKFLOW.offered(user, version, at=at)
    return VersionFrame(
        version=version,
        state_kind=STATE_KINDS[version.state],
        may_edit=rules.may_edit(user, version, at),
        may_start=rules.may_start_version(user, version, at),
        steps=tuple(
            (step.name, str(step.title), verdict, reverse(f"criteria_{step.name}", args=[version.pk]))
            for step, verdict in steps
        ),
        tabs=_tabs_of(request.path, version, findings, edits=bool(rules.may_edit(user, version, at))),
    )


def _tabs_of(path: str, version: Any, findings: int | None, *, edits: bool) -> tuple[Tab, ...]:
    return tuple(
        (url, text, (findings or None) if name == "criteria_findings" else None, _is_within(path, url, name))
        for name, text in _tabs(edits, version)
        for url in [reverse(name, args=[version.pk])]
    )


def _is_within(path: str, url: str, name: str) -> bool:
    """Whether a page belongs to a tab: the form of a node to the editor; every page lies below the overview."""
    return path == url if name == "criteria_version" else path.startswith(url)


def _tabs(edits: bool, version: Any) -> list[tuple[str, str]]:
    pages = [("criteria_version", _("Overview"))]
    if edits:
        pages.append(("criteria_editor", pgettext("tab", "Edit")))
    pages += [("criteria_policy", _("Policy")), ("criteria_appraisers", _("Appraisers"))]
    if version.state == VersionState.DRAFT:
        pages.append(("criteria_findings", _("Findings")))
    return [
        *pages,
        ("criteria_trial", _("Trial scoring")),
        ("criteria_versions", _("Versions")),
        ("criteria_exchange", _("Import and export")),
    ]


def version_page(
    request: HttpRequest, template: str, version: Any, *, findings: int | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of a version; ``template`` extends ``office/criteria/version_base.html``."""
    frame = frame_of(request, version, findings=findings, tree=context.get("tree"))
    return render(request, template, {"frame": frame, "version": version, **context}, status=status)
