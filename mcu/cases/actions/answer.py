"""From the question to a block to the published answer."""

from datetime import datetime

from mcu.cases.actions import answer_parts, promise, terms
from mcu.cases.actions.chain import decide_stage, lay_chain
from mcu.cases.actions.conversation import send_answer
from mcu.cases.actions.questions import ask
from mcu.cases.actions.step import Step, filled, step
from mcu.cases.models import Answer, ApprovalTurn, Case, InfoRequest, Term
from mcu.cases.queries.answering import Reviewed, reviewed
from mcu.cases.queries.stages import is_approved
from mcu.cases.rules.answering import Verdict, next_stage, require_reason
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State, Verb
from mcu.core.errors import RuleViolation
from mcu.org.models import Block, Body
from mcu.org.rules.roles import Actor
from mcu.text.mask import mask

NOT_NEEDED = "Согласование не требуется"
MET_BY_ANSWER = (
    TermKind.FIRST_REACTION,
    TermKind.INTERIM,
    TermKind.ANSWER,
    TermKind.INTERIM_FINAL,
    TermKind.CONTROL,
)


def ask_block(
    *,
    case: Case,
    question: str,
    by: Actor,
    block: Block | None = None,
    body: Body | None = None,
    now: datetime | None = None,
) -> InfoRequest:
    """Ask a block for information; its clock runs where the profile sets one."""
    bodies = [body] if body else []
    return ask(
        case=case, question=question, by=by, block=None if body else block, bodies=bodies, now=now
    )[0]


def reply_to(
    *, request: InfoRequest, reply: str, by: Actor, now: datetime | None = None
) -> InfoRequest:
    """The block answers; its clock stops, late or not."""
    reply = filled(reply, "Впишите ответ на запрос.")
    with step(Verb.REPLY, request.case, by=by, now=now) as work:
        request = InfoRequest.objects.select_for_update().get(pk=request.pk)
        if request.replied_at:
            raise RuleViolation("На этот запрос уже ответили. Обновите страницу.")
        request.reply = reply
        request.replied_at = work.now
        request.replied_by_id = by.person_id
        request.save(update_fields=["reply", "replied_at", "replied_by"])
        if request.term:
            terms.meet_these(Term.objects.filter(pk=request.term.pk), work.now)
        work.extra["replied"] = str(request.body or request.block)
    return request


def save_draft(
    *, case: Case, text: str, by: Actor, seen: datetime | None = None, now: datetime | None = None
) -> Answer:
    """Keep the text of the answer. One's own running draft is overwritten without a word in the
    journal; what somebody else wrote, or wrote since `seen`, stays as a version of its own."""
    text = filled(text, "Ответ пуст. Напишите, что сделано или будет сделано.")
    with step(Verb.DRAFT, case, by=by, now=now) as work:
        running = running_draft(work.case)
        mine = running is not None and running.author_name == by.name
        work.quiet = mine and not _newer(running, seen)
        if work.quiet and running is not None:
            answer = running
        else:
            answer = next_version(work, text)
            replaced(running)
        answer.text = text
        answer.author_name = by.name
        answer.written_at = work.now
        answer.save()
        work.extra["answer"] = answer.number
    return answer


def submit(*, case: Case, by: Actor, reason: str = "", now: datetime | None = None) -> Answer:
    """Send the running draft to approval, with what the checks say of it; where the profile asks for
    none it is ready at once. What a check holds up goes on only with a reason, which the journal keeps.
    """
    with step(Verb.SUBMIT, case, by=by, now=now) as work:
        answer = running_draft(work.case)
        if answer is None:
            raise RuleViolation("Черновика нет: сначала напишите ответ.")
        told = reviewed(work.case, answer.text, work.now)
        require_reason(told.review, told.modes, reason)
        _rate(answer, told)
        answer.override = mask(reason.strip())[:500] if told.blocks else ""
        answer.state = Answer.State.APPROVAL
        answer.save()
        work.extra |= {"answer": answer.number, "score": answer.score}
        if answer.override:
            work.extra["override"] = answer.override
        if not is_approved(work.case):
            _decide(work, Answer.State.APPROVED, who=NOT_NEEDED)
            work.target = State.ANSWERED
        else:
            _run_stage(work, next_stage(lay_chain(work, answer)))
    return answer


