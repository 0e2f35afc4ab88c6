"""Where a form is open and shown."""

from collections.abc import Sequence

from leads.models import Form
from tenants import audit
from tenants.models import Membership


def change_sharing(form: Form, *, is_active: bool, allowed_origins: Sequence[str], actor: Membership) -> bool:
    """Open or close the form, and say which sites may show it; say whether that changed anything.

    The origins are normalised ones (`leads.origins`): they go into a Content-Security-Policy as they are.
    """
    values = {"is_active": is_active, "allowed_origins": list(allowed_origins)}
    changed = [name for name, value in values.items() if getattr(form, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(form, name, values[name])
    form.save(update_fields=changed)
    audit.record("form.changed", "form", form.pk, actor=actor, fields=changed)
    return True
