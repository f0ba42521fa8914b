"""The second look: drawn by lot, checked by a person, counted against the body when it was not done."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.finish import reopen
from mcu.cases.models import Case
from mcu.cases.rules.workflow import State
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission, program
from mcu.quality import queries
from mcu.quality.actions.conflicts import open_once
from mcu.quality.models import LookRun, SecondLook
from mcu.quality.rules import conflict
from mcu.quality.rules.look import Method, Verdict
from mcu.quality.rules.sampling import draw_by_group
from mcu.text.mask import mask

LONGEST = 4000


class NothingToDraw(RuleViolation):
    """Nothing was closed as solved in the period, or all of it was drawn before."""


@transaction.atomic
def draw_looks(
    *, place: Municipality, since: date, until: date, by: Actor, now: datetime | None = None
) -> LookRun:
    """Draw a share of what was closed as solved in the period; nobody chooses which."""
    require(by, Permission.QUALITY)
    if since > until:
        raise RuleViolation("Начало периода позже конца. Поменяйте даты местами.")
    Municipality.objects.select_for_update().get(
        pk=place.pk
    )  # two draws at once take no case twice
    policy = queries.policy_of(place.pk)
    groups = queries.drawable(place.pk, since, until)
    population = sum(map(len, groups.values()))
    if not population:
        raise NothingToDraw(
            "Проверять нечего: за этот период ничего не закрыто с итогом «Решено» "
            "или всё уже попало в выборки. Возьмите другой период."
        )
    seed = secrets.token_hex(8)
    drawn = draw_by_group(groups, seed, policy.look_share, policy.look_least)
    run = LookRun.objects.create(
        municipality=place, since=since, until=until, share=policy.look_share,
        least=policy.look_least, seed=seed, population=population, drawn=len(drawn),
        at=now or timezone.now(), by_name=by.name,
    )  # fmt: skip
    body_of = {key: body for body, keys in groups.items() for key in keys}
    SecondLook.objects.bulk_create(
        SecondLook(run=run, case_id=key, body_id=body_of[key]) for key in drawn
    )
    journal.write(
        "look.draw", by=by, municipality_id=place.pk, of=run,
        after={"seed": seed, "population": population, "drawn": len(drawn)}, at=run.at,
    )  # fmt: skip
    return run


@transaction.atomic
def look(
    *,
    found: SecondLook,
    method: str,
    verdict: str,
    words: str,
    by: Actor,
    now: datetime | None = None,
) -> SecondLook:
    """What was seen. «Закрыто, но не сделано» opens a conflict and returns the case to work."""
    require(by, Permission.QUALITY)
    if method not in Method.values or verdict not in Verdict.values:
        raise RuleViolation("Выберите, как проверяли и что увидели.")
    if verdict != Verdict.DONE and not words.strip():
        raise RuleViolation("Напишите, чего не хватает: по этому тексту орган будет исправлять.")
    now = now or timezone.now()
    row = SecondLook.objects.select_for_update().get(pk=found.pk)
    if row.verdict:
        raise RuleViolation("Это сообщение уже проверено. Обновите страницу.")
    row.method, row.verdict = method, verdict
    row.words = mask(words.replace("\x00", "").strip()[:LONGEST])
    row.checked_at, row.checked_by_id = now, by.person_id
    row.save()
    case = Case.objects.get(pk=row.case_id)
    journal.write(
        "look.check", by=by, municipality_id=case.municipality_id, of=case,
        after={"method": method, "verdict": verdict}, at=now,
    )  # fmt: skip
    if verdict == Verdict.NOT_DONE:
        _against(row, case, by, now)
    return row


def _against(row: SecondLook, case: Case, by: Actor, now: datetime) -> None:
    open_once(
        case=case, kind=conflict.Kind.NOT_DONE, found=conflict.Found.LOOK, by=by, now=now,
        words=row.words,
    )  # fmt: skip
    if case.state in {State.CLOSED, State.CHECK}:
        reason = f"второй взгляд: {row.get_verdict_display()}. {row.words}"
        reopen(case=case, reason=reason[:500], by=program(case.municipality_id), now=now)
