"""Registration numbers: a running number of a municipality and a year, in its own format."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from mcu.cases.models import Appeal, AppealCounter, AppealSetup, Case
from mcu.cases.rules.appeal.numbering import DEFAULT, number
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission

APPEALS, RECEPTIONS = "appeal", "reception"
RECEPTION_FORMAT = "ЛП-{n}/{year}"


def next_number(municipality: Municipality, register: str, at: datetime) -> str:
    """The next number of the register; call inside a transaction, which holds the others back."""
    day = at.astimezone(zone(municipality)).date()
    row: dict[str, Any] = {"municipality": municipality, "register": register, "year": day.year}
    AppealCounter.objects.get_or_create(**row)
    AppealCounter.objects.filter(**row).update(last=F("last") + 1)
    running = AppealCounter.objects.get(**row).last
    return number(_pattern(municipality, register), running, day)


def enter(
    case: Case, at: datetime, *, identified: bool = False, signatories: int | None = None
) -> Appeal:
    """The case becomes an appeal with its number; one that has a number keeps it."""
    known = Appeal.objects.filter(case=case).first()
    if known:
        return known
    return Appeal.objects.create(
        case=case,
        municipality=case.municipality,
        number=next_number(case.municipality, APPEALS, at),
        numbered_at=at,
        identified=identified,
        signatories=signatories,
    )


@transaction.atomic
def set_up(*, replies: bool, number_format: str, subject: str, text: str, by: Actor) -> AppealSetup:
    """The format of the number and the text of the automatic reply."""
    require(by, Permission.NORMS)
    setup, _ = AppealSetup.objects.get_or_create(municipality_id=by.municipality_id)
    before = {"number_format": setup.number_format, "replies": setup.replies}
    setup.replies, setup.number_format = replies, number_format
    setup.reply_subject, setup.reply_text = subject, text
    setup.save()
    journal.write(
        "appeal.setup",
        by=by,
        municipality_id=by.municipality_id,
        before=before,
        after={"number_format": number_format, "replies": replies},
    )
    return setup


def of(case: Case) -> Appeal:
    """The appeal of a case, locked; RuleViolation when it has no number yet."""
    found = Appeal.objects.select_for_update().filter(case=case).first()
    if found is None:
        raise RuleViolation("Сначала присвойте обращению регистрационный номер.")
    return found


def _pattern(municipality: Municipality, register: str) -> str:
    if register == RECEPTIONS:
        return RECEPTION_FORMAT
    setup = AppealSetup.objects.filter(municipality=municipality).first()
    return setup.number_format if setup else DEFAULT
