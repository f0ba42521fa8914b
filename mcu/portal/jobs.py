"""What the portal does by itself: letters to whoever follows, forgetting what has had its time."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.portal.actions import pace, subscribing, uploads

log = logging.getLogger(__name__)


@app.task(name="portal.tell", queue="default")
def tell(timestamp: int = 0) -> None:
    """Every quarter of an hour: news to subscribers."""
    for place in Municipality.objects.all():
        try:
            subscribing.tell_all(place=place, now=timezone.now())
        except RuleViolation as refusal:
            log.warning("subscribers of %s are not told: %s", place.code, refusal.sentence)


@app.task(name="portal.forget", queue="default")
def forget(timestamp: int = 0) -> None:
    """Every hour: counters of a day ago, photos nobody sent, subscriptions nobody confirmed."""
    now = timezone.now()
    pace.forget(now)
    uploads.forget(now)
    subscribing.forget(now)
