"""Letters in the background: claimed one by one, handed over, what came of it written down."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.channels import actions, queries
from mcu.channels.connecting import connected
from mcu.channels.models import Channel, Outgoing
from mcu.channels.rules import Stage, Verdict, verdict
from mcu.channels.transports import TRANSPORTS, Letter, Session, Undelivered
from mcu.connectors.contract import File, Sent
from mcu.core import vault
from mcu.core.claims import claimed
from mcu.core.files import path_of

LOCK_SPACE = 4013
IN_A_SESSION = 500


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: whose letters go by it, how many in a session, how a session is opened."""

    letters: Q
    session_limit: int
    open: Callable[[], AbstractContextManager[Session]]


@app.task(name="channels.deliver", queue="default")
def deliver(timestamp: int = 0) -> None:
    """Every minute: whatever may go now goes."""
    for name, transport in TRANSPORTS.items():
        letters = Q(channel__transport=name)
        _carry(Way(letters, transport.session_limit, transport.open))
    for channel in queries.connected_ways(timezone.now()):
        deliver_by(channel)


def deliver_by(channel: Channel) -> None:
    """Whatever may leave by one connection; services count requests, not workers."""
    with claimed(LOCK_SPACE, channel.pk) as free:
        if free:
            _carry(Way(Q(channel=channel), IN_A_SESSION, partial(connected, channel)))


def _carry(way: Way) -> None:
    while _session(way):
        pass


@app.task(name="channels.notices", queue="default")
def mail_notices(timestamp: int = 0) -> None:
    """Every minute: notices whose hour has come become letters."""
    while actions.mail_notices(now=timezone.now()):
        pass


@app.task(name="channels.forget", queue="default")
def forget(timestamp: int) -> None:
    """Every night: letters ended long ago go."""
    actions.forget(timezone.now())


def _session(way: Way) -> bool:
    """One session of a way out; True when it ended because it was full, not because nothing was
    left or the way was closed."""
    first = actions.claim(way=way.letters, now=timezone.now())
    if first is None:
        return False
    try:
        with way.open() as session:
            return _filled(session, way, first)
    except Undelivered as closed:
        actions.refused(letter=first, verdict=closed.verdict, now=timezone.now())
        return False


def _filled(session: Session, way: Way, first: Outgoing) -> bool:
    """Letters one after another; True when the session has carried all it may."""
    letter: Outgoing | None = first
    left = way.session_limit
    while letter and _handed_over(session, letter):
        left -= 1
        if not left:
            return True
        letter = actions.claim(way=way.letters, now=timezone.now())
    return False


def _handed_over(session: Session, letter: Outgoing) -> bool:
    """Try one letter; False when the way out is closed for the others too."""
    try:
        sent = session.send(opened(letter))
    except Undelivered as failure:
        found: Verdict = failure.verdict
    except vault.SealBroken:
        found = verdict(Stage.RECIPIENT, "адрес не открывается, нет ключа шифрования", 550)
    else:
        actions.delivered(
            letter=letter, answer=sent.answer, now=timezone.now(), remote_id=sent.id, url=sent.url
        )
        return True
    actions.refused(letter=letter, verdict=found, now=timezone.now())
    return not found.whole


def opened(letter: Outgoing) -> Letter:
    """The letter with its address, as a transport takes it; SealBroken when the key is gone."""
    files = tuple(File(file["name"], path_of(file["key"])) for file in letter.files)
    to = vault.unseal(letter.to)
    sent = letter.about
    about = Sent(sent.remote_id, sent.url) if sent else None
    return Letter(
        letter.key, to, letter.subject, letter.body, letter.made_at, files, letter.kind, about
    )
