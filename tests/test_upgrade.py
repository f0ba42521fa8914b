"""Databases of earlier versions come up to today's: each kept dump is restored and migrated."""

import gzip
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from mcu.cases.models import Case, Term
from mcu.core import journal
from mcu.core.models import JournalEntry
from mcu.org.models import Municipality, Person

pytestmark = [pytest.mark.owner, pytest.mark.long]  # COPY and whole tables are the owner's

DUMPS = sorted((Path(__file__).parent / "fixtures").glob("*.sql.gz"))


def restore(path: Path) -> None:
    """Replace everything in the database by the dump, statement by statement without psql."""
    sql = gzip.decompress(path.read_bytes()).decode()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        cursor.execute(sql)
        cursor.execute("SET search_path TO public")


def test_there_is_a_dump_of_every_release():
    assert [path.name for path in DUMPS] == ["0.1.0.sql.gz"]


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.name)
def test_a_database_of_an_earlier_version_is_brought_up_to_date(committed_db, path):
    restore(path)
    cases, entries = Case.objects.count(), JournalEntry.objects.count()
    call_command("migrate", verbosity=0)
    assert (Case.objects.count(), JournalEntry.objects.count()) == (cases, entries)
    assert cases > 40
    assert Term.objects.exists()
    assert Person.objects.count() == 25
    for place in Municipality.objects.all():
        assert journal.verify(place.pk) is None
