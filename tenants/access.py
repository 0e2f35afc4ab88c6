"""Who may open a view: every view names its door, and an undeclared one fails a test."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from tenants import registry
from tenants.enums import RegistryKind, Role
from tenants.models import Membership, Organization, User
from tenants.registry import Found

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
ScopeSource = Callable[[HttpRequest, dict[str, Any]], Found | HttpResponse]


class ScopedRequest(HttpRequest):
    """A request whose organization the middleware found."""

    organization: Organization
    subject_id: Any
    # What the view's `load` returned.
    subject: Any


class MemberRequest(ScopedRequest):
    """A request by a member of the organization."""

    user: User
    membership: Membership


def scope_source(view: Callable[..., Any]) -> ScopeSource | None:
    """Return how the middleware finds the organization of a view, or None for an unscoped one."""
    return cast("ScopeSource | None", getattr(view, "scope_source", None))


def declaration(view: Callable[..., Any]) -> str:
    """Return how a view declared its door, or an empty string when it did not."""
    return cast("str", getattr(view, "scope_declaration", ""))


def unscoped(reason: str) -> Callable[[V], V]:
    """Declare that a view touches no organization's data, and why."""

    def mark(view: V) -> V:
        view.scope_declaration = f"unscoped: {reason}"  # type: ignore[attr-defined]
        return view

    return mark


def public(
    kind: RegistryKind, argument: str = "slug", *, load: Callable[[UUID], Any] | None = None
) -> Callable[[V], V]:
    """Declare that a stranger may open the view; the address leads to the organization through the registry.

    `load` returns the row that the address names, with its organization, in one question; None where it is gone.
    """

    def find(_request: HttpRequest, arguments: dict[str, Any]) -> Found:
        found = registry.find(kind, str(arguments[argument]))
        if found is None:
            raise Http404
        return found

    def mark(view: V) -> V:
        view.scope_source = find  # type: ignore[attr-defined]
        view.scope_loader = load  # type: ignore[attr-defined]
        view.scope_declaration = f"public: {kind}"  # type: ignore[attr-defined]
        return view

    return mark


def signed(reason: str, find: ScopeSource) -> Callable[[V], V]:
    """Declare that a signed address is the door of a view; `find` reads the organization from it."""

    def mark(view: V) -> V:
        view.scope_source = find  # type: ignore[attr-defined]
        view.scope_declaration = f"signed: {reason}"  # type: ignore[attr-defined]
        return view

    return mark


def _by_organization_slug(request: HttpRequest, arguments: dict[str, Any]) -> Found | HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    found = registry.find(RegistryKind.ORGANIZATION_SLUG, str(arguments["organization"]))
    if found is None:
        raise Http404
    return found


def member_required(role: Role = Role.STAFF) -> Callable[[V], V]:
    """Let members with at least the role in: strangers get 404, weaker roles 403, the signed-out the sign-in page."""

    def mark(view: V) -> V:
        @wraps(view)
        def checked(request: MemberRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            named.pop("organization", None)
            # Asked again where the view begins: whatever found the membership, it is this person's, and of this place.
            membership = getattr(request, "membership", None)
            if membership is None or not _is_theirs(request, membership):
                raise Http404
            if not membership.has_role(role):
                raise PermissionDenied
            return view(request, *arguments, **named)

        checked.scope_source = _by_organization_slug  # type: ignore[attr-defined]
        checked.scope_declaration = f"member: {role}"  # type: ignore[attr-defined]
        checked.needs_membership = True  # type: ignore[attr-defined]
        return cast("V", checked)

    return mark


def _is_theirs(request: MemberRequest, membership: Membership) -> bool:
    return membership.user_id == request.user.pk and membership.organization_id == request.organization.pk


def user_id(request: HttpRequest) -> UUID:
    """Return who is signed in; for views that demand a sign-in."""
    found = request.user.pk
    if found is None:
        raise PermissionDenied
    return found


def membership_of(request: HttpRequest) -> Membership:
    """Return the signed-in person's membership in the organization in scope.

    Raises:
        Http404: they have none, and so the organization does not exist for them.
    """
    membership = Membership.objects.filter(user_id=user_id(request), is_active=True).first()
    if membership is None:
        raise Http404
    # Known already, so not asked for; and not assigned, which would make any membership this person's.
    Membership.user.field.set_cached_value(membership, cast("User", request.user))
    return membership
