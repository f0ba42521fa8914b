"""Writing about polls: announced, counted, used; taken in from a table."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.polls.models import Option, Poll
from mcu.polls.rules.poll import Where
from mcu.polls.rules.table import (
    MOST_OPTIONS,
    MOST_VOTES,
    PollRow,
    Rejected,
    find_header,
    read_polls,
)

FIELDS = (
    "kind", "where", "code", "title", "question", "url", "settlement", "topic", "problem", "starts",
    "ends",
)  # fmt: skip
LIMIT = 20 * 2**20
MOST = 2000
TAKEN = ("kind", "title", "question", "url", "settlement", "starts", "ends")


@dataclass(slots=True)
class Loaded:
    """What a table brought."""

    added: int = 0
    changed: int = 0
    same: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@transaction.atomic
def save(
    *, poll: Poll | None, municipality: Municipality, options: Sequence[str], by: Actor,
    now: datetime | None = None, **values: Any,
) -> Poll:  # fmt: skip
    """Announce a poll or change it; the options change only while nothing is counted."""
    require(by, Permission.POLLS)
    row = poll or Poll(municipality=municipality, at=now or timezone.now(), by_name=by.name)
    for name in FIELDS:
        setattr(row, name, values[name])
    if row.ends < row.starts:
        raise RuleViolation("Окончание раньше начала. Проверьте дни.")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise RuleViolation("Голосование с таким номером уже записано. Найдите его.") from twice
    if row.counted_at is None:
        _lay_options(row, [(text, 0) for text in options])
    _tell("poll.save", row, by, {"title": row.title}, now)
    return row


@transaction.atomic
def count(
    *, poll: Poll, votes: Sequence[int], people: int | None, by: Actor, now: datetime | None = None
) -> Poll:
    """The votes of the options in their order. RuleViolation before the last day is over."""
    require(by, Permission.POLLS)
    row = Poll.objects.select_for_update().get(pk=poll.pk)
    if timezone.localdate(now) <= row.ends:
        raise RuleViolation("Голосование ещё идёт. Итоги вносят, когда оно закончится.")
    options = list(row.options.all())
    if len(options) != len(votes):
        raise RuleViolation("Варианты изменились. Обновите страницу и внесите голоса снова.")
    for option, number in zip(options, votes, strict=True):
        if not 0 <= number <= MOST_VOTES:
            raise RuleViolation("Голосов не бывает столько. Проверьте числа.")
        option.votes = number
    Option.objects.bulk_update(options, ["votes"])
    row.people, row.counted_at = people, now or timezone.now()
    row.save(update_fields=["people", "counted_at"])
    _tell("poll.count", row, by, {"votes": sum(votes)}, now)
    return row


@transaction.atomic
def use(*, poll: Poll, outcome: str, by: Actor, now: datetime | None = None) -> Poll:
    """How the results were taken into account; without results there is nothing to use."""
    require(by, Permission.POLLS)
    row = Poll.objects.select_for_update().get(pk=poll.pk)
    if row.counted_at is None:
        raise RuleViolation("Сначала внесите итоги.")
    words = outcome.replace("\x00", "").strip()
    if not words:
        raise RuleViolation("Напишите, что решено по итогам.")
    row.outcome, row.used_on = words[:2000], timezone.localdate(now)
    row.save(update_fields=["outcome", "used_on"])
    _tell("poll.use", row, by, {"title": row.title}, now)
    return row


@transaction.atomic
def take_table(
    *,
    municipality: Municipality,
    file: IO[bytes],
    name: str,
    by: Actor,
    now: datetime | None = None,
) -> Loaded:
    """Polls of ПОС from a table; the same table again changes nothing, a newer one updates."""
    require(by, Permission.POLLS)
    with closing(open_table(file, name, limit=LIMIT)) as table:
        rows = list(read_polls(table.numbered(), find_header(table.head)))
    if len(rows) > MOST:
        raise RuleViolation(f"В файле больше {MOST} голосований. Разделите его по годам.")
    loaded, moment = Loaded(), now or timezone.now()
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    known = _known(municipality, rows)
    for row in rows:
        if isinstance(row, Rejected):
            loaded.rejected.append(row)
        else:
            _take(row, known.get(row.code), municipality, loaded, by, moment)
    after = {"new": loaded.added, "updated": loaded.changed, "rejected": len(loaded.rejected)}
    journal.write("poll.import", by=by, municipality_id=municipality.pk, after=after, at=moment)
    return loaded


def _known(place: Municipality, rows: Iterable[PollRow | Rejected]) -> dict[str, Poll]:
    codes = [row.code for row in rows if isinstance(row, PollRow)]
    found = Poll.objects.filter(municipality=place, where=Where.POS, code__in=codes)
    return {poll.code: poll for poll in found.prefetch_related("options")}


def _take(
    row: PollRow, poll: Poll | None, place: Municipality, loaded: Loaded, by: Actor, now: datetime
) -> None:
    before = _facts(poll) if poll else None
    poll = poll or Poll(municipality=place, where=Where.POS, code=row.code, at=now, by_name=by.name)
    over = row.ends < timezone.localdate(now) and any(votes for _, votes in row.options)
    for name in TAKEN:
        setattr(poll, name, getattr(row, name))
    poll.people = row.people if row.people is not None else poll.people
    poll.counted_at = poll.counted_at or (now if over else None)
    options = row.options or (before[-1] if before else [])
    if before == (*_facts(poll)[:-1], options):
        loaded.same += 1
        return
    poll.save()
    _lay_options(poll, options)
    if before:
        loaded.changed += 1
    else:
        loaded.added += 1


def _facts(poll: Poll) -> tuple[Any, ...]:
    """Everything a table may change, the options last."""
    options = [(each.text, each.votes) for each in poll.options.all()] if poll.pk else []
    return (*(getattr(poll, name) for name in TAKEN), poll.people, poll.counted_at, options)


def _lay_options(poll: Poll, options: Sequence[tuple[str, int]]) -> None:
    if len(options) > MOST_OPTIONS:
        raise RuleViolation(f"Вариантов не больше {MOST_OPTIONS}.")
    poll.options.all().delete()
    Option.objects.bulk_create(Option(poll=poll, text=text, votes=votes) for text, votes in options)


def _tell(code: str, poll: Poll, by: Actor, after: dict[str, Any], now: datetime | None) -> None:
    journal.write(code, by=by, municipality_id=poll.municipality_id, of=poll, after=after, at=now)
