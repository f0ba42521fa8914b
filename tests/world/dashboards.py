"""A screen that is not joined yet."""

from typing import Any

from mcu.dashboards.actions.screens import make_screen
from mcu.org.models import Municipality
from mcu.org.rules.roles import program


def on_walls(place: Municipality) -> dict[str, list[Any]]:
    screen, secret = make_screen(municipality=place, name="Холл", theme="", by=program(place.pk))
    return {"panel code": ["topics"], "wall screen": [screen.pk], "screen link": [secret]}
