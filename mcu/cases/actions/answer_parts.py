"""Co-executors: several bodies are asked for parts of one answer, each with a term of its own."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mcu.cases.actions import terms
from mcu.cases.actions.step import Step, filled, open_terms_of, step
from mcu.cases.models import AnswerPart, Case, PartVersion, Term
from mcu.cases.queries.answer_parts import writes_for
from mcu.cases.rules.answer_parts import OUTSTANDING, OWED, PartState, check_until
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.workdays import Unit
from mcu.org.models import Body
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

MOST_PARTS = 20
REMINDED_EVERY = timedelta(hours=1)
ANSWERING = (TermKind.ANSWER, TermKind.INTERIM_FINAL)


def involve(
    *,
    case: Case,
    bodies: Sequence[Body],
    about: str,
    by: Actor,
    until: date | None = None,
    now: datetime | None = None,
) -> list[AnswerPart]:
    """These bodies write parts of the answer; its clock runs to `until`, else by the norm if any."""
    about = filled(about, "Напишите, о чём соисполнителю отвечать.", 300)
    with step(Verb.INVOLVE, case, by=by, now=now) as work:
        _check_bodies(work.case, bodies)
        if until:
            _check_until(work, until)
        made = [_one(work, body, about, until) for body in dict.fromkeys(bodies)]
        work.extra |= {"parts": [part.pk for part in made], "asked": _names(made)}
    return made


def write_part(
    *, part: AnswerPart, text: str, by: Actor, now: datetime | None = None
) -> PartVersion:
    """The body's text; until it is joined a later one replaces it, what was stays as a version."""
    text = filled(text, "Часть ответа пуста. Напишите, что скажет ваш орган.")
    with step(Verb.PART, part.case, by=by, now=now) as work:
        part = _locked(part)
        if not writes_for(part, by):
            raise AccessDenied(f"Часть пишет {part.body}: это не ваш орган.")
        if part.state not in OUTSTANDING:
            raise RuleViolation(
                f"Часть в состоянии «{part.get_state_display()}»: заменить её уже нельзя. "
                "Если её надо исправить, попросите ответственного вернуть часть."
            )
        _meet(part, work.now)
        part.state, part.reason = PartState.GIVEN, ""
        part.save(update_fields=["state", "reason"])
        version = PartVersion.objects.create(
            part=part, number=part.versions.count() + 1, text=text, at=work.now,
            author_id=by.person_id, author_name=by.name,
        )  # fmt: skip
        work.extra |= {"part": part.pk, "asked": str(part.body), "version": version.number}
    return version


def return_part(
    *,
    part: AnswerPart,
    reason: str,
    by: Actor,
    until: date | None = None,
    now: datetime | None = None,
) -> AnswerPart:
    """The lead wants it written anew, says why and by when: the next working day unless named."""
    reason = filled(reason, "Напишите, что исправить: без причины часть не вернуть.")[:500]
    with step(Verb.RETURN_PART, part.case, by=by, now=now) as work:
        part = _locked(part)
        if part.state not in (PartState.GIVEN, PartState.JOINED):
            raise RuleViolation("Возвращают присланную часть, а эта ещё не написана или снята.")
        _alone(part)
        until = until or _next_day(work)
        _check_until(work, until)
        part.term = terms.start(work, TermKind.PART, until=until, body=part.body)
        part.state, part.reason = PartState.RETURNED, reason
        part.save(update_fields=["term", "state", "reason"])
        work.extra |= {"part": part.pk, "asked": str(part.body), "reason": reason}
    return part


def drop_part(
    *, part: AnswerPart, reason: str, by: Actor, now: datetime | None = None
) -> AnswerPart:
    """The body need not write any more; what it has written stays."""
    reason = filled(reason, "Напишите, почему часть больше не нужна.")[:500]
    with step(Verb.DROP_PART, part.case, by=by, now=now) as work:
        part = _locked(part)
        if part.state not in OUTSTANDING:
            raise RuleViolation("Эта часть уже вошла в ответ или снята. Обновите страницу.")
        _drop(work, part, reason)
        work.extra |= {"part": part.pk, "asked": str(part.body), "reason": reason}
    return part


