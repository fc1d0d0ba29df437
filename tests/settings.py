"""The program's settings, on throw-away data. PARINDEX_DATABASE chooses PostgreSQL, as for the program itself."""

import os
import tempfile

os.environ["PARINDEX_DATA"] = tempfile.mkdtemp(prefix="parindex-test-")
os.environ.setdefault("PARINDEX_POOL", "0")
os.environ["PARINDEX_SECRET_KEY"] = "only-for-tests-" + "x" * 40

from parindex.config.settings import *  # noqa: F403
from parindex.config.settings import DATABASES, TEMPLATES
from tests.rendering import UndefinedVariable

TEMPLATES[0] |= {"BACKEND": "tests.rendering.Templates", "NAME": "django"}
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
