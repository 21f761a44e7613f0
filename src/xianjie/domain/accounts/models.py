"""People, bodies, and who acts for which body, as what, from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from xianjie.domain.accounts.roles import Role


class Body(models.Model):
    """A department, bureau, institution, school or enterprise; kept, never deleted."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "省厅"
        BUREAU = "bureau", "地市局"
        CENTRE = "centre", "鉴定中心"
        INSTITUTION = "institution", "鉴定机构"
        EVALUATION = "evaluation", "评价机构"
        SCHOOL = "school", "院校"
        ENTERPRISE = "enterprise", "企业"

    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=100)
    area = models.CharField(max_length=6)  # GB/T 2260
    superior = models.ForeignKey("self", models.PROTECT, null=True, related_name="subordinates")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)  # the first day on which it is no more

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_on=None), name="body_name_unique_while_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")),
                name="body_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(area__regex=r"^[0-9]{6}$"), name="body_area_is_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """One who logs in. What a user may do follows from memberships alone."""

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = Users()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class Membership(models.Model):
    """A person acts for a body in a role from one day to before another; ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="memberships")
    role = models.CharField(max_length=16, choices=[(role.value, role.label.zh) for role in Role])
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    granted_by = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "body", "role"],
                condition=Q(to_on=None),
                name="membership_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="membership_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(body=None, role=Role.CANDIDATE)
                | (Q(body__isnull=False) & ~Q(role=Role.CANDIDATE)),
                name="membership_of_a_body_but_for_candidates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.body}"
