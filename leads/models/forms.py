"""Public pages through which leads come in."""

from typing import ClassVar

from django.db import models

from tenants.models import TenantModel


class Form(TenantModel):
    """A public page with its own address, through which leads come in."""

    slug = models.SlugField(max_length=63, help_text="Unique on the platform through the registry.")
    title = models.CharField(max_length=120, default="Tell us what you need")
    description = models.CharField(max_length=300, blank=True)
    success_text = models.CharField(max_length=600, blank=True)
    services = models.JSONField(default=list, blank=True, help_text="Names people can pick; empty: free text.")
    allowed_origins = models.JSONField(default=list, blank=True, help_text="Sites that may show the form in a frame.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "slug"], name="form_slug_once"),
        ]

    def __str__(self) -> str:
        return self.title
