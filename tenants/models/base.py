"""What every row of an organization shares: its id, its owner, its scoped manager."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from leadwizard.lib.ids import uuid7
from leadwizard.lib.inserting import insert_new
from tenants import scoping
from tenants.exceptions import CrossTenantError

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[M_co]):
    """Rows of one organization: made and filtered in a scope."""


class TenantManager(models.Manager[M_co]):
    """The first wall: raises without a scope, shows only the scope's rows with one."""

    organization_field = "organization_id"

    def get_queryset(self) -> models.QuerySet[M_co]:
        """Return the rows of the organization in scope.

        Raises:
            ScopeMissingError: there is no scope.
        """
        rows = super().get_queryset()
        found = scoping.current()
        if isinstance(found, scoping.Everywhere):
            return rows
        return rows.filter(**{self.organization_field: found})

    def insert_new(self, row: models.Model, *along: models.Model) -> bool:
        """Insert the row unless its id or a unique key of it is taken, and only then what goes along, in one statement.

        Returns whether the row was inserted.

        Raises:
            CrossTenantError: a row belongs to another organization than the one in scope.
            IntegrityError: the row is new, and what goes along with it is refused.
        """
        home = scoping.current_organization_id()
        for each in (row, *along):
            if getattr(each, self.organization_field) != home:
                msg = f"{type(each).__name__} of another organization"
                raise CrossTenantError(msg)
        return insert_new(row, *along)


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """Points at a row of the same organization.

    The constraint in the database is composite, `(organization_id, x_id)`, and is made by the `Isolate` migration
    operation: a plain foreign key is checked without row-level security, so it would let one organization point at,
    and probe for, the rows of another.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        options["db_constraint"] = False
        super().__init__(*args, **options)


class TenantModel(models.Model):
    """A row that belongs to exactly one organization, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "tenants.Organization",
        on_delete=models.DO_NOTHING,
        default=scoping.current_organization_id,
        editable=False,
        related_name="+",
        # The constraint is made by `Isolate`, and every index that a list needs starts with the organization anyway.
        db_constraint=False,
        db_index=False,
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        # Django advises against filtering base managers; here it is meant: forward access is scoped too.
        base_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        """Save the row into its own organization.

        Raises:
            CrossTenantError: another organization is in scope.
        """
        if self.organization_id != scoping.current_organization_id():
            msg = f"{type(self).__name__} of another organization"
            raise CrossTenantError(msg)
        super().save(*args, **options)
