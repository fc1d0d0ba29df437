"""The program's settings, on throw-away data. PARINDEX_DATABASE chooses PostgreSQL, as for the program itself."""

import os
import tempfile

os.environ["PARINDEX_DATA"] = tempfile.mkdtemp(prefix="parindex-test-")
os.environ.setdefault("PARINDEX_POOL", "0")
os.environ["PARINDEX_SECRET_KEY"] = "only-for-tests-" + "x" * 40

from parindex.config.settings import *  # noqa: F403
from parindex.config.settings import DATABASES, TEMPLATES


class UndefinedVariable(str):
    """A template that names what it was not given fails the test."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


# Templates of other people's packages may lean on empty variables: a test of ours turns this on for its page.
TEMPLATE_ALARM = UndefinedVariable("%s")
TEMPLATES[0]["OPTIONS"]["debug"] = True

# The fastest hasher: what is tested is not the hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
