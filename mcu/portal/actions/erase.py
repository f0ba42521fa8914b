"""Erasing what the portal holds of people: what waits to be let in, addresses of subscriptions, who knocked."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from mcu.core.erasing import Due, Eraser
from mcu.portal.models import Knock, Submission, Subscription


def held_due(due: Due) -> QuerySet[Submission]:
    return Submission.objects.filter(
        municipality_id=due.municipality_id, sealed__isnull=False, made_at__lt=due.before
    )


def erase_held(keys: Sequence[int], now: datetime) -> int:
    """Nobody let it in for so long: whoever holds the code is told to write again."""
    rows = Submission.objects.filter(pk__in=keys, sealed__isnull=False)
    return rows.update(sealed=None, state=Submission.State.REFUSED, why="не рассмотрено в срок")


def subscriptions_due(due: Due) -> QuerySet[Subscription]:
    return Subscription.objects.filter(municipality_id=due.municipality_id, made_at__lt=due.before)


def erase_subscriptions(keys: Sequence[int], now: datetime) -> int:
    return Subscription.objects.filter(pk__in=keys).delete()[0]


def knocks_due(due: Due) -> QuerySet[Knock]:
    return Knock.objects.filter(municipality_id=due.municipality_id, since__lt=due.before)


def erase_knocks(keys: Sequence[int], now: datetime) -> int:
    return Knock.objects.filter(pk__in=keys).delete()[0]


ERASERS = (
    Eraser(
        "portal_held", "Отправленное с портала, что ждёт проверки", ("portal.Submission.sealed",),
        ("received",), held_due, erase_held, of_cases=False,
    ),
    Eraser(
        "subscriptions", "Почта подписок портала",
        ("portal.Subscription.email", "portal.Subscription.value"), ("received",),
        subscriptions_due, erase_subscriptions, of_cases=False,
    ),
    Eraser(
        "portal_knocks", "Счётчики обращений к порталу", ("portal.Knock.value",), ("received",),
        knocks_due, erase_knocks, of_cases=False,
    ),
)  # fmt: skip
