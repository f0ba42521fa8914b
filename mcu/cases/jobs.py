"""What the worker does with cases by itself."""

from procrastinate.contrib.django import app

from mcu.cases.actions.handover import settle
from mcu.org.models import Municipality


@app.task(name="cases.substitutions", queue="default")
def substitutions(timestamp: int) -> None:
    """Every few minutes: absences that began or ended, and the cases that go with them."""
    for place in Municipality.objects.all():
        settle(municipality=place)
