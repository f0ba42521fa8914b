"""The town of the cases with half a year of messages and a burst at the end of it."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from mcu.cases.models import Case
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

NUMBERS = count(1)
DAYS, USUAL, BURST = 120, 3, 14


def messages(town: Town, day: Any, number: int, **given: Any) -> list[Case]:  # noqa: F811
    """So many messages of a day, at noon, not yet written."""
    noon = datetime.combine(day, datetime.min.time().replace(hour=12))
    at = timezone.make_aware(noon)
    values = {
        "municipality": town.place, "system": "own", "channel": "phone", "text": "Яма",
        "topic": town.topic, "body": town.roads, "block": town.block, "settlement": "Заречный",
        "street": "Полевая", "received_at": at, "registered_at": at, "state": "in_work",
    }  # fmt: skip
    return [Case(number=f"В-{next(NUMBERS)}", **values | given) for _ in range(number)]


def burst(town: Town, number: int = BURST) -> list[Case]:  # noqa: F811
    """Months of three a day on many streets, and today so many on one of them."""
    today = timezone.localdate()
    made = []
    for ago in range(DAYS, 0, -1):
        for one in range(USUAL + (ago % 3 == 0)):
            street = f"Улица {(ago + one) % 20}"
            made += messages(town, today - timedelta(days=ago), 1, street=street)
    made += messages(town, today, number, street="Садовая", channel="vk")
    return Case.objects.bulk_create(made)


@pytest.fixture
def risen(town):  # noqa: F811
    burst(town)
    return town
