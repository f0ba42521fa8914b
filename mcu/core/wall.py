"""The second wall between municipalities: PostgreSQL itself hides the rows of others.

Pages are served by a role that owns nothing (`MCU_APP_DATABASE_URL`, embedded: `mcu_app`). Every
table of a municipality has a policy; it lets through the rows of the places said in the setting
`mcu.places` of the connection. A query that forgets its filter shows nothing foreign.

What runs for all municipalities (jobs, commands, migrations) works as the owner and meets no wall.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import connection, models

ROLE = "mcu_app"
EVERYWHERE = "*"
# A request of somebody signed in is within their municipality; what is no request is everywhere.
places: ContextVar[str] = ContextVar("places", default=EVERYWHERE)

FUNCTION = """
CREATE OR REPLACE FUNCTION mcu_may_see() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(nullif(current_setting('mcu.places', true), '*'), ',')::bigint[] $$;
CREATE OR REPLACE FUNCTION mcu_sees_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('mcu.places', true), '') = '*' $$;
"""
# Sub-selects without a parameter are worked out once for a query, not once for a row.
DIRECT = "(SELECT mcu_sees_all()) OR {column} = ANY ((SELECT mcu_may_see())::bigint[])"
THROUGH = "(SELECT mcu_sees_all()) OR EXISTS (SELECT 1 FROM {above} AS above WHERE above.{key} = {column})"
# The journal is added to and read; nobody changes it, not even by a mistake in the program.
GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON journal_entry FROM {role};
"""


# An index answers a search only before the rows of others are sorted out, and PostgreSQL does that
# only with operators that are known to say nothing of a row they refuse. This one says nothing;
# declaring it so takes a superuser: on a server of one's own the administrator of the database.
SEARCH = "ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF"


@contextmanager
def within(municipalities: Iterable[int]) -> Iterator[None]:
    """Only these municipalities are there."""
    token = places.set(",".join(str(each) for each in sorted(municipalities)))
    try:
        yield
    finally:
        places.reset(token)


@contextmanager
def everywhere() -> Iterator[None]:
    """Before it is known who asks, and for what is nobody's in particular: all are there."""
    token = places.set(EVERYWHERE)
    try:
        yield
    finally:
        places.reset(token)


def admit(municipality: int) -> None:
    """This one too, until the request ends: whoever serves several is let in here."""
    now = places.get()
    if now != EVERYWHERE:
        places.set(",".join(filter(None, [now, str(municipality)])))


def walled() -> dict[str, str]:
    """Table → condition of its policy, for every table that belongs to a municipality."""
    found = {model: _condition(model) for model in apps.get_models(include_auto_created=True)}
    return {model._meta.db_table: condition for model, condition in found.items() if condition}


def build(role: str = ROLE, *, anew: bool = False) -> bool:
    """Make the policies and the rights of the role; True when there was something to do.

    Runs as the owner, `anew` after migrations. A role that is not there is left alone: on a server of
    one's own the administrator of the database makes it.
    """
    statements = [FUNCTION, *(_policy(*pair) for pair in sorted(walled().items()))]
    text = "\n".join([*statements, GRANTS.format(role=role)])
    stamp = hashlib.sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:
        if not _exists(role) or (_stamp() == f"{role} {stamp}" and not anew):
            return False
        cursor.execute(text)
        if _is_superuser():
            cursor.execute(SEARCH)
        cursor.execute(f"COMMENT ON FUNCTION mcu_may_see() IS '{role} {stamp}'")
    return True


def make_role(role: str = ROLE) -> None:
    """The role of the pages on our own embedded server, where nobody else can come in."""
    if not _exists(role):
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE ROLE "{role}" LOGIN NOSUPERUSER NOCREATEDB NOBYPASSRLS')


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _stamp() -> str:
    """What `build` did last, and for whom: a copy of a database may meet another role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regprocedure('mcu_may_see()'), 'pg_proc')")
        return (cursor.fetchone() or [""])[0] or ""


def _policy(table: str, condition: str) -> str:
    return (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;\n'
        f'DROP POLICY IF EXISTS wall ON "{table}";\n'
        f'CREATE POLICY wall ON "{table}" USING ({condition});'
    )


def _condition(model: type[models.Model]) -> str:
    """By the municipality of the row, else by the row it hangs on; empty for an open table."""
    if getattr(model, "before_sign_in", False) or model._meta.proxy:
        return ""
    if model._meta.label == "org.Municipality":
        return DIRECT.format(column="id")
    names = {field.column for field in model._meta.concrete_fields}
    if "municipality_id" in names:
        return DIRECT.format(column="municipality_id")
    for field in model._meta.concrete_fields:
        above = field.related_model if isinstance(field, models.ForeignKey) else None
        if isinstance(above, type) and not field.null and _condition(above):
            table = above._meta.db_table
            column = f'"{model._meta.db_table}".{field.column}'
            return THROUGH.format(above=f'"{table}"', key=above._meta.pk.column, column=column)
    return ""
