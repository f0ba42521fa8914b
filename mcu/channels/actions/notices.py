"""Notices become letters."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mcu.channels.actions.outbox import put
from mcu.channels.rules import Line, notice_letter
from mcu.core.errors import RuleViolation
from mcu.org.models import Notice
from mcu.org.queries.notices import to_mail

MOST_NOTICES = 5000


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
    lines = [Line(notice.title, f"/notices/{notice.pk}/", notice.details) for notice in notices]
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
