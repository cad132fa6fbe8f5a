"""People, their roles, and the one-time links by which they come in."""

from __future__ import annotations

import secrets
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to the portal. A person may hold several."""

    TEAM = "team", _("計畫團隊")
    WINDOW = "window", _("校窗口")
    REVIEWER = "reviewer", _("審查委員")
    CENTER = "center", _("推動中心")
    MINISTRY = "ministry", _("教育部")
    ADMIN = "admin", _("系統管理者")


STAFF_ROLES = frozenset({Role.CENTER, Role.MINISTRY, Role.ADMIN})
# Every page and save asks it: written out, since composing it took the ORM longer than the database takes to answer.
GRANTS = "SELECT role, school_id FROM accounts_rolegrant WHERE person_id = %s AND revoked_at IS NULL"


class PersonManager(BaseUserManager["Person"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:  # noqa: ANN401 - model fields
        """Create a person; without a password nobody can sign in as them until a link sets one."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:  # noqa: ANN401
        """Create the first administrator: nobody else could give them the role by which they invite the others."""
        person = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        RoleGrant.objects.create(person=person, role=Role.ADMIN)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find by address, whatever its case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """One person, one login."""

    email = models.EmailField(_("電子郵件"), unique=True)
    name = models.CharField(_("姓名"), max_length=80)
    unit = models.CharField(_("單位"), max_length=120, blank=True)
    title = models.CharField(_("職稱"), max_length=80, blank=True)
    phone = models.CharField(_("電話"), max_length=40, blank=True)
    language = models.CharField(_("語言"), max_length=10, default="zh-hant")
    is_active = models.BooleanField(_("啟用"), default=True)
    is_staff = models.BooleanField(_("可用管理後台"), default=False)
    created_at = models.DateTimeField(_("建立時間"), auto_now_add=True)
    recent_passwords = models.JSONField(default=list, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("使用者")
        verbose_name_plural = _("使用者")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def standing(self) -> Standing:
        """The person's roles, read once a request."""
        with connection.cursor() as cursor:
            cursor.execute(GRANTS, [self.pk])
            return Standing(cursor.fetchall())


class Standing:
    """The roles that a person holds now, with the school of each window role."""

    def __init__(self, grants: Any) -> None:  # noqa: ANN401 - an iterable of (role, school id)
        pairs = list(grants)
        self.roles = frozenset(role for role, _school in pairs)
        self.window_schools = frozenset(school for role, school in pairs if role == Role.WINDOW and school)

    @property
    def is_staff(self) -> bool:
        """Promotion center, ministry or administrator."""
        return bool(self.roles & STAFF_ROLES)

    @property
    def is_window(self) -> bool:
        """School window of at least one school."""
        return bool(self.window_schools)

    @property
    def is_reviewer(self) -> bool:
        """A reviewer."""
        return Role.REVIEWER in self.roles


class RoleGrant(models.Model):
    """A role that a person was given, by whom and when; taken away by a date, never erased."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=12, choices=Role)
    school = models.ForeignKey("schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("授予時間"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("收回時間"), null=True, blank=True)

    class Meta:
        verbose_name = _("角色")
        verbose_name_plural = _("角色")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "role", "school"], condition=models.Q(revoked_at=None), name="role_grant_once"
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(revoked_at=None, school=None),
                name="role_grant_without_school_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.WINDOW) | models.Q(school__isnull=False), name="window_has_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class Invitation(models.Model):
    """A one-time, time-limited link. Only the digest of its token is kept."""

    class Purpose(models.TextChoices):
        """What the link gives."""

        ROLE = "role", _("角色")
        TEAM = "team", _("計畫團隊")

    purpose = models.CharField(max_length=8, choices=Purpose)
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("電子郵件"))
    name = models.CharField(_("姓名"), max_length=80, blank=True)
    role = models.CharField(_("角色"), max_length=12, choices=Role)
    school = models.ForeignKey("schools.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("邀請")
        verbose_name_plural = _("邀請")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.email} {self.get_purpose_display()}"


def letter_name(_request: WindowRequest, _name: str) -> str:
    """Give the name under which a letter is stored: nobody can guess it."""
    token = secrets.token_urlsafe(32)
    return f"letters/{token[:2]}/{token}.pdf"


class WindowRequest(models.Model):
    """A school asks for an account of its window, with a signed letter; staff approve or refuse."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("待處理")
        APPROVED = "approved", _("已核可")
        REFUSED = "refused", _("未核可")

    school = models.ForeignKey("schools.School", verbose_name=_("學校"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=80)
    unit = models.CharField(_("單位"), max_length=120)
    title = models.CharField(_("職稱"), max_length=80)
    email = models.EmailField(_("電子郵件"))
    phone = models.CharField(_("電話"), max_length=40)
    replaces = models.CharField(_("接替哪一位"), max_length=80, blank=True)
    notice = models.ForeignKey("PrivacyNotice", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    letter = models.FileField(upload_to=letter_name, max_length=120, blank=True)
    letter_title = models.CharField(_("檔名"), max_length=200)
    language = models.CharField(max_length=10, default="zh-hant")
    state = models.CharField(_("狀態"), max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("申請時間"), auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("理由"), blank=True)

    class Meta:
        verbose_name = _("校窗口帳號申請")
        verbose_name_plural = _("校窗口帳號申請")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["school", "email"], condition=models.Q(state="waiting"), name="window_request_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.email}"


class PrivacyNotice(models.Model):
    """A version of what people are told before their personal data are kept (個人資料保護法 art. 8). Never changed."""

    version = models.PositiveIntegerField(_("版本"), unique=True)
    text_zh = models.TextField(_("中文內容"))
    text_en = models.TextField(_("英文內容"))
    reason = models.TextField(_("修訂理由"))
    published_at = models.DateTimeField(_("公告時間"))
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("個人資料告知事項")
        verbose_name_plural = _("個人資料告知事項")
        ordering: ClassVar[list[str]] = ["-version"]

    def __str__(self) -> str:
        return str(self.version)


class NoticeAcceptance(models.Model):
    """A person has read a version of the notice and agreed, once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices_accepted")
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(_("同意時間"))

    class Meta:
        verbose_name = _("告知事項的同意")
        verbose_name_plural = _("告知事項的同意")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "notice"], name="notice_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.notice_id}"
