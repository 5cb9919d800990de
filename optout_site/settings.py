"""Every setting. What differs between machines is read here, from the environment or from `.env`, and nowhere else
(but for how many processes listen where: gunicorn.conf.py; environment.py reads both).

The safe value is the default; a value that is missing or makes no sense stops the start with a sentence.
"""

import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError, ValidationError, validate

from optout_site import environment, own_copy
from optout_site.logs import FORMATS

BASE_DIR = Path(__file__).resolve().parent.parent
SHIPPED_NAME = "Switched Off"  # of the software, and of a site that has no name of its own
YEAR = 31_536_000  # seconds
NAME = r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])"
PORT = r"(?::(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))"
ORIGIN = re.compile(rf"https?://{NAME}{PORT}?")

environment.load()
env = Env()
own_copy.teach(env, BASE_DIR)


def are_origins(named: list[str]) -> None:
    """Each is a scheme and a host, such as https://intranet.example, with at most a port."""
    for origin in named:
        if not ORIGIN.fullmatch(origin):
            raise ValidationError(f"“{origin}” is no origin; write it as https://intranet.example")


def are_hosts(named: list[str]) -> None:
    """Each is a name or an address without scheme and port; .optout.example stands for all names below it."""
    for host in named or [""]:
        if host != "*" and not re.fullmatch(rf"\.?{NAME}", host):
            raise ValidationError(f"“{host}” is no name of a host; write optout.example, without https:// and port")


def is_contact(address: str) -> None:
    """Where a person or a form can be reached; nothing is a contact, too: none is named."""
    if address and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://\S+", address):
        raise ValidationError(f"“{address}” is no contact; write mailto:security@optout.example or https://…")


def is_there(name: str, value: str, what: str, example: str) -> None:
    """A site for the public says who stands behind it; on a machine of one's own it may keep silent."""
    if HTTPS_ONLY and not value:
        raise EnvError(
            f'Environment variable "{name}" not set: each page names {what}. Write {name}={example} into .env; only a '
            "machine that others cannot reach does without, with HTTPS_ONLY=false"
        )


def is_postgresql(url: str) -> bool:
    return url.startswith(("postgres:", "postgresql:"))


def may_be_preloaded(is_wanted: bool) -> None:
    """What the list of names that browsers have asks for (hstspreload.org)."""
    if is_wanted and not (HSTS_SUBDOMAINS and HSTS_SECONDS >= YEAR):
        raise ValidationError(f"It needs HSTS_SUBDOMAINS=true, and HSTS_SECONDS of at least {YEAR}.")


def is_site(url: str) -> None:
    """Where the site stands: a scheme and a host."""
    are_origins([url.removesuffix("/")])


def is_database(url: str) -> None:
    """One that the site is tried with. What is wrong is said without the address: it may hold a password."""
    if not url.startswith("sqlite:///") and not is_postgresql(url):
        raise ValidationError("Write sqlite:////the/whole/path or postgres://USER:PASSWORD@HOST/NAME.")
    try:
        dj_database_url.parse(url)
    except ValueError:
        raise ValidationError("It cannot be read; write @, : and / in a password as %40, %3A and %2F.") from None
    if is_postgresql(url) and find_spec("psycopg") is None:
        raise ValidationError("PostgreSQL needs psycopg; run pip install -r requirements-postgresql.txt")


# --- what differs between machines; .env.example explains each ------------------------------

SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=50))
DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000", validate=is_site).removesuffix("/")
HTTPS_ONLY = env.bool("HTTPS_ONLY", True)
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
HSTS_SECONDS = env.int("HSTS_SECONDS", YEAR, validate=validate.Range(min=0))
HSTS_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False, validate=may_be_preloaded)
DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'site.sqlite3'}", validate=is_database)
OWN_HOSTS = [re.sub(r":\d+$", "", urlsplit(SITE_URL).netloc), "localhost", "127.0.0.1"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", OWN_HOSTS, subcast=str.strip, validate=are_hosts)
FRAME_ANCESTORS = env.list("FRAME_ANCESTORS", [], subcast=str.strip, validate=are_origins)
SITE_NAME = env.str("SITE_NAME", SHIPPED_NAME, validate=own_copy.is_name)
SITE_LINE = env.lines("SITE_LINE", "")
SITE_LOGO = env.logo("SITE_LOGO", "")
SITE_ACCENT = env.accent("SITE_ACCENT", "")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "", validate=is_contact)
SECURITY_EXPIRES = env.date("SECURITY_EXPIRES") if SECURITY_CONTACT else None
OPERATOR = env.str("OPERATOR", "")
is_there("OPERATOR", OPERATOR, "who runs the site", '"Example Society, Example Street 1, Exampleton"')
CONTACT = env.str("CONTACT", "", validate=is_contact)
is_there("CONTACT", CONTACT, "where readers reach them", "mailto:hello@optout.example")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]))
LOG_FORMAT = env.str("LOG_FORMAT", FORMATS[0], validate=validate.OneOf(FORMATS))
ONE_EDITOR = env.bool("ONE_EDITOR", False)
SECOND_FACTOR = env.bool("SECOND_FACTOR", True)
LIBRARY_SECONDS = env.float("LIBRARY_SECONDS", 1.0, validate=validate.Range(min=0))

