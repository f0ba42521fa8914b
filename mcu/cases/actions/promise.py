"""Promises: suggested, confirmed, kept with proof, moved on, released, told of.

Each act is a step of the case, which is locked by it, also when the case is closed.
"""

from datetime import date, datetime

from django.utils import timezone

from mcu.cases.actions import terms
from mcu.cases.actions.annotate import lay
from mcu.cases.actions.chain import decide_stage, lay_chain
from mcu.cases.actions.conversation import send_answer
from mcu.cases.actions.step import Step, open_terms_of, refresh_due, step
from mcu.cases.models import Answer, ApprovalTurn, Attachment, Case, Promise, Term
from mcu.cases.queries.stages import is_approved
from mcu.cases.rules.answering import Verdict, next_stage
from mcu.cases.rules.promises import Origin, PromiseState, Proof, check_due, check_move
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State, Verb
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor
from mcu.text.promises import find_promises

S = PromiseState
LIVING = (S.SUGGESTED, S.OPEN)
MAX_TEXT = 20_000


def suggest(work: Step, answer: Answer) -> list[Promise]:
    """Keep what the text of a published answer seems to promise, for a person to confirm."""
    case, calendar = work.case, calendar_for(work.case.municipality)
    said = (answer.published_at or work.now).astimezone(calendar.tz)

    def working(day: date, count: int) -> date:
        return calendar.add(said, count, Unit.WORKING_DAYS).due.date()

    for found in find_promises(answer.text, said.date(), working):
        values = _of_case(case) | {"phrase": found.phrase[:100], "origin": Origin.ANSWER}
        Promise.objects.get_or_create(
            answer=answer,
            what=found.what,
            first_due_on=found.due,
            defaults=values
            | {"due_on": found.due, "state": S.SUGGESTED, "made_at": work.now,
               "made_by_name": "Подсказка программы"},
        )  # fmt: skip
    return list(Promise.objects.filter(answer=answer, state=S.SUGGESTED))


def look_for(*, case: Case, by: Actor, now: datetime | None = None) -> int:
    """Read the published answers of a case, also those that came by a file; how many were found."""
    with step(Verb.PROMISE, case, by=by, now=now) as work:
        answers = list(work.case.answers.filter(state=Answer.State.PUBLISHED))
        if not answers:
            raise RuleViolation("Опубликованного ответа нет: обещаний в нём искать негде.")
        count = sum(len(suggest(work, answer)) for answer in answers)
        work.extra["found"] = count
    return count


def make(
    *,
    case: Case,
    what: str,
    due: date,
    by: Actor,
    proof: str = Proof.PHOTO,
    now: datetime | None = None,
) -> Promise:
    """A promise given by word of mouth, or one the program did not see."""
    with step(Verb.PROMISE, case, by=by, now=now) as work:
        promise = put(work, what=what, due=due, proof=proof, origin=Origin.PERSON)
        work.extra["promise"] = promise.pk
    return promise


def put(work: Step, *, what: str, due: date, origin: str, proof: str = Proof.PHOTO) -> Promise:
    """An open promise with its clock, inside a step of the caller."""
    check_due(due, timezone.localdate(work.now))
    return Promise.objects.create(
        **_of_case(work.case),
        what=_filled(what, "Напишите, что обещано.")[:500],
        origin=origin,
        due_on=due,
        first_due_on=due,
        proof=proof,
        state=S.OPEN,
        made_at=work.now,
        made_by_name=work.by.name,
        term=terms.start(work, TermKind.PROMISE, until=due),
    )


def confirm(
    *,
    promise: Promise,
    by: Actor,
    due: date | None = None,
    what: str = "",
    proof: str = "",
    now: datetime | None = None,
) -> Promise:
    """Yes, this was promised; its clock starts. Day and words may be put right."""
    with step(Verb.PROMISE, promise.case, by=by, now=now) as work:
        promise = _of_state(promise, S.SUGGESTED, work.case)
        promise.due_on = promise.first_due_on = due or promise.due_on
        check_due(promise.due_on, timezone.localdate(work.now))
        promise.what, promise.proof = what.strip()[:500] or promise.what, proof or promise.proof
        promise.term = terms.start(work, TermKind.PROMISE, until=promise.due_on)
        _decided(promise, S.OPEN, work)
        work.extra |= {"promise": promise.pk, "promised": promise.due_on.isoformat()}
    return promise


def decline(*, promise: Promise, by: Actor, now: datetime | None = None) -> Promise:
    """No promise at all: the suggestion was wrong."""
    with step(Verb.PROMISE, promise.case, by=by, now=now) as work:
        promise = _of_state(promise, S.SUGGESTED, work.case)
        _decided(promise, S.DECLINED, work)
        work.extra |= {"promise": promise.pk, "declined": True}
    return promise


