"""Django's settings, from a few environment variables with safe defaults.

``XIANJIE_HOME`` (default ``./var``) holds all state; ``XIANJIE_HOSTS`` names the hosts served,
comma-separated; ``XIANJIE_DEBUG=1`` is for developers only.
"""

import os
from pathlib import Path

from xianjie.config.secret import secret_key

HOME = Path(os.environ.get("XIANJIE_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)
_WEB = Path(__file__).resolve().parent.parent / "web"

DEBUG = os.environ.get("XIANJIE_DEBUG") == "1"
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("XIANJIE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

ROOT_URLCONF = "xianjie.config.urls"
WSGI_APPLICATION = "xianjie.config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
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
    "xianjie.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
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
                "xianjie.web.context.page",
            ],
            "builtins": ["xianjie.web.templatetags.xianjie"],
        },
    }
]

# The portal reads no database; the records of later versions live here.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "xianjie.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
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
