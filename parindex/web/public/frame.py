"""What the public pages share: one answer for everybody, by the address alone.

No session, no cookie, no account is looked at, so that a page may be kept for a minute by browsers and proxies. The
language is ``?lang=en`` in the address; without it Vietnamese.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from parindex import __version__
from parindex.programmes.windows import told
from parindex.publishing.queries import pages as queries

#: Seconds for which a page may be kept: a correction shows a minute later at the most.
KEPT = 60
LANGUAGES = ("vi", "en")

type View = Callable[..., HttpResponseBase]


def public_page(view: View) -> View:
    """For everybody, reading only, in the language of the address, without a trace of who asks."""

    @require_safe
    @login_not_required
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = request.GET.get("lang", "")
        language = language if language in LANGUAGES else LANGUAGES[0]
        # Not undone afterwards: a streamed answer is still being written then.
        translation.activate(language)
        request.LANGUAGE_CODE = language
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = page(request, "public/not_found.html", status=404)
        response.headers["Content-Language"] = language
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=KEPT)
        return response

    return shown


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page without context processors: they would look at who asks."""
    language = translation.get_language()
    frame = {
        "request": request,
        "language": language,
        "version": __version__,
        "languages": [
            (code, name, f"?{urlencode(_query(request, lang=code if code != LANGUAGES[0] else ''))}")
            for code, name in (("vi", "Tiếng Việt"), ("en", "English"))
        ],
        "carry": carried(lang=language if language != LANGUAGES[0] else ""),
    }
    return HttpResponse(render_to_string(template, frame | context), status=status)


def carried(**query: object) -> str:
    """What every link of a page takes along: its language, and an older publication that is being read."""
    kept = {name: value for name, value in query.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _query(request: HttpRequest, **changes: str) -> dict[str, str]:
    """The present address' query with these changes; what is empty goes."""
    return {name: value for name, value in {**request.GET.dict(), **changes}.items() if value}


def find_publication(request: HttpRequest, pk: uuid.UUID) -> queries.Numbered:
    """The newest publication of a round, or the one that ``?publication=`` asks for.

    :raises Http404: nothing is public at this moment.
    """
    asked = request.GET.get("publication", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else None
    found = queries.publication_of(pk, number, at=timezone.now())
    if found is None:
        raise Http404
    return found


def round_page(request: HttpRequest, template: str, found: queries.Numbered, **context: Any) -> HttpResponse:
    """A page about one publication, below its name and beside all others of its round."""
    publication = found.publication
    round = publication.round
    older = "" if found.is_newest else publication.number
    language = translation.get_language()
    frame: dict[str, Any] = {
        "publication": publication,
        "round": round,
        "found": found,
        "illustration": publication.run.set_version.criteria_set.illustration,
        "published_at": told(publication.publish_at, round),
        "every": [(each, told(each.publish_at, round)) for each in found.every],
        "carry": carried(publication=older, lang=language if language != LANGUAGES[0] else ""),
        "here": carried(lang=language if language != LANGUAGES[0] else ""),
    }
    return page(request, template, **frame | context)
