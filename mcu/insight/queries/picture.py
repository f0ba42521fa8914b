"""The picture of problems: what hurts where, since when, who answers, what is done, what residents voted for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from mcu.analytics.queries.kpi import period_moments
from mcu.analytics.rules.summary import Period
from mcu.cases.models import Problem, ProblemGuess
from mcu.cases.queries import cases_for
from mcu.cases.queries.problem import guesses_for, problems_for
from mcu.cases.rules.problem import LIVE
from mcu.cases.rules.workflow import FINISHED
from mcu.coordination.models import Cause
from mcu.coordination.queries import causes
from mcu.coordination.rules.states import CauseState
from mcu.insight.models import Alarm
from mcu.insight.queries.alarms import alarms
from mcu.insight.rules.voted import voted_words
from mcu.org.rules.roles import Actor, Permission
from mcu.polls.models import Poll
from mcu.polls.queries import polls
from mcu.polls.rules.poll import State, shares, state_of

MOST_ROWS, MOST_GROUPS, MOST_POLLS = 60, 12, 40
LIVE_CAUSES = (CauseState.SUPPOSED, CauseState.CONFIRMED)
NOWHERE = "место не указано"


@dataclass(frozen=True, slots=True)
class Voted:
    """A poll, vote or discussion of the period, where it stands and what came of it."""

    poll: Poll
    state: State
    words: str

    def is_about(self, row: "Row") -> bool:
        """Of a problem of the row, or of its topic (or the group of it) in its place or everywhere."""
        if self.poll.problem_id in {one.pk for one in row.problems}:
            return True
        topic, here = self.poll.topic, self.poll.settlement in {"", row.settlement}
        return here and topic is not None and f"{row.path}/".startswith(f"{topic.path}/")


@dataclass(slots=True)
class Row:
    """A topic in a settlement."""

    topic: str
    code: str
    settlement: str
    path: str = ""
    count: int = 0
    before: int = 0
    open: int = 0
    late: int = 0
    since: datetime | None = None
    bodies: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    problems: list[Problem] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    voted: list[Voted] = field(default_factory=list)

    @property
    def who(self) -> str:
        """The body most of its messages are with."""
        return max(self.bodies, key=lambda name: self.bodies[name], default="")

    @property
    def where(self) -> str:
        return self.settlement or NOWHERE

    @property
    def done(self) -> list[str]:
        """What is done, in words for a paper."""
        said = [
            f"{one}: {one.get_state_display().lower()}"
            + (f", до {one.plan_until:%d.%m.%Y}" if one.plan_until else "")
            for one in self.problems
        ]
        return said + [f"{one}: {one.get_state_display().lower()}" for one in self.causes]


@dataclass(frozen=True, slots=True)
class Picture:
    period: Period
    rows: list[Row]
    total: int
    before: int
    groups: list[ProblemGuess]
    alarms: list[Alarm]
    voted: list[Voted]
    where: str
    left_out: int


def picture(actor: Actor, period: Period, today: date, where: str = "") -> Picture:
    """Topics by settlement, most messages first, of one settlement where it is named; twelve questions
    whatever there is."""
    now, spans = _counts(actor, period, where), _counts(actor, period.before, where)
    rows: dict[tuple[str, str], Row] = {}
    for line in now:
        row = rows.setdefault(
            _key(line), Row(line["name"], line["code"], line["settlement"], line["path"])
        )
        _add(row, line)
    for line in spans:
        if _key(line) in rows:
            rows[_key(line)].before += line["n"]
    largest = sorted(rows.values(), key=lambda row: (-row.count, row.topic))[:MOST_ROWS]
    _with_work(actor, largest)
    asked = _voted(actor, period, today)
    for row in largest:
        row.voted = [one for one in asked if one.is_about(row)]
    near = alarms(actor).filter(until__gte=period.since, since__lte=period.until)
    near = near.filter(settlement=where) if where else near
    groups = guesses_for(actor, MOST_GROUPS)
    return Picture(
        period, largest, sum(row["n"] for row in now), sum(row["n"] for row in spans),
        [one for one in groups if where in {"", one.leader.settlement}],
        list(near.exclude(state="false")[:MOST_GROUPS]), asked, where, len(rows) - len(largest),
    )  # fmt: skip


def _counts(actor: Actor, period: Period, where: str) -> list[dict[str, Any]]:
    first, last = period_moments(period)
    seen = cases_for(actor, Permission.SUMMARY) & cases_for(actor)
    seen = seen.filter(settlement=where) if where else seen
    is_open = ~Q(state__in=sorted(FINISHED))
    rows: Any = (
        seen.filter(received_at__range=(first, last), topic__isnull=False)
        .order_by()
        .values("settlement", name=F("topic__name"), code=F("topic__code"),
                path=F("topic__path"),
                body_name=F("body__name"), short=F("body__short_name"))
        .annotate(
            n=Count("pk"), open=Count("pk", filter=is_open), since=Min("received_at"),
            late=Count("pk", filter=is_open & Q(due_at__lt=timezone.now())),
        )
    )  # fmt: skip
    return list(rows)


def _key(line: dict[str, Any]) -> tuple[str, str]:
    return line["code"], line["settlement"]


def _add(row: Row, line: dict[str, Any]) -> None:
    row.count += line["n"]
    row.open += line["open"]
    row.late += line["late"]
    row.since = min(filter(None, [row.since, line["since"]]))
    if name := line["short"] or line["body_name"]:
        row.bodies[name] += line["n"]


def _voted(actor: Actor, period: Period, today: date) -> list[Voted]:
    """What residents were asked within the period, with the votes; two queries."""
    near = polls(actor).filter(starts__lte=period.until, ends__gte=period.since)
    rows = near.select_related("topic", "problem").prefetch_related("options")[:MOST_POLLS]
    return [_told(row, today) for row in rows]


def _told(poll: Poll, today: date) -> Voted:
    state = state_of(
        poll.starts, poll.ends, counted=poll.counted_at is not None, used=poll.used_on is not None,
        today=today,
    )  # fmt: skip
    options = shares([(option.text, option.votes) for option in poll.options.all()])
    return Voted(poll, state, voted_words(state, options, poll.people, poll.ends, poll.outcome))


def _with_work(actor: Actor, rows: list[Row]) -> None:
    """Live problems of the topic in the place, and live causes of the topic."""
    codes = {row.code for row in rows}
    problems: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    live = problems_for(actor).filter(topic__code__in=codes, state__in=LIVE)
    for problem in live.select_related("topic").order_by("-size"):
        problems[_code(problem), problem.settlement].append(problem)
    known: dict[str, list[Cause]] = defaultdict(list)
    for cause in causes(actor).filter(topic__code__in=codes, state__in=LIVE_CAUSES):
        known[_code(cause)].append(cause)
    for row in rows:
        row.problems = problems[row.code, row.settlement][:3]
        row.causes = [c for c in known[row.code] if c.settlement in {"", row.settlement}][:2]


def _code(one: Problem | Cause) -> str:
    return one.topic.code if one.topic else ""
