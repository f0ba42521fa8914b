"""What the worker tidies up by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.org import actions


@app.task(name="org.forget", queue="default")
def forget(timestamp: int) -> None:
    """Sessions that are over, counters of wrong passwords, old links."""
    actions.forget(now=timezone.now())
