"""Exchange in the background: events for subscribers, calls forgotten in time."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.core import vault
from mcu.exchange.actions import events, incoming

log = logging.getLogger(__name__)


@app.task(name="exchange.events", queue="default")
def tell(timestamp: int = 0) -> None:
    """Every minute: what has happened is put into the outbox for whoever wants it."""
    for channel in events.subscribers():
        try:
            while events.tell(channel=channel, now=timezone.now()) == events.ENTRIES:
                pass
        except vault.SealBroken:
            log.warning("events of connection %s cannot be told: its settings are lost", channel.pk)


@app.task(name="exchange.forget", queue="default")
def forget(timestamp: int) -> None:
    """Every night: calls nobody will repeat any more go."""
    incoming.forget(timezone.now())
