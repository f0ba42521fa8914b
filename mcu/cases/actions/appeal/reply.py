"""The automatic reply to whoever wrote by a channel that is no way to appeal: once, naming those that are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from mcu.cases.models import AppealSetup, Case
from mcu.cases.queries.appeal import setup_of
from mcu.cases.rules.appeal import LAW, barred
from mcu.cases.rules.appeal.reply import filled
from mcu.cases.rules.lookup import contacts_of
from mcu.cases.rules.words import Regime
from mcu.channels.actions import Draft, checked_address, put_all
from mcu.core.errors import RuleViolation

# What is entered later than this, an archive or a file, is too old to be answered by a machine.
FRESH = timedelta(days=3)


def is_due(channel: str, received_at: datetime, now: datetime) -> bool:
    """Whether a message by this channel, as fresh as this, is told which channels are ways to appeal."""
    rule = barred(channel, identified=False, on=timezone.localdate(received_at))
    return rule is not None and bool(rule.reply) and now - received_at <= FRESH


def reply_to_channels(told: Sequence[tuple[Case, dict[str, Any]]], now: datetime) -> None:
    """Put the replies into the outbox, in the transaction that registers: to whoever left an address,
    each case with what is known of its author."""
    due = [
        (case, address)
        for case, applicant in told
        if case.regime == Regime.MESSAGE
        and is_due(case.channel, case.received_at, now)
        and (address := _address(applicant))
    ]
    if not due:
        return
    place = due[0][0].municipality
    setup = setup_of(place.pk)
    if setup.replies:
        put_all([_reply(case, address, setup, str(place)) for case, address in due], place.pk, now)


def _reply(case: Case, address: str, setup: AppealSetup, place: str) -> Draft:
    day = timezone.localdate(case.received_at)
    return Draft(
        key=f"appeal-channels:{case.pk}",
        kind="appeal-channels",
        to=address,
        subject=filled(setup.reply_subject or LAW.subject, case.number, day, place),
        body=filled(setup.reply_text or LAW.text, case.number, day, place),
        case_id=case.pk,
    )


def _address(applicant: dict[str, Any]) -> str:
    """One that a letter can be sent to; with another the case is registered all the same."""
    found = (value for kind, value in sorted(contacts_of(applicant)) if kind == "email")
    try:
        return checked_address(next(found, ""))
    except RuleViolation:
        return ""
