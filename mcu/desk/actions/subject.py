"""Requests of people about their own data: accepted, answered, decided, carried out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mcu.cases.actions.erase import erase_applicants, erase_attachments, erase_texts
from mcu.cases.models import Attachment, Case
from mcu.cases.queries.lookup import cases_of_person
from mcu.cases.queries.retention import held
from mcu.core import journal, vault
from mcu.core.erasing import Due, Eraser
from mcu.core.errors import RuleViolation
from mcu.desk.models import Erasure, ErasureRun, SubjectRequest
from mcu.intake.actions.erase import erase_raws
from mcu.intake.models import RawMessage
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission

GIVEN = ("name", "phone", "email", "numbers")


@transaction.atomic
def accept(
    *, asked: Mapping[str, str], wants: str, ground: str, by: Actor, now: datetime | None = None
) -> SubjectRequest:
    """Keep the request and look the person's cases up; the journal holds no name and no number."""
    require(by, Permission.SUBJECT)
    given = {name: asked[name].strip() for name in GIVEN if asked.get(name, "").strip()}
    if not {"phone", "email"} & set(given) and not {"name", "numbers"} <= set(given):
        raise RuleViolation(
            "Впишите телефон или почту, которые человек оставлял, либо номер сообщения вместе с именем."
        )
    if not ground.strip():
        raise RuleViolation("Назовите документ: по какому запросу и когда он пришёл.")
    made = SubjectRequest.objects.create(
        municipality_id=by.municipality_id,
        wants=wants,
        ground=ground.strip()[:300],
        sealed=vault.seal(given),
        cases=cases_of_person(by.municipality_id, given),
        asked_at=now or timezone.now(),
        by_name=by.name,
    )
    _journal("subject.ask", made, by, {"fields": sorted(given), "cases": len(made.cases)})
    return made


@transaction.atomic
def record_report(*, request: SubjectRequest, form: str, by: Actor) -> None:
    """Somebody saw everything that is held about a person."""
    require(by, Permission.SUBJECT)
    _journal("subject.report", request, by, {"cases": len(request.cases), "format": form})


@transaction.atomic
def decide(
    *, request: SubjectRequest, decision: str, reason: str, by: Actor, now: datetime | None = None
) -> SubjectRequest:
    """Erase what may be erased of the person's cases, or keep it and say why."""
    require(by, Permission.SUBJECT)
    require(by, Permission.RETENTION)
    moment = now or timezone.now()
    request = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    if request.decided_at:
        raise RuleViolation("По этому запросу решение уже принято. Обновите страницу.")
    if decision not in SubjectRequest.Decision.values or not reason.strip():
        raise RuleViolation("Выберите решение и напишите, почему: ответ уйдёт человеку.")
    request.decision, request.decision_reason = decision, reason.strip()[:500]
    request.decided_at, request.decided_by_name = moment, by.name
    request.save()
    erased = _erase(request, by, moment) if decision == SubjectRequest.Decision.ERASE else 0
    label = str(SubjectRequest.Decision(decision).label)
    _journal("subject.decide", request, by, {"decision": label, "rows": erased})
    return request


def _erase(request: SubjectRequest, by: Actor, now: datetime) -> int:
    """Every kind at once, but never of a held case; each kind has its line in the register."""
    cases = Case.objects.filter(pk__in=request.cases, municipality_id=request.municipality_id)
    free = list(cases.exclude(held(timezone.localdate(now))).values_list("pk", flat=True))
    if not free:
        raise RuleViolation(
            "Стирать нечего: сообщений нет или на всех стоит запрет. Снимите его или решите оставить."
        )
    done = {
        "applicant": erase_applicants(free, now),
        "texts": erase_texts(free, now),
        "attachments": erase_attachments(_keys(Attachment.objects.filter(case__in=free)), now),
        "raw": erase_raws(_keys(RawMessage.objects.filter(case__in=free)), now),
    }
    run = ErasureRun.objects.create(
        municipality_id=request.municipality_id, started_at=now, finished_at=now, by_name=by.name
    )
    Erasure.objects.bulk_create(
        Erasure(
            run=run, what=what, rule=f"По запросу человека № {request.pk}", count=count, last_at=now
        )
        for what, count in done.items()
        if count
    )
    return sum(done.values())


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _journal(action: str, request: SubjectRequest, by: Actor, after: Mapping[str, Any]) -> None:
    journal.write(action, by=by, municipality_id=request.municipality_id, of=request, after=after)


def requests_due(due: Due) -> QuerySet[SubjectRequest]:
    """Requests decided long ago; a report that nobody had to decide on counts from its day."""
    rows = SubjectRequest.objects.filter(
        municipality_id=due.municipality_id, sealed__isnull=False, asked_at__lt=due.before
    )
    return rows.exclude(decided_at__gte=due.before).exclude(
        wants=SubjectRequest.Wants.ERASE, decided_at__isnull=True
    )


def erase_requests(keys: Sequence[int], now: datetime) -> int:
    """What the person gave goes; that there was a request stays."""
    return SubjectRequest.objects.filter(pk__in=keys, sealed__isnull=False).update(
        sealed=None, cases=[]
    )


ERASER = Eraser(
    "subject",
    "Запросы людей об их данных",
    ("desk.SubjectRequest.sealed",),
    ("decided",),
    requests_due,
    erase_requests,
    of_cases=False,
)