def keep(
    *, promise: Promise, evidence: Attachment, by: Actor, now: datetime | None = None
) -> Promise:
    """Done, and here is the proof: a photo or an act, among the files of the case or a new one."""
    with step(Verb.KEEP, promise.case, by=by, now=now) as work:
        promise = _of_state(promise, S.OPEN, work.case)
        if evidence.pk is None:
            evidence = lay(work, evidence)
        if evidence.case_id != work.case.pk:
            raise RuleViolation("Этот файл от другого сообщения. Приложите фото или акт к этому.")
        promise.evidence, promise.kept_at = evidence, work.now
        _stop(promise, work, kept=True)
        _decided(promise, S.KEPT, work)
        _back_to_work(work)
        work.extra |= {"promise": promise.pk, "file": evidence.pk}
    return promise


def move(
    *, promise: Promise, until: date, reason: str, by: Actor, now: datetime | None = None
) -> Promise:
    """A later day with its reason; it is counted, and a postponed case goes with it."""
    with step(Verb.MOVE_PROMISE, promise.case, by=by, now=now) as work:
        promise = _of_state(promise, S.OPEN, work.case)
        before = promise.due_on
        move_on(work, promise, until, reason)
        if work.case.postponed_until == before:
            work.case.postponed_until = until
        work.extra |= {"promise": promise.pk, "promised": until.isoformat(), "reason": reason[:500]}
    return promise


def move_on(work: Step, promise: Promise, until: date, reason: str) -> None:
    """The same inside a step of the caller: postponing a case does it too."""
    reason = _filled(reason, "Напишите, почему обещание переносится.")
    check_move(promise.due_on, until, timezone.localdate(work.now))
    if promise.term:
        terms.extend(work, promise.term, until=until, reason=reason)
    promise.due_on, promise.moved = until, promise.moved + 1
    promise.save(update_fields=["due_on", "moved"])


def release(*, promise: Promise, reason: str, by: Actor, now: datetime | None = None) -> Promise:
    """It will not be done, or need not be: with a reason that is kept."""
    with step(Verb.DROP_PROMISE, promise.case, by=by, now=now) as work:
        promise = _of_state(promise, S.OPEN, work.case)
        promise.reason = _filled(reason, "Напишите, почему обещание снимается.")[:500]
        _stop(promise, work)
        _decided(promise, S.RELEASED, work)
        _back_to_work(work)
        work.extra |= {"promise": promise.pk, "reason": promise.reason}
    return promise


def tell(
    *, promise: Promise, text: str, by: Actor, url: str = "", now: datetime | None = None
) -> Answer:
    """The second answer: the resident learns that what was promised is done, at once or, where
    there is a chain of approval, when all of it has agreed."""
    text = _filled(text, "Напишите жителю, что сделано.")
    if url and not url.startswith(("https://", "http://")):
        raise RuleViolation("Ссылка на ответ должна начинаться с https:// или http://.")
    with step(Verb.TELL, promise.case, by=by, now=now) as work:
        promise = _of_state(promise, S.KEPT, work.case)
        if promise.told_at or promise.second_answer_id:
            raise RuleViolation("Второй ответ уже написан. Обновите страницу.")
        answer = promise.second_answer = _second_answer(work, text, url)
        promise.save(update_fields=["second_answer"])
        work.extra |= {"promise": promise.pk, "answer": answer.number}
        if not (is_approved(work.case) and lay_chain(work, answer)):
            _told(work, promise, answer)
    return answer


def agree(*, promise: Promise, by: Actor, now: datetime | None = None) -> Answer:
    """The next stage of the chain agrees to the second answer; the last one lets it go."""
    with step(Verb.AGREE_SECOND, promise.case, by=by, now=now) as work:
        promise, answer, stages = _waiting_second(promise, work)
        mine = next_stage(stages)
        if mine is not None:
            decide_stage(work, mine, Verdict.APPROVED)
        work.extra |= {"promise": promise.pk, "answer": answer.number}
        if next_stage(stages) is None:
            _told(work, promise, answer)
    return answer


