"""Django's settings. What a deployment decides is read in `usr_portal.environment`."""

from __future__ import annotations

from datetime import timedelta

import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from usr_portal.environment import ROOT, database, read

ENVIRONMENT = read()

BASE_DIR = ROOT
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.csrf_trusted_origins)
SITE_ID = 1
# The baseline locks an account, whatever address the attempts come from
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# Ours
USR_CALL = "usr-4"
USR_DEMO = ENVIRONMENT.demo
USR_DATA_DIR = ENVIRONMENT.data_dir
USR_REQUIRE_SECOND_FACTOR = ENVIRONMENT.require_second_factor
USR_IDLE_MINUTES = ENVIRONMENT.idle_minutes
USR_CONFLICT_YEARS = ENVIRONMENT.conflict_years  # how long a school that a reviewer has left still binds
USR_INVITATION_DAYS = 7
USR_PAPER_MAX_BYTES = 30 * 1024 * 1024
USR_PAPER_MAX_PAGES = 500
USR_LETTERS_KEPT_DAYS = 180  # letters that asked for an account, after they were decided
USR_PICTURE_MAX_BYTES = 10 * 1024 * 1024
USR_CLAMAV = ENVIRONMENT.clamav
USR_PDF_STALE_MINUTES = 20  # longer than CELERY_TASK_TIME_LIMIT: a job untouched for so long has lost its worker

INSTALLED_APPS = [
    "usr_portal.call",
    "usr_portal.schools",
    "usr_portal.accounts",
    "usr_portal.audit",
    "usr_portal.notices",
    "usr_portal.dashboard",
    "eligibility",
    "budgets",
    "proposals",
    "review",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "django_htmx",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "usr_portal.dashboard.middleware.RefuseNullMiddleware",
    "usr_portal.accounts.one_time_links.LinkReferrerMiddleware",
    "usr_portal.accounts.middleware.PrivateAnswersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "usr_portal.accounts.middleware.PersonLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "usr_portal.accounts.one_time_links.RequestLogMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "usr_portal.dashboard.middleware.NotAllowedPageMiddleware",
    "usr_portal.dashboard.middleware.NotLoadedPageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "usr_portal.accounts.middleware.WrittenByMiddleware",
    "usr_portal.accounts.middleware.IdleSignOutMiddleware",
    "usr_portal.accounts.middleware.SecondFactorMiddleware",
    "usr_portal.accounts.privacy.NoticeMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "usr_portal.urls"
WSGI_APPLICATION = "usr_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "usr_portal.dashboard.context.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "usr_portal.dashboard.templatetags.portal",
            ],
        },
    }
]

DATABASES = {"default": database(ENVIRONMENT.database_url)}
if ENVIRONMENT.test_database:
    DATABASES["default"]["TEST"] = {"NAME": ENVIRONMENT.test_database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENVIRONMENT.redis_url}
    if ENVIRONMENT.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Sign-in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "usr_portal.accounts.passwords.NotRecentlyUsed"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "usr_portal.notices.adapter.OutboxAccountAdapter"
ACCOUNT_FORMS = {"login": "usr_portal.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the invitation's link
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail from us
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/15m/key",  # codes of the second factor; passwords are counted by axes
    "login": "120/m/ip",  # a whole campus may stand behind one address
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.behind_proxy else 0
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ADAPTER = "usr_portal.accounts.adapter.PortalMFAAdapter"
MFA_TOTP_ISSUER = "USR Portal"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "usr_portal.accounts.lockout.address"
AXES_CLIENT_IP_CALLABLE = "usr_portal.accounts.lockout.place"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or anybody could lock a person out for good
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "usr_portal.accounts.lockout.locked"
AXES_ENABLE_ACCESS_FAILURE_LOG = True

SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db" if ENVIRONMENT.redis_url else "django.contrib.sessions.backends.db"
)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31536000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# Language and time
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", _("正體中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "usr_portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Taipei"
USE_THOUSAND_SEPARATOR = False

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
MEDIA_ROOT = ENVIRONMENT.data_dir / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT.behind_proxy or ENVIRONMENT.demo
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (ENVIRONMENT.behind_proxy or ENVIRONMENT.demo)
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Mail: without an address of a server, the outbox keeps it (the demo shows it on a page)
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if ENVIRONMENT.email_url
    else "django.core.mail.backends.dummy.EmailBackend"
)
if ENVIRONMENT.email_url:
    from usr_portal.environment import smtp

    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS = smtp(ENVIRONMENT.email_url)

# Celery: Redis where it is configured, else the file-system broker of the demo
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if ENVIRONMENT.redis_url:
    CELERY_BROKER_URL = ENVIRONMENT.redis_url
else:
    _queue = ENVIRONMENT.data_dir / "demo" / "broker"
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "queue"),
        "data_folder_out": str(_queue / "queue"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.1,
    }

# Logs
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer()
            if ENVIRONMENT.log_json
            else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        }
    },
    "filters": {"links": {"()": "usr_portal.accounts.one_time_links.MaskLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django_structlog": {"level": "INFO" if ENVIRONMENT.log_json else "WARNING"}},
}