def approve(*, case: Case, by: Actor, now: datetime | None = None) -> Answer:
    """The answer may be given; where there is a chain, the next stage of it agrees."""
    with step(Verb.APPROVE, case, by=by, now=now) as work:
        answer = _submitted(work.case)
        stages = list(answer.approvals.select_for_update())
        mine = next_stage(stages)
        if mine is None:
            return _decide(work, Answer.State.APPROVED)
        decide_stage(work, mine, Verdict.APPROVED)
        following = next_stage(stages)
        if following is None:
            return _decide(work, Answer.State.APPROVED)
        _run_stage(work, following)
        work.target = State.APPROVAL
        work.extra |= {"answer": answer.number, "stage": mine.title}
    return answer


def return_draft(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Answer:
    """Back to the author, with what has to be mended."""
    reason = filled(reason, "Напишите, что исправить: без причины вернуть нельзя.")
    with step(Verb.RETURN, case, by=by, now=now) as work:
        mine = next_stage(list(_submitted(work.case).approvals.select_for_update()))
        if mine is not None:
            decide_stage(work, mine, Verdict.RETURNED)
        answer = _decide(work, Answer.State.RETURNED, reason[:1000])
        work.extra["reason"] = reason[:1000]
    return answer


def publish(*, case: Case, url: str, by: Actor, now: datetime | None = None) -> Answer:
    """The answer stands where the resident reads it: the first reaction and the answer are met."""
    if url and not url.startswith(("https://", "http://")):
        raise RuleViolation("Ссылка на ответ должна начинаться с https:// или http://.")
    with step(Verb.PUBLISH, case, by=by, now=now) as work:
        answer = work.case.answers.filter(state=Answer.State.APPROVED).last()
        if answer is None:
            raise RuleViolation("Согласованного ответа нет: публиковать нечего.")
        answer.state = Answer.State.PUBLISHED
        answer.published_at = work.now
        answer.published_url = url[:500]
        answer.save(update_fields=["state", "published_at", "published_url"])
        work.case.first_answer_at = work.case.first_answer_at or work.now
        terms.meet(work.case, MET_BY_ANSWER, work.now)
        answer_parts.let_go(work, "Ответ дан без неё")
        promise.suggest(work, answer)
        send_answer(work, answer)
        work.extra["answer"] = answer.number
    return answer


def running_draft(case: Case) -> Answer | None:
    """The version being written. A later number may stand beside it: the resident was told
    meanwhile that a promise is kept."""
    return case.answers.filter(state=Answer.State.DRAFT).order_by("number").last()


def next_version(work: Step, text: str) -> Answer:
    last = work.case.answers.order_by("number").last()
    return Answer(
        case=work.case,
        number=last.number + 1 if last else 1,
        text=text,
        written_at=work.now,
        author_name=work.by.name,
    )


def _newer(running: Answer | None, seen: datetime | None) -> bool:
    """Whether the draft was written again after this page was opened."""
    return running is not None and seen is not None and running.written_at > seen


def replaced(running: Answer | None) -> None:
    """What another wrote stays to be compared."""
    if running is None:
        return
    running.state = Answer.State.REPLACED
    running.save(update_fields=["state"])


def _rate(answer: Answer, told: Reviewed) -> None:
    """What the checks say is kept with the version: for quality and completeness (Q1, R4)."""
    answer.score = told.score
    answer.faults = sorted(told.review.codes)
    answer.questions_asked = len(told.questions)
    answer.questions_answered = len(told.questions) - told.open_questions


def _run_stage(work: Step, stage: ApprovalTurn | None) -> None:
    """The clock of the stage whose turn it is, or of the one approval there is; by the norm, if any."""
    terms.meet(work.case, (TermKind.APPROVAL,), work.now)
    term = terms.start(work, TermKind.APPROVAL)
    if stage is not None:
        stage.term = term
        stage.save(update_fields=["term"])


def _submitted(case: Case) -> Answer:
    ready = (Answer.State.APPROVAL, Answer.State.APPROVED)
    given = case.answers.filter(state__in=ready).exclude(kind=Answer.Kind.SECOND)
    answer = given.order_by("number").last()
    if answer is None:
        raise RuleViolation("У сообщения нет ответа, решать не о чем.")
    return answer


def _decide(work: Step, state: Answer.State, reason: str = "", who: str = "") -> Answer:
    terms.meet(work.case, (TermKind.APPROVAL,), work.now)
    answer = _submitted(work.case)
    answer.state = state
    answer.return_reason = reason
    answer.decided_at = work.now
    answer.decided_by_name = who or work.by.name
    answer.save(update_fields=["state", "return_reason", "decided_at", "decided_by_name"])
    work.extra["answer"] = answer.number
    return answer
