"""People taken in from a file: kept, looked at, taken in whole."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.core import files, journal
from mcu.core.contents import remove_unused
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.org.actions.access import require
from mcu.org.actions.people import add_person, change_person, give_duty
from mcu.org.models import Municipality, PeopleImport, Person
from mcu.org.queries.people_list import Decision, Plan, plan
from mcu.org.rules.people_list import PersonRow, RejectedRow, find_header, read_rows
from mcu.org.rules.roles import Actor, Permission

LIMIT = 10 * 2**20


def open_people_import(
    *, municipality: Municipality, name: str, chunks: Any, by: Actor
) -> PeopleImport:
    """Keep the file; RuleViolation at once for one that is no table of people."""
    require(by, Permission.ORGANISATION)
    stored = files.store(chunks, limit=LIMIT, name=name)
    try:
        rows_of(stored.key, name)
    except RuleViolation:
        files.take_back(stored)
        raise
    return PeopleImport.objects.create(
        municipality=municipality, file_key=stored.key, file_name=name[:255],
        by_id=by.person_id, made_at=timezone.now(),
    )  # fmt: skip


def rows_of(key: str, name: str) -> list[PersonRow | RejectedRow]:
    """The rows of a kept file."""
    with open_table(files.path_of(key), name, limit=LIMIT) as table:
        header = find_header([cells for _, cells in table.head])
        return read_rows(table.numbered(), header)


def plan_of(row: PeopleImport, today: date) -> Plan:
    """What taking it in would change now."""
    return plan(row.municipality, rows_of(row.file_key, row.file_name), today)


@transaction.atomic
def take_people(*, run: PeopleImport, by: Actor, now: datetime | None = None) -> PeopleImport:
    """Everything the file says, in one transaction; the same file again changes nothing."""
    require(by, Permission.ORGANISATION)
    row = PeopleImport.objects.select_for_update().get(pk=run.pk)
    if row.done_at is not None:
        raise RuleViolation("Этот файл уже загружен. Чтобы загрузить снова, выберите его ещё раз.")
    moment = now or timezone.now()
    made = plan_of(row, timezone.localdate(moment))
    for decision in made.decisions:
        _take(row.municipality, decision, by)
    row.done_at = moment
    row.added, row.changed, row.same = len(made.added), len(made.changed), len(made.same)
    row.rejected = [[each.line, each.reason, *each.cells] for each in made.rejected]
    row.save()
    journal.write(
        "people.import",
        by=by,
        municipality_id=row.municipality_id,
        of=row,
        after={"new": row.added, "updated": row.changed, "rejected": len(row.rejected)},
        at=moment,
    )
    remove_unused([row.file_key], apart_from=row)
    return row


def _take(municipality: Municipality, decision: Decision, by: Actor) -> None:
    entry, row = decision.entry, decision.row
    if decision.is_new:
        add_person(municipality=municipality, login=entry.login, full_name=row.full_name, by=by)
    person = Person.objects.get(login=entry.login)
    if decision.values:
        change_person(person=person, by=by, **decision.values)
    for duty in decision.duties:
        give_duty(
            person=person, role=duty.role, body=duty.body, block=duty.block, since=row.since,
            act=row.act, by=by,
        )  # fmt: skip


def rejected_table(row: PeopleImport) -> Sequence[Sequence[Any]]:
    """Rejected rows as they were, the number and the reason in front."""
    widest = max((len(cells) for cells in row.rejected), default=2)
    return [[*cells, *[""] * (widest - len(cells))] for cells in row.rejected]
