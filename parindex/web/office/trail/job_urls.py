"""Addresses of background jobs."""

from django.urls import path

from parindex.web.office.trail import jobs

urlpatterns = [
    path("", jobs.job_list, name="jobs"),
    path("<uuid:pk>/", jobs.job, name="job"),
    path("<uuid:pk>/retry/", jobs.retry, name="job_retry"),
]
