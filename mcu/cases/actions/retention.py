"""Holds against erasing, and the decisions about lasting value."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.models import Case, LegalHold, RetentionReview
from mcu.cases.queries.access import belongs
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def place_hold(
    *, case: Case, reason: str, by: Actor, until: date | None = None, now: datetime | None = None
) -> LegalHold:
    """Nothing of the case is erased from now on, until the day named or until it is lifted."""
    require(by, Permission.RETENTION, belongs(case))
    moment, reason = now or timezone.now(), reason.replace("\x00", "").strip()[:300]
    if not reason:
        raise RuleViolation("Напишите, почему данные нельзя стирать: суд, проверка, жалоба.")
    if until and until < timezone.localdate(moment):
        raise RuleViolation("Этот день уже прошёл. Назовите будущий или оставьте поле пустым.")
    made = LegalHold.objects.create(
        case=case, reason=reason, until=until, placed_at=moment, placed_by_name=by.name
    )
    journal.write(
        "hold.place",
        by=by,
        municipality_id=case.municipality_id,
        of=case,
        after={"hold": made.pk, "until": until},
        at=moment,
    )
    return made


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: Actor, now: datetime | None = None) -> None:
    """The data may be erased again when its term is over."""
    case, moment = hold.case, now or timezone.now()
    require(by, Permission.RETENTION, belongs(case))
    lifted = LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True)
    if not lifted.update(lifted_at=moment, lifted_by_name=by.name):
        raise RuleViolation("Запрет уже снят. Обновите страницу.")
    journal.write(
        "hold.lift",
        by=by,
        municipality_id=case.municipality_id,
        of=case,
        after={"hold": hold.pk},
        at=moment,
    )


@transaction.atomic
def decide_review(
    *, keys: Sequence[int], decision: str, reason: str, by: Actor, now: datetime | None = None
) -> int:
    """Judge the lasting value of several cases at once; how many of them waited for it."""
    require(by, Permission.RETENTION)
    if decision not in RetentionReview.Decision.values:
        raise RuleViolation("Выберите решение: стереть или оставить на хранение.")
    waiting = RetentionReview.objects.filter(
        pk__in=keys, case__municipality_id=by.municipality_id, decision=""
    )
    moment, cases = now or timezone.now(), sorted(waiting.values_list("pk", flat=True))
    count = waiting.update(
        decision=decision, reason=reason.strip()[:300], decided_at=moment, decided_by_name=by.name
    )
    if count:
        journal.write(
            "review.decide",
            by=by,
            municipality_id=by.municipality_id,
            after={"decision": decision, "cases": cases, "rows": count},
            at=moment,
        )
    return count
