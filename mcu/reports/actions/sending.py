"""A signed report goes to its recipients: by letter with the file, or as a person says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.channels.actions import put
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor
from mcu.reports.actions.step import locked, moved
from mcu.reports.models import Sending, Submission
from mcu.reports.rules.life import Act

BY_LETTER = "письмом с файлом"


@dataclass(frozen=True, slots=True)
class Way:
    """A recipient, with the address for a letter or how else it was handed over."""

    recipient: str
    address: str = ""
    how: str = ""


@transaction.atomic
def send(*, report: Submission, ways: Sequence[Way], by: Actor) -> Submission:
    """Nobody gets the same version twice by letter; what was handed over otherwise is written down."""
    row, now = locked(report, Act.SEND, by), timezone.now()
    if not ways:
        raise RuleViolation("Отметьте хотя бы одного получателя или напишите, кому и как передано.")
    done = {one.recipient for one in row.sendings.all()}
    fresh = [way for way in ways if way.recipient not in done]
    if not fresh:
        raise RuleViolation("Этим получателям версия уже отправлена. Отметьте других.")
    for way in fresh:
        letter = _letter(row, way, now) if way.address else None
        Sending.objects.create(
            submission=row, recipient=way.recipient, how=BY_LETTER if letter else way.how or "передан",
            outgoing_id=letter, at=now, by_name=by.name,
        )  # fmt: skip
    return moved(row, Act.SEND, by, to=", ".join(way.recipient for way in fresh))


def _letter(row: Submission, way: Way, now: datetime) -> int:
    body = (
        f"{row}\n\n{row.municipality}. Подписан {timezone.localtime(row.signed_at):%d.%m.%Y}, "
        f"{row.signed_by}.\nОтчёт — в приложенном файле.\n\n-- \n{row.municipality}, Пульт МЦУ\n"
    )
    letter = put(
        municipality_id=row.municipality_id, key=f"report:{row.pk}:{way.address}", kind="report",
        to=way.address, subject=str(row), body=body, now=now,
        files=[{"key": row.document, "name": f"{file_name(row)}.docx"}],
    )  # fmt: skip
    return letter.pk


def file_name(row: Submission) -> str:
    """The title as the name of a file."""
    bare = "".join(" " if sign in '\\/:*?"<>|' else sign for sign in str(row))
    return " ".join(bare.split())[:120]
