"""Taking down one wall at a time, and looking for what crosses then."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, models
from psycopg import sql

from leadwizard.lib.inserting import insert_new
from leadwizard.tests.isolation import addresses, houses
from leadwizard.tests.isolation.callers import undone
from tenants import database, isolation
from tenants.compiled import Compiled, CompiledUpdate
from tenants.models import TenantManager, TenantModel

MEMBERS = [pattern for pattern in addresses.patterns() if pattern.address.door in addresses.MEMBER_DOORS]


@contextmanager
def without_filters(*, keep_organization: bool = False) -> Iterator[None]:
    """Let the managers show every row that the database shows, and save rows of any organization."""
    filtered = TenantManager.get_queryset

    def everything(manager: Any) -> Any:
        if keep_organization and not issubclass(manager.model, TenantModel):
            return filtered(manager)
        return models.Manager.get_queryset(manager)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TenantManager, "get_queryset", everything)
        patch.setattr(TenantModel, "save", models.Model.save)
        patch.setattr(TenantManager, "insert_new", lambda _manager, *rows: insert_new(*rows))
        # Questions and updates that were made before know their filter by heart.
        patch.setattr(Compiled, "all", lambda question, **values: list(question._build(**values)))
        patch.setattr(CompiledUpdate, "run", _made_anew)
        yield


def _made_anew(change: CompiledUpdate, **values: Any) -> list[Any]:
    rows = change._build(**{name: values.pop(name) for name in change._which})
    found = list(rows.values_list(*(change._returning or ["pk"])))
    rows.update(**change._fixed, **values)
    return found


@contextmanager
def without_policies() -> Iterator[None]:
    """Let the database show every row to everybody, for all connections."""
    tables = [*(model._meta.db_table for model in isolation.tenant_models()), *isolation.SPECIAL_TABLES]
    try:
        _as_owner(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY' for table in tables)
        yield
    finally:
        _as_owner(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY' for table in tables)
        assert isolation.problems() == []


@contextmanager
def without_keys() -> Iterator[None]:
    """Let rows point at rows of other organizations."""
    keys = [
        (model._meta.db_table, isolation.constraint_name(model._meta.db_table, key))
        for model in isolation.tenant_models()
        for key in isolation.tenant_keys(model)
    ]
    try:
        _as_owner(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"' for table, name in keys)
        yield
    finally:
        _as_owner(statement for model in isolation.tenant_models() for statement in isolation.key_sql(model))
        assert isolation.problems() == []


def _as_owner(statements: Iterator[str]) -> None:
    # Their locks wait for whoever reads, and nobody may: not this test's own connection either.
    connection.close()
    with database.owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(database.OWNER_ROLE)))
        owner.execute("SET lock_timeout = '10s'")
        with owner.transaction():
            for statement in statements:
                owner.execute(statement)


LISTS = {"leads:list", "leads:export", "automation:escalations", "automation:dead_letters"}


def crossings(town: Any) -> list[str]:
    """Let the other owner try everything, and return what of the house came out or changed."""
    house, other, caller = town.a, town.b, town.callers["owner of b"]
    searched = next(word for word, place in house.words.items() if place == "leads.Lead.name")
    member = house.people["owner"].membership.pk
    found: list[str] = []
    before = houses.state_of(house)

    def ask(method: str, path: str, body: Any) -> None:
        answer = caller.ask(method, path, body, breaks=False)
        leaked = house.found_in(answer.text.replace(searched, ""), given=f"{path} {body}")
        found.extend(f"{method} {path}: {answer.status} {what}" for what in leaked)

    for pattern in MEMBERS:
        post, own = pattern.address.post, pattern.path(other)
        body = post.body(house) if post else {}
        for path in dict.fromkeys([pattern.path(house), pattern.path(house, slug=other.organization.slug)]):
            with undone():
                ask("GET", path, {})
                if post:
                    ask("POST", path, body)
                touched = houses.changed(before, houses.state_of(house))
            found += [f"POST {path}: changed {table}" for table in touched]
        with undone():
            ask("GET", own, {})
            if pattern.label in LISTS:
                ask("GET", f"{own}?q={searched}", {})
                ask("GET", f"{own}?form={house.values['form_id']}&assigned={member}", {})
    assert houses.changed(before, houses.state_of(house)) == []
    return found
