"""Who may do what with criteria sets."""

from datetime import datetime

from django.utils.translation import gettext as _

from parindex.criteria.enums import VersionState
from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people.models import Account, Unit, day_of, realms


def may_keep_sets(user: Account | None, owner: Unit, at: datetime) -> Verdict:
    """The organiser's coordinator keeps its criteria sets: writes, issues, withdraws them.

    ``None`` is the program itself (the demonstration, an import from the command line).
    """
    if user is None or owner.pk in realms(user, on=day_of(at)):
        return YES
    return no(_("Only a coordinator of %(owner)s may do this.") % {"owner": owner})


def may_make_sets(user: Account, at: datetime) -> Verdict:
    """Whoever coordinates a province or a district may make criteria sets for it."""
    if realms(user, on=day_of(at)):
        return YES
    return no(
        _("Only a coordinator of the province or of a district makes criteria sets. An administrator gives that role.")
    )


def may_step(user: Account | None, version: CriteriaSetVersion, at: datetime) -> Verdict:
    """Whoever keeps the set moves its versions along."""
    return may_keep_sets(user, version.criteria_set.owner, at)


def may_issue(user: Account | None, version: CriteriaSetVersion, at: datetime) -> Verdict:
    """As :func:`may_step`, but always a person: an issue names who did it."""
    if user is None:
        return no(_("A criteria set is issued by a person."))
    return may_step(user, version, at)


def may_edit(user: Account | None, version: CriteriaSetVersion, at: datetime) -> Verdict:
    """Only drafts change, by those who keep the set."""
    return first_no(_is_draft(version), lambda: may_step(user, version, at))


def may_start_version(user: Account | None, version: CriteriaSetVersion, at: datetime) -> Verdict:
    """A new version may be based on any version that was issued; one draft at a time is a constraint of the set."""
    if version.issued_at is None:
        return no(_("This version was never issued: edit it instead of starting another."))
    return may_step(user, version, at)


def _is_draft(version: CriteriaSetVersion) -> Verdict:
    if version.state == VersionState.DRAFT:
        return YES
    if version.state == VersionState.DISCARDED:
        return no(_("This draft was discarded and no longer changes."))
    return no(_("This version was issued and is frozen. Start a new version to change something."))
