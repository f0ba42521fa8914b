"""What the desk does by itself: walks the journals, keeps their daily lines."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.core import journal
from mcu.core.claims import claimed
from mcu.desk.actions.erasers import ERASERS
from mcu.desk.actions.erasure import erase_due
from mcu.desk.actions.notices import look_through
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import program

ERASURE_LOCK = 4012


@app.task(name="desk.erase", queue="default")
def erase(municipality_id: int) -> None:
    """Erase what is due in one municipality, unless another process is at it."""
    with claimed(ERASURE_LOCK, municipality_id) as free:
        if free:
            place = Municipality.objects.get(pk=municipality_id)
            erase_due(place=place, erasers=ERASERS, by=program(place.pk))


@app.task(name="desk.erase_all", queue="default")
def erase_all(timestamp: int) -> None:
    """Every night: what has been kept long enough goes."""
    for place in Municipality.objects.all():
        erase(place.pk)


@app.task(name="desk.verify", queue="default")
def verify(check_id: int) -> None:
    """Walk one journal, unless another process is at it."""
    journal.run(check_id)


@app.task(name="desk.verify_waiting", queue="default")
def verify_waiting(timestamp: int) -> None:
    """Every few minutes: verifications whose process died begin again."""
    for check in journal.waiting(timezone.now()):
        journal.run(check.pk)


@app.task(name="desk.verify_all", queue="default")
def verify_all(timestamp: int) -> None:
    """Every night: each journal is walked."""
    now = timezone.now()
    for place in Municipality.objects.all():
        asked = journal.ask(municipality_id=place.pk, by=program(place.pk), now=now)
        journal.run(asked.pk)


@app.task(name="desk.anchor", queue="default")
def anchor(timestamp: int) -> None:
    """Every hour: the line of the day of each journal, and every line the kept file lacks."""
    now = timezone.now()
    for place in Municipality.objects.all():
        day = now.astimezone(zone(place)).date()
        journal.anchor(municipality_id=place.pk, day=day, by=program(place.pk), now=now)
        if settings.MCU_JOURNAL_ANCHORS:
            journal.append(settings.MCU_JOURNAL_ANCHORS, journal.stored(place.pk))


@app.task(name="desk.notify", queue="default")
def notify(timestamp: int = 0) -> None:
    """Every minute: what was done and which terms came near is told to those it concerns."""
    for place in Municipality.objects.all():
        look_through(place, timezone.now())
