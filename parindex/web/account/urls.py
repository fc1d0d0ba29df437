"""Addresses of one's own account. Of allauth only the views that are wanted: no sign-up, no e-mail pages."""

from allauth.account import views as allauth
from django.urls import path

from parindex.web.account import views

urlpatterns = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/", allauth.password_change, name="account_change_password"),
    path("password/forgotten/", allauth.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    path("password/new/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("password/new/<str:uidb36>/<str:key>/", views.new_password, name="account_reset_password_from_key"),
    path("profile/", views.profile, name="profile"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end-others/", views.end_other_sessions, name="sessions_end_others"),
    path("sessions/<int:number>/end/", views.end_session, name="session_end"),
]
