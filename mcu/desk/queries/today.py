"""What a person's day looks like; a constant number of queries whatever there is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, F, Min, Prefetch, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from mcu.analytics.rules.summary import query
from mcu.cases.models import AnswerPart, Case, InfoRequest
from mcu.cases.queries import cases_for, matching, within
from mcu.cases.queries.answer_parts import owed_by, with_owed
from mcu.cases.rules.feed import Due, Sort, Status
from mcu.cases.rules.terms import ClockView
from mcu.cases.rules.workflow import FINISHED
from mcu.core.workdays import DayKind, WorkCalendar
from mcu.desk.rules import day as rules
from mcu.desk.rules.day import Seen, Tile, Want, Whose
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission, may

ROWS = 12
MOST_ROWS = 200
WEEKS = 8
SHOWN_DAYS = 14
SHOWN_BODIES = 8
LINE_FIELDS = (
    "number", "text", "state", "due_at", "settlement", "street", "house", "landmark",
    "topic__name", "body__name", "body__short_name", "block__name", "executor__full_name",
)  # fmt: skip
LEVELS = {"late": "late", "today": "soon"}


@dataclass(frozen=True, slots=True)
class Queue:
    """A tile with its number and the nearest due moment among its cases."""

    tile: Tile
    count: int
    label: str

    @property
    def level(self) -> str:
        """Colour and sign of the number: only what presses has one."""
        return LEVELS.get(self.tile.key, "") if self.count else ""

    @property
    def query(self) -> str:
        return query(self.tile.chosen)


@dataclass(frozen=True, slots=True)
class Line:
    """A case that wants something: what, and by which clock."""

    case: Case
    want: Want
    clock: ClockView
    question: InfoRequest | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many came since midnight, and the mean for this weekday by this hour, if known."""

    day: date
    count: int
    usual: float | None
    query: str

    @property
    def label(self) -> str:
        if self.usual is None or self.usual < 0.5:
            return "поступило с утра"
        weekday = rules.ON_WEEKDAYS[self.day.weekday()]
        return f"поступило с утра · {weekday} к этому часу обычно {round(self.usual)}"


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day of the small chart; `height` is a share of the highest, 0–100."""

    day: date
    count: int
    height: int
    query: str

    @property
    def top(self) -> int:
        return 100 - self.height


@dataclass(frozen=True, slots=True)
class BodyLine:
    """Open and late cases of one body."""

    name: str
    open: int
    late: int
    open_query: str
    late_query: str


@dataclass(frozen=True, slots=True)
class Today:
    """The page «Сегодня»."""

    now: datetime
    calm: bool
    queues: list[Queue]
    arrivals: Arrivals
    lines: list[Line]
    total: int
    days: list[DayBar]
    bodies: list[BodyLine]

    @property
    def is_new(self) -> bool:
        """Nothing to show yet: no message in work and none of the last days."""
        return not any(queue.count for queue in self.queues) and not any(d.count for d in self.days)

    @property
    def large(self) -> list[Queue]:
        return [queue for queue in self.queues if queue.tile.large]

    @property
    def small(self) -> list[Queue]:
        return [queue for queue in self.queues if not queue.tile.large]


def today(actor: Actor, now: datetime, rows: int = ROWS) -> Today:
    """Everything the page shows; six queries, eight when something is wanted."""
    calm = rules.is_calm(actor)
    now = timezone.localtime(now)
    lines, total = ([], 0) if calm else _lines(actor, now, min(max(rows, ROWS), MOST_ROWS))
    return Today(
        now=now,
        calm=calm,
        queues=queues(actor, rules.tiles(actor), now),
        arrivals=arrivals(actor, now),
        lines=lines,
        total=total,
        days=_days(actor, now),
        bodies=_bodies(actor, now),
    )


def queues(actor: Actor, tiles: Iterable[Tile], now: datetime) -> list[Queue]:
    """The numbers of the tiles, counted by the filters of the list itself; one query."""
    tiles = list(tiles)
    parts = [
        matching(actor, tile.chosen, now)
        .order_by()
        .annotate(key=Value(tile.key))
        .values("key")
        .annotate(n=Count("pk"), nearest=Min("due_at"))
        for tile in tiles
    ]
    rows = parts[0].union(*parts[1:], all=True)
    found = {row["key"]: (row["n"], row["nearest"]) for row in rows}
    return [_queue(tile, *found.get(tile.key, (0, None)), now) for tile in tiles]


def arrivals(actor: Actor, now: datetime) -> Arrivals:
    """Received today, beside the same weekday up to the same hour of the last weeks; one query."""
    local = timezone.localtime(now)
    days = [local.date() - timedelta(weeks=week) for week in range(WEEKS, -1, -1)]
    chosen = replace(rules.scope(actor), status=Status.ALL, sort=Sort.NEW)
    by_day = dict(
        matching(actor, chosen, now)
        .filter(reduce(or_, (_until_this_hour(day, local) for day in days)))
        .order_by()
        .annotate(day=TruncDate("received_at"))
        .values_list("day")
        .annotate(n=Count("pk"))
    )
    counts = [by_day.get(day, 0) for day in days]
    since = days[-1]
    return Arrivals(
        since,
        counts[-1],
        rules.usual(counts[:-1]),
        query(replace(chosen, received_from=since, received_to=since)),
    )


def working_day(place: Municipality, calendar: WorkCalendar, day: date) -> str:
    """«рабочий день 09:00–18:00», «короткий день…», «выходной: …»."""
    kind = calendar.day_kind(day)
    if kind is DayKind.OFF:
        title = calendar.title(day)
        return "выходной" if title.lower() in {"", "выходной"} else f"выходной: {title}"
    name = "короткий день" if kind is DayKind.SHORT else "рабочий день"
    return f"{name} {place.work_start:%H:%M}–{calendar.working_time.end_of(kind):%H:%M}"


def calendar_missing(actor: Actor, calendar: WorkCalendar, day: date) -> list[int]:
    """Years without a calendar, for those who may mend it."""
    mends = may(actor, Permission.CALENDAR)
    return rules.years_missing(calendar.is_known, day) if mends else []


def _queue(tile: Tile, count: int, nearest: datetime | None, now: datetime) -> Queue:
    local = timezone.localtime(nearest) if nearest else None
    return Queue(tile, count, rules.tile_words(tile, count, local, timezone.localtime(now)))


def _lines(actor: Actor, now: datetime, rows: int) -> tuple[list[Line], int]:
    wanting = _wanting(actor, now)
    open_questions = InfoRequest.objects.filter(replied_at__isnull=True)
    asked = Prefetch(
        "info_requests", open_questions.select_related("term", "block", "body"), "questions"
    )
    cases = wanting.select_related("topic", "body", "block", "executor").only(*LINE_FIELDS)
    ordered = cases.order_by(F("due_at").asc(nulls_last=True), "received_at", "pk")
    found = list(ordered.prefetch_related(asked, with_owed("owed_parts"))[:rows])
    total = wanting.count() if len(found) == rows else len(found)
    lines = [_line(case, actor, now) for case in found]
    return [line for line in lines if line], total


def _wanting(actor: Actor, now: datetime) -> QuerySet[Case]:
    """The cases for which the rule says that this person has something to do."""
    scope = rules.scope(actor)
    conditions = [
        _states(want) & _whose(want.whose, actor) & within(actor, want.permission)
        for want in rules.wants_of(actor)
    ]
    if rules.controls(actor):
        end_of_day = _midnight(timezone.localdate(now) + timedelta(days=1), now)
        conditions.append(Q(due_at__lt=end_of_day) & within(actor, rules.CONTROL.permission))
    if may(actor, Permission.REPLY):
        conditions.append(Q(pk__in=_asked_us(actor).values("case_id")))
        conditions.append(Q(pk__in=owed_by(actor).values("case_id")))
    open_cases = cases_for(actor).filter(~Q(state__in=sorted(FINISHED)))
    if scope.system:
        open_cases = open_cases.filter(system=scope.system)
    return open_cases.filter(reduce(or_, conditions))


def _line(case: Case, actor: Actor, now: datetime) -> Line | None:
    questions: list[InfoRequest] = case.questions  # type: ignore[attr-defined]
    to_us = [q for q in questions if _is_ours(q, actor)]
    parts: list[AnswerPart] = case.owed_parts  # type: ignore[attr-defined]
    part = next((each for each in parts if _is_ours(each, actor)), None)
    seen = Seen(case.state, case.executor_id, case.body_id, case.block_id, bool(to_us), bool(part))
    want = rules.wanted(seen, actor)
    if want is None:
        return None
    question = next(iter(to_us or questions), None)
    own = {rules.ANSWER_QUESTION: question, rules.WRITE_PART: part}.get(want)
    due_at = own.term.due_at if own and own.term else case.due_at
    stands = rules.stands(timezone.localtime(due_at) if due_at else None, now)
    return Line(case, want, stands, question)


def _days(actor: Actor, now: datetime) -> list[DayBar]:
    last = timezone.localdate(now)
    days = [last - timedelta(days=back) for back in range(SHOWN_DAYS - 1, -1, -1)]
    base = replace(rules.scope(actor), status=Status.ALL, sort=Sort.NEW)
    chosen = replace(base, received_from=days[0], received_to=last)
    counts = dict(
        matching(actor, chosen, now)
        .order_by()
        .annotate(day=TruncDate("received_at"))
        .values_list("day")
        .annotate(n=Count("pk"))
    )
    highest = max(counts.values(), default=0)
    return [
        DayBar(
            day,
            counts.get(day, 0),
            round(100 * counts.get(day, 0) / highest) if highest else 0,
            query(replace(base, received_from=day, received_to=day)),
        )
        for day in days
    ]


def _bodies(actor: Actor, now: datetime) -> list[BodyLine]:
    base = rules.scope(actor)
    rows = (
        matching(actor, base, now)
        .filter(body__isnull=False)
        .order_by()
        .values_list("body_id", "body__name", "body__short_name")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
        .order_by("-late", "-n", "body__name")[:SHOWN_BODIES]
    )
    return [
        BodyLine(
            short or name,
            count,
            late,
            query(replace(base, body=key)),
            query(replace(base, body=key, due=Due.LATE)),
        )
        for key, name, short, count, late in rows
    ]


def _states(want: Want) -> Q:
    return Q(state__in=sorted(want.states))


def _whose(whose: Whose, actor: Actor) -> Q:
    mine = Q(executor_id=actor.person_id)
    if whose == Whose.ANY:
        return Q()
    if whose == Whose.MINE:
        return mine
    of_body = Q(body_id__in=actor.body_ids)
    of_block = Q(body_id__isnull=True, block_id__in=actor.block_ids)
    return mine | Q(executor_id__isnull=True) & (of_body | of_block)


def _asked_us(actor: Actor) -> QuerySet[InfoRequest]:
    to_us = Q(block_id__in=actor.block_ids) | Q(body_id__in=actor.body_ids)
    return InfoRequest.objects.filter(to_us, replied_at__isnull=True)


def _is_ours(question: InfoRequest | AnswerPart, actor: Actor) -> bool:
    return question.block_id in actor.block_ids or question.body_id in actor.body_ids


def _until_this_hour(day: date, local: datetime) -> Q:
    start = _midnight(day, local)
    end = datetime.combine(day, local.timetz())
    return Q(received_at__gte=start, received_at__lte=end)


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.localtime(now).tzinfo)
