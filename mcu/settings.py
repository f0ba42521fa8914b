"""Every knob of the program. Names begin with MCU_, everything is off by default.

`docs/settings.md` lists each with its meaning; a test fails when one is missing there.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """A setting as text; `NAME_FILE` may name a file that holds it instead."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else os.environ.get(name, default)


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in (text(name) or default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    return int(text(name) or default)


BASE = Path(__file__).resolve().parent
DATA = Path(text("MCU_DATA", "var")).resolve()
MCU_KEYS = DATA / "keys"
MCU_FILES = DATA / "files"
# Below it a folder for each municipality (by its code), where other programs lay exports.
MCU_EXPORTS = Path(text("MCU_EXPORTS")) if text("MCU_EXPORTS") else None
# Where the worker appends the daily line of each journal; better on another computer's disk.
MCU_JOURNAL_ANCHORS = Path(text("MCU_JOURNAL_ANCHORS")) if text("MCU_JOURNAL_ANCHORS") else None


def secret_key() -> str:
    """From MCU_SECRET_KEY, else from a file made once in the data folder."""
    given = text("MCU_SECRET_KEY")
    if given:
        return given
    path = MCU_KEYS / "django.secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole under another name, then linked: two first starts agree on one key,
        # and a kill in between leaves none.
        handle, made = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        os.unlink(made)
    return path.read_text()


def database(url: str) -> dict[str, object]:
    """A postgresql:// address (host, port or ?host=/socket/folder) as Django wants it."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    secured: dict[str, object] = {
        name: query[name][0] for name in ("sslmode", "sslrootcert") if name in query
    }
    return {
        "ENGINE": "mcu.core.database",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "OPTIONS": {
            **secured,
            "pool": {
                "min_size": number("MCU_POOL_MIN", 1),
                "max_size": number("MCU_POOL_MAX", 8),
                "timeout": 15,
            },
        },
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = secret_key()
DEBUG = flag("MCU_DEBUG")
ALLOWED_HOSTS = words("MCU_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = words("MCU_ORIGINS")
DATABASES = {"default": database(text("MCU_DATABASE_URL", "postgresql:///mcu"))}
# Who serves the pages: a role that owns no table, so that the rows of other municipalities are hidden.
MCU_APP_DATABASE = database(text("MCU_APP_DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "procrastinate.contrib.django",
    "mcu.core",
    "mcu.web",
    "django.forms",  # after `mcu.web`, whose templates of widgets come first
    "mcu.org",
    "mcu.channels",
    "mcu.places",
    "mcu.territory",
    "mcu.cases",
    "mcu.tasks",
    "mcu.intake",
    "mcu.quality",
    "mcu.coordination",
    "mcu.polls",
    "mcu.media",
    "mcu.analytics",
    "mcu.ratings",
    "mcu.insight",
    "mcu.dashboards",
    "mcu.planning",
    "mcu.reports",
    "mcu.portal",
    "mcu.exchange",
    "mcu.desk",
    "mcu.demo",
]

MIDDLEWARE = [
    "mcu.web.proxy.TrustedProxy",
    "django.middleware.security.SecurityMiddleware",
    "mcu.intake.middleware.short_way",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mcu.web.headers.harden",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mcu.org.middleware.keep_sessions",
    "mcu.org.middleware.act",
    "mcu.web.refusals.RefusalMiddleware",
    "mcu.org.middleware.RefusalJournal",  # behind it, so that it is told of an exception first
]

ROOT_URLCONF = "mcu.urls"
WSGI_APPLICATION = "mcu.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mcu.desk.parts.shell",
                "mcu.portal.public_views.frame.around",
            ],
            "builtins": ["mcu.web.templatetags.mcu", "template_partials.templatetags.partials"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # `mcu.web` draws selects its own way

AUTH_USER_MODEL = "org.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "mcu.org.rules.passwords.Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of 0.1; brought up to date at sign-in
]
MCU_PASSWORD_LENGTH = number("MCU_PASSWORD_LENGTH", 12)
MCU_LEAKED_PASSWORDS = text("MCU_LEAKED_PASSWORDS")
MCU_SECOND_FACTOR_ROLES = words("MCU_SECOND_FACTOR_ROLES")
LOGIN_URL = "org:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "org:sign-in"

# Sign-in by a provider of OpenID Connect; people are known beforehand, none are made.
MCU_OIDC = {
    "issuer": text("MCU_OIDC_ISSUER"),
    "client_id": text("MCU_OIDC_CLIENT_ID"),
    "client_secret": text("MCU_OIDC_CLIENT_SECRET"),
    "claim": text("MCU_OIDC_CLAIM", "email"),
    "scope": text("MCU_OIDC_SCOPE", "openid email profile"),
    "title": text("MCU_OIDC_TITLE", "Войти через единый вход"),
}

# Jobs live in `jobs.py` of their app; the hours of the periodic ones in `mcu/schedule.py`.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["mcu.schedule"]

LANGUAGE_CODE = "ru"
TIME_ZONE = "Europe/Moscow"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "mcu.analytics.bundle.BundleFinder",  # the drawing library, made out of its package once
]
WHITENOISE_USE_FINDERS = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "mcu.web.uploads.SpoolingHandler",
]
MCU_IMPORT_LIMIT = number("MCU_IMPORT_LIMIT_MB", 300) * 2**20
MCU_ATTACHMENT_LIMIT = number("MCU_ATTACHMENT_LIMIT_MB", 20) * 2**20
MCU_CLAMAV = text("MCU_CLAMAV")  # tcp://host:3310 or unix:/path; no antivirus while it is empty

# What outside services send to their door: the largest body, and how many a second from one of them.
MCU_HOOK_LIMIT = number("MCU_HOOK_LIMIT_KB", 1024) * 1024
MCU_HOOK_RATE = number("MCU_HOOK_RATE", 1000)
# How many messages an hour one address may send on the portal before a person has to look first.
MCU_PORTAL_RATE = number("MCU_PORTAL_RATE", 10)
# How many requests a minute one token of the API may make.
MCU_API_RATE = number("MCU_API_RATE", 600)

# Mail goes out through a server of the town hall; nothing is sent while the host is not named.
MCU_URL = text("MCU_URL").rstrip("/")
MCU_ANALYTICS_URL = text(
    "MCU_ANALYTICS_URL"
)  # http://user:password@host:8123/database of ClickHouse
MCU_SMTP_HOST = text("MCU_SMTP_HOST")
MCU_SMTP_PORT = number("MCU_SMTP_PORT", 0)  # 0: the usual one of the way of security
MCU_SMTP_SECURITY = text("MCU_SMTP_SECURITY", "starttls")
MCU_SMTP_USER = text("MCU_SMTP_USER")
MCU_SMTP_PASSWORD = text("MCU_SMTP_PASSWORD")
MCU_SMTP_FROM = text("MCU_SMTP_FROM")
MCU_SMTP_CA = text("MCU_SMTP_CA")
MCU_SMTP_TIMEOUT = number("MCU_SMTP_TIMEOUT", 20)

# Behind a TLS proxy set MCU_HTTPS=1; on the loopback address of `./run` there is no TLS.
HTTPS = flag("MCU_HTTPS")
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
# X-Forwarded-… is believed from these only; MCU_PROXIES says how many stand in a row.
MCU_TRUSTED_PROXIES = words("MCU_TRUSTED_PROXIES", "127.0.0.1,::1")
MCU_PROXIES = number("MCU_PROXIES", 0)
SESSION_ENGINE = "mcu.org.models.sessions"
MCU_SESSION_HOURS = number("MCU_SESSION_HOURS", 12)
MCU_SESSION_IDLE_MINUTES = number("MCU_SESSION_IDLE_MINUTES", 60)
SESSION_COOKIE_AGE = MCU_SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the provider of sign-in sends people back from another site
CSRF_COOKIE_HTTPONLY = True  # the token is in the page
CSRF_COOKIE_SAMESITE = "Strict"
X_FRAME_OPTIONS = "DENY"

# A raster map of one's own under the points: https://tiles.example/{z}/{x}/{y}.png; none by default.
MCU_TILES = text("MCU_TILES")
TILES_FROM = ["{0.scheme}://{0.netloc}".format(urlsplit(MCU_TILES))] if "://" in MCU_TILES else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *TILES_FROM],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

MCU_BACKUPS = text("MCU_BACKUPS")  # a folder; the age of the newest file in it is watched

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_secrets": {"()": "mcu.web.logs.NoSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": text("MCU_LOG", "WARNING")},
    "loggers": {"httpx2": {"level": "WARNING"}},  # it tells addresses whole, some hold a key
}
SILENCED_SYSTEM_CHECKS: list[str] = []