NAMES = {*env.dump(), "SECURITY_EXPIRES"}

# --- how the site is put together ------------------------------------------------------------

INSTALLED_APPS = [
    "optout_site.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "guides",
]

MIDDLEWARE = [
    "optout_site.health.middleware",
    "optout_site.middleware.own_headers",  # around all that may refuse a request
    "optout_site.middleware.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # before what only pages need
    "optout_site.middleware.Sessions",
    "optout_site.middleware.Accounts",
    "optout_site.middleware.SecondFactors",
    "optout_site.middleware.Messages",
    "optout_site.integrity.middleware",
    "guides.views.languages.SpeakLanguage",
    "django.middleware.common.CommonMiddleware",  # in the language: it asks which addresses there are
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "guides.views.errors.AnswerErrors",
]

ROOT_URLCONF = "optout_site.urls"
WSGI_APPLICATION = "optout_site.wsgi.application"

TEMPLATE_LOADERS = ["optout_site.template_loader.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "optout_site.rendering.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
            "builtins": ["guides.templatetags.dates"],  # the filter `date`, with the first of a month in French
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Write-ahead log: readers and the one writer do not wait for each other. No mmap: it can corrupt older SQLite.
    # FULL: what somebody was told is saved outlives a power cut (docs/keeping.md says what it costs). No checkpoint by
    # itself: it may damage the file with older SQLite (guides/operations/sqlite_log.py).
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a restored file is noticed at the next request
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
    }
elif is_postgresql(DATABASE_URL):
    # Each thread keeps its connection (docs/scaling.md says why there is no pool). A server that does not answer is
    # given up after seconds: whoever waits for it holds a thread through which others read.
    DATABASES["default"]["ENGINE"] = "optout_site.postgresql"
    given_up = {"connect_timeout": 3, "tcp_user_timeout": 3000}
    DATABASES["default"]["OPTIONS"] = given_up | DATABASES["default"].get("OPTIONS", {})

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# --- staff sign-in: guides/staff/admin_site.py, second_factor.py, lockout.py ------------------------

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
OTP_TOTP_ISSUER = f"{SITE_NAME}, {urlsplit(SITE_URL).hostname}"
# Five wrong passwords lock the account, whoever sends them: an address can be forged, and we keep none.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# Who keeps trying does not keep the account locked; the count starts anew after the fifteen minutes.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "guides.staff.lockout.ByAccount"
AXES_LOCKOUT_CALLABLE = "guides.staff.lockout.locked"
AXES_CLIENT_IP_CALLABLE = "guides.staff.lockout.no_address"
AXES_CLIENT_STR_CALLABLE = "guides.staff.lockout.somebody"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # it wants the address among the lock-out parameters
    "security.W005",  # whether other sites below the name have https, and
    "security.W021",  # whether browsers know the name beforehand: only whoever has the name can say
]

# --- language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]  # `manage.py compile_words` makes what is read there
FORMAT_MODULE_PATH = ["optout_site.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files -----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What browsers ask for at the root without being told. A copy with a logo of its own leads them to that one.
WHITENOISE_ROOT = None if SITE_LOGO else BASE_DIR / "icons"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "optout_site.storage.SmallStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- safety ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY and HSTS_SUBDOMAINS
SECURE_HSTS_PRELOAD = HTTPS_ONLY and HSTS_PRELOAD
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "guides.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- logs: what happened, never who asked ----------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_visitor": {"()": "optout_site.logs.NoVisitor"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "optout_site.logs.AsJson"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["no_visitor"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        # Anybody can send a wrong Host; it is answered with 400 and needs no page of log.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        # Each sign-in is not news; a lock-out is.
        "axes": {"level": "WARNING" if LOG_LEVEL in ("DEBUG", "INFO") else LOG_LEVEL},
    },
}
