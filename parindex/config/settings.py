"""Django's settings. What an operator may set comes through ``environment.py`` and stands in docs/operations.md."""

import sys
from pathlib import Path

from django.contrib.messages import constants as message_levels
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from parindex import __version__
from parindex.config.database import database_settings
from parindex.config.environment import Environment
from parindex.config.secret_key import read_secret_key

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "parindex"

env = Environment()

# Where things are -------------------------------------------------------------------------------------------------
DATA = env.path(
    "PARINDEX_DATA", "Folder of the database file, stored files, outgoing mail and the secret key", ROOT / "var"
)
DEBUG = env.flag("PARINDEX_DEBUG", "Developer's error pages; never on a server", False)
SECRET_KEY = read_secret_key(
    env.text("PARINDEX_SECRET_KEY", "Signs sessions; made in the data folder if not given"), DATA
)
ALLOWED_HOSTS = env.names(
    "PARINDEX_HOSTS", "Host names that the site answers to, separated by commas", "localhost,127.0.0.1,[::1]"
)
SITE_URL = env.text("PARINDEX_SITE_URL", "Address of the site, for links in mail", "http://localhost:8000").rstrip("/")
HTTPS = env.flag("PARINDEX_HTTPS", "The site is reached over HTTPS: secure cookies, HSTS, forwarded headers", False)
PROXIES = env.whole("PARINDEX_PROXIES", "Number of trusted reverse proxies in front, for the visitor's address", 0)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

# The program --------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    # Before allauth: our pages take the place of its own.
    "parindex.web",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "parindex.kernel",
    "parindex.people",
    "parindex.criteria",
    "parindex.evidence",
    "parindex.programmes",
    "parindex.assessments",
    "parindex.appraisals",
    "parindex.results",
    "parindex.publishing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "parindex.web.middleware.PrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "parindex.web.middleware.LanguageMiddleware",
    "parindex.web.middleware.AddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parindex.web.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parindex.web.account.middleware.PasswordChangeMiddleware",
    "parindex.web.account.middleware.SessionUseMiddleware",
    "parindex.web.middleware.RefusalMiddleware",
    "parindex.web.middleware.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "parindex.config.urls"
WSGI_APPLICATION = "parindex.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parindex.web.context.layout",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "parindex.web.templatetags.parindex",
            ],
        },
    }
]

# Messages after an action are notices of the design system.
MESSAGE_TAGS = {message_levels.SUCCESS: "positive", message_levels.ERROR: "danger"}

# Data ---------------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": database_settings(
        env.text(
            "PARINDEX_DATABASE", "postgresql://user:password@host:port/name, or empty for SQLite in the data folder"
        ),
        DATA,
        pool_size=env.whole(
            "PARINDEX_POOL", "PostgreSQL connections that one process keeps at most; 0 for none kept", 8
        ),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counts of sign-in attempts live in the database, so that several processes see the same ones.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
STORED_FILES = DATA / "files"
STORED_FILE_LIMIT = 1024 * 1024 * env.whole("PARINDEX_FILE_LIMIT", "Largest file that may be imported, in MiB", 20)

# Evidence: bytes under way, pictures of pages, limits in bytes
EVIDENCE_PARTS = DATA / "uploads"
EVIDENCE_PREVIEWS = DATA / "previews"
EVIDENCE_LIMITS = {
    "pdf": 1024 * 1024 * env.whole("PARINDEX_EVIDENCE_PDF_LIMIT", "Largest PDF among the evidence, in MiB", 100),
    "office": 1024 * 1024 * env.whole("PARINDEX_EVIDENCE_OFFICE_LIMIT", "Largest DOCX or XLSX, in MiB", 30),
    "image": 1024 * 1024 * env.whole("PARINDEX_EVIDENCE_IMAGE_LIMIT", "Largest JPG or PNG, in MiB", 20),
}
EVIDENCE_UNIT_LIMIT = 1024 * 1024 * env.whole("PARINDEX_EVIDENCE_UNIT_LIMIT", "Evidence of one unit, in MiB", 2_000)
EVIDENCE_TOTAL_LIMIT = (
    1024 * 1024 * env.whole("PARINDEX_EVIDENCE_TOTAL_LIMIT", "Evidence of all units together, in MiB", 200_000)
)
CLAMD = env.text("PARINDEX_CLAMD", "Socket of the virus scanner clamd, like /run/clamav/clamd.ctl; empty: none asked")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Background work: rows in the database, run by `parindex worker` ---------------------------------------------------
TASKS = {"default": {"BACKEND": "parindex.kernel.jobs.DatabaseBackend", "QUEUES": ["default"]}}

# People -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["parindex.web.account.backend.SignInBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email", "phone"]},
    },
    {"NAME": "parindex.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
ACCOUNT_ADAPTER = "parindex.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# All other sessions end, the one that changed the password goes on.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Django's own generator: allauth's writes a row for each address, also while a page is only read.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "parindex.web.account.forms.SignInForm",
    "change_password": "parindex.web.account.forms.ChangePasswordForm",
    "reset_password": "parindex.web.account.forms.ForgottenPasswordForm",
    "reset_password_from_key": "parindex.web.account.forms.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    # Anybody may ask for anybody's letter: a mailbox gets twenty a day at the most.
    "reset_password": "20/m/ip,5/h/key,20/d/key",
}
USERSESSIONS_TRACK_ACTIVITY = False

# Mail: into files by default, so that nothing needs a server -------------------------------------------------------
MAIL_HOST = env.text("PARINDEX_MAIL_HOST", "SMTP server; empty writes mail as files into the data folder")
_SMTP = {
    "host": MAIL_HOST,
    "port": env.whole("PARINDEX_MAIL_PORT", "Port of the SMTP server", 587),
    "username": env.text("PARINDEX_MAIL_USER", "Account at the SMTP server"),
    "password": env.text("PARINDEX_MAIL_PASSWORD", "Its password"),
    "use_tls": env.flag("PARINDEX_MAIL_TLS", "STARTTLS with the SMTP server", True),
    "timeout": 20,
}
_FILES = {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": DATA / "mail"}}
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": _SMTP} if MAIL_HOST else _FILES
}
DEFAULT_FROM_EMAIL = env.text("PARINDEX_MAIL_FROM", "Sender of the program's mail", "parindex@localhost")

# Language and time: stored in UTC, shown in Viet Nam's time ---------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "parindex.config.formats"
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.text("PARINDEX_TIME_ZONE", "Time zone in which moments are shown", "Asia/Ho_Chi_Minh")
USE_TZ = True

# Static files -------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "parindex.web.static_files.CollectedFiles"},
}

# Safety -------------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "parindex.web.errors.csrf_failure"

HTMX_CONFIG = {"includeIndicatorStyles": False, "allowEval": False}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": env.text("PARINDEX_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", "INFO")},
}

VERSION = __version__
