"""Everything that can be configured, read from the environment (twelve-factor).

A secret may also be given as a file: `NAME_FILE` holds the path of a file with the value of `NAME`.
"""

import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_DIRECT_URL",
    "REDIS_URL",
    "RESEND_API_KEY",
    "RESEND_WEBHOOK_SECRET",
    "SMTP_URL",
    "TWILIO_AUTH_TOKEN",
    "AI_API_KEY",
    "CREDENTIAL_KEYS",
    "SENTRY_DSN",
    "METRICS_TOKEN",
)
for _name in SECRETS:
    if _path := os.environ.get(f"{_name}_FILE"):
        os.environ.setdefault(_name, Path(_path).read_text(encoding="utf-8").strip())

env = environ.Env()

# --- the instance ----------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
IS_HTTPS = PUBLIC_URL.startswith("https://")
# How many proxies in front of the web process overwrite X-Forwarded-For; 0: none, the header is ignored.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Where browsers find the live updates: a path of PUBLIC_URL that the proxy leads there, or an address of their own.
# Empty: nowhere, and pages look again every half minute.
EVENTS_URL = env.str("EVENTS_URL", default="/events/")
_events = urlsplit(EVENTS_URL)
# What this process is called in log lines, error reports and pg_stat_activity.
PROCESS_NAME = env.str("PROCESS_NAME", default="leadwizard")
STATE_DIR = Path(env.str("LEADWIZARD_STATE", default=str(BASE_DIR / ".state")))

ROOT_URLCONF = "leadwizard.urls"
WSGI_APPLICATION = "leadwizard.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "anymail",
    "corsheaders",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "rest_framework",
    "tenants",
    "automation",
    "messaging",
    "leads",
    "leadwizard.ui",
    "leadwizard",
]

MIDDLEWARE = [
    "leadwizard.middleware.CorrelationMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leadwizard.content_policy.PolicyMiddleware",
    "leadwizard.middleware.PortalScriptsMiddleware",
    "leadwizard.middleware.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.middleware.ScopeMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["leadwizard.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tenants.context_processors.shell",
                "automation.context_processors.shell",
                "leads.context_processors.shell",
            ],
        },
    },
]
FORM_RENDERER = "leadwizard.ui.renderers.ControlRenderer"

# --- PostgreSQL ------------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default="postgres://lw_app@127.0.0.1:5432/leadwizard")
}
# Where DATABASE_URL leads to a pooler: the server itself, since a lock lives as long as its connection.
DATABASE_DIRECT: dict[str, Any] | None = (
    env.db_url("DATABASE_DIRECT_URL") if env.str("DATABASE_DIRECT_URL", "") else None
)
_pool = env.int("DATABASE_POOL_SIZE", default=0)
DATABASES["default"].update(
    # The pool and persistent connections exclude each other; workers keep one connection a thread. A new one knows no
    # statement: it takes ten leads until all of them are planned.
    CONN_MAX_AGE=0 if _pool else 1800,
    CONN_HEALTH_CHECKS=not _pool,
    OPTIONS={
        "application_name": PROCESS_NAME,
        "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
        "connect_timeout": 5,
        # Plans are made once for each connection and statement. Behind a pooler the next transaction may meet a
        # connection that never heard of the statement.
        "server_side_binding": DATABASE_DIRECT is None,
        "prepare_threshold": 5 if DATABASE_DIRECT is None else None,
        **({"pool": {"min_size": 2, "max_size": _pool, "timeout": 5, "max_lifetime": 1800}} if _pool else {}),
    },
)
# The schema's owner: used by migrate and setup_database alone, and absent from the web's and workers' environment.
DATABASE_OWNER: dict[str, Any] | None = env.db_url("DATABASE_OWNER_URL") if env.str("DATABASE_OWNER_URL", "") else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis, Celery ---------------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Celery would open a new connection to PostgreSQL for every ring; leadwizard.celery lets go of broken and old ones.
CELERY_DB_REUSE_MAX = sys.maxsize
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: a worker that gave up after a hundred looks would have to be started by somebody.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_TIME_LIMIT = 180
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # kombu would write down in Redis who has which ring, and give back those of a dead worker after a while. The sweep
    # rings again sooner, and each ring cost as much for that as for itself.
    "ack_emulation": False,
    # A ring must fail at once when Redis is away: the sweep rings again.
    "socket_timeout": 2,
    "socket_connect_timeout": 0.5,
    "retry_on_timeout": False,
    # Without this kombu itself sleeps and tries again for six seconds before a ring fails.
    "max_retries": 0,
}
CELERY_TIMEZONE = "UTC"
# Leases, pauses between tries and settling times are multiplied by it; below 1 for proofs alone.
JOB_TIME_SCALE = env.float("JOB_TIME_SCALE", default=1.0)
CELERY_BEAT_SCHEDULE = {
    **{
        f"pulse-{queue}": {
            "task": "automation.pulse",
            "schedule": 10.0,
            "args": [queue],
            "options": {"queue": queue, "expires": 30},
        }
        for queue in ("quick", "slow")
    },
    "sweep": {"task": "automation.sweep", "schedule": 1.0, "options": {"queue": "quick", "expires": 3}},
    "purge_tallies": {
        "task": "messaging.purge_tallies",
        "schedule": 3600.0,
        "options": {"queue": "quick", "expires": 600},
    },
    "purge_spam": {
        "task": "leads.purge_spam",
        "schedule": 3600.0,
        "options": {"queue": "quick", "expires": 600},
    },
    "purge": {"task": "automation.purge", "schedule": 3600.0, "options": {"queue": "quick", "expires": 600}},
}

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tenants:home"
ACCOUNT_ADAPTER = "messaging.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
# Addresses are proven by the invitation's link; nobody signs up without one.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
# Or anybody could make us write to any address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "leadwizard.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- browsers --------------------------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT and IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Framing is ruled by frame-ancestors alone, since the public form may stand inside other sites.
# So X-Frame-Options, which knows no list of sites, is left out.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, "'strict-dynamic'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([f"{_events.scheme}://{_events.netloc}"] if _events.netloc else [])],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
# Nobody reads the public form, thinks and types in less; what is faster is looked at by a person first.
FORM_MINIMUM_SECONDS = env.float("FORM_MINIMUM_SECONDS", default=2.0)
# Other sites' scripts reach the forms' API alone, without cookies, where the form lists the site (leadwizard.cors).
CORS_URLS_REGEX = r"^/api/v1/forms/(?P<slug>[-a-zA-Z0-9_]+)(?:/submissions)?$"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "POST", "OPTIONS"]
CORS_ALLOW_HEADERS = ["content-type", "idempotency-key"]
CORS_EXPOSE_HEADERS = ["retry-after", "x-correlation-id"]
CORS_PREFLIGHT_MAX_AGE = 600
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["leadwizard.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "leadwizard.api.exception_handler",
    "UNAUTHENTICATED_USER": None,
}

