"""A municipality that takes files in, made by real actions."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files as packaged
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from mcu.cases.actions.profile import load_classifier, load_norms_and_routes
from mcu.cases.rules import profile
from mcu.connectors.dummy.tests.standin import DummyService
from mcu.connectors.tests.standin import standing
from mcu.intake.tests.connections import Connected, connect
from mcu.intake.tests.town import Intake
from mcu.org.actions import add_person, give_duty, load_organisation
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import Role, program


@pytest.fixture
def intake(db) -> Intake:
    return found()


@pytest.fixture
def committed_intake(committed_db) -> Intake:
    """In a database of its own, for what needs real commits and other processes."""
    return found()


@pytest.fixture
def command(committed_intake, committed_db, databases) -> Callable[..., subprocess.Popen[str]]:
    """Start `mcu import` with these words, as a person would, on the database of the test."""
    address = urlsplit(databases.address())._replace(path=f"/{committed_db}").geturl()

    def command(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "mcu", "import", *words],
            env={**os.environ, "MCU_DATABASE_URL": address},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return command


def found() -> Intake:
    """The municipality with its bodies, topics and norms."""
    part = OrgPart(
        code="sineborsk",
        name="Синеборский округ",
        population=21_000,
        blocks=(BlockPart("roads", "Дороги"), BlockPart("housing", "ЖКХ")),
        bodies=(
            BodyPart("adm", "Администрация округа", kind="administration"),
            BodyPart("roads", "Дорожная служба", parent="adm", block="roads", aliases=("ДС",)),
        ),
    )
    place = load_organisation(part=part, profile="тест")
    load_classifier(municipality=place, starter=profile.starter_classifier())
    common = tomllib.loads(packaged("mcu.cases").joinpath("data/norms.toml").read_text("utf-8"))
    load_norms_and_routes(municipality=place, part=profile.read(common))
    return Intake(place, program(place.pk))


@pytest.fixture
def page(intake, settings, tmp_path) -> Client:
    """A client of the head of the centre."""
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    head = add_person(
        municipality=intake.place,
        login="head",
        full_name="Орлова Мария Ивановна",
        password="-",
        by=intake.by,
        hashed=True,
    )
    give_duty(person=head, role=Role.HEAD_OF_CENTRE, by=intake.by)
    client = Client()
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Write an invented export and say where it lies."""

    def write(name: str, writer: Callable[..., None], *args: Any, **given: Any) -> Path:
        path = tmp_path / name
        writer(path, *args, **given)
        return path

    return write


@pytest.fixture
def dummy() -> Iterator[DummyService]:
    """The service of the sample connector, over loopback."""
    with standing(DummyService()) as service:
        yield service


@pytest.fixture
def connected(intake, dummy, settings, tmp_path) -> Connected:
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    return connect(intake, dummy)
