"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parindex.web import navigation
from parindex.web.preferences import theme_of

#: Each theme: the one that the switch turns to, its sign, and what the switch says.
_THEMES = {
    "auto": ("light", "system", _("Colours: as the device. Switch to light")),
    "light": ("dark", "light", _("Colours: light. Switch to dark")),
    "dark": ("auto", "dark", _("Colours: dark. Switch to the device's")),
}
_LANGUAGES = (("vi", "VI", "Tiếng Việt"), ("en", "EN", "English"))


def layout(request: HttpRequest) -> dict[str, Any]:
    theme = theme_of(request)
    next_theme, theme_icon, theme_label = _THEMES[theme]
    frame: dict[str, Any] = {
        "language": get_language(),
        "languages": _LANGUAGES,
        "theme": theme,
        "next_theme": next_theme,
        "theme_icon": theme_icon,
        "theme_label": theme_label,
        "version": settings.VERSION,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        frame |= navigation.frame_of(request, user)
    return {"layout": frame}
