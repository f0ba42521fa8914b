"""What the worker does for quality by itself."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from mcu.core.claims import claimed
from mcu.org.models import Municipality
from mcu.quality.actions import ask_all, collect, expire, remind_all

ASK_LOCK = 4021


@app.task(name="quality.ask", queue="default")
def ask(timestamp: int) -> None:
    """Every ten minutes: authors are asked, reminded once, and no longer waited for;
    what other systems were told is collected."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for place in Municipality.objects.all():
        with claimed(ASK_LOCK, place.pk) as free:
            if free:
                ask_all(place=place, now=now)
                remind_all(place=place, now=now)
                expire(place=place, now=now)
                collect(place=place, now=now)
