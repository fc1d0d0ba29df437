"""What every page's frame needs: language, colours, and for a signed-in person roles and places."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parindex.people import rules
from parindex.web.clock import today
from parindex.web.navigation import Group, Item, office_places, personal_places
from parindex.web.preferences import theme_of

#: Each theme: the one that the switch turns to, its sign, and what the switch says.
_THEMES = {
    "auto": ("light", "system", _("Colours: as the device. Switch to light")),
    "light": ("dark", "light", _("Colours: light. Switch to dark")),
    "dark": ("auto", "dark", _("Colours: dark. Switch to the device's")),
}


class Layout:
    """The frame of one page. The roles are the one thing that it reads; :func:`layout` has them read before a template
    begins, and the page for a broken server shows none."""

    languages = (("vi", "VI", "Tiếng Việt"), ("en", "EN", "English"))
    version = settings.VERSION

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.language = get_language() or settings.LANGUAGE_CODE
        self.theme = theme_of(request)
        self.next_theme, self.theme_icon, self.theme_label = _THEMES[self.theme]

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self._request, "user", None)
        return user is not None and user.is_authenticated

    @property
    def shell(self) -> str:
        """The layout of a page that signed-in people and visitors see."""
        return "layouts/frame.html" if self.signed_in else "layouts/plain.html"

    @cached_property
    def grants(self) -> tuple[Any, ...]:
        """The roles that the person holds today, each with its unit. One query."""
        return rules.roles_of(self._request.user, on=today()) if self.signed_in else ()  # type: ignore[arg-type]

    @cached_property
    def navigation(self) -> list[Group]:
        return office_places(self._request.path, {grant.role for grant in self.grants})

    @cached_property
    def personal(self) -> list[Item]:
        return personal_places(self._request.path)

    @cached_property
    def initials(self) -> str:
        """Of the first and of the given name, as people abbreviate themselves: Nguyễn Thị Ánh Tuyết → NT."""
        words = str(self._request.user).split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


def layout(request: HttpRequest) -> dict[str, Any]:
    frame = Layout(request)
    frame.grants  # noqa: B018 – read here: no query runs inside a template
    return {"layout": frame}
