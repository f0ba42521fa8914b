"""Writing the outbox: a letter put in, claimed, delivered or refused; a person's «again» and «no»."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F

from mcu.channels import queries
from mcu.channels.models import Channel, Delivery, Outgoing
from mcu.channels.rules import Line, Verdict, next_attempt, notice_letter
from mcu.channels.transports import TRANSPORTS
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Notice
from mcu.org.queries.notices import to_mail
from mcu.org.rules.roles import Actor, Permission

CANDIDATES = 20
MOST_NOTICES = 5000
KEPT = timedelta(days=90)
CUT_OFF = (
    "Программа остановилась посреди отправки: письмо могло уйти. Повторяется под тем же номером."
)


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
) -> Outgoing:
    """Put a letter into the outbox, in the transaction of what caused it; the same key once."""
    if not connection.in_atomic_block:
        raise RuntimeError("a letter belongs to the transaction of what caused it")
    to = checked_address(to)
    letter = Outgoing(
        municipality_id=municipality_id,
        channel=_channel(municipality_id, transport),
        key=key,
        kind=kind,
        to=vault.seal(to),
        subject=" ".join(subject.split())[:300],
        body=body.replace("\x00", ""),
        made_at=now,
        not_before=not_before or now,
    )
    Outgoing.objects.bulk_create([letter], ignore_conflicts=True)
    return Outgoing.objects.get(key=key)


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
def claim(*, transport: str, now: datetime) -> Outgoing | None:
    """The next letter that nobody else is at, with its attempt written down; None when there is none."""
    lease = timedelta(seconds=60 + 12 * settings.MCU_SMTP_TIMEOUT)
    for letter in queries.deliverable(transport, now)[:CANDIDATES]:
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
def delivered(*, letter: Outgoing, answer: str, now: datetime) -> None:
    """The other side took the letter."""
    _end(letter, Delivery.Result.SENT, f"Принято: {answer}", now)
    _mine(letter).update(state=Outgoing.State.SENT, finished_at=now, claimed_until=None)
    Channel.objects.filter(pk=letter.channel_id).exclude(problem="").update(problem="")


@transaction.atomic
def refused(*, letter: Outgoing, verdict: Verdict, now: datetime) -> None:
    """The attempt failed: another one later, or never."""
    again = None if verdict.permanent else next_attempt(letter.attempts - letter.spared, now)
    result = Delivery.Result.PERMANENT if verdict.permanent else Delivery.Result.TEMPORARY
    _end(letter, result, verdict.sentence, now)
    if again:
        _mine(letter).update(state=Outgoing.State.WAITING, not_before=again, claimed_until=None)
    else:
        _mine(letter).update(state=Outgoing.State.FAILED, finished_at=now, claimed_until=None)
    if verdict.whole:
        Channel.objects.filter(pk=letter.channel_id).update(problem=verdict.sentence[:500])


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
    require(by, Permission.OUTGOING)
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


@transaction.atomic
def mail_notices(*, now: datetime) -> int:
    """One letter for each person whose notices may leave, with all of them; how many letters.

    What was read in the program meanwhile needs no letter. The notices are locked: two workers
    never write about the same one.
    """
    due = to_mail(now).select_for_update(of=("self",), skip_locked=True)
    waiting: dict[int, list[Notice]] = defaultdict(list)
    for notice in due.select_related("person__municipality").order_by("pk")[:MOST_NOTICES]:
        waiting[notice.person_id].append(notice)
    for notices in waiting.values():
        _put_notices([notice for notice in notices if notice.read_at is None], now)
    keys = [notice.pk for notices in waiting.values() for notice in notices]
    Notice.objects.filter(pk__in=keys).update(mailed_at=now)
    return len(waiting)


def _put_notices(notices: list[Notice], now: datetime) -> None:
    if not notices:
        return
    person = notices[0].person
    lines = [Line(notice.title, f"/notices/{notice.pk}/") for notice in notices]
    subject, body = notice_letter(lines, str(person.municipality), settings.MCU_URL)
    try:
        put(
            municipality_id=person.municipality_id,
            key=f"notices:{person.pk}:{notices[0].pk}-{notices[-1].pk}",
            kind="notice" if len(notices) == 1 else "digest",
            to=person.email,
            subject=subject,
            body=body,
            now=now,
        )
    except RuleViolation:
        return  # an address nobody can write to: the notice stays in the program


def forget(now: datetime) -> int:
    """Letters ended long ago go, with the addresses in them; how many."""
    old = Outgoing.objects.filter(finished_at__lt=now - KEPT)
    count, _ = old.delete()
    return count


def _channel(municipality_id: int, transport: str) -> Channel:
    """The channel of the municipality, made when it is first needed."""
    channel, _ = Channel.objects.get_or_create(municipality_id=municipality_id, transport=transport)
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
