"""What every test stands on: a data folder of its own, a database, proof of requirements.

The environment was prepared by `mcu.core.tests.environment`, before Django read its settings.
"""

import os
import shutil
import sys
from collections.abc import Iterator

import django
import pytest
from django.conf import settings
from django.db import connection, connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from mcu.core.tests.environment import FOLDER, MAKER
from tests.databases import Databases

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
settings.DATABASES["default"]["OPTIONS"].pop("pool")  # a pool outlives the database of a test
django.setup()

pytest_plugins = ["tests.proof", "tests.browser"]
# A busy machine is no fault of the program: no test fails because it took long.
EXAMPLES = 300 if os.environ.get("MCU_TEST_LONG") == "1" else 40
hypothesis.register_profile(
    "mcu", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=EXAMPLES
)
hypothesis.load_profile("mcu")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "db: touches the database (added by itself)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        wanted = {"db", "committed_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
        if wanted or item.get_closest_marker("django_db"):
            item.add_marker("db")


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("django_db")
    transactional = marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    if transactional or {"transactional_db", "live_server"} & set(item.fixturenames):  # type: ignore[attr-defined]
        pytest.fail(
            "transactional_db empties tables by TRUNCATE and the journal refuses it: "
            "use the fixture committed_db, a database of the test's own",
            pytrace=False,
        )


def pytest_unconfigure() -> None:
    if os.environ.get(MAKER) == str(os.getpid()):
        Databases(FOLDER).clear()
        shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def databases() -> Databases:
    return Databases(FOLDER)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest, databases: Databases
) -> Iterator[None]:
    """Migrate once per run, then give each process a copy."""
    name = databases.name(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        databases.copy(name)
        databases.turn_to(name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        databases.drop(name)


@pytest.fixture
def committed_db(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, databases: Databases
) -> Iterator[str]:
    """A database of the test's own, dropped afterwards; its name.

    For what needs real commits: threads that race, a server, a browser, a killed process.
    """
    before = connection.settings_dict["NAME"]
    own = f"{before}_own"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        databases.copy(own)
        databases.turn_to(own)
        _forget()
        yield own
        _forget()
        connections.close_all()
        databases.turn_to(before)
        databases.drop(own)


def _forget() -> None:
    """What a process remembers of a municipality belongs to the database it was read from."""
    known = sys.modules.get("mcu.cases.queries.classifier")
    if known:
        known._classifier.cache_clear()
    places = sys.modules.get("mcu.places.queries")
    if places:
        places._gazetteer.cache_clear()
