"""The register of conflicts: reported by a person, a rating or a second look; advised; settled."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from mcu.cases.models import Case
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.steps import taken
from mcu.org.actions import require
from mcu.org.models import Body
from mcu.org.rules.roles import Actor, Permission
from mcu.quality.models import Conflict
from mcu.quality.rules.conflict import ADVICE, STEPS, ConflictState, Found, Kind
from mcu.text.mask import mask

LONGEST = 4000


@transaction.atomic
def report(
    *,
    kind: str,
    words: str,
    by: Actor,
    case: Case | None = None,
    body: Body | None = None,
    now: datetime | None = None,
) -> Conflict:
    """A person enters what went wrong, over a case or over a body."""
    require(by, Permission.QUALITY)
    if kind not in Kind.values:
        raise RuleViolation("Выберите, что случилось.")
    if case is None and body is None:
        raise RuleViolation("Укажите орган или номер сообщения: с кем случился конфликт.")
    if not words.strip():
        raise RuleViolation("Опишите, что случилось.")
    made = open_once(
        case=case, kind=kind, found=Found.PERSON, by=by, now=now or timezone.now(),
        words=words, body=body,
    )  # fmt: skip
    if made is None:
        raise RuleViolation("Такой конфликт по этому сообщению уже в реестре. Откройте его.")
    return made


def open_once(
    *,
    case: Case | None,
    kind: str,
    found: str,
    by: Actor,
    now: datetime,
    words: str = "",
    body: Body | None = None,
) -> Conflict | None:
    """A new conflict; None while one of this kind over this case is open."""
    place = case.municipality_id if case else by.municipality_id
    try:
        with transaction.atomic():
            made = Conflict.objects.create(
                municipality_id=place, case=case, body=body or (case.body if case else None),
                kind=kind, found=found, words=_text(words), advice=ADVICE[kind], at=now,
                by_name=by.name,
            )  # fmt: skip
    except IntegrityError:
        return None
    journal.write(
        "conflict.report", by=by, municipality_id=place, of=made,
        after={"kind": kind, "found": found, "case": case.number if case else ""}, at=now,
    )  # fmt: skip
    return made


@transaction.atomic
def advance(
    *, conflict: Conflict, act: str, words: str, by: Actor, now: datetime | None = None
) -> Conflict:
    """One step of the table: advise, settle, refuse, take up again."""
    require(by, Permission.QUALITY)
    row = Conflict.objects.select_for_update().get(pk=conflict.pk)
    step = taken(STEPS, act, row.state, words)
    now, before = now or timezone.now(), row.state
    if act == "advise":
        row.advice = _text(words)
    else:
        row.outcome = "\n".join(filter(None, [row.outcome, f"{step.label}: {_text(words)}"]))
    row.state = step.target
    row.ended_at = now if row.state in {ConflictState.SETTLED, ConflictState.REFUSED} else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise RuleViolation("По этому сообщению уже открыт такой же конфликт.") from twice
    journal.write(
        f"conflict.{act}", by=by, municipality_id=row.municipality_id, of=row,
        before={"state": before}, after={"state": row.state}, at=now,
    )  # fmt: skip
    return row


def _text(words: str) -> str:
    return mask(words.replace("\x00", "").strip()[:LONGEST])
