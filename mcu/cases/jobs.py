"""What the worker does with cases by itself."""

from procrastinate.contrib.django import app

from mcu.cases.actions.handover import settle
from mcu.cases.actions.lookup import index_batch
from mcu.cases.actions.remask import is_behind, remask
from mcu.core.claims import claimed
from mcu.org.models import Municipality
from mcu.org.rules.roles import program

MASK_LOCK = 4014


@app.task(name="cases.substitutions", queue="default")
def substitutions(timestamp: int) -> None:
    """Every few minutes: absences that began or ended, and the cases that go with them."""
    for place in Municipality.objects.all():
        settle(municipality=place)


@app.task(name="cases.remask", queue="default")
def remask_texts(timestamp: int) -> None:
    """Every hour: where the rules of masking got better, the texts are gone over again."""
    for place in Municipality.objects.all():
        if not is_behind(place):
            continue
        with claimed(MASK_LOCK, place.pk) as free:
            if free:
                remask(place=place, by=program(place.pk))


@app.task(name="cases.index_applicants", queue="default")
def index_applicants(timestamp: int) -> None:
    """Every few minutes: new applicants become findable by their own contacts, in their own scope."""
    while index_batch():
        pass
