"""The coordinator intervenes where the resident waits, and the executor explains."""

from datetime import date, datetime

from mcu.cases.actions import terms
from mcu.cases.actions.route import charge, check_charged
from mcu.cases.actions.step import Step, step
from mcu.cases.models import Case, Intervention, Term
from mcu.cases.rules.control import check_day
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Way
from mcu.cases.rules.workflow import State, Verb
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit, WorkCalendar
from mcu.org.models import Block, Body, Person
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

MAX_WORDS, MAX_EXPLANATION = 1000, 5000


def intervene(
    *,
    case: Case,
    way: str,
    words: str,
    by: Actor,
    until: date | None = None,
    body: Body | None = None,
    block: Block | None = None,
    executor: Person | None = None,
    now: datetime | None = None,
) -> Intervention:
    """One named act: an explanation is required, somebody else is charged, or a nearer date is set.

    The control date is a clock of the case like the others; an explanation has one anyway, the next
    working day where none is named.
    """
    words = words.replace("\x00", "").strip()[:MAX_WORDS]
    if way not in Way.values:
        raise RuleViolation("Выберите, что сделать: объяснение, другой исполнитель или дата.")
    if not words:
        raise RuleViolation("Напишите исполнителю, что не так и чего вы ждёте.")
    if way == Way.REASSIGN:
        check_charged(case, body, block, executor)
    with step(Verb.INTERVENE, case, by=by, now=now) as work:
        calendar = calendar_for(work.case.municipality)
        until = _control_date(work, way, until, calendar)
        if way == Way.REASSIGN:
            _reassign(work, body, block, executor, words)
        work.extra |= {"way": way, "until": until}
        return Intervention.objects.create(
            case=work.case,
            way=way,
            words=words,
            at=work.now,
            by_id=by.person_id,
            by_name=by.name,
            term=terms.start(work, TermKind.CONTROL, until=until) if until else None,
        )


def explain(*, case: Case, text: str, by: Actor, now: datetime | None = None) -> Intervention:
    """The executor answers the coordinator; the control date of the question is met."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleViolation("Впишите объяснение: что мешает и когда будет сделано.")
    with step(Verb.ACCOUNT, case, by=by, now=now) as work:
        asked = Intervention.objects.select_for_update().filter(
            case=work.case, way=Way.EXPLAIN, explained_at__isnull=True
        )
        found = asked.first()
        if found is None:
            raise RuleViolation("Объяснения никто не ждёт: его не просили или уже получили.")
        found.explanation = text[:MAX_EXPLANATION]
        found.explained_at, found.explained_by_name = work.now, by.name
        found.save(update_fields=["explanation", "explained_at", "explained_by_name"])
        if found.term_id:
            terms.meet_these(Term.objects.filter(pk=found.term_id, met_at=None), work.now)
        work.extra["intervention"] = found.pk
    return found


def _control_date(work: Step, way: str, until: date | None, calendar: WorkCalendar) -> date | None:
    today = work.now.astimezone(calendar.tz).date()
    if until is None and way == Way.EXPLAIN:
        return calendar.add(work.now, 1, Unit.WORKING_DAYS).due.date()
    if until is None and way == Way.NEARER:
        raise RuleViolation("Назовите дату, к которой ждёте результата.")
    if until:
        check_day(until, today)
    due = work.case.due_at
    if way == Way.NEARER and until and due and calendar.end_of(until) >= due > work.now:
        local = due.astimezone(calendar.tz)
        raise RuleViolation(f"Срок и без того раньше: {local:%d.%m.%Y %H:%M}. Назовите дату ближе.")
    return until


def _reassign(
    work: Step, body: Body | None, block: Block | None, executor: Person | None, words: str
) -> None:
    charge(work, body, block, executor, words)
    work.case.state = State.ASSIGNED
