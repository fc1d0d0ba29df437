"""What the trail says of programmes and rounds."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.programmes import enums, queries
from parindex.web.office.trail.telling import Telling, Text

_ACTIONS: dict[str, Text] = {
    "programmes.programme_created": _("Programme made"),
    "programmes.programme_changed": _("Programme changed"),
    "programmes.plan_imported": _("Plan imported"),
    "programmes.task_added": _("Task added to the plan"),
    "programmes.task_changed": _("Task of the plan changed"),
    "programmes.task_removed": _("Task taken out of the plan"),
    "programmes.round_created": _("Round made"),
    "programmes.round_changed": _("Round changed"),
    "programmes.round_removed": _("Round taken back"),
    "programmes.windows_set": _("Windows of the round set"),
    "programmes.start": _("Round started"),
    "programmes.close": _("Round closed"),
    "programmes.set_changed": _("Round gone over to a re-issued set"),
    "programmes.participants_taken_in": _("Units taken into the round"),
    "programmes.participant_added": _("Unit added to the round"),
    "programmes.participant_changed": _("Ranking of a unit changed"),
    "programmes.participant_removed": _("Unit taken out of the round"),
    "programmes.extension_given": _("Extension given"),
    "programmes.extension_revoked": _("Extension revoked"),
    "programmes.exclusion_decided": _("Criterion excluded"),
    "programmes.exclusion_withdrawn": _("Exclusion withdrawn"),
    "programmes.substitute_named": _("Substitute named"),
    "programmes.substitute_removed": _("Substitute taken away"),
}

_FIELDS: dict[str, Text] = {
    "province": _("Province"),
    "year": _("Year"),
    "organiser": _("Organiser"),
    "set_version": _("Criteria set"),
    "time_zone": _("Time zone"),
    "number": _("Number"),
    "opens_on": _("First day"),
    "due_on": _("Last day"),
    "lead": _("Lead agency"),
    "coordinating": _("Coordinating agencies"),
    "tiers": _("Tiers concerned"),
    "self_assessment": _("Self-assessment"),
    "appraisal": _("Appraisal"),
    "settlement": _("Settlement"),
    "units": _("Units"),
    "codes": _("Code"),
    "group": _("Ranking group"),
    "ranked": _("Ranked"),
    "window": _("Window"),
    "until": _("Until"),
    "node": _("Criterion"),
    "agency": _("Agency"),
    "substitute": _("Substitute"),
}


TELLING = Telling(
    readable=queries.readable_events,
    actions=_ACTIONS,
    kinds={
        "programmes.programme": _("Programme"),
        "programmes.plantask": pgettext_lazy("plan", "Task"),
        "programmes.round": _("Round"),
        "programmes.participant": _("Unit in a round"),
        "programmes.extension": _("Extension"),
        "programmes.exclusion": _("Exclusion"),
        "programmes.substitute": _("Substitute"),
    },
    pages={
        "programmes.programme": "programme",
        "programmes.round": "round",
        "programmes.participant": "participant",
    },
    fields=lambda: _FIELDS,
    days=frozenset({"opens_on", "due_on"}),
    choices={"window": enums.WindowKind},
    choices_of={"programmes.plantask": {"kind": enums.TaskKind}, "programmes.round": {"state": enums.RoundState}},
)
