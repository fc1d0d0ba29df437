"""The signed-in person's first page: what waits, which roles are held, which sets are in force; the page of keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from parindex.appraisals import queries as appraisals
from parindex.assessments import queries as assessments
from parindex.criteria import queries as criteria
from parindex.evidence import queries as evidence
from parindex.kernel.verdicts import Text
from parindex.people import queries as people
from parindex.people import rules
from parindex.people.enums import Role
from parindex.programmes.windows import told
from parindex.web.clock import today
from parindex.web.unit.sheets.shown import closing

#: A role that ends within this time is pointed out.
SOON = timedelta(days=30)
DRAFTS, SETS = 5, 8
#: Who works on a unit's score sheets and its evidence.
UNIT_ROLES = {Role.UNIT_OFFICER, Role.UNIT_LEADER}
#: Days before its end from which on work presses.
PRESSING = 3

#: What each role does, in a line.
DUTIES: dict[str, Text] = {
    Role.COORDINATOR: gettext_lazy("Keeps units, roles and criteria sets, and runs the programme"),
    Role.UNIT_OFFICER: gettext_lazy("Fills in the unit's figures, attaches evidence, explains"),
    Role.UNIT_LEADER: gettext_lazy("Approves and submits the unit's self-assessment"),
    Role.APPRAISER: gettext_lazy("Checks what units claim; confirms or adjusts with a reason"),
    Role.TEAM_HEAD: gettext_lazy("Leads the appraisal team and signs its results off"),
    Role.TEAM_SECRETARY: gettext_lazy("Keeps the appraisal team's agenda and minutes"),
    Role.TEAM_MEMBER: gettext_lazy("Decides in the appraisal team what is disputed"),
    Role.SURVEY_MANAGER: gettext_lazy("Designs, fields and checks the survey"),
    Role.INTERVIEWER: gettext_lazy("Interviews respondents"),
    Role.DATA_ENTRY_CLERK: gettext_lazy("Enters forms filled in on paper"),
    Role.OBSERVER: gettext_lazy("Follows progress and reads the results report"),
    Role.APPROVER: gettext_lazy("Approves and publishes the results"),
    Role.ADMINISTRATOR: gettext_lazy("Keeps accounts, sign-in and the system's operation"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the person: what, more about it, where it is done, how it presses."""

    title: str
    detail: str
    url: str
    icon: str
    kind: str = "info"


@dataclass(frozen=True, slots=True)
class RoleCard:
    """A role that the person holds today."""

    grant: Any
    duty: Text
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class MyWork:
    waiting: Sequence[Waiting]
    ending: Sequence[Any]
    roles: Sequence[RoleCard]
    sets: Sequence[Any]
    may_make_sets: bool


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_work.html", {"page": my_work_of(request.user, on=today())})


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "home/keys.html")


def my_work_of(user: Any, *, on: date) -> MyWork:
    """Everything that the first page shows to ``user`` on that day."""
    grants = rules.roles_of(user, on=on)
    held = {grant.role for grant in grants}
    overview = people.overview(user, on=on, within=SOON) if held & {Role.COORDINATOR, Role.ADMINISTRATOR} else None
    coordinates = Role.COORDINATOR in held
    return MyWork(
        waiting=[
            *(_drafts(user, on=on) if coordinates else ()),
            *(_accounts(overview) if overview else ()),
            *(_own(user, on=on) if held & UNIT_ROLES else ()),
            *_appraisal(user, held, on=on, at=timezone.now()),
        ],
        ending=overview.roles_ending if overview else (),
        roles=[RoleCard(g, DUTIES[g.role], g.to_on is not None and g.to_on <= on + SOON) for g in grants],
        sets=list(criteria.sets_concerning(user, on=on)[:SETS]) if grants else (),
        may_make_sets=coordinates,
    )


