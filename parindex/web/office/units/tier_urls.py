"""Addresses of tiers."""

from django.urls import path

from parindex.web.office.units import tiers

urlpatterns = [
    path("", tiers.tier_list, name="tiers"),
    path("new/", tiers.new_tier, name="tier_new"),
    path("usual/", tiers.add_usual, name="tiers_usual"),
    path("<int:pk>/edit/", tiers.edit_tier, name="tier_edit"),
    path("<int:pk>/move/", tiers.move_tier, name="tier_move"),
    path("<int:pk>/delete/", tiers.delete_tier, name="tier_delete"),
]
