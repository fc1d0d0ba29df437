"""Roles: code, because the program's rules name them. Who holds one, where and when, is data (``RoleGrant``)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    # Runs the programme: plan, units, criteria sets, rounds, reminders, reports.
    COORDINATOR = "coordinator", _("Coordinator")
    # Fills in figures, attaches evidence, explains.
    UNIT_OFFICER = "unit_officer", _("Unit officer")
    # Approves and submits; the unit cannot submit without this.
    UNIT_LEADER = "unit_leader", _("Unit leader")
    # Checks claims, confirms or adjusts with a reason.
    APPRAISER = "appraiser", _("Appraiser")
    # Leads the appraisal team.
    TEAM_HEAD = "team_head", _("Head of the appraisal team")
    # Keeps the appraisal team's agenda and minutes.
    TEAM_SECRETARY = "team_secretary", _("Secretary of the appraisal team")
    # Decides in the appraisal team what is disputed.
    TEAM_MEMBER = "team_member", _("Member of the appraisal team")
    # Designs, fields, checks the survey.
    SURVEY_MANAGER = "survey_manager", _("Survey manager")
    # Asks respondents.
    INTERVIEWER = "interviewer", _("Interviewer")
    # Enters paper forms.
    DATA_ENTRY_CLERK = "data_entry_clerk", _("Data-entry clerk")
    # Reads the results report.
    OBSERVER = "observer", _("Observer")
    # Approves and publishes.
    APPROVER = "approver", _("Approver")
    # Accounts, sign-in, backup.
    ADMINISTRATOR = "administrator", _("Administrator")


class ImportKind(TextChoices):
    # The units of a province.
    UNITS = "units", _("Units")
    # People's accounts with their roles.
    ACCOUNTS = "accounts", _("Accounts and roles")


class Effect(TextChoices):
    # The row makes something new.
    CREATED = "created", _("New")
    # The row changes what is there.
    CHANGED = "changed", _("Changed")
    # All is as the row says already.
    UNCHANGED = "unchanged", _("Unchanged")


class AccountState(TextChoices):
    # May sign in.
    ACTIVE = "active", _("Active")
    # Closed by an administrator.
    INACTIVE = "inactive", _("Deactivated")
    # No password yet: waits for an invitation or a start password.
    WAITING = "waiting", _("Without a password yet")
    # Has never signed in.
    NEVER = "never", _("Never signed in")
    # Holds no role today.
    WITHOUT_ROLE = "without_role", _("Without a role")
