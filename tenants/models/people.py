"""People who sign in, and what they may do where."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from leadwizard.lib.ids import uuid7
from tenants.enums import RANKS, Role, Theme
from tenants.models.base import TenantForeignKey, TenantModel


class UserManager(BaseUserManager["User"]):
    """Makes users whose e-mail is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "User":
        """Save a user; the address is kept in lower case, an absent password cannot be used."""
        user = self.model(email=email.strip().lower(), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> "User":
        """Save a member of the platform staff with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **values)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in; global, since one person may belong to several organizations."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    is_staff = models.BooleanField("platform staff", default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="user_email_lower", condition=models.Q(email=Lower(models.F("email")))),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        """The name, or the address's first part where no name was given."""
        return self.name or self.email.partition("@")[0]

    def get_full_name(self) -> str:
        """Return the display name (Django's admin asks for it)."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the first word of the display name."""
        return self.display_name.split()[0]


class Membership(TenantModel):
    """A user's place in an organization; rows point at people through it."""

    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STAFF)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "user"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    def has_role(self, role: Role) -> bool:
        """Say whether the member may do what `role` may do."""
        return self.is_active and RANKS[self.role] >= RANKS[role]

    @property
    def display_name(self) -> str:
        """The person's name."""
        return self.user.display_name

    @property
    def initials(self) -> str:
        """One or two letters for the person's tile."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Invitation(TenantModel):
    """A way into an organization: one use, seven days, for one address."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STAFF)
    token_digest = models.CharField(max_length=64)
    invited_by = TenantForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    def is_open(self, now: datetime) -> bool:
        """Say whether the link still works."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
