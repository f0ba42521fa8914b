"""Writing the outbox: a letter put in, claimed, delivered or refused; a person's «again» and «no»."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F, Q

from mcu.channels import queries
from mcu.channels.models import AMEND, ANSWER, WITHDRAW, Channel, Delivery, Outgoing
from mcu.channels.rules import Verdict, next_attempt
from mcu.channels.transports import TRANSPORTS
from mcu.connectors import CONNECTORS
from mcu.connectors.contract import Can
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission

CANDIDATES = 20
CAN_CHANGE = {AMEND: Can.AMEND, WITHDRAW: Can.WITHDRAW}
KEPT = timedelta(days=90)
KEPT_UNDONE = timedelta(days=365)
CUT_OFF = (
    "Программа остановилась посреди отправки: письмо могло уйти. Повторяется под тем же номером."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it is put in; `to` is an address that was checked."""

    key: str
    kind: str
    to: str
    subject: str
    body: str
    case_id: int | None = None
    thread: Mapping[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None
    files: Sequence[Mapping[str, str]] = ()  # {"key": …, "name": …} of mcu.core.files


def put(
    *,
    municipality_id: int,
    key: str,
    kind: str,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    transport: str = "email",
    not_before: datetime | None = None,
    thread: Mapping[str, Any] | None = None,
    case_id: int | None = None,
    files: Sequence[Mapping[str, str]] = (),
) -> Outgoing:
    """Put a letter into the outbox, in the transaction of what caused it; the same key once.

    `thread` (`in_reply_to`, `references`) puts it under the letter it answers.
    """
    draft = Draft(
        key, kind, checked_address(to), subject, body, case_id, thread or {}, not_before, files
    )
    put_all([draft], municipality_id, now, transport)
    return Outgoing.objects.get(key=key)


def put_all(
    drafts: Sequence[Draft], municipality_id: int, now: datetime, transport: str = "email"
) -> None:
    """The same for many letters at once; each key once."""
    _check_transaction()
    channel = _channel(municipality_id, transport)
    letters = [
        Outgoing(
            municipality_id=municipality_id,
            channel=channel,
            key=each.key,
            kind=each.kind,
            to=vault.seal({"to": each.to, **each.thread} if each.thread else each.to),
            subject=" ".join(each.subject.split())[:300],
            body=each.body.replace("\x00", ""),
            made_at=now,
            not_before=each.not_before or now,
            case_id=each.case_id,
            files=[dict(file) for file in each.files],
        )
        for each in drafts
    ]
    Outgoing.objects.bulk_create(letters, ignore_conflicts=True)


def post(
    *,
    channel: Channel,
    key: str,
    kind: str,
    to: Mapping[str, Any],
    title: str,
    text: str,
    now: datetime,
    case_id: int | None = None,
    files: Sequence[Mapping[str, str]] = (),
) -> Outgoing:
    """Put what a connector shall deliver into the outbox, in the transaction of what caused it."""
    _check_transaction()
    return _store(
        Outgoing(
            municipality_id=channel.municipality_id,
            channel=channel,
            key=key,
            kind=kind,
            to=vault.seal(dict(to)),
            subject=" ".join(title.split())[:300],
            body=text.replace("\x00", ""),
            made_at=now,
            not_before=now,
            case_id=case_id,
            files=[dict(file) for file in files],
        )
    )


def change_sent(*, sent: Outgoing, key: str, kind: str, text: str, now: datetime) -> Outgoing:
    """Another text in the place of what was sent (AMEND), or nothing (WITHDRAW): by the same outbox."""
    _check_transaction()
    needed = CAN_CHANGE[kind]
    connector = CONNECTORS.get(sent.channel.transport)
    if connector is None or needed not in connector.can:
        raise RuleViolation(f"Этот канал не умеет {needed}. Напишите новый ответ.")
    if sent.state != Outgoing.State.SENT or not sent.remote_id:
        raise RuleViolation(
            "Ответ ещё не отправлен: исправлять у жителя нечего. Его можно отменить на странице "
            "«Отправка»."
        )
    return _store(
        Outgoing(
            municipality_id=sent.municipality_id, channel=sent.channel, key=key, kind=kind,
            to=sent.to, subject=sent.subject, body=text.replace("\x00", ""), made_at=now,
            not_before=now, case_id=sent.case_id, about=sent, remote_id="",
        )
    )  # fmt: skip


def _check_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a letter belongs to the transaction of what caused it")


def _store(letter: Outgoing) -> Outgoing:
    Outgoing.objects.bulk_create([letter], ignore_conflicts=True)
    return Outgoing.objects.get(key=letter.key)


def checked_address(address: str) -> str:
    """The address without spaces around; RuleViolation when it is none."""
    address = address.strip()
    try:
        validate_email(address)
        address.encode("ascii")
    except (ValidationError, UnicodeEncodeError) as wrong:
        raise RuleViolation(
            f"«{address[:100]}» — не почтовый адрес. Адрес выглядит так: name@example.ru."
        ) from wrong
    return address


@transaction.atomic
def claim(*, way: Q, now: datetime) -> Outgoing | None:
    """The next letter that nobody else is at, with its attempt written down; None when there is none."""
    lease = timedelta(seconds=60 + 12 * settings.MCU_SMTP_TIMEOUT)
    for letter in queries.deliverable(way, now)[:CANDIDATES]:
        same = Outgoing.objects.filter(pk=letter.pk, state=letter.state, attempts=letter.attempts)
        mine = same.update(
            state=Outgoing.State.SENDING, attempts=F("attempts") + 1, claimed_until=now + lease
        )
        if not mine:
            continue
        if letter.state == Outgoing.State.SENDING:
            Delivery.objects.filter(outgoing=letter, number=letter.attempts).update(
                sentence=CUT_OFF
            )
        letter.attempts += 1
        Delivery.objects.create(outgoing=letter, number=letter.attempts, at=now)
        return letter
    return None


@transaction.atomic
def delivered(
    *, letter: Outgoing, answer: str, now: datetime, remote_id: str = "", url: str = ""
) -> None:
    """The other side took the letter, and made this of it."""
    _end(letter, Delivery.Result.SENT, f"Принято: {answer}", now)
    _mine(letter).update(
        state=Outgoing.State.SENT, finished_at=now, claimed_until=None,
        remote_id=remote_id[:300], url=url[:500],
    )  # fmt: skip
    Channel.objects.filter(pk=letter.channel_id).exclude(problem="").update(problem="")


@transaction.atomic
def refused(*, letter: Outgoing, verdict: Verdict, now: datetime) -> None:
    """The attempt failed: another one later, or never."""
    again = None if verdict.permanent else _again(letter, verdict, now)
    result = Delivery.Result.PERMANENT if verdict.permanent else Delivery.Result.TEMPORARY
    _end(letter, result, verdict.sentence, now)
    if again:
        spared = F("spared") + (1 if verdict.stops else 0)
        _mine(letter).update(
            state=Outgoing.State.WAITING, not_before=again, claimed_until=None, spared=spared
        )
    else:
        _mine(letter).update(state=Outgoing.State.FAILED, finished_at=now, claimed_until=None)
    if verdict.whole:
        _complain(letter.channel_id, verdict, now)


def _again(letter: Outgoing, verdict: Verdict, now: datetime) -> datetime | None:
    """What stands because of the channel waits for it and spends no attempt of its own."""
    if verdict.stops:
        return now
    return next_attempt(
        letter.attempts - letter.spared,
        now,
        asked=verdict.retry_after,
        chance=random.random(),  # noqa: S311 - it spreads, it keeps no secret
    )


def _complain(channel_id: int, verdict: Verdict, now: datetime) -> None:
    found: dict[str, Any] = {"problem": verdict.sentence[:500]}
    if verdict.stops:
        found["stopped_at"] = now
    if verdict.retry_after:
        found["quiet_until"] = now + verdict.retry_after
    Channel.objects.filter(pk=channel_id).update(**found)


@transaction.atomic
def bounced(*, letter: Outgoing, sentence: str, now: datetime) -> bool:
    """A letter that was taken came back: it is not delivered; False when that is known already."""
    sent = Outgoing.objects.filter(pk=letter.pk, state=Outgoing.State.SENT)
    if not sent.update(state=Outgoing.State.FAILED, finished_at=now):
        return False
    number = letter.attempts
    Delivery.objects.filter(outgoing=letter, number=number).update(
        result=Delivery.Result.PERMANENT, sentence=sentence[:500]
    )
    return True


@transaction.atomic
def retry(*, letter: Outgoing, by: Actor, now: datetime) -> None:
    """Try at once, with all the attempts anew."""
    require(by, Permission.OUTGOING)
    State = Outgoing.State
    tried = Outgoing.objects.filter(
        pk=letter.pk, state__in=[State.WAITING, State.FAILED, State.CANCELLED]
    )
    if not tried.update(
        state=State.WAITING, not_before=now, finished_at=None, spared=F("attempts")
    ):
        raise RuleViolation("Письмо уже отправлено или отправляется. Обновите страницу.")
    _journal("outgoing.retry", letter, by)


@transaction.atomic
def retry_many(*, keys: Sequence[int], by: Actor, now: datetime) -> int:
    """Those of them that still may go again, at once; how many. One entry of the journal each."""
    require(by, Permission.OUTGOING)
    State = Outgoing.State
    letters = Outgoing.objects.select_for_update().filter(
        municipality_id=by.municipality_id, pk__in=keys, state__in=[State.WAITING, State.FAILED]
    )
    chosen = list(letters.order_by("pk"))
    for letter in chosen:
        retry(letter=letter, by=by, now=now)
    return len(chosen)


@transaction.atomic
def cancel(*, letter: Outgoing, by: Actor, now: datetime) -> None:
    """Do not send it; one that is on its way cannot be held back."""
    require(by, Permission.OUTGOING)
    State = Outgoing.State
    waiting = Outgoing.objects.filter(pk=letter.pk, state__in=[State.WAITING, State.FAILED])
    if not waiting.update(state=State.CANCELLED, finished_at=now):
        raise RuleViolation("Письмо уже отправлено, отправляется или отменено. Обновите страницу.")
    _journal("outgoing.cancel", letter, by)


@transaction.atomic
def switch(*, transport: str, active: bool, by: Actor) -> None:
    """Let letters go or hold them; what is held waits."""
    require(by, Permission.CHANNELS)
    if transport not in TRANSPORTS:
        raise RuleViolation("Такого канала отправки нет. Обновите страницу.")
    channel = _channel(by.municipality_id, transport)
    before = {"active": channel.active}
    Channel.objects.filter(pk=channel.pk).update(active=active)
    journal.write(
        "channel.switch",
        by=by,
        municipality_id=channel.municipality_id,
        of=channel,
        before=before,
        after={"active": active},
    )


@transaction.atomic
def hand(*, letter: Outgoing, url: str, by: Actor, now: datetime) -> None:
    """A person has sent it by other means and says where it stands, when it stands anywhere."""
    require(by, Permission.OUTGOING)
    if url and not url.startswith(("https://", "http://")):
        raise RuleViolation("Ссылка на ответ должна начинаться с https:// или http://.")
    State = Outgoing.State
    stuck = Outgoing.objects.filter(pk=letter.pk, state__in=[State.WAITING, State.FAILED])
    done = {"state": State.HANDED, "finished_at": now, "handed_by_name": by.name, "url": url[:500]}
    if not stuck.update(**done):
        raise RuleViolation("Письмо уже отправлено, отправляется или отменено. Обновите страницу.")
    _journal("outgoing.hand", letter, by)


def put_test(*, to: str, by: Actor, place: str, now: datetime) -> Outgoing:
    """A letter to see whether mail works."""
    require(by, Permission.OUTGOING)
    with transaction.atomic():
        letter = put(
            municipality_id=by.municipality_id,
            key=f"test:{by.municipality_id}:{by.person_id}:{now.isoformat()}",
            kind="test",
            to=to,
            subject="Пульт МЦУ: проверка почты",
            body=f"Если вы читаете это письмо, почта работает.\n\n{place}, Пульт МЦУ\n",
            now=now,
        )
        _journal("outgoing.test", letter, by)
    return letter


def forget(now: datetime) -> int:
    """Letters ended long ago go, with the addresses in them; how many.

    An answer that nobody could deliver stays a year: until then somebody may still mend it.
    """
    undone = Q(state=Outgoing.State.FAILED, kind=ANSWER)
    long_ago = Q(finished_at__lt=now - KEPT) & ~undone
    old = Outgoing.objects.filter(long_ago | Q(finished_at__lt=now - KEPT_UNDONE))
    count, _ = old.delete()
    return count


def _channel(municipality_id: int, transport: str) -> Channel:
    """The channel of the municipality, made when it is first needed."""
    channel, _ = Channel.objects.get_or_create(
        municipality_id=municipality_id, transport=transport, name=""
    )
    return channel


def _mine(letter: Outgoing):  # type: ignore[no-untyped-def]
    """The letter while the claim of this attempt still holds."""
    return Outgoing.objects.filter(
        pk=letter.pk, state=Outgoing.State.SENDING, attempts=letter.attempts
    )


def _end(letter: Outgoing, result: str, sentence: str, now: datetime) -> None:
    Delivery.objects.filter(outgoing=letter, number=letter.attempts).update(
        result=result, sentence=sentence[:500], ended_at=now
    )


def _journal(action: str, letter: Outgoing, by: Actor) -> None:
    journal.write(action, by=by, municipality_id=letter.municipality_id, of=letter)
