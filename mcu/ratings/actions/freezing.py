"""A rating is frozen: rows, parameters and the moment stay as they were."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission
from mcu.ratings.models import Priority, RatingRow, RatingRun
from mcu.ratings.queries import Board, board, counted, policy_of, sealed, topic_names
from mcu.ratings.rules.method import Method
from mcu.ratings.rules.words import MOST_PRIORITIES, SCOPES, priority, weak

MOST_NOTE = 500
NOT_OVER = (
    "Период ещё не кончился: фиксируют рейтинг законченного. Выберите прошлый месяц или квартал."
)
NOBODY = "За этот период сравнивать некого: нет органов с сообщениями. Выберите другой период."


@transaction.atomic
def freeze(
    *, place: Municipality, period: Period, by: Actor, note: str = "", now: datetime | None = None
) -> RatingRun:
    """The rating of a finished period by the settings in force, over all channels and in each."""
    require(by, Permission.RATINGS)
    moment = now or timezone.now()
    if period.until >= timezone.localdate(moment, timezone=zone(place)):
        raise RuleViolation(NOT_OVER)
    Municipality.objects.select_for_update(no_key=True).get(pk=place.pk)
    method = policy_of(place)
    boards = {
        scope: board(counted(place, period, scope, method.basis, now), method) for scope in SCOPES
    }
    if not any(row.cases for row in boards["all"].rows):
        raise RuleViolation(NOBODY)
    run = _run(place, period, method, boards, note)
    run.by_id, run.by_name, run.at = by.person_id, by.name, moment
    run.save(force_insert=True)
    RatingRow.objects.bulk_create(_rows(run, boards))
    Priority.objects.bulk_create(_priorities(run, boards["all"]))
    after = {"since": period.since, "until": period.until, "digest": run.digest}
    journal.write("ratings.freeze", by=by, municipality_id=place.pk, of=run, after=after, at=moment)
    return run


def _run(
    place: Municipality, period: Period, method: Method, boards: dict[str, Board], note: str
) -> RatingRun:
    """The next one, refused when it would say what the last of this period says."""
    before = RatingRun.objects.filter(municipality=place)
    number = (before.aggregate(last=Max("number"))["last"] or 0) + 1
    run = RatingRun(
        municipality=place, number=number, since=period.since, until=period.until,
        values=method.as_json(), as_of=min(each.counted.as_of for each in boards.values()),
        note=note.replace("\x00", "").strip()[:MOST_NOTE],
    )  # fmt: skip
    run.digest = sealed(run, _rows(run, boards))
    same = before.filter(since=period.since, until=period.until).first()
    if same and same.digest == run.digest:
        raise RuleViolation(
            f"{same} за этот период уже зафиксирован, с тех пор ничего не изменилось."
        )
    return run


def _rows(run: RatingRun, boards: dict[str, Board]) -> list[RatingRow]:
    return [
        RatingRow(
            run=run, scope=scope, body_id=row.body, body_name=str(found.bodies[row.body]),
            cases=row.cases, score=row.score, zone=row.zone, place=row.place, why=row.why,
            parts=[asdict(part) for part in row.parts],
        )
        for scope, found in boards.items()
        for row in found.rows
    ]  # fmt: skip


def _priorities(run: RatingRun, found: Board) -> list[Priority]:
    """What costs each compared body most."""
    pools, method = found.pools, found.method
    losing = {row.body: weak(row, pools, method)[:MOST_PRIORITIES] for row in found.compared}
    names = topic_names(run.municipality, {one.topic for each in losing.values() for one in each})
    made = []
    for body, weaknesses in losing.items():
        for one in weaknesses:
            title, text = priority(one, names[one.topic])
            values: dict[str, Any] = {"part": one.code, "title": title, "text": text}
            made.append(Priority(run=run, body_id=body, lost=one.lost, **values))
    return made
