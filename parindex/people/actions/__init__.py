"""Every change of people, by subject. Each is one transaction with its audit events; ``by=None`` is the program."""

from parindex.people.actions.accounts import (
    NewAccount,
    change_account,
    change_own_profile,
    change_password,
    create_account,
    deactivate,
    give_start_password,
    invite,
    note_invited,
    reactivate,
)
from parindex.people.actions.grants import end_role, give_role, revoke_role
from parindex.people.actions.imports import Applied, apply_import, forget_uploads, import_file, upload
from parindex.people.actions.jobs import retry_job
from parindex.people.actions.sessions import (
    end_other_sessions,
    end_session,
    note_activity,
    note_lockout,
    note_sign_in,
    note_sign_in_failure,
    note_sign_out,
)
from parindex.people.actions.successions import correct_succession, succeed
from parindex.people.actions.tiers import add_tier, add_usual_tiers, change_tier, delete_tier, move_tier
from parindex.people.actions.units import change_unit, create_unit, end_unit

__all__ = [
    "Applied",
    "NewAccount",
    "add_tier",
    "add_usual_tiers",
    "apply_import",
    "change_account",
    "change_own_profile",
    "change_password",
    "change_tier",
    "change_unit",
    "correct_succession",
    "create_account",
    "create_unit",
    "deactivate",
    "delete_tier",
    "end_other_sessions",
    "end_role",
    "end_session",
    "end_unit",
    "forget_uploads",
    "give_role",
    "give_start_password",
    "import_file",
    "invite",
    "move_tier",
    "note_activity",
    "note_invited",
    "note_lockout",
    "note_sign_in",
    "note_sign_in_failure",
    "note_sign_out",
    "reactivate",
    "retry_job",
    "revoke_role",
    "succeed",
    "upload",
]
