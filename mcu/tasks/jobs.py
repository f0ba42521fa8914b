"""What the worker does with tasks by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.org.models import Municipality
from mcu.tasks.actions.recurrence import set_due


@app.task(name="tasks.repeat", queue="default")
def repeat(timestamp: int) -> None:
    """Every few minutes: repeated tasks whose day has come."""
    for place in Municipality.objects.all():
        set_due(municipality=place, now=timezone.now())
