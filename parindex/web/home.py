"""The signed-in person's first page, and the page of keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def my_work(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_work.html")


def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "home/keys.html")
