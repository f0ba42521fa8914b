"""The town of the cases with its portal open, and what its residents type."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    Town,
    elsewhere,
    files_folder,
    served,
    sign_in,
    town,
    visit,
    web,
)
from mcu.intake import jobs
from mcu.org.rules.roles import program
from mcu.places.actions import add_place
from mcu.portal.actions.setup import open_portal
from mcu.portal.queries import town as portals
from mcu.portal.queries.codes import new_key

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c"
    "6360606060000000050001a5f645400000000049454e44ae426082"
)


def open_door(place: Any) -> portals.Town:
    """The portal of a municipality, with two streets in its gazetteer."""
    by = program(place.pk)
    add_place(municipality=place, kind="settlement", name="Заречный", lat=55.1, lon=37.1, by=by)
    for name in ("Полевая", "Мира"):
        add_place(
            municipality=place, kind="street", type="улица", name=name, settlement="Заречный",
            houses="1-99", by=by,
        )  # fmt: skip
    open_portal(place=place, active=True, by=by)
    return portals.town_at(place.code)


@pytest.fixture
def portal(town: Town) -> portals.Town:  # noqa: F811
    return open_door(town.place)


@pytest.fixture
def door(portal: portals.Town) -> Callable[..., Any]:
    """Send the form as a browser without scripts does; what is not said is left empty. The job of the
    channel makes a case of it, unless `waits`."""

    def sent(client: Client | None = None, *, waits: bool = False, **given: Any) -> Any:
        values = {"text": "На Полевой яма во всю дорогу", "key": new_key(), "checked": "1"} | given
        page = (client or Client()).post(reverse("portal:send", args=[portal.code]), values)
        if not waits:
            jobs.digest()
        return page

    return sent


def photo(name: str = "IMG_20261120.png", content: bytes = PIXEL) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def code_in(page: Any) -> str:
    """The secret code that the acknowledgement shows."""
    text = page.content.decode()
    return text.split('class="code">')[1].split("<")[0]
