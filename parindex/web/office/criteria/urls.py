"""Addresses of criteria sets. A version is addressed by its id; its set follows from it."""

from django.urls import path

from parindex.web.office.criteria import appraisers, editor, policy, sets

urlpatterns = [
    path("", sets.set_list, name="criteria_sets"),
    path("new/", sets.new_set, name="criteria_new"),
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
]
