"""The district of analytics with a finished month in which its bodies did differently."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from mcu.analytics.rules.summary import Period, read_period
from mcu.analytics.tests.conftest import (  # noqa: F401 -- the same town
    District,
    district,
    files_folder,
    neighbour,
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path


def last_month() -> Period:
    return read_period("last_month", None, None, timezone.localdate())


def month_before() -> Period:
    first = last_month().since - timedelta(days=1)
    return Period(first.replace(day=1), first)


def answered(body, topic, *, hours=10, term=100, system="own", period=None, **given):
    """A case received in the middle of the month and closed so many hours later."""
    day = (period or last_month()).since + timedelta(days=9)
    received = datetime(day.year, day.month, day.day, 6, tzinfo=timezone.get_current_timezone())
    closed = received + timedelta(hours=hours)
    values = {
        "closed_at": closed, "first_answer_at": closed, "body": body, "topic": topic,
        "system": system, "kind": "solvable", "outcome": "solved",
    }  # fmt: skip
    return received, received + timedelta(hours=term), values | given


def lived(town, period=None) -> None:
    """Water is quick and in time, roads are late half of the time, school has one case only."""
    water, roads, school = (town.bodies[code] for code in ("water", "roads", "school"))
    tap, pit = town.topics["tap"], town.topics["pit"]
    rows = [answered(water, tap, system="pos", period=period) for _ in range(6)]
    rows += [answered(water, tap, hours=120, period=period) for _ in range(2)]
    rows += [answered(roads, pit, hours=60, system="incident", period=period) for _ in range(5)]
    rows += [answered(roads, pit, hours=150, period=period, outcome="explained") for _ in range(5)]
    rows.append(answered(school, None, period=period))
    town.cases(rows)


@pytest.fixture
def town(district):  # noqa: F811
    lived(district)
    return district