# --- e-mail ----------------------------------------------------------------------------------------------------------
EMAIL_TRANSPORT = env.str("EMAIL_TRANSPORT", default="resend")
EMAIL_ADDRESS = env.str("EMAIL_ADDRESS", default="hello@leadwizard.example")
# The domain whose mail Resend receives for us and reports to the webhook; empty: replies go to the business's mailbox.
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", default="")
DEFAULT_FROM_EMAIL = EMAIL_ADDRESS
SERVER_EMAIL = EMAIL_ADDRESS
RESEND_API_KEY = env.str("RESEND_API_KEY", default="")
RESEND_API_URL = env.str("RESEND_API_URL", default="https://api.resend.com")
RESEND_WEBHOOK_SECRET = env.str("RESEND_WEBHOOK_SECRET", default="")
ANYMAIL: dict[str, Any] = {
    "RESEND_API_KEY": RESEND_API_KEY,
    "RESEND_API_URL": RESEND_API_URL,
    "REQUESTS_TIMEOUT": (3, 10),
}
SMTP_URL = env.str("SMTP_URL", default="smtp://127.0.0.1:25")

# --- texts -----------------------------------------------------------------------------------------------------------
# The platform's number, from which members are told and to which they answer. All three empty: no texts at all.
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_NUMBER = env.str("TWILIO_NUMBER", default="")
TWILIO_API_URL = env.str("TWILIO_API_URL", default="https://api.twilio.com").rstrip("/")

# --- the model -------------------------------------------------------------------------------------------------------
# Any OpenAI-compatible endpoint, such as https://api.openai.com/v1; empty: no model, every lead is acknowledged.
AI_BASE_URL = env.str("AI_BASE_URL", default="").rstrip("/")
AI_API_KEY = env.str("AI_API_KEY", default="")
AI_MODEL = env.str("AI_MODEL", default="")
# Dollars per million tokens, as the provider's price list says.
AI_PRICE_INPUT: Decimal = env("AI_PRICE_INPUT", cast=Decimal, default=Decimal(0))
AI_PRICE_OUTPUT: Decimal = env("AI_PRICE_OUTPUT", cast=Decimal, default=Decimal(0))
# Dollars per organization and calendar month (UTC) on the platform's key; 0: no calls on it.
AI_MONTHLY_BUDGET: Decimal = env("AI_MONTHLY_BUDGET", cast=Decimal, default=Decimal(20))

# --- organizations' own keys -----------------------------------------------------------------------------------------
# A ring of 32-byte keys, "kid:base64,kid:base64": the first writes, all of them read; see `rotate_keys`.
CREDENTIAL_KEYS = env.str("CREDENTIAL_KEYS", default="")

# --- words, time, files ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "leadwizard" / "locale"]
# With one language nothing is to be looked up; a look takes 4 µs instead of 0.1, and a page looks some thirty times.
USE_I18N = len(LANGUAGES) > 1
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "leadwizard.static_files.StaticStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = STATE_DIR / "media"

# --- seen from outside -----------------------------------------------------------------------------------------------
SENTRY_DSN = env.str("SENTRY_DSN", default="")
# Whoever sends it as a bearer token may read /metrics from another machine; without one only this machine may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "leadwizard.logs.formatter"}},
    "handlers": {"stderr": {"class": "leadwizard.logs.Lines", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": [], "propagate": True},
        # Our own line for each request says more than its warnings of 4xx.
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
