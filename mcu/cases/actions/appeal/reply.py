"""The automatic reply to whoever wrote by a channel that is no way to appeal: once, naming those that are."""

from datetime import datetime, timedelta

from django.utils import timezone

from mcu.cases.models import Case
from mcu.cases.queries.appeal import setup_of
from mcu.cases.rules.appeal import LAW, barred
from mcu.cases.rules.appeal.reply import filled
from mcu.cases.rules.lookup import contacts_of
from mcu.cases.rules.words import Regime
from mcu.channels.actions import put
from mcu.core.errors import RuleViolation

# What is entered later than this, an archive or a file, is too old to be answered by a machine.
FRESH = timedelta(days=3)


def is_due(channel: str, received_at: datetime, now: datetime) -> bool:
    """Whether a message by this channel, as fresh as this, is told which channels are ways to appeal."""
    rule = barred(channel, identified=False, on=timezone.localdate(received_at))
    return rule is not None and bool(rule.reply) and now - received_at <= FRESH


def reply_to_channel(case: Case, applicant: dict[str, object], now: datetime) -> bool:
    """Put the reply into the outbox, in the transaction that registers; False when there is none to send."""
    if case.regime != Regime.MESSAGE or not is_due(case.channel, case.received_at, now):
        return False
    address = next((value for kind, value in sorted(contacts_of(applicant)) if kind == "email"), "")
    setup = setup_of(case.municipality_id)
    if not address or not setup.replies:
        return False
    place = str(case.municipality)
    day = timezone.localdate(case.received_at)
    try:
        put(
            municipality_id=case.municipality_id,
            key=f"appeal-channels:{case.pk}",
            kind="appeal-channels",
            to=address,
            subject=filled(setup.reply_subject or LAW.subject, case.number, day, place),
            body=filled(setup.reply_text or LAW.text, case.number, day, place),
            now=now,
            case_id=case.pk,
        )
    except RuleViolation:
        return False  # an address nobody can write to; the case is registered all the same
    return True
