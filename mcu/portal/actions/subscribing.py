"""Letters about a problem or a street: asked for twice, ended by one press."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mcu.cases.models import Problem
from mcu.cases.rules.problem import OVER
from mcu.channels.actions import checked_address, put
from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.portal.models import Subscription
from mcu.portal.queries.codes import token_digest
from mcu.portal.queries.near import where_of
from mcu.portal.queries.town import Town
from mcu.portal.rules.letters import asking, telling
from mcu.portal.rules.plain import problem_words

UNCONFIRMED = timedelta(days=3)
AFTER_END = timedelta(days=30)
BATCH = 500
NO_LETTERS = (
    "Письма с портала сейчас не уходят: почта программы не настроена. Загляните сюда позже сами."
)


@transaction.atomic
def subscribe(
    *,
    town: Town,
    email: str,
    problem: Problem | None,
    street: str = "",
    settlement: str = "",
    now: datetime,
) -> None:
    """Ask by a letter whether it was them; whether somebody is subscribed already is told to nobody."""
    if not settings.MCU_URL:
        raise RuleViolation(NO_LETTERS)
    to = checked_address(email)
    value = vault.blind(f"{town.place.pk}|portal|email|{to.lower()}")
    token = _token(town.place.pk, value, problem.pk if problem else 0, street, settlement)
    made, fresh = Subscription.objects.select_for_update().get_or_create(
        municipality=town.place, value=value, problem=problem, street=street, settlement=settlement,
        defaults={
            "email": vault.seal(to), "token": token_digest(town.place.pk, token), "made_at": now,
            "told": problem.state if problem else "",
        },
    )  # fmt: skip
    if made.confirmed_at:
        return
    if not fresh:
        Subscription.objects.filter(pk=made.pk).update(made_at=now)
    subject, body = asking(
        place=str(town.place), about=about_of(made), url=_url("confirm", town.code, token)
    )
    put(
        municipality_id=town.place.pk, key=f"portal:ask:{made.pk}:{now:%Y%m%d%H}", kind="portal",
        to=to, subject=subject, body=body, now=now,
    )  # fmt: skip


def confirm(*, subscription: Subscription, now: datetime) -> None:
    """From here on letters go; pressing it again changes nothing."""
    waiting = Subscription.objects.filter(pk=subscription.pk, confirmed_at__isnull=True)
    waiting.update(confirmed_at=now, told_at=now)


def unsubscribe(*, subscription: Subscription) -> None:
    """The address goes with it."""
    Subscription.objects.filter(pk=subscription.pk).delete()


def tell_all(*, place: Municipality, now: datetime) -> int:
    """Letters about what has changed since the last one; how many. Each is a transaction of its own."""
    return sum(_told(each, now) for each in _confirmed(place)[:BATCH])


def forget(now: datetime) -> int:
    """Whoever did not confirm, and whoever followed what ended a month ago."""
    never = Subscription.objects.filter(confirmed_at__isnull=True, made_at__lt=now - UNCONFIRMED)
    ended = Subscription.objects.filter(problem__closed_at__lt=now - AFTER_END)
    return never.delete()[0] + ended.delete()[0]


def about_of(subscription: Subscription) -> str:
    """«Ямы на дорогах, Полевая» or «улица Полевая, Заречный»."""
    problem = subscription.problem
    if problem is None:
        parts = subscription.street, subscription.settlement
    else:
        parts = str(problem.topic or "Проблема"), where_of(problem)
    return ", ".join(part for part in parts if part)


def _confirmed(place: Municipality) -> QuerySet[Subscription]:
    rows = Subscription.objects.filter(municipality=place, confirmed_at__isnull=False)
    return rows.select_related("problem__topic", "municipality").order_by("told_at", "pk")


def _told(subscription: Subscription, now: datetime) -> bool:
    news = _news(subscription)
    state = subscription.problem.state if subscription.problem else ""
    with transaction.atomic():
        mine = Subscription.objects.filter(pk=subscription.pk, told_at=subscription.told_at)
        if not mine.update(told_at=now, told=state) or not news:
            return False
        _letter(subscription, news, now)
    return True


def _news(subscription: Subscription) -> list[str]:
    problem = subscription.problem
    if problem is not None:
        return (
            [f"теперь: {problem_words(problem.state)}"]
            if problem.state != subscription.told
            else []
        )
    found = Problem.objects.filter(
        municipality_id=subscription.municipality_id, street__iexact=subscription.street,
        settlement__iexact=subscription.settlement,
    ).select_related("topic")  # fmt: skip
    since = subscription.told_at or subscription.made_at
    rows = [each for each in found if each.opened_at > since or _ended_since(each, since)]
    return [f"{each.topic or 'Проблема'}: {problem_words(each.state)}" for each in rows]


def _ended_since(problem: Problem, since: datetime) -> bool:
    closed = problem.closed_at
    return problem.state in OVER and closed is not None and closed > since


def _letter(subscription: Subscription, news: list[str], now: datetime) -> None:
    """With a way out that works by one press, also out of an old letter."""
    place, row = subscription.municipality, subscription
    token = _token(place.pk, bytes(row.value), row.problem_id or 0, row.street, row.settlement)
    subject, body = telling(
        place=str(place), about=about_of(subscription), news=news,
        url=settings.MCU_URL + reverse("portal:town", args=[place.code]),
        stop_url=_url("unsubscribe", place.code, token),
    )  # fmt: skip
    put(
        municipality_id=place.pk, key=f"portal:tell:{subscription.pk}:{now.isoformat()}",
        kind="portal", to=vault.unseal(subscription.email), subject=subject, body=body, now=now,
    )  # fmt: skip


def _token(place: int, value: bytes, problem: int, street: str, settlement: str) -> str:
    """What the letters carry; only its digest is kept."""
    return vault.blind(f"{place}|portal|token|{value.hex()}|{problem}|{settlement}|{street}").hex()


def _url(name: str, place: str, token: str) -> str:
    return settings.MCU_URL + reverse(f"portal:{name}", args=[place, token])
