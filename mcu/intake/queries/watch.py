"""Reading what people watched: the list with who looked last, the journal by day, found posts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from mcu.core.workdays import WorkCalendar
from mcu.intake.models import FoundPost, WatchedPage, WatchEntry
from mcu.intake.rules.watch import Day, days, is_due
from mcu.org.rules.roles import Actor

ORDERS = {
    "rank": ("-score", "-pk"),
    "block": ("block__name", "-score", "-pk"),
    "time": ("-posted_at", "-pk"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A page of the list: who looked at it last, whether it is due today."""

    page: WatchedPage
    last: WatchEntry | None
    due: bool
    found: int


def pages_for(actor: Actor) -> QuerySet[WatchedPage]:
    found = WatchedPage.objects.filter(municipality_id=actor.municipality_id)
    return found.select_related("block", "municipality")


def page_for(actor: Actor, pk: int) -> WatchedPage:
    found = pages_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой страницы в списке нет.")
    return found


def watched(actor: Actor, calendar: WorkCalendar, now: datetime) -> list[Row]:
    """Pages that are looked through, those that are due first; three queries."""
    pages = list(pages_for(actor).filter(active=True))
    latest = (
        WatchEntry.objects.filter(page__in=pages).order_by("page_id", "-at").distinct("page_id")
    )
    last = {entry.page_id: entry for entry in latest}
    since = now - timedelta(days=30)
    counted = FoundPost.objects.filter(entry__page__in=pages, entry__at__gt=since).order_by()
    found = dict(counted.values_list("entry__page").annotate(n=Count("pk")))
    today = timezone.localdate(now)
    rows = []
    for page in pages:
        entry = last.get(page.pk)
        due = is_due(
            page.often,
            entry.day if entry else None,
            timezone.localdate(page.added_at),
            today,
            calendar.is_working,
        )
        rows.append(Row(page, entry, due, found.get(page.pk, 0)))
    return sorted(rows, key=lambda row: not row.due)


def journal_days(actor: Actor, calendar: WorkCalendar, now: datetime, length: int) -> list[Day]:
    """The journal of the last days with its gaps; three queries whatever there is."""
    today = timezone.localdate(now)
    entries = WatchEntry.objects.filter(
        municipality_id=actor.municipality_id, day__gt=today - timedelta(days=length)
    )
    looked: dict[date, set[int]] = defaultdict(set)
    people: dict[date, set[str]] = defaultdict(set)
    for day, page, name in entries.order_by().values_list("day", "page", "by_name").distinct():
        looked[day].add(page)
        people[day].add(name)
    posts = (
        entries.order_by()
        .values_list("day")
        .annotate(
            posts=Count("found", distinct=True), cases=Count("found__raw__case", distinct=True)
        )
    )
    counted = {day: (number, cases) for day, number, cases in posts}
    told = {
        day: (len(pages), *counted.get(day, (0, 0)), tuple(sorted(people[day])))
        for day, pages in looked.items()
    }
    first = pages_for(actor).order_by("added_at").values_list("added_at", flat=True).first()
    since = timezone.localdate(first) if first else today
    return days(told, since, timezone.localtime(now), length, calendar.is_working)


def entries_for(actor: Actor, since: date) -> QuerySet[WatchEntry]:
    """The entries behind the journal, with what was found."""
    rows = WatchEntry.objects.filter(municipality_id=actor.municipality_id, day__gte=since)
    return rows.select_related("page__block").prefetch_related("found__raw__case")


def posts_for(actor: Actor, order: str = "rank") -> QuerySet[FoundPost]:
    found = FoundPost.objects.filter(municipality_id=actor.municipality_id)
    found = found.select_related("entry__page__municipality", "block", "raw__case")
    return found.order_by(*ORDERS.get(order, ORDERS["rank"]))


def post_for(actor: Actor, pk: int) -> FoundPost:
    found = posts_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой публикации нет.")
    return found
