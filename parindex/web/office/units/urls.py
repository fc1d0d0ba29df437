"""Addresses of units."""

from django.urls import path

from parindex.web.office.units import changes, pages

urlpatterns = [
    path("", pages.unit_list, name="units"),
    path("tree/", pages.tree, name="unit_tree"),
    path("new/", changes.new_unit, name="unit_new"),
    path("succeed/", changes.succeed, name="unit_succeed"),
    path("<int:pk>/", pages.unit, name="unit"),
    path("<int:pk>/edit/", changes.edit_unit, name="unit_edit"),
    path("<int:pk>/end/", changes.end_unit, name="unit_end"),
    path("<int:pk>/succession/", changes.correct_succession, name="unit_succession"),
]
