"""Everyone answered: a draft for each message in the form of its channel, each exactly once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.answer import save_draft, submit
from mcu.cases.models import Answer, Case, Problem, ProblemAnswer, ProblemReply
from mcu.cases.queries import cases_for
from mcu.cases.queries.problem import belongs_problem, current
from mcu.cases.rules.problem.reply import Addressee, Reply, check_text, may_go, reply_for
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission

MOST = 5_000


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the table before sending: the case and what it would get."""

    case: Case
    reply: Reply


def planned(problem: Problem, text: str, by: Actor) -> list[Planned]:
    """What everyone would get, message by message; two queries."""
    text = check_text(text)
    found = cases_for(by).filter(pk__in=current(problem).values("case")).order_by("received_at")
    cases = list(found.select_related("body")[:MOST])
    drafts = _drafts([case.pk for case in cases])
    zone = ZoneInfo(problem.municipality.timezone)
    return [Planned(case, reply_for(text, _to(case, drafts, zone))) for case in cases]


def keep_text(*, problem: Problem, text: str, by: Actor) -> None:
    """The common text stays with the problem while it is being written."""
    require(by, Permission.DRAFT, belongs_problem(problem))
    Problem.objects.filter(pk=problem.pk).update(answer=check_text(text))
    problem.answer = check_text(text)


@transaction.atomic
def begin(
    *,
    problem: Problem,
    text: str,
    by: Actor,
    cases: Iterable[int],
    overwrite: Iterable[int] = (),
    to_approval: bool = False,
    now: datetime | None = None,
) -> ProblemAnswer:
    """Put every chosen message in line; an own draft gives way only where that was said."""
    keep_text(problem=problem, text=text, by=by)
    moment, chosen, over = now or timezone.now(), set(cases), set(overwrite)
    lines = [each for each in planned(problem, text, by) if each.case.pk in chosen]
    going = [each for each in lines if may_go(each.reply, overwrite=each.case.pk in over)]
    if not going:
        raise RuleViolation(
            "Отвечать некому: отметьте сообщения, у которых ответ ещё не готов. "
            "Обращениям по 59-ФЗ нужен отдельный письменный ответ."
        )
    answering = ProblemAnswer.objects.create(
        problem=problem, text=check_text(text), submit=to_approval, at=moment,
        by_id=by.person_id, by_name=by.name,
    )  # fmt: skip
    ProblemReply.objects.bulk_create(
        ProblemReply(answering=answering, case=each.case, overwrite=each.case.pk in over)
        for each in going
    )
    journal.write(
        "problem.answer", by=by, municipality_id=problem.municipality_id, of=problem,
        after={"rows": len(going)}, at=moment,
    )  # fmt: skip
    return answering


def carry_on(*, answering: ProblemAnswer, by: Actor) -> int:
    """Make the drafts that are not made yet; killed at any moment it goes on from there."""
    done = 0
    while _next(answering, by):
        done += 1
    waiting = answering.replies.filter(state=ProblemReply.State.WAITING)
    if not waiting.exists():
        ProblemAnswer.objects.filter(pk=answering.pk, finished_at__isnull=True).update(
            finished_at=timezone.now()
        )
    return done


@transaction.atomic
def _next(answering: ProblemAnswer, by: Actor) -> bool:
    """One message, its draft and its line together; False when nothing waits."""
    waiting = answering.replies.filter(state=ProblemReply.State.WAITING).order_by("pk")
    line = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if line is None:
        return False
    try:
        with transaction.atomic():
            line.state, line.why = _write(answering, line, by)
    except RuleViolation as refusal:
        line.state, line.why = ProblemReply.State.SKIPPED, refusal.sentence[:300]
    line.done_at = timezone.now()
    line.save(update_fields=["state", "why", "done_at"])
    return True


def _write(
    answering: ProblemAnswer, line: ProblemReply, by: Actor
) -> tuple[ProblemReply.State, str]:
    case = cases_for(by).filter(pk=line.case_id).first()
    if case is None:
        return ProblemReply.State.SKIPPED, "сообщение больше не в вашем ведении"
    zone = ZoneInfo(answering.problem.municipality.timezone)
    reply = reply_for(answering.text, _to(case, _drafts([case.pk]), zone))
    if not may_go(reply, overwrite=line.overwrite):
        return ProblemReply.State.SKIPPED, reply.why
    save_draft(case=case, text=reply.text, by=by)
    if not answering.submit:
        return ProblemReply.State.DRAFTED, ""
    try:
        with transaction.atomic():
            submit(case=case, by=by)
    except RuleViolation as refusal:
        return ProblemReply.State.DRAFTED, refusal.sentence[:300]
    return ProblemReply.State.SUBMITTED, ""


def _to(case: Case, drafts: dict[int, str], zone: ZoneInfo) -> Addressee:
    return Addressee(
        number=case.number, channel=case.channel, regime=case.regime, state=case.state,
        received=timezone.localtime(case.received_at, zone).date(),
        own_draft=drafts.get(case.pk, ""),
    )  # fmt: skip


def _drafts(cases: list[int]) -> dict[int, str]:
    """The text in the editor of each case that has one."""
    rows = Answer.objects.filter(case__in=cases, state=Answer.State.DRAFT).order_by("number")
    return dict(rows.values_list("case", "text"))
