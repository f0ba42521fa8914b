"""The operator's desk: a message with its paper, scans and problem in one act; a number looked up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from mcu.cases.actions.annotate import lay, take_in
from mcu.cases.actions.appeal.reception import Card, receive
from mcu.cases.actions.lookup import index
from mcu.cases.actions.problem import Why, join, open_problem
from mcu.cases.actions.register import Incoming, register
from mcu.cases.actions.step import step
from mcu.cases.models import Appeal, Applicant, Attachment, Case, Paper, Reception
from mcu.cases.queries.access import case_for
from mcu.cases.queries.desk import open_of_number
from mcu.cases.queries.problem import problem_for
from mcu.cases.rules.desk import Asked, Together, scope_asked
from mcu.cases.rules.lookup import phone
from mcu.cases.rules.workflow import Verb
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Body, Municipality
from mcu.org.rules.roles import Actor, Permission

Scan = tuple[str, Iterable[bytes]]
SIMILAR = Why("похожее показано при регистрации")


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What stands on a letter; `about_body` is whom a complaint is about."""

    dated_on: date | None = None
    out_number: str = ""
    delivered: str = ""
    sheets: int | None = None
    enclosures: int | None = None
    signed: bool = False
    sent_by: str = ""
    sent_number: str = ""
    sent_on: date | None = None
    about_body: Body | None = None


NO_PAPER = PaperFacts()


def take_message(
    *,
    incoming: Incoming,
    municipality: Municipality,
    by: Actor,
    paper: PaperFacts = NO_PAPER,
    scans: Sequence[Scan] = (),
    together: Together | None = None,
    now: datetime | None = None,
) -> Case:
    """Registered whole or not at all: a scan that is refused leaves no number behind."""
    moment = now or timezone.now()
    _check(paper, moment)
    laid = [take_in(name, chunks) for name, chunks in scans]
    with transaction.atomic():
        case = register(incoming=incoming, municipality=municipality, by=by, now=moment)
        _keep_paper(case, paper)
        _attach(case, laid, by, moment)
        if together:
            gather(case=case, together=together, by=by, now=moment)
        # The same caller may be back in a minute, sooner than the job that fills the index.
        index(list(Applicant.objects.filter(case=case, indexed=False).select_related("case")))
    return case


@transaction.atomic
def take_visit(
    *, card: Card, municipality: Municipality, by: Actor, together: Together | None = None
) -> Reception:
    """A personal reception; what becomes an appeal of it is joined to what it is like."""
    made = receive(card=card, municipality=municipality, by=by)
    if made.case and together:
        gather(case=made.case, together=together, by=by)
    return made


def gather(*, case: Case, together: Together, by: Actor, now: datetime | None = None) -> None:
    """The new message belongs to a problem that is there, or opens one with a like message."""
    try:
        if together.kind == "problem":
            problem = problem_for(by, together.key)
            join(problem=problem, cases=[case], why=SIMILAR, by=by, now=now)
        else:
            other = case_for(by, together.key)
            open_problem(
                municipality=case.municipality, cases=[case, other], why=SIMILAR, by=by, now=now
            )
    except Http404 as gone:
        raise RuleViolation("Того, к чему вы присоединяете, больше нет. Выберите снова.") from gone


@transaction.atomic
def look_up_number(*, number: str, reason: str, by: Actor) -> list[Case]:
    """Open cases left with this number. The journal holds the reason and the count, never the number."""
    require(by, Permission.REGISTER)
    require(by, Permission.REVEAL)
    if reason not in Asked.values:
        raise RuleViolation("Выберите, зачем ищете по номеру: причина пойдёт в журнал.")
    asked = phone(number)
    if not asked:
        raise RuleViolation("Это не номер телефона. Впишите его цифрами, например 8 900 000-00-00.")
    found = open_of_number(by, asked, scope_asked(reason))
    journal.write(
        "applicant.by_number",
        by=by,
        municipality_id=by.municipality_id,
        after={"reason": reason, "purpose": str(Asked(reason).label), "found": len(found)},
    )
    return found


def _check(paper: PaperFacts, now: datetime) -> None:
    today = timezone.localdate(now)
    for name, day in (("письма", paper.dated_on), ("сопроводительного письма", paper.sent_on)):
        if day and day > today:
            raise RuleViolation(f"Дата {name} ещё не наступила. Проверьте её.")


def _keep_paper(case: Case, paper: PaperFacts) -> None:
    if paper == NO_PAPER:
        return
    values: dict[str, Any] = {one.name: getattr(paper, one.name) for one in fields(paper)}
    about = values.pop("about_body")
    Paper.objects.create(case=case, **values)
    if about:
        Appeal.objects.filter(case=case).update(about_body=about)


def _attach(case: Case, laid: Sequence[Attachment], by: Actor, now: datetime) -> None:
    for file in laid:
        with step(Verb.ATTACH, case, by=by, now=now) as work:
            lay(work, file)
