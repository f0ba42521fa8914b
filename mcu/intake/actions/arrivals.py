"""What a connection brings is stored raw, sealed, once; nothing of it is understood yet."""

import base64
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from mcu.channels.actions import mend, stop
from mcu.channels.models import Channel
from mcu.clients.failure import Failure
from mcu.connectors.contract import Batch, Cursor, Payload
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.intake.models import Arrival, Source
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission

LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_KEY = 200
# By hand: the door of services does little else, and the ORM costs more than the row.
KEEP = f"""
INSERT INTO intake_arrival (municipality_id, channel_id, key, sealed, state, received_at, sentence, files_left)
SELECT %s, %s, fresh.key, fresh.sealed, '{Arrival.State.WAITING}', %s, '', false
FROM unnest(%s::text[], %s::bytea[]) AS fresh(key, sealed)
ON CONFLICT (channel_id, key) DO NOTHING
"""  # noqa: S608 -- a constant of ours


def keep(*, channel: Channel, payloads: Iterable[Payload], now: datetime) -> None:
    """Sealed and committed with the transaction of the caller, or at once where there is none; one
    statement. A known key changes nothing."""
    kept = list(payloads)
    keys = [payload.key[:LONGEST_KEY].replace("\x00", "") for payload in kept]
    sealed = [vault.seal(_as_text(payload.body)) for payload in kept]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [channel.municipality_id, channel.pk, now, keys, sealed])


def body_of(arrival: Arrival) -> bytes:
    """The payload again; RuleViolation when it was erased or its key is gone."""
    if arrival.sealed is None:
        raise RuleViolation("Исходные данные стёрты по сроку хранения, разбирать нечего.")
    kept = vault.unseal(arrival.sealed)
    return base64.b64decode(kept["base64"]) if isinstance(kept, dict) else kept.encode()


def source_of(channel: Channel) -> Source:
    """How reading this connection goes; made when it is first read."""
    return Source.objects.get_or_create(channel=channel)[0]


@transaction.atomic
def keep_batch(*, source: Source, batch: Batch, now: datetime) -> None:
    """The payloads and the cursor behind them, together."""
    keep(channel=source.channel, payloads=batch.payloads, now=now)
    if batch.cursor is not None:
        source.cursor = batch.cursor
    if batch.payloads:
        source.heard_at = now
    source.save(update_fields=["cursor", "heard_at"])


@transaction.atomic
def succeeded(*, source: Source, now: datetime) -> None:
    """The service was asked to the end of what it has; earlier complaints are over."""
    Source.objects.filter(pk=source.pk).update(
        asked_at=now, succeeded_at=now, failing_since=None, failures=0, not_before=None, problem=""
    )
    if source.channel.problem or source.channel.stopped_at:
        mend(channel=source.channel)


@transaction.atomic
def failed(*, source: Source, failure: Failure, now: datetime) -> None:
    """Asked again later, at longer and longer pauses; what a person has to mend stops the channel."""
    pause = failure.retry_after or min(
        timedelta(minutes=2 ** min(source.failures, 5)), LONGEST_PAUSE
    )
    Source.objects.filter(pk=source.pk).update(
        asked_at=now,
        failing_since=source.failing_since or now,
        failures=F("failures") + 1,
        not_before=now + pause,
        problem=failure.sentence[:500],
    )
    if failure.stops:
        stop(channel=source.channel, sentence=failure.sentence, now=now)


@transaction.atomic
def mended(*, channel: Channel, by: Actor, now: datetime) -> None:
    """A person tried it and the service answered: it goes on at once."""
    require(by, Permission.CHANNELS)
    mend(channel=channel)
    Source.objects.filter(channel=channel).update(
        failing_since=None, failures=0, not_before=None, problem=""
    )
    journal.write("channel.probe", by=by, municipality_id=channel.municipality_id, of=channel)


@transaction.atomic
def ask_since(*, channel: Channel, day: date, by: Actor, today: date) -> None:
    """Everything from that day on shall be fetched again."""
    require(by, Permission.CHANNELS)
    if day > today:
        raise RuleViolation("Этот день ещё не наступил. Выберите день не позже сегодняшнего.")
    Source.objects.filter(pk=source_of(channel).pk).update(since=day, not_before=None)
    journal.write(
        "channel.since", by=by, municipality_id=channel.municipality_id, of=channel,
        after={"since": day.isoformat()},
    )  # fmt: skip


def since_done(*, source: Source, day: date) -> None:
    """Fetched to the end, unless a person has asked for another day meanwhile."""
    Source.objects.filter(pk=source.pk, since=day).update(since=None)


@transaction.atomic
def digest_again(*, channel: Channel, by: Actor, arrival: Arrival | None = None) -> int:
    """What could not be understood waits for its turn once more; how many."""
    require(by, Permission.CHANNELS)
    again = Arrival.objects.filter(channel=channel, sealed__isnull=False)
    again = (
        again.filter(state=Arrival.State.FAILED) if arrival is None else again.filter(pk=arrival.pk)
    )
    count = again.exclude(state=Arrival.State.DONE).update(
        state=Arrival.State.WAITING, sentence="", digested_at=None
    )
    journal.write(
        "channel.digest_again", by=by, municipality_id=channel.municipality_id, of=channel,
        after={"count": count},
    )  # fmt: skip
    return count


def start_cursor(source: Source) -> Cursor:
    """Where the next reading goes on."""
    return dict(source.cursor)


def _as_text(body: bytes) -> object:
    """As text where it is one: it packs better and may be looked at."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}