def remind_of_part(*, part: AnswerPart, by: Actor, now: datetime | None = None) -> AnswerPart:
    """The body is told again, at most once an hour."""
    with step(Verb.REMIND_PART, part.case, by=by, now=now) as work:
        part = _locked(part)
        if part.state not in OWED:
            raise RuleViolation("Часть уже прислана: напоминать не о чем. Обновите страницу.")
        if part.reminded_at and work.now - part.reminded_at < REMINDED_EVERY:
            raise RuleViolation("Об этом напоминали меньше часа назад. Подождите или позвоните.")
        part.reminded_at, part.reminders = work.now, part.reminders + 1
        part.save(update_fields=["reminded_at", "reminders"])
        work.extra |= {"part": part.pk, "asked": str(part.body)}
    return part


def let_go(work: Step, why: str) -> None:
    """The answer was given or the case has ended: whoever has not written need not; inside a step."""
    left = list(work.case.answer_parts.select_for_update().filter(state__in=OUTSTANDING))
    for part in left:
        _drop(work, part, why)
    if left:
        work.extra["parts_dropped"] = _names(left)


def _one(work: Step, body: Body, about: str, until: date | None) -> AnswerPart:
    return AnswerPart.objects.create(
        case=work.case,
        body=body,
        block=body.block,
        about=about,
        term=terms.start(work, TermKind.PART, until=until, body=body),
        asked_at=work.now,
        asked_by_id=work.by.person_id,
        asked_by_name=work.by.name,
    )


def _check_bodies(case: Case, bodies: Sequence[Body]) -> None:
    if not bodies:
        raise RuleViolation("Выберите органы, которые напишут свои части.")
    if any(body.municipality_id != case.municipality_id for body in bodies):
        raise RuleViolation("Выбрано из другого муниципалитета.")
    if case.body_id in {body.pk for body in bodies}:
        raise RuleViolation(f"{case.body} и так отвечает за сообщение: выберите других.")
    waited = case.answer_parts.filter(state__in=OUTSTANDING)
    if twice := waited.filter(body__in=bodies).select_related("body").first():
        raise RuleViolation(f"{twice.body} уже готовит часть этого ответа.")
    if waited.count() + len(bodies) > MOST_PARTS:
        raise RuleViolation(f"Соисполнителей не бывает больше {MOST_PARTS}.")


def _check_until(work: Step, until: date) -> None:
    calendar = calendar_for(work.case.municipality)
    answering = open_terms_of(work.case).filter(kind__in=ANSWERING).order_by("due_at").first()
    due = answering.due_at.astimezone(calendar.tz).date() if answering else None
    check_until(until, work.now.astimezone(calendar.tz).date(), due)


def _alone(part: AnswerPart) -> None:
    """A joined part may be returned unless the body was asked for another meanwhile."""
    others = AnswerPart.objects.filter(case=part.case_id, body=part.body_id, state__in=OUTSTANDING)
    if others.exclude(pk=part.pk).exists():
        raise RuleViolation(f"{part.body} уже готовит другую часть: верните или снимите её.")


def _next_day(work: Step) -> date:
    calendar = calendar_for(work.case.municipality)
    return calendar.add(work.now, 1, Unit.WORKING_DAYS).due.astimezone(calendar.tz).date()


def _drop(work: Step, part: AnswerPart, reason: str) -> None:
    if part.term_id:
        terms.cancel_these(Term.objects.filter(pk=part.term_id, met_at=None), work.now)
    part.state, part.reason = PartState.DROPPED, reason
    part.save(update_fields=["state", "reason"])


def _meet(part: AnswerPart, now: datetime) -> None:
    running = Term.objects.filter(pk=part.term_id or 0, met_at=None, cancelled_at=None)
    terms.meet_these(running, now)


def _locked(part: AnswerPart) -> AnswerPart:
    found = AnswerPart.objects.select_for_update(of=("self",)).select_related("body")
    return found.get(pk=part.pk)


def _names(parts: Sequence[AnswerPart]) -> str:
    return ", ".join(str(part.body) for part in parts)
