"""Checking a sample of statuses and dates against the evidence."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.step import filled
from mcu.cases.models import Case
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Body, Municipality, Person
from mcu.org.queries import calendar_for, zone
from mcu.org.rules.roles import Actor, Permission
from mcu.tasks.actions.life import NOTHING, What, set_task
from mcu.tasks.models import Task, TaskSettings, Verification, VerifiedCase
from mcu.tasks.queries.objects import about_case, head_of, settings_of
from mcu.tasks.queries.verification import closed_cases
from mcu.tasks.rules.kinds import REQUIREMENT
from mcu.tasks.rules.sampling import sample

V = VerifiedCase.Verdict


@transaction.atomic
def draw(
    *,
    municipality: Municipality,
    since: date,
    until: date,
    by: Actor,
    size: int | None = None,
    seed: str = "",
    now: datetime | None = None,
) -> Verification:
    """A sample of the cases closed in these days, drawn by rule; what they claim is written down."""
    require(by, Permission.VERIFY)
    if until < since:
        raise RuleViolation("Последний день периода раньше первого. Поправьте даты.")
    moment, size = now or timezone.now(), size or settings_of(municipality.pk).sample_size
    population = closed_cases(municipality.pk, since, until, zone(municipality))
    total = sum(map(len, population.values()))
    if not total:
        raise RuleViolation("За эти дни ничего не закрыто: проверять нечего. Выберите период шире.")
    seed = seed or secrets.token_hex(8)
    chosen = [pk for keys in sample(population, size, seed).values() for pk in keys]
    made = Verification.objects.create(
        municipality=municipality, since=since, until=until, size=size, seed=seed, population=total,
        made_at=moment, made_by_name=by.name,
    )  # fmt: skip
    VerifiedCase.objects.bulk_create(
        VerifiedCase(verification=made, case=case, body_id=case.body_id, claimed=claimed(case))
        for case in Case.objects.filter(pk__in=chosen)
    )
    after = {"since": since, "until": until, "count": len(chosen), "seed": seed}
    journal.write("verification.draw", by=by, municipality_id=municipality.pk, of=made, after=after, at=moment)  # fmt: skip
    return made


def claimed(case: Case) -> dict[str, Any]:
    """What the program and the outer system say of the case on this day."""
    moments = ("received_at", "first_answer_at", "closed_at")
    said = {name: _iso(getattr(case, name)) for name in moments}
    return said | {
        "state": case.get_state_display(),
        "outcome": case.get_outcome_display(),
        "reason": case.close_reason,
        "external": case.source_step,
    }


@transaction.atomic
def judge(
    *,
    row: VerifiedCase,
    verdict: str,
    by: Actor,
    what: str = "",
    note: str = "",
    until: date | None = None,
    now: datetime | None = None,
) -> VerifiedCase:
    """What was found; a mismatch opens a requirement to the head of the body."""
    require(by, Permission.VERIFY)
    if verdict not in V.values:
        raise RuleViolation("Выберите вывод: совпадает, не совпадает, проверить не по чему.")
    moment = now or timezone.now()
    rows = VerifiedCase.objects.select_related("verification__municipality", "case", "body")
    locked = rows.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.requirement_id:
        raise RuleViolation(f"По этой строке уже есть требование: {locked.requirement}.")
    if verdict == V.MISMATCH:
        locked.what = _what(what)
        note = filled(note, "Напишите, что не совпадает и с чем: это пойдёт в требование.")
    locked.verdict, locked.note = verdict, note.replace("\x00", "").strip()
    locked.decided_at, locked.decided_by_name = moment, by.name
    if verdict == V.MISMATCH and locked.body:
        locked.requirement = _demand(locked, by, until, moment)
    locked.save()
    journal.write(
        "verification.judge",
        by=by,
        municipality_id=by.municipality_id,
        of=locked.case,
        after={
            "verdict": verdict,
            "what": locked.what,
            "requirement": str(locked.requirement or ""),
        },
        at=moment,
    )
    row.refresh_from_db()
    return row


def demand(
    *,
    municipality: Municipality,
    body: Body,
    title: str,
    text: str,
    by: Actor,
    until: date | None = None,
    case: Case | None = None,
    now: datetime | None = None,
) -> Task:
    """A requirement to mend a violation, addressed to the head of the body."""
    moment = now or timezone.now()
    head = head_of(body, moment.astimezone(calendar_for(municipality).tz).date())
    what = What(title=title, kind=REQUIREMENT, text=text, body=body, executor=head, until=until)
    about = about_case(case) if case else NOTHING
    return set_task(municipality=municipality, what=what, by=by, now=moment, about=about)


@transaction.atomic
def settle(
    *,
    municipality: Municipality,
    by: Actor,
    lawyer_body: Body | None,
    lawyer: Person | None,
    sample_size: int,
) -> TaskSettings:
    """Who gives legal assessments, how large a sample is."""
    require(by, Permission.ORGANISATION)
    made, _ = TaskSettings.objects.update_or_create(
        municipality=municipality,
        defaults={"lawyer_body": lawyer_body, "lawyer": lawyer, "sample_size": sample_size},
    )
    after = {"lawyer": str(lawyer or lawyer_body or ""), "size": sample_size}
    journal.write("task.settings", by=by, municipality_id=municipality.pk, of=made, after=after)
    return made


def _demand(row: VerifiedCase, by: Actor, until: date | None, now: datetime) -> Task:
    assert row.body
    label = VerifiedCase.What(row.what).label
    return demand(
        municipality=row.verification.municipality,
        body=row.body,
        title=f"Устранить: {label.lower()} — {row.case}",
        text=row.note,
        by=by,
        until=until,
        case=row.case,
        now=now,
    )


def _what(what: str) -> str:
    if what not in VerifiedCase.What.values:
        raise RuleViolation("Выберите, что именно не совпадает.")
    return what


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
