"""What the worker tidies up by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.org import actions
from mcu.org.actions.notices import forget_notices as forget_old


@app.task(name="org.forget", queue="default")
def forget(timestamp: int) -> None:
    """Sessions that are over, counters of wrong passwords, old links."""
    actions.forget(now=timezone.now())


@app.task(name="org.forget_notices", queue="default")
def forget_notices(timestamp: int) -> None:
    """Every night: notices of long ago go."""
    forget_old(timezone.now())
