"""Nothing lost, nothing twice: what arrived, what became of it and what left, compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from mcu.cases.models import Answer, Conversation, Utterance
from mcu.channels.models import ANSWER, Delivery, Outgoing
from mcu.intake.models import Arrival, RawMessage

LATE = timedelta(minutes=15)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: what it says, how many rows break it, the keys of the first of them."""

    what: str
    wrong: int
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """Totals and every comparison; `clean` when none found anything."""

    totals: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        return not any(finding.wrong for finding in self.findings)


def audit(now: datetime) -> Audit:
    """Walk the tables of what arrives and of what leaves; reads only."""
    return Audit(_totals(), tuple(_findings(now)))


def _totals() -> dict[str, int]:
    arrived = dict(Arrival.objects.order_by().values_list("state").annotate(n=Count("pk")))
    left = dict(Outgoing.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {
        **{f"arrivals.{state}": arrived.get(state, 0) for state in Arrival.State.values},
        "rows": RawMessage.objects.count(),
        "conversations": Conversation.objects.count(),
        "utterances": Utterance.objects.count(),
        **{f"outgoing.{state}": left.get(state, 0) for state in Outgoing.State.values},
    }


def _findings(now: datetime) -> Iterator[Finding]:
    waiting = Arrival.objects.filter(state=Arrival.State.WAITING, received_at__lt=now - LATE)
    yield _found("пришло, но дольше 15 минут не разобрано", waiting)
    yield _found("пришло, но не разобрано: нужен человек", Arrival.objects.filter(state="failed"))
    rows = RawMessage.objects.filter(case__isnull=True, sealed__isnull=False)
    yield _found("строка выгрузки без сообщения", rows)
    first = Utterance.objects.filter(conversation=OuterRef("pk"), first=True)
    silent = Conversation.objects.filter(~Exists(first))
    yield _found("разговор без первой реплики", silent, "case_id")
    begun = Utterance.objects.filter(first=True).order_by().values("conversation")
    twice = begun.annotate(n=Count("pk")).filter(n__gt=1)
    yield Finding("разговор начат дважды", twice.count())
    yield from _outgoing(now)


def _outgoing(now: datetime) -> Iterator[Finding]:
    State, Result = Outgoing.State, Delivery.Result
    taken = Delivery.objects.filter(outgoing=OuterRef("pk"), result=Result.SENT)
    sent = Outgoing.objects.filter(state=State.SENT)
    yield _found("отправлено, но попытки с согласием сервера нет", sent.filter(~Exists(taken)))
    often = Q(deliveries__result=Result.SENT)
    doubled = sent.annotate(n=Count("deliveries", filter=often)).filter(n__gt=1)
    yield _found("принято сервером больше одного раза", doubled)
    done = Outgoing.objects.filter(Exists(taken), state__in=[State.WAITING, State.CANCELLED])
    yield _found("принято сервером, но не отмечено", done)
    held = Outgoing.objects.filter(state=State.SENDING, claimed_until__lt=now - LATE)
    yield _found("отправка оборвана и не продолжена", held)
    letter = Outgoing.objects.filter(kind=ANSWER, case_id=OuterRef("case_id"))
    answers = Answer.objects.filter(
        state=Answer.State.PUBLISHED, published_url="", case__conversation__to__isnull=False,
        case__conversation__channel__replies=True,
        published_at__gte=F("case__conversation__begun_at"), published_at__gt=now - timedelta(90),
    )  # fmt: skip
    yield _found("ответ опубликован, а жителю не отправлен", answers.filter(~Exists(letter)))


def _found(what: str, rows, key: str = "pk") -> Finding:  # type: ignore[no-untyped-def]
    keys: Iterable[int] = rows.order_by(key).values_list(key, flat=True)[:SHOWN]
    return Finding(what, rows.count(), tuple(keys))