def _own(user: Any, *, on: date) -> Iterator[Waiting]:
    """What a unit's officers and its leader have before them: sheets that close, rows sent back, evidence to mend."""
    now = timezone.now()
    for waiting in assessments.sheets_waiting(user, at=now):
        frame, progress = waiting.card.frame, waiting.card.progress
        closes = closing(frame, waiting.closes_at, now)
        when = f"{closes.left} · {closes.text}" if closes else ""
        url = reverse("sheet", args=[frame.sheet.pk])
        if progress.reopened:
            text = ngettext("%(n)d row sent back: %(round)s", "%(n)d rows sent back: %(round)s", progress.reopened)
            title = text % {"n": progress.reopened, "round": frame.sheet.round.title}
            yield Waiting(title, when, url, "back", "warning")
            continue
        if progress.missing:
            text = ngettext("%(n)d row is missing", "%(n)d rows are missing", progress.missing) % {
                "n": progress.missing
            }
        else:
            text, url = _("Nothing is missing: the leader submits"), reverse("sheet_review", args=[frame.sheet.pk])
        kind = {"danger": "danger", "warning": "warning"}.get(closes.kind if closes else "", "info")
        named = f"{frame.sheet.unit.name} · {text} · {when}"
        yield Waiting(_("Score sheet: %(round)s") % {"round": frame.sheet.round.title}, named, url, "edit", kind)
    for unit, number in evidence.incomplete(user, on=on):
        title = ngettext("%(n)d document without number or day", "%(n)d documents without number or day", number)
        url = f"{reverse('library', args=[unit.pk])}?{urlencode({'lack': 'metadata'})}"
        yield Waiting(title % {"n": number}, _("Appraisers look for them: %(unit)s") % {"unit": unit.name}, url, "file")


def _drafts(user: Any, *, on: date) -> Iterator[Waiting]:
    for draft in criteria.drafts_kept(user, on=on, limit=DRAFTS):
        version = draft.version
        title = _("Draft: %(title)s") % {"title": version.shown_title}
        named = _("%(code)s, version %(number)d") % {"code": version.criteria_set.code, "number": version.number}
        if draft.blocking:
            detail = ngettext("%(n)d finding blocks its issue", "%(n)d findings block its issue", draft.blocking) % {
                "n": draft.blocking
            }
            yield Waiting(
                title, f"{named} · {detail}", reverse("criteria_findings", args=[version.pk]), "edit", "warning"
            )
        else:
            free = _("Nothing blocks its issue")
            url = reverse("criteria_version", args=[version.pk])
            yield Waiting(title, f"{named} · {free}", url, "check", "positive")


def _accounts(overview: people.Overview) -> Iterator[Waiting]:
    if number := overview.failed_jobs:
        title = ngettext("%(n)d background job failed", "%(n)d background jobs failed", number) % {"n": number}
        yield Waiting(
            title, _("Look at its error, then start it again"), _to("jobs", status="FAILED"), "jobs", "danger"
        )
    if number := overview.accounts_without_role:
        title = ngettext("%(n)d account without a role", "%(n)d accounts without a role", number)
        url = _to("people", state="without_role")
        yield Waiting(title % {"n": number}, _("They can sign in but see nothing"), url, "people")
    if number := overview.accounts_waiting:
        title = ngettext("%(n)d account without a password", "%(n)d accounts without a password", number) % {
            "n": number
        }
        yield Waiting(title, _("Invite them or give them a start password"), _to("people", state="waiting"), "lock")


def _appraisal(user: Any, held: set[str], *, on: date, at: datetime) -> Iterator[Waiting]:
    """Rows to be appraised, and what the head of a team has to settle, with the end of each window."""
    if Role.APPRAISER in held:
        for board in appraisals.waiting(user, on=on, at=at):
            rows, period = board.progress.open, board.window
            title = ngettext("%(n)d row to be appraised", "%(n)d rows to be appraised", rows) % {"n": rows}
            ahead = period.state == "ahead"
            when = _("from %(moment)s") if ahead else _("until %(moment)s")
            moment = told(period.opens_at if ahead else period.closes_at, board.round)
            kind = "warning" if not ahead and period.days <= PRESSING else "info"
            url = reverse("appraisal_round", args=[board.round.pk])
            yield Waiting(title, f"{board.round.title} · {when % {'moment': moment}}", url, "check", kind)
    if Role.TEAM_HEAD in held:
        for round, period, counts in appraisals.settling(user, on=on, at=at):
            title = ngettext("%(n)d open row to be settled", "%(n)d open rows to be settled", counts.open_rows)
            moment = _("until %(moment)s") % {"moment": told(period.closes_at, round)}
            kind = "warning" if period.days <= PRESSING else "info"
            url = reverse("settlement" if counts.open_rows else "settlement_sheets", args=[round.pk])
            yield Waiting(title % {"n": counts.open_rows}, f"{round.title} · {moment}", url, "roles", kind)


def _to(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
