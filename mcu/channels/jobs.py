"""Letters in the background: claimed one by one, handed over, what came of it written down."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.channels import actions
from mcu.channels.models import Outgoing
from mcu.channels.rules import Stage, Verdict, verdict
from mcu.channels.transports import TRANSPORTS, Letter, Session, Undelivered
from mcu.core import vault


@app.task(name="channels.deliver", queue="default")
def deliver(timestamp: int = 0) -> None:
    """Every minute: whatever may go now goes."""
    for transport in TRANSPORTS:
        while _session(transport):
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


def _session(name: str) -> bool:
    """One session of a transport; True when it ended because it was full, not because nothing was
    left or the way was closed."""
    first = actions.claim(transport=name, now=timezone.now())
    if first is None:
        return False
    try:
        with TRANSPORTS[name].open() as session:
            return _filled(session, name, first)
    except Undelivered as closed:
        actions.refused(letter=first, verdict=closed.verdict, now=timezone.now())
        return False


def _filled(session: Session, name: str, first: Outgoing) -> bool:
    """Letters one after another; True when the session has carried all it may."""
    letter: Outgoing | None = first
    left = TRANSPORTS[name].session_limit
    while letter and _handed_over(session, letter):
        left -= 1
        if not left:
            return True
        letter = actions.claim(transport=name, now=timezone.now())
    return False


def _handed_over(session: Session, letter: Outgoing) -> bool:
    """Try one letter; False when the way out is closed for the others too."""
    try:
        answer = session.send(opened(letter))
    except Undelivered as failure:
        found: Verdict = failure.verdict
    except vault.SealBroken:
        found = verdict(Stage.RECIPIENT, "адрес не открывается, нет ключа шифрования", 550)
    else:
        actions.delivered(letter=letter, answer=answer, now=timezone.now())
        return True
    actions.refused(letter=letter, verdict=found, now=timezone.now())
    return not found.whole


def opened(letter: Outgoing) -> Letter:
    """The letter with its address, as a transport takes it; SealBroken when the key is gone."""
    return Letter(letter.key, vault.unseal(letter.to), letter.subject, letter.body, letter.made_at)
