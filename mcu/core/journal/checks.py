"""A verification in the background: asked for by a person or the schedule, done by the worker."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mcu.core.journal.verifying import walk
from mcu.core.journal.writing import Actor, write
from mcu.core.models import JournalCheck

STALLED_AFTER = timedelta(minutes=2)  # every chunk says that the walk is alive


@transaction.atomic
def ask(*, municipality_id: int, by: Actor, now: datetime) -> JournalCheck:
    """A check to be done; the one that waits or runs already is enough."""
    State = JournalCheck.State
    going = JournalCheck.objects.filter(
        municipality_id=municipality_id, state__in=[State.WAITING, State.RUNNING]
    )
    found = going.first()
    if found:
        return found
    write("journal.verify", by=by, municipality_id=municipality_id, at=now)
    return JournalCheck.objects.create(
        municipality_id=municipality_id, asked_at=now, asked_by=by.name
    )


def waiting(now: datetime) -> QuerySet[JournalCheck]:
    """Checks nobody is at: new ones, and those whose process died."""
    free = Q(state=JournalCheck.State.WAITING)
    dead = Q(state=JournalCheck.State.RUNNING, alive_at__lt=now - STALLED_AFTER)
    return JournalCheck.objects.filter(free | dead).order_by("pk")


def run(check_id: int) -> None:
    """Claim the check, walk the chain, keep what was found."""
    now = timezone.now()
    State = JournalCheck.State
    mine = waiting(now).filter(pk=check_id).order_by().update(state=State.RUNNING, alive_at=now)
    if not mine:
        return
    row = JournalCheck.objects.filter(pk=check_id)

    def progress(count: int) -> None:
        row.update(entries=count, alive_at=timezone.now())

    found = walk(row.get().municipality_id, progress=progress)
    broken = found.broken
    row.update(
        state=State.BROKEN if broken else State.WHOLE,
        entries=found.entries,
        finished_at=timezone.now(),
        sequence=broken.sequence if broken else None,
        entry_id=broken.entry_id if broken else None,
        reason=broken.reason if broken else "",
    )
