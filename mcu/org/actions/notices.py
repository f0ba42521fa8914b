"""Telling people, and what they do with what they were told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.workdays import WorkCalendar
from mcu.org.models import Municipality, Notice, NoticeChoice, Person
from mcu.org.queries.notices import recipients, settings_of
from mcu.org.queries.places import calendar_for
from mcu.org.rules.notices import RULES, Kind, Setting, Telling, mail_at, setting_of
from mcu.org.rules.roles import Actor

KEPT = timedelta(days=90)


@transaction.atomic
def tell(*, municipality: Municipality, tellings: Iterable[Telling], now: datetime) -> int:
    """Write the notices; what was told already is not told again. How many were asked for."""
    tellings = list(tellings)
    if not tellings:
        return 0
    calendar = calendar_for(municipality)
    day = now.astimezone(calendar.tz).date()
    meant = {person for telling in tellings for person in telling.people}
    whom = recipients(municipality.pk, meant, day)
    settings = settings_of({person.pk for people in whom.values() for person in people})
    rows = [
        row
        for telling in tellings
        for row in _rows(municipality, telling, whom, settings, calendar, now)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _rows(
    municipality: Municipality,
    telling: Telling,
    whom: Mapping[int, list[Person]],
    settings: Mapping[tuple[int, str], Setting],
    calendar: WorkCalendar,
    now: datetime,
) -> Iterable[Notice]:
    people = {person.pk: person for key in telling.people for person in whom[key]}
    for person in people.values():
        setting = settings[person.pk, telling.kind]
        if setting.muted:
            continue
        yield Notice(
            municipality=municipality,
            person=person,
            kind=telling.kind,
            object_type=telling.object_type,
            object_id=telling.object_id,
            moment=telling.moment,
            title=telling.title[:300],
            url=telling.url,
            details=telling.details,
            made_at=now,
            shown=setting.shown,
            mail_at=mail_at(setting.mail, now, calendar) if person.email else None,
        )


@transaction.atomic
def read(*, notice: Notice, by: Actor, now: datetime | None = None) -> None:
    """Seen by the one it was meant for."""
    mine = Notice.objects.filter(pk=notice.pk, person_id=by.person_id or 0, read_at__isnull=True)
    mine.update(read_at=now or timezone.now())


@transaction.atomic
def read_all(*, by: Actor, now: datetime | None = None) -> int:
    """All of one's own are seen."""
    new = Notice.objects.filter(person_id=by.person_id or 0, read_at__isnull=True, shown=True)
    return new.update(read_at=now or timezone.now())


@transaction.atomic
def choose(*, person: Person, chosen: Mapping[Kind, Setting], by: Actor) -> None:
    """How one wants to be told; what is obligatory stays so."""
    if by.person_id != person.pk:
        raise RuleViolation("Уведомления каждый настраивает себе сам.")
    before = settings_of([person.pk])
    for kind, wanted in chosen.items():
        setting = setting_of(kind, wanted)
        if setting == RULES[kind].setting:
            NoticeChoice.objects.filter(person=person, kind=kind).delete()
            continue
        NoticeChoice.objects.update_or_create(
            person=person, kind=kind, defaults={"shown": setting.shown, "mail": setting.mail}
        )
    after = settings_of([person.pk])
    old, new = journal.changes(_told(before), _told(after))
    journal.write(
        "notice.choose",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        before=old,
        after=new,
    )


def forget_notices(now: datetime) -> int:
    """Notices of three months ago go, read or not."""
    count, _ = Notice.objects.filter(made_at__lt=now - KEPT).delete()
    return count


def _told(settings: Mapping[tuple[int, str], Setting]) -> dict[str, str]:
    return {
        Kind(kind).label: f"{'в программе' if s.shown else 'не показывать'}, письмо: {s.mail.label}"
        for (_, kind), s in settings.items()
    }
