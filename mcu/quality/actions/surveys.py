"""A survey over a sample: made, opened with its draw, answered by code, closed."""

import secrets
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case, Topic
from mcu.cases.queries.applicant import email_of
from mcu.channels.actions import put
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Body, Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission
from mcu.quality import queries
from mcu.quality.actions.asking import unsubscribed_value
from mcu.quality.models import Survey, SurveyInvitation, SurveyReply, Unsubscribed
from mcu.quality.rules.codes import digest, new_code, spelled
from mcu.quality.rules.sampling import draw
from mcu.quality.rules.survey import SurveyState, as_data, from_data, parse_lines, read

MOST = 5000
GONE = "Код не подходит: ответ уже дан или исследование закончено. Спасибо, что откликнулись."


@transaction.atomic
def make_survey(
    *,
    place: Municipality,
    title: str,
    questions: str,
    since: date,
    until: date,
    size: int,
    by: Actor,
    purpose: str = "",
    body: Body | None = None,
    topic: Topic | None = None,
    now: datetime | None = None,
) -> Survey:
    """A survey that is being prepared: nobody is asked before it is opened."""
    require(by, Permission.QUALITY)
    if since > until:
        raise RuleViolation("Начало периода позже конца. Поменяйте даты местами.")
    if not 1 <= size <= MOST:
        raise RuleViolation(f"Спросить можно от 1 до {MOST} человек.")
    made = Survey.objects.create(
        municipality=place, title=title.strip()[:200], purpose=purpose.strip()[:500],
        questions=as_data(parse_lines(questions)), since=since, until=until, size=size, body=body,
        topic=topic, made_at=now or timezone.now(), by_name=by.name,
    )  # fmt: skip
    journal.write("survey.make", by=by, municipality_id=place.pk, of=made, at=made.made_at)
    return made


@transaction.atomic
def open_questions(
    *, survey: Survey, until: date, by: Actor, now: datetime | None = None
) -> Survey:
    """Draw the sample by lot and ask; without an address the code waits for a call."""
    require(by, Permission.QUALITY)
    now = now or timezone.now()
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    if row.state != SurveyState.DRAFT:
        raise RuleViolation("Исследование уже идёт или закончено.")
    row.closes_at = datetime.combine(until, time(23, 59), tzinfo=zone(row.municipality))
    if row.closes_at <= now:
        raise RuleViolation("Срок приёма ответов уже прошёл. Выберите дату позже.")
    keys = _population(row)
    if not keys:
        raise RuleViolation(
            "Спросить некого: за этот период никому не дан ответ. Возьмите другой период."
        )
    row.seed, row.population, row.state, row.opened_at = (
        secrets.token_hex(8), len(keys), SurveyState.RUNNING, now,
    )  # fmt: skip
    row.save()
    drawn = Case.objects.filter(pk__in=draw(keys, row.seed, row.size)).select_related("applicant")
    for case in drawn:
        _ask(row, case, now)
    journal.write(
        "survey.open", by=by, municipality_id=row.municipality_id, of=row,
        after={"seed": row.seed, "population": row.population, "asked": len(drawn)}, at=now,
    )  # fmt: skip
    return row


@transaction.atomic
def reply(*, code: str, given: dict[str, str], now: datetime | None = None) -> SurveyReply:
    """The answers of whoever holds the code, kept apart from who it was."""
    now = now or timezone.now()
    found = queries.open_survey(code, now)
    mine = SurveyInvitation.objects.filter(pk=found.pk, used=False) if found else None
    if found is None or mine is None:
        raise RuleViolation(GONE, code="gone")
    answers = read(from_data(found.survey.questions), given)
    if not mine.update(used=True):
        raise RuleViolation(GONE, code="gone")
    return SurveyReply.objects.create(
        survey=found.survey, body_id=found.case.body_id, answers=answers
    )


@transaction.atomic
def close_survey(*, survey: Survey, by: Actor, now: datetime | None = None) -> Survey:
    """No more answers; the codes open nothing."""
    require(by, Permission.QUALITY)
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    if row.state != SurveyState.RUNNING:
        raise RuleViolation("Исследование не идёт: закрывать нечего.")
    row.state = SurveyState.CLOSED
    row.save(update_fields=["state"])
    journal.write("survey.close", by=by, municipality_id=row.municipality_id, of=row, at=now)
    return row


def _population(row: Survey) -> list[int]:
    """Answered in the period, with an author whose data is still there."""
    cases = Case.objects.filter(
        municipality_id=row.municipality_id, first_answer_at__date__range=(row.since, row.until),
        applicant__isnull=False, applicant__erased_at__isnull=True,
    )  # fmt: skip
    if row.body_id:
        cases = cases.filter(body_id=row.body_id)
    if row.topic_id:
        cases = cases.filter(topic_id=row.topic_id)
    return list(cases.order_by("pk").values_list("pk", flat=True))


def _ask(row: Survey, case: Case, now: datetime) -> None:
    code, email = new_code(), email_of(case) if settings.MCU_URL else ""
    if email:
        value = unsubscribed_value(row.municipality_id, email)
        stopped = Unsubscribed.objects.filter(municipality_id=row.municipality_id, value=value)
        email = "" if stopped.exists() else email
    made = SurveyInvitation.objects.create(
        survey=row, case=case, code=vault.seal(code), digest=digest(code), mailed=bool(email)
    )
    if email:
        put(**_letter(row, made, code, email, now))


def _letter(
    row: Survey, made: SurveyInvitation, code: str, email: str, now: datetime
) -> dict[str, Any]:
    url = settings.MCU_URL + reverse("quality:answer", args=[spelled(code)])
    until = timezone.localtime(row.closes_at, zone(row.municipality))
    body = (
        f"Здравствуйте!\n\nВы обращались к нам, и мы изучаем, как работают наши службы: «{row.title}». "
        f"Ответьте на {len(row.questions)} вопр. до {until:%d.%m.%Y}:\n{url}\n\n"
        "Ответы хранятся отдельно от имён: кто что ответил, узнать нельзя.\n\n"
        f"{row.municipality}, центр управления\n"
    )
    return {
        "municipality_id": row.municipality_id,
        "key": f"survey:{made.pk}",
        "kind": "survey",
        "to": email,
        "subject": f"Короткий опрос: {row.title}",
        "body": body,
        "now": now,
    }
