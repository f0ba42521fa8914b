"""Notices: one's own list, and who gets what is meant for whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404

from mcu.org.models import Duty, Notice, NoticeChoice, Person, Substitution
from mcu.org.queries.people import in_force
from mcu.org.rules.notices import Kind, Mail, Setting, handed_over, setting_of
from mcu.org.rules.roles import Actor

PAGE = 50
MOST_UNREAD = 100


@dataclass(frozen=True, slots=True)
class NoticePage:
    """`next` is where the following page begins; None on the last one."""

    notices: list[Notice]
    next: int | None


def notice_page(
    actor: Actor, *, kind: str = "", unread: bool = False, before: int | None = None
) -> NoticePage:
    """Fifty of one's own, the newest first; one query."""
    found = Notice.objects.filter(person_id=actor.person_id or 0, shown=True)
    if kind:
        found = found.filter(kind=kind)
    if unread:
        found = found.filter(read_at__isnull=True)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    return NoticePage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def notice_for(actor: Actor, pk: int) -> Notice:
    """One of one's own, else Http404."""
    found = Notice.objects.filter(person_id=actor.person_id or 0, pk=pk).first()
    if found is None:
        raise Http404("Такого уведомления нет.")
    return found


def unread(person_id: int | None) -> int:
    """How many are new, counted up to MOST_UNREAD; one query by an index that holds nothing else."""
    new = Notice.objects.filter(person_id=person_id or 0, read_at__isnull=True, shown=True)
    return new.order_by()[:MOST_UNREAD].count()


def settings_of(people: Iterable[int]) -> dict[tuple[int, str], Setting]:
    """How each of these people gets each kind; one query."""
    people = list(people)
    rows = NoticeChoice.objects.filter(person_id__in=people)
    chosen = {(row.person_id, row.kind): Setting(row.shown, Mail(row.mail)) for row in rows}
    return {
        (person, str(kind)): setting_of(kind, chosen.get((person, kind)))
        for person in people
        for kind in Kind
    }


def recipients(municipality_id: int, people: Iterable[int], day: date) -> dict[int, list[Person]]:
    """For each of these people, who is told on that day what is meant for them: the absent are stood
    in for, whoever may not sign in is told nothing. The one place where notices meet substitutions;
    two queries."""
    away: dict[int, set[int]] = defaultdict(set)
    part: set[int] = set()
    running = Substitution.objects.filter(
        municipality_id=municipality_id, ended_at__isnull=True, since__lte=day, until__gte=day
    )
    for absence in running:
        away[absence.absent_id].add(absence.substitute_id)
        if absence.duty_id:
            part.add(absence.absent_id)
    given = {person: handed_over(person, away, part) for person in people}
    wanted = {key for keys in given.values() for key in keys}
    found = Person.objects.filter(municipality_id=municipality_id, is_active=True).in_bulk(wanted)
    return {
        person: [found[key] for key in sorted(keys) if key in found]
        for person, keys in given.items()
    }


def duties_of_place(municipality_id: int, day: date) -> list[Duty]:
    """Every duty in force; a town has hundreds of them."""
    held = Duty.objects.filter(person__municipality_id=municipality_id, person__is_active=True)
    return list(in_force(held, day))


def to_mail(now: datetime) -> QuerySet[Notice]:
    """Notices whose letter may leave, of people who have an address."""
    due = Notice.objects.filter(mail_at__lte=now, mailed_at__isnull=True)
    return due.exclude(person__email="").filter(person__is_active=True)
