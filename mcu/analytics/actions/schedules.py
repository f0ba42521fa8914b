"""Slices that leave by mail: when, to whom; each letter is made once, by the rights of its reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from mcu.analytics.models import SavedSlice, SliceSchedule, SliceSending
from mcu.channels.actions import put
from mcu.core import files, journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Person
from mcu.org.rules.roles import Actor, Permission, program

MOST_PEOPLE = 50
MOST_FILE = 2**25
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class When:
    """How often, on which day and at which hour."""

    every: str
    day: int
    hour: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A slice as one reader sees it."""

    content: bytes
    told: Sequence[str]


@transaction.atomic
def set_schedule(
    *, saved: SavedSlice, when: When, people: Sequence[Person], by: Actor, now: datetime
) -> SliceSchedule:
    """The first letter leaves at the next such moment, not for those that are over."""
    require(by, Permission.EXPORT)
    if saved.person_id != by.person_id:
        raise RuleViolation("Рассылку назначает тот, кто сохранил срез. Сохраните его себе.")
    if not 1 <= len(people) <= MOST_PEOPLE:
        raise RuleViolation(f"Отметьте получателей: от одного до {MOST_PEOPLE}.")
    row, _ = SliceSchedule.objects.update_or_create(
        saved=saved,
        defaults={"every": when.every, "day": when.day, "hour": when.hour, "since": now},
    )
    row.people.set(people)
    _journal("slice.schedule", row, by, people=len(people), when=str(row))
    return row


@transaction.atomic
def stop_schedule(*, row: SliceSchedule, by: Actor) -> None:
    """No more letters; the slice stays."""
    if row.saved.person_id != by.person_id:
        raise RuleViolation("Рассылку отменяет тот, кто её назначил.")
    _journal("slice.stop", row, by)
    keys = list(row.sendings.exclude(file="").values_list("file", flat=True))
    row.delete()
    _drop_files(keys)


def send(
    *,
    row: SliceSchedule,
    person: Person,
    due: datetime,
    ready: Ready | None,
    why: str,
    now: datetime,
) -> bool:
    """The letter with the table, or why there is none; False when it was done already."""
    key = files.store([ready.content], limit=MOST_FILE).key if ready else ""
    with transaction.atomic():
        sending = SliceSending(
            schedule=row, person=person, due=due, at=now, file=key, why=why[:200]
        )
        fresh = not SliceSending.objects.filter(schedule=row, person=person, due=due).exists()
        SliceSending.objects.bulk_create([sending], ignore_conflicts=True)
        if fresh and ready:
            _letter(row, person, due, ready, key, now)
            _journal(
                "slice.send", row, program(row.saved.municipality_id), to=person.get_short_name()
            )
    return fresh


def forget(now: datetime) -> int:
    """Sheets of letters sent long ago go; how many."""
    old = SliceSending.objects.filter(at__lt=now - KEPT)
    keys = list(old.exclude(file="").values_list("file", flat=True))
    old.delete()
    _drop_files(keys)
    return len(keys)


def _letter(
    row: SliceSchedule, person: Person, due: datetime, ready: Ready, key: str, now: datetime
) -> None:
    saved = row.saved
    url = f"{reverse('analytics:slices')}?{saved.query}"
    link = f"{settings.MCU_URL}{url}" if settings.MCU_URL else "Пульт МЦУ → Сводка → Срезы"
    body = "\n".join(
        [
            *ready.told, "", f"Открыть в программе: {link}", "",
            f"Рассылку назначил(а): {saved.person.get_short_name()}. Цифры — в пределах ваших прав.",
            "", "-- ", f"{saved.municipality}, Пульт МЦУ", "",
        ]
    )  # fmt: skip
    put(
        municipality_id=saved.municipality_id, key=f"slice:{row.pk}:{person.pk}:{due:%Y%m%d%H}",
        kind="slice", to=person.email, subject=f"Срез «{saved.name}»", body=body, now=now,
        files=[{"key": key, "name": f"srez-{due:%Y-%m-%d}.xlsx"}],
    )  # fmt: skip


def _drop_files(keys: Iterable[str]) -> None:
    for key in set(keys) - set(
        SliceSending.objects.filter(file__in=keys).values_list("file", flat=True)
    ):
        files.remove(key)


def _journal(action: str, row: SliceSchedule, by: Actor, **after: object) -> None:
    journal.write(
        action, by=by, municipality_id=row.saved.municipality_id, of=row,
        after={"name": row.saved.name, **after},
    )  # fmt: skip
