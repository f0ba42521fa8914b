"""The town of the cases with a gazetteer of two settlements."""

import pytest

from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    Town,
    elsewhere,
    files_folder,
    served,
    sign_in,
    visit,
    web,
)
from mcu.cases.tests.conftest import town as bare_town
from mcu.org.rules.roles import program
from mcu.places.actions import add_place
from mcu.planning.actions import catalogue
from mcu.planning.models import Indicator

__all__ = ["bare_town"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def town(bare_town):
    by = program(bare_town.place.pk)
    for name in ("Заречный", "Луговое"):
        add_place(municipality=bare_town.place, kind="settlement", type="село", name=name, by=by)
    return bare_town


def kept(town: Town, name: str = "Отремонтировано дорог", **given) -> Indicator:
    """An indicator of the catalogue, entered by the service of roads every year."""
    values = {
        "unit": "км", "cadence": "year", "direction": "more", "body": town.roads, "source": "отчёт",
    }  # fmt: skip
    return catalogue.add(place=town.place, given=values | given | {"name": name}, by=town.actor())
