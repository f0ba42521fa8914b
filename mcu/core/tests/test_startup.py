"""What is put in place before the first page."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mcu.core import startup
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalHead

pytestmark = pytest.mark.owner  # COPY and whole tables are the owner's


@pytest.fixture
def static(settings: LazySettings, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    own = tmp_path / "own"
    own.mkdir()
    (own / "mcu-test.css").write_text("a")
    settings.STATICFILES_DIRS = [own]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    return own


def test_static_files_are_collected_once_and_again_when_one_changes(static: Path) -> None:
    root = static.parent / "static"
    assert startup.collect() is True
    assert [path.name for path in root.iterdir()] == ["mcu-test.css"]
    assert startup.collect() is False
    (static / "mcu-test.css").write_text("ab")
    assert startup.collect() is True
    assert (root / "mcu-test.css").read_text() == "ab"


def test_there_is_nothing_to_migrate_twice(db: None) -> None:
    assert startup.migrate() is False


def test_a_database_of_a_newer_program_is_refused(db: None) -> None:
    MigrationRecorder(connection).record_applied("core", "9999_tomorrow")
    with pytest.raises(
        RuleViolation, match=r"более новой версией программы \(core.9999_tomorrow\)"
    ):
        startup.migrate()


def test_migrations_of_an_app_that_is_gone_do_not_matter(db: None) -> None:
    MigrationRecorder(connection).record_applied("gone", "0001_initial")
    assert startup.migrate() is False


@pytest.mark.long
def test_beginning_anew_leaves_empty_tables(committed_db: str) -> None:
    JournalHead.objects.create(municipality_id=1)
    startup.begin_anew()
    assert not JournalHead.objects.exists()
    assert startup.migrate() is False
