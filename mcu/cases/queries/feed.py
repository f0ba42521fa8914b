"""The list of cases: filters, order, pages; a constant number of queries."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Left
from django.utils import timezone

from mcu.cases.models import Addressee, Case, InfoRequest, ProblemCase, ProblemHint, Term
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.conditions import as_q, moment_of
from mcu.cases.queries.confirming import is_sure
from mcu.cases.queries.objects import about
from mcu.cases.queries.search import RANKED, many, ranked, searched, spelled
from mcu.cases.rules.appeal import channels_of
from mcu.cases.rules.feed import NO_TOPIC, NOBODY, Due, FeedFilter, Sort, Status
from mcu.cases.rules.problem import JOINABLE
from mcu.cases.rules.workflow import FINISHED, State
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

PAGE = 50
COUNTED = 1000

SHOWN_TEXT = 180
SOUGHT_TEXT = 3000

LINE = (
    "pk", "number", "channel", "regime", "state", "outcome", "importance", "collective", "due_at",
    "due_kind", "closed_at", "labels", "street", "house", "landmark", "topic__name", "body__name",
    "body__short_name", "block__name",
)  # fmt: skip
NOW = ProblemCase.objects.filter(case=OuterRef("pk"), left_at__isnull=True)
HINT = ProblemHint.objects.filter(case=OuterRef("pk"), problem__state__in=sorted(JOINABLE))
BELONGS = {
    "of_problem": Subquery(NOW.values("problem__number")[:1]),
    "like_problem": Subquery(HINT.values("problem__number")[:1]),
}
"""Worked out for the lines of one page only: the problem of a case, and the one it looks like."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of the list; `total` is exact up to COUNTED and open above it.

    `lines` are named tuples of LINE and the `beginning` of the text, with accents still apart.
    `counts` are those of the menu where the list is the same. `sought` are the words that were looked
    for instead of those typed, where these stand nowhere; `maybe` words that were perhaps meant.
    """

    lines: list[Any]
    page: int
    total: int
    more: bool
    counts: dict[str, int] | None
    sought: str = ""
    maybe: str = ""

    @property
    def counted(self) -> int:
        """The number that the words of the total end with."""
        return min(self.total, COUNTED)

    @property
    def total_words(self) -> str:
        return f"более {COUNTED}" if self.total > COUNTED else str(self.total)


def feed(actor: Actor, chosen: FeedFilter, page: int, now: datetime) -> FeedPage:
    """Fifty cases with everything a row shows; two queries at most, and two about wrong words."""
    shown = _page(actor, chosen, page, now)
    better = spelled(actor.municipality_id, chosen.q) if chosen.q and page <= 1 else None
    if better is None:
        return shown
    if shown.lines or not better.sure:
        return replace(shown, maybe=better.words)
    mended = _page(actor, replace(chosen, q=better.words), page, now)
    return replace(mended, sought=better.words) if mended.lines else shown


def _page(actor: Actor, chosen: FeedFilter, page: int, now: datetime) -> FeedPage:
    found = matching(actor, chosen, now)
    start = (max(page, 1) - 1) * PAGE
    best = chosen.sort == Sort.BEST and start + PAGE <= RANKED
    rows = (
        ranked(found, chosen.q, actor.municipality_id)
        if best
        else found.order_by(*_order(chosen.sort))
    )
    rows = rows.annotate(beginning=Left("text", SOUGHT_TEXT if chosen.q else 2 * SHOWN_TEXT))
    rows = rows.annotate(**BELONGS)
    lines = list(
        rows.values_list(*LINE, *BELONGS, "beginning", named=True)[start : start + PAGE + 1]
    )
    all_open = replace(chosen, sort=Sort.DUE) == FeedFilter()
    counted = _counted(found, now) if all_open else None
    ends_here = len(lines) <= PAGE and (lines or start == 0)
    if counted:
        total = counted["open"]
    elif ends_here and not (best and start + len(lines) >= RANKED):
        total = start + len(lines)
    elif _unfiltered(actor, chosen) and many(chosen.q, actor.municipality_id, COUNTED):
        total = COUNTED + 1
    else:
        total = found.order_by()[: COUNTED + 1].count()
    return FeedPage(
        lines[:PAGE], max(page, 1), total, len(lines) > PAGE or start + PAGE < total, counted
    )


def _unfiltered(actor: Actor, chosen: FeedFilter) -> bool:
    """Whether words alone narrow the list."""
    plain = replace(chosen, q="", sort=Sort.DUE) == FeedFilter(status=Status.ALL)
    return bool(chosen.q) and plain and actor.reach(Permission.SEE).everywhere


def matching(
    actor: Actor, chosen: FeedFilter, now: datetime, permission: Permission = Permission.SEE
) -> QuerySet[Case]:
    """Every visible case that fits the filter, unordered: what bulk acts and exports work on.

    With another permission the cases it covers, whether they are seen one by one or not.
    """
    conditions = (
        _status(chosen.status), _due(chosen.due, now), _equal(chosen), _days(chosen),
        _executor(chosen.executor, actor), _topic(chosen.topic), _where(chosen, actor, now),
        _form(chosen.form), _addressee(chosen.addressee), about(chosen.object),
        is_sure() if chosen.suggested else Q(),
    )  # fmt: skip
    return searched(cases_for(actor, permission).filter(*conditions), chosen.q, now)


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """The numbers beside the menu: open, late; one query, exact up to COUNTED like the list."""
    return _counted(cases_for(actor).filter(_status(Status.OPEN)), now)


def _counted(open_cases: QuerySet[Case], now: datetime) -> dict[str, int]:
    """The cases due first are counted first, so that `late` is exact as far as `open` is."""
    first = open_cases.order_by(F("due_at").asc(nulls_last=True))[: COUNTED + 1]
    return first.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))


def _status(status: str) -> Q:
    conditions = {
        Status.OPEN: ~Q(state__in=sorted(FINISHED)),
        Status.UNASSIGNED: Q(state__in=[State.NEW, State.TRIAGE]),
        Status.NOT_TAKEN: Q(state=State.ASSIGNED),
        Status.APPROVAL: Q(state=State.APPROVAL),
        Status.ANSWERED: Q(state=State.ANSWERED),
        Status.QUESTION: Exists(
            InfoRequest.objects.filter(case=OuterRef("pk"), replied_at__isnull=True)
        ),
        Status.FINISHED: Q(state__in=sorted(FINISHED)),
    }
    if status in State.values:
        return Q(state=status)
    return Q(conditions.get(Status(status), Q()))


def _due(due: str, now: datetime) -> Q:
    end_of_day = datetime.combine(
        timezone.localdate(now) + timedelta(days=1), time(), tzinfo=timezone.localtime(now).tzinfo
    )
    conditions = {
        Due.LATE: Q(due_at__lt=now),
        Due.TODAY: Q(due_at__gte=now, due_at__lt=end_of_day),
        Due.WEEK: Q(due_at__gte=now, due_at__lt=end_of_day + timedelta(days=6)),
        Due.NONE: Q(due_at__isnull=True),
        Due.MISSED: Exists(missed_terms(now).filter(case=OuterRef("pk"))),
    }
    return Q(conditions[Due(due)]) if due else Q()


def missed_terms(now: datetime) -> QuerySet[Term]:
    """Terms met too late, or past due and still open."""
    past = Q(met_at__gt=F("due_at")) | Q(
        met_at__isnull=True, paused_at__isnull=True, due_at__lt=now
    )
    return Term.objects.filter(past, cancelled_at__isnull=True)


def _equal(chosen: FeedFilter) -> Q:
    condition = Q()
    for name in ("system", "regime", "kind", "outcome", "importance", "category", "appeal_kind"):
        if value := getattr(chosen, name):
            condition &= Q(**{name: value})
    if chosen.channel:
        condition &= Q(channel__in=chosen.channel)
    for name in ("block", "body"):
        if key := getattr(chosen, name):
            condition &= Q(**{f"{name}_id": None if key == NOBODY else key})
    return condition


def _form(form: str) -> Q:
    """As corrected by a person, else as the channel speaks for."""
    return Q(form=form) | Q(form="", channel__in=channels_of(form)) if form else Q()


def _addressee(body: int | None) -> Q:
    if not body:
        return Q()
    addressed = Addressee.objects.filter(case=OuterRef("pk"))
    found = Exists(addressed if body == NOBODY else addressed.filter(body_id=body))
    return ~Q(found) if body == NOBODY else Q(found)


def _days(chosen: FeedFilter) -> Q:
    condition = Q()
    for name in ("received", "closed"):
        since, until = getattr(chosen, f"{name}_from"), getattr(chosen, f"{name}_to")
        if since:
            condition &= Q(**{f"{name}_at__gte": _midnight(since)})
        if until:
            condition &= Q(**{f"{name}_at__lt": _midnight(until + timedelta(days=1))})
    return condition


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def _where(chosen: FeedFilter, actor: Actor, now: datetime) -> Q:
    """The condition somebody built; its calendar is read only where there is one."""
    if not chosen.where:
        return Q()
    place = Municipality.objects.get(pk=actor.municipality_id)
    return as_q(chosen.where, moment_of(place, now))


def _executor(executor: str, actor: Actor) -> Q:
    if not executor:
        return Q()
    return Q(executor_id=actor.person_id if executor == "me" else int(executor))


def _topic(topic: str) -> Q:
    if topic == NO_TOPIC:
        return Q(topic__isnull=True)
    return Q(topic__code=topic) | Q(topic__parent__code=topic) if topic else Q()


def _order(sort: str) -> list[OrderBy | str]:
    orders: dict[Sort, list[OrderBy | str]] = {
        Sort.BEST: ["-received_at", "-pk"],
        Sort.DUE: [F("due_at").asc(nulls_last=True), "-received_at", "-pk"],
        Sort.NEW: ["-received_at", "-pk"],
        Sort.OLD: ["received_at", "pk"],
    }
    return orders[Sort(sort)]
