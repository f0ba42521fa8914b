"""What the worker keeps for walls."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.core.claims import claimed
from mcu.dashboards.actions.standing import keep_standing
from mcu.org.models import Municipality

JOBS_LOCK = 4051


@app.task(name="dashboards.keep", queue="default")
def keep(timestamp: int) -> None:
    """Every hour: how much stands open; one process at a time."""
    with claimed(JOBS_LOCK, 0) as free:
        for place in Municipality.objects.all() if free else []:
            keep_standing(place=place, now=timezone.now())