def send_back(*, promise: Promise, reason: str, by: Actor, now: datetime | None = None) -> Answer:
    """The second answer is to be written anew, and why."""
    reason = _filled(reason, "Напишите, что исправить: без причины вернуть нельзя.")
    with step(Verb.RETURN_SECOND, promise.case, by=by, now=now) as work:
        promise, answer, stages = _waiting_second(promise, work)
        mine = next_stage(stages)
        if mine is not None:
            decide_stage(work, mine, Verdict.RETURNED)
        answer.state, answer.return_reason = Answer.State.RETURNED, reason[:1000]
        answer.decided_at, answer.decided_by_name = work.now, work.by.name
        answer.save()
        promise.second_answer = None
        promise.save(update_fields=["second_answer"])
        work.extra |= {"promise": promise.pk, "reason": reason[:1000]}
    return answer


def follow(work: Step, into: Case) -> None:
    """The case was joined to another: its promises are worked there."""
    living = Promise.objects.filter(case=work.case, state__in=LIVING)
    if not living.exists():
        return
    Term.objects.filter(promise__in=living).update(case=into)
    living.update(case=into)
    main = Case.objects.select_for_update().get(pk=into.pk)
    refresh_due(main)
    main.save(update_fields=["due_at", "due_kind"])


def give_up(work: Step, reason: str) -> None:
    """Somebody else decides now: what was promised here is released, and why."""
    living = Promise.objects.filter(case=work.case, state__in=LIVING)
    living.filter(state=S.SUGGESTED).update(state=S.DECLINED, decided_at=work.now)
    for promise in living.filter(state=S.OPEN).select_related("term"):
        promise.reason = reason[:500]
        _stop(promise, work)
        _decided(promise, S.RELEASED, work)


def open_promises(case: Case) -> list[Promise]:
    """Those of the case that stand, the nearest first."""
    found = Promise.objects.select_for_update(of=("self",)).filter(case=case, state=S.OPEN)
    return list(found.select_related("term"))


def _of_case(case: Case) -> dict[str, object]:
    return {
        "municipality_id": case.municipality_id, "case": case, "block_id": case.block_id,
        "body_id": case.body_id, "executor_id": case.executor_id,
    }  # fmt: skip


def _of_state(promise: Promise, state: PromiseState, case: Case) -> Promise:
    """The promise as it is now, locked; RuleViolation when somebody was quicker."""
    found = Promise.objects.select_for_update(of=("self",)).select_related("term", "case")
    fresh = found.get(pk=promise.pk)
    if fresh.state != state or fresh.case_id != case.pk:
        label = PromiseState(fresh.state).label.lower()
        raise RuleViolation(f"С этим обещанием уже решили: {label}. Обновите страницу.")
    return fresh


def _decided(promise: Promise, state: PromiseState, work: Step) -> None:
    promise.state, promise.decided_at = state, work.now
    promise.decided_by_name = work.by.name
    promise.save()


def _stop(promise: Promise, work: Step, *, kept: bool = False) -> None:
    clock = open_terms_of(work.case).filter(pk=promise.term_id)
    if kept:
        terms.meet_these(clock, work.now)
    else:
        clock.update(cancelled_at=work.now)


def _back_to_work(work: Step) -> None:
    """A case that was postponed until this promise goes on, when no other one stands."""
    case = work.case
    if case.state == State.POSTPONED and not open_promises(case):
        case.state, case.postponed_until, case.outcome = State.IN_WORK, None, ""


def _waiting_second(promise: Promise, work: Step) -> tuple[Promise, Answer, list[ApprovalTurn]]:
    """The promise, its second answer and the stages of it, while they are not all decided."""
    promise = _of_state(promise, S.KEPT, work.case)
    answer = promise.second_answer
    if answer is None or answer.state != Answer.State.APPROVAL:
        raise RuleViolation("Второй ответ не ждёт согласования. Обновите страницу.")
    return promise, answer, list(answer.approvals.select_for_update())


def _told(work: Step, promise: Promise, answer: Answer) -> None:
    """The second answer is where the resident reads it."""
    answer.state, answer.published_at = Answer.State.PUBLISHED, work.now
    answer.save(update_fields=["state", "published_at"])
    send_answer(work, answer)
    promise.told_at = work.now
    promise.save(update_fields=["told_at"])
    work.case.first_answer_at = work.case.first_answer_at or work.now


def _second_answer(work: Step, text: str, url: str) -> Answer:
    last = work.case.answers.order_by("number").last()
    return Answer.objects.create(
        case=work.case,
        number=last.number + 1 if last else 1,
        text=text,
        kind=Answer.Kind.SECOND,
        state=Answer.State.APPROVAL,
        written_at=work.now,
        author_name=work.by.name,
        published_url=url[:500],
    )


def _filled(text: str, complaint: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleViolation(complaint)
    if len(text) > MAX_TEXT:
        raise RuleViolation(f"Текст длиннее {MAX_TEXT // 1000} тысяч знаков. Сократите его.")
    return text
