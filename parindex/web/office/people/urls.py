"""Addresses of accounts and their roles."""

from django.urls import path

from parindex.web.office.people import changes, pages, roles, secrets

urlpatterns = [
    path("", pages.people, name="people"),
    path("new/", changes.new_person, name="person_new"),
    path("slips/", secrets.slips, name="slips"),
    path("<int:pk>/", pages.person, name="person"),
    path("<int:pk>/edit/", changes.edit_person, name="person_edit"),
    path("<int:pk>/active/", changes.set_active, name="person_active"),
    path("<int:pk>/password/", secrets.start_password, name="person_password"),
    path("<int:pk>/invite/", secrets.invite, name="person_invite"),
    path("<int:pk>/sessions/end/", secrets.end_sessions, name="person_sessions_end"),
    path("<int:pk>/roles/new/", roles.give, name="role_new"),
    path("roles/<int:pk>/end/", roles.end, name="role_end"),
    path("roles/<int:pk>/revoke/", roles.revoke, name="role_revoke"),
]
