"""A person of the centre marks a line of the checklist, with evidence."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.portal.models import OpennessNote
from mcu.portal.queries.openness import line_of

is_url = URLValidator(["https", "http"])


@transaction.atomic
def mark(
    *, place: Municipality, code: str, met: bool, words: str, url: str, by: Actor, now: datetime
) -> OpennessNote:
    """Met only with evidence: an address where it is seen, or words what it is."""
    require(by, Permission.CHANNELS)
    line = line_of(code)
    if line is None or line.auto:
        raise RuleViolation("Эту строку программа проверяет сама.")
    words, url = words.replace("\x00", "").strip()[:500], url.replace("\x00", "").strip()
    if met and not (words or url):
        raise RuleViolation("Укажите, чем подтверждается: адрес страницы или номер документа.")
    _check(url)
    made, _ = OpennessNote.objects.update_or_create(
        municipality=place, code=code,
        defaults={"met": met, "words": words, "url": url, "at": now, "by_name": by.name},
    )  # fmt: skip
    journal.write(
        "portal.openness", by=by, municipality_id=place.pk, of=made,
        after={"line": line.title, "met": met}, at=now,
    )  # fmt: skip
    return made


def _check(url: str) -> None:
    try:
        if url:
            is_url(url[:600])
    except ValidationError as wrong:
        raise RuleViolation("Адрес выглядит так: https://adm.example.ru/mcu.") from wrong
    if len(url) > 500:
        raise RuleViolation("Адрес длиннее 500 знаков. Сократите его.")
