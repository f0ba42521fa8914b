"""What the worker looks at by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.core.claims import claimed
from mcu.insight.actions.watch import look_through
from mcu.org.models import Municipality

JOBS_LOCK = 4041


@app.task(name="insight.watch", queue="default")
def watch(timestamp: int) -> None:
    """Every hour: what of today is already above the usual of a whole day; one process at a time."""
    with claimed(JOBS_LOCK, 0) as free:
        for place in Municipality.objects.all() if free else []:
            look_through(place=place, now=timezone.now())
