"""Django's settings, from a few environment variables with safe defaults.

``XIANJIE_HOME`` (default ``./var``) holds all state; ``XIANJIE_HOSTS`` names the hosts served,
comma-separated; ``XIANJIE_SMTP_URL`` names a mail server (else mail goes into a folder below the
home) and ``XIANJIE_MAIL_FROM`` who writes; ``XIANJIE_DATABASE_URL`` names a PostgreSQL database
(else an embedded one is in the home); ``XIANJIE_VC_API=1`` opens the VC-API for tests of
conformance, never where a register is kept; ``XIANJIE_DEBUG=1`` is for developers only.
"""

import os
from pathlib import Path

from xianjie.clock import demonstration_day
from xianjie.config.databases import database
from xianjie.config.logs import days, quorum, require_trial, witnesses
from xianjie.config.secret import secret_key
from xianjie.config.supervision import processes, tables_kept, weekday

HOME = Path(os.environ.get("XIANJIE_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)
_WEB = Path(__file__).resolve().parent.parent / "web"

DEBUG = os.environ.get("XIANJIE_DEBUG") == "1"
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("XIANJIE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
PUBLIC_URL = os.environ.get("XIANJIE_PUBLIC_URL", "http://127.0.0.1:8000")
SIGNATURE = os.environ.get("XIANJIE_SIGNATURE", "Ed25519")  # or P-256; SM2 beside it
CODE_SIGNATURE = os.environ.get("XIANJIE_CODE_SIGNATURE", SIGNATURE)  # of QR codes; SM2 too
LOG_ORIGIN = os.environ.get("XIANJIE_LOG_ORIGIN", "xianjie-trial")
VC_API = os.environ.get("XIANJIE_VC_API") == "1"
require_trial(LOG_ORIGIN, demonstration_day())
LOG_WINDOW = days(os.environ.get("XIANJIE_LOG_WINDOW", "3"))
LOG_WITNESSES = witnesses(os.environ.get("XIANJIE_WITNESSES", ""))
LOG_QUORUM = quorum(os.environ.get("XIANJIE_WITNESS_QUORUM", ""), len(LOG_WITNESSES))
# Runs of the indicators whose tables stay, and the day of the week of the full one (1 Monday).
SUPERVISION_TABLES = tables_kept(os.environ.get("XIANJIE_SUPERVISION_TABLES", "8"))
REPROOF_WORKERS = processes(os.environ.get("XIANJIE_REPROOF_WORKERS", "1"))
SUPERVISION_FULL_ON = weekday(os.environ.get("XIANJIE_SUPERVISION_FULL_ON", "7"))
SMTP_URL = os.environ.get("XIANJIE_SMTP_URL", "")
# What serves this machine alone may also send to it; elsewhere nothing is sent to inner addresses.
LOOPBACK_ONLY = set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}
MAIL_FROM = os.environ.get("XIANJIE_MAIL_FROM", "xianjie@localhost")

ROOT_URLCONF = "xianjie.config.urls"
WSGI_APPLICATION = "xianjie.config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "xianjie.domain.accounts",
    "xianjie.domain.audit",
    "xianjie.domain.access",
    "xianjie.domain.rulings",
    "xianjie.domain.messages",
    "xianjie.domain.webhooks",
    "xianjie.domain.organisations",
    "xianjie.domain.payments",
    "xianjie.domain.appraisals",
    "xianjie.domain.sittings",
    "xianjie.domain.filings",
    "xianjie.domain.evaluations",
    "xianjie.domain.certificates",
    "xianjie.domain.programmes",
    "xianjie.domain.supervision",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ninja",  # so that its documentation page needs no other host
    "xianjie.web",
]
MIDDLEWARE = [
    "xianjie.web.middleware.bodiless",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "xianjie.web.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xianjie.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xianjie.web.accounts.sessions.timeouts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xianjie.web.middleware.NothingHere",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xianjie.web.context.page",
                "xianjie.web.accounts.trails.trail",
            ],
            "builtins": ["xianjie.web.templatetags.xianjie"],
        },
    }
]

# The law, the catalogue and the questions read no database; the records live here.
DATABASES = {"default": database(os.environ.get("XIANJIE_DATABASE_URL", ""), HOME)}
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
        "UserAttributeSimilarityValidator",
    )
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "xianjie.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}  # then locked for five minutes
MFA_ADAPTER = "xianjie.web.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # a second factor does not wait for an e-mail address
MFA_TOTP_ISSUER = "Xianjie"
MFA_TOTP_TOLERANCE = 1  # a code typed as it ends still counts
# Passkeys ask for https, but for this machine's own address, where there is none.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK_ONLY
SESSION_COOKIE_AGE = 12 * 3600  # seconds; and less without a request
SESSION_IDLE_SECONDS = 1800
SESSION_COOKIE_SECURE = not MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SESSION_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 << 20  # bytes; a file of 5 MB in base64, and what goes with it
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "xianjie_language"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [_WEB / "static"]
WHITENOISE_USE_FINDERS = True  # served from the package as it is: nothing to collect first
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads them

CSRF_FAILURE_VIEW = "xianjie.web.portal.frame.errors.not_from_here"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000  # sent over https only

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A wrong address is the visitor's, who is told; it is no fault of the service.
    "loggers": {"django.request": {"level": "ERROR"}},
}
