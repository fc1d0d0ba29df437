"""The program's settings, on throw-away data. PARINDEX_DATABASE chooses PostgreSQL, as for the program itself."""

import os
import sys
import tempfile

os.environ["PARINDEX_DATA"] = tempfile.mkdtemp(prefix="parindex-test-")
os.environ.setdefault("PARINDEX_POOL", "0")
os.environ["PARINDEX_SECRET_KEY"] = "only-for-tests-" + "x" * 40

from parindex.config.settings import *  # noqa: F403
from parindex.config.settings import DATABASES, PACKAGE, TEMPLATES


class UndefinedVariable(str):
    """A template of ours that names what it was not given fails the test; other packages' may lean on empty ones."""

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        template = _template_being_rendered()
        if template.startswith(str(PACKAGE)):
            raise AssertionError(f"{template}: undefined variable {name}")
        return ""


def _template_being_rendered() -> str:
    """The file of the innermost template node on the stack."""
    frame = sys._getframe(2)
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return ""


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
TEMPLATES[0]["OPTIONS"]["debug"] = True

# The fastest hasher: what is tested is not the hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come from their sources: nothing is collected for a test.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # Whoever asks for no order gets the other one: a test that leans on the order in which rows were made fails.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects=ON;"
