"""Addresses of criteria sets. A version is addressed by its id; its set follows from it."""

from django.urls import path

from parindex.web.office.criteria import appraisers, editor, exchange, policy, sets, trial, versions

urlpatterns = [
    path("", sets.set_list, name="criteria_sets"),
    path("new/", sets.new_set, name="criteria_new"),
    path("template/", exchange.template, name="criteria_template"),
    path("import/", exchange.new_import, name="criteria_import"),
    path("import/<uuid:file>/", exchange.import_set, name="criteria_import_set"),
    path("<uuid:pk>/", sets.overview, name="criteria_version"),
    path("<uuid:pk>/header/", sets.header, name="criteria_header"),
    path("<uuid:pk>/policy/", policy.policy, name="criteria_policy"),
    path("<uuid:pk>/appraisers/", appraisers.appraisers, name="criteria_appraisers"),
    path("<uuid:pk>/findings/", sets.findings, name="criteria_findings"),
    path("<uuid:pk>/edit/", editor.editor, name="criteria_editor"),
    path("<uuid:pk>/edit/add/", editor.add, name="criteria_add"),
    path("<uuid:pk>/edit/renumber/", editor.renumber, name="criteria_renumber"),
    path("<uuid:pk>/edit/<uuid:node>/", editor.node, name="criteria_node"),
    path("<uuid:pk>/edit/<uuid:node>/move/", editor.move, name="criteria_move"),
    path("<uuid:pk>/edit/<uuid:node>/duplicate/", editor.duplicate, name="criteria_duplicate"),
    path("<uuid:pk>/edit/<uuid:node>/remove/", editor.remove, name="criteria_remove"),
    path("<uuid:pk>/edit/<uuid:node>/restore/", editor.restore, name="criteria_restore"),
    path("<uuid:pk>/print/", sets.printed, name="criteria_print"),
    path("<uuid:pk>/exchange/", exchange.exchange, name="criteria_exchange"),
    path("<uuid:pk>/exchange/<uuid:file>/", exchange.dry_run, name="criteria_dry_run"),
    path("<uuid:pk>/export/<str:form>/", exchange.export, name="criteria_export"),
    path("<uuid:pk>/versions/", versions.versions, name="criteria_versions"),
    path("<uuid:pk>/difference/", versions.difference, name="criteria_difference"),
    path("<uuid:pk>/issue/", versions.issue, name="criteria_issue"),
    path("<uuid:pk>/issue/decision/", versions.decision, name="criteria_decision"),
    path("<uuid:pk>/withdraw/", versions.withdraw, name="criteria_withdraw"),
    path("<uuid:pk>/discard/", versions.discard, name="criteria_discard"),
    path("<uuid:pk>/new-version/", versions.start, name="criteria_start"),
    path("<uuid:pk>/clone/", versions.clone, name="criteria_clone"),
    path("<uuid:pk>/trial/", trial.trial, name="criteria_trial"),
    path("<uuid:pk>/trial/template/<str:form>/", trial.template, name="criteria_trial_template"),
]
