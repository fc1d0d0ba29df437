"""Addresses of programmes, their rounds, and what is decided for single units."""

from django.urls import path

from parindex.web.office.programmes import changes, decisions, pages, plan_file, reissue, rounds, units

urlpatterns = [
    path("", pages.programme_list, name="programmes"),
    path("new/", changes.new_programme, name="programme_new"),
    path("<uuid:pk>/", pages.programme, name="programme"),
    path("<uuid:pk>/edit/", changes.edit_programme, name="programme_edit"),
    path("<uuid:pk>/plan/", plan_file.upload, name="plan_upload"),
    path("<uuid:pk>/plan/<uuid:file>/", plan_file.dry_run, name="plan_dry_run"),
    path("<uuid:pk>/tasks/new/", changes.new_task, name="plan_task_new"),
    path("<uuid:pk>/rounds/new/", rounds.new_round, name="round_new"),
    path("tasks/<uuid:pk>/edit/", changes.edit_task, name="plan_task_edit"),
    path("tasks/<uuid:pk>/remove/", changes.remove_task, name="plan_task_remove"),
    path("rounds/<uuid:pk>/", pages.round, name="round"),
    path("rounds/<uuid:pk>/edit/", rounds.edit_round, name="round_edit"),
    path("rounds/<uuid:pk>/windows/", rounds.windows, name="round_windows"),
    path("rounds/<uuid:pk>/start/", rounds.start, name="round_start"),
    path("rounds/<uuid:pk>/close/", rounds.close, name="round_close"),
    path("rounds/<uuid:pk>/set/", reissue.change_of_set, name="round_set"),
    path("rounds/<uuid:pk>/remove/", rounds.remove, name="round_remove"),
    path("rounds/<uuid:pk>/units/", units.unit_list, name="round_units"),
    path("rounds/<uuid:pk>/units/take-in/", units.take_in, name="round_take_in"),
    path("rounds/<uuid:pk>/units/add/", units.add, name="participant_new"),
    path("rounds/<uuid:pk>/extensions/", decisions.extension_list, name="round_extensions"),
    path("rounds/<uuid:pk>/exclusions/", decisions.exclusion_list, name="round_exclusions"),
    path("rounds/<uuid:pk>/substitutes/", decisions.substitute_list, name="round_substitutes"),
    path("rounds/<uuid:pk>/substitutes/<int:agency>/", decisions.name_substitute, name="substitute_name"),
    path("substitutes/<uuid:pk>/remove/", decisions.remove_substitute, name="substitute_remove"),
    path("participants/<uuid:pk>/", units.participant, name="participant"),
    path("participants/<uuid:pk>/edit/", units.edit, name="participant_edit"),
    path("participants/<uuid:pk>/remove/", units.remove, name="participant_remove"),
    path("participants/<uuid:pk>/extend/", decisions.extend, name="participant_extend"),
    path("participants/<uuid:pk>/exclude/", decisions.exclude, name="participant_exclude"),
    path("extensions/<uuid:pk>/revoke/", decisions.revoke, name="extension_revoke"),
    path("exclusions/<uuid:pk>/withdraw/", decisions.withdraw, name="exclusion_withdraw"),
]
