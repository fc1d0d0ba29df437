"""Every address of the web interface, by audience."""

from django.urls import URLPattern, URLResolver, include, path

from parindex.web import health, home, preferences
from parindex.web.gallery import views as gallery

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.my_work, name="home"),
    path("health/", health.health, name="health"),
    path("keys/", home.keys, name="keys"),
    path("preferences/language", preferences.set_language, name="set_language"),
    path("preferences/theme", preferences.set_theme, name="set_theme"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/<str:name>/", gallery.page, name="gallery_page"),
    path("public/", include("parindex.web.public.urls")),
    path("account/", include("parindex.web.account.urls")),
    path("", include("parindex.web.office.urls")),
    path("", include("parindex.web.unit.urls")),
    path("appraisal/", include("parindex.web.appraiser.urls")),
]
