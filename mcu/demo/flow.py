"""What the flow of the invented town shows: its busiest day and today, looked through as the worker does."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from mcu.cases.models import Case
from mcu.insight.actions.watch import look_through
from mcu.org.models import Municipality

BACK = timedelta(days=60)


def watch_flow(place: Municipality, until: datetime) -> None:
    """The evening of the day on which one topic came most, then the last moment."""
    rows = Case.objects.filter(
        municipality=place, topic__isnull=False, received_at__gte=until - BACK
    )
    by_day = rows.annotate(day=TruncDate("received_at")).order_by().values("topic", "day")
    busiest = by_day.annotate(n=Count("pk")).order_by("-n", "-day").first()
    if busiest:
        behind = until.date() - busiest["day"]
        look_through(place=place, now=until - behind)
    look_through(place=place, now=until)
