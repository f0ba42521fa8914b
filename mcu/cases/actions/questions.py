"""Questions between bodies inside a card: to several at once, followed up, reminded, seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions import terms
from mcu.cases.actions.annotate import lay, take_in
from mcu.cases.actions.step import Step, filled, step
from mcu.cases.models import Case, InfoRequest, RequestMessage
from mcu.cases.queries.questions import is_asked
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import Verb
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.models import Block, Body
from mcu.org.rules.roles import Actor, Permission, may

MOST_ASKED = 30
REMINDED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a question."""

    name: str
    chunks: Iterable[bytes]


def ask(
    *,
    case: Case,
    question: str,
    by: Actor,
    block: Block | None = None,
    bodies: Sequence[Body] = (),
    enclosed: Sequence[Enclosed] = (),
    now: datetime | None = None,
) -> list[InfoRequest]:
    """The same question to a block and to any bodies; each has its own clock and its own reply."""
    question = filled(question, "Впишите вопрос блоку.")
    kept = [take_in(file.name, file.chunks) for file in enclosed]
    with step(Verb.ASK, case, by=by, now=now) as work:
        addressees = _addressees(work.case, block, bodies)
        asked = [_one(work, question, *whom) for whom in addressees]
        for file in kept:
            file.request = asked[0]
            lay(work, file)
        work.extra["asked"] = ", ".join(str(body or of_block) for of_block, body in addressees)
    return asked


def write(
    *, request: InfoRequest, text: str, by: Actor, now: datetime | None = None
) -> RequestMessage:
    """One more word on the question, by who asked or by who was asked."""
    text = filled(text, "Впишите уточнение.")
    # Whoever answers for others without asking anybody writes on the side of those who were asked.
    of_asked = is_asked(request, by) or not may(by, Permission.ASK)
    verb = Verb.EXPLAIN if of_asked else Verb.FOLLOW_UP
    with step(verb, request.case, by=by, now=now) as work:
        made = RequestMessage.objects.create(
            request=request, text=text, at=work.now, author_id=by.person_id, author_name=by.name,
            of_asked=of_asked,
        )  # fmt: skip
        work.extra |= {"request": request.pk, "asked": str(request.body or request.block)}
    return made


def remind(*, request: InfoRequest, by: Actor, now: datetime | None = None) -> None:
    """They are told again, at most once an hour."""
    with step(Verb.REMIND, request.case, by=by, now=now) as work:
        row = InfoRequest.objects.select_for_update().get(pk=request.pk)
        if row.replied_at:
            raise RuleViolation("На вопрос уже ответили: напоминать не о чем. Обновите страницу.")
        if row.reminded_at and work.now - row.reminded_at < REMINDED_EVERY:
            raise RuleViolation("Об этом напоминали меньше часа назад. Подождите или позвоните.")
        row.reminded_at = work.now
        row.reminders += 1
        row.save(update_fields=["reminded_at", "reminders"])
        work.extra |= {"request": row.pk, "asked": str(request.body or request.block)}


@transaction.atomic
def seen(*, case: Case, keys: Sequence[int], by: Actor, now: datetime | None = None) -> int:
    """Somebody of those who were asked has the question before them; the first time is kept."""
    moment = now or timezone.now()
    unseen = case.info_requests.filter(pk__in=keys, seen_at=None)
    count = unseen.update(seen_at=moment, seen_by_name=by.name)
    if count:
        journal.write(
            "case.seen", by=by, municipality_id=case.municipality_id, of=case, at=moment,
            after={"count": count},
        )  # fmt: skip
    return count


def _addressees(
    case: Case, block: Block | None, bodies: Sequence[Body]
) -> list[tuple[Block | None, Body | None]]:
    """Each once; without any the block of the case."""
    found: list[tuple[Block | None, Body | None]] = [(body.block, body) for body in bodies]
    if block or not bodies:
        found.insert(0, (block or case.block, None))
    if found == [(None, None)]:
        raise RuleViolation("Сначала выберите блок, которому адресован вопрос.")
    if len(found) > MOST_ASKED:
        raise RuleViolation(f"Одним вопросом спрашивают не больше {MOST_ASKED} адресатов.")
    return found


def _one(work: Step, question: str, block: Block | None, body: Body | None) -> InfoRequest:
    return InfoRequest.objects.create(
        case=work.case,
        block=block,
        body=body,
        question=question,
        asked_at=work.now,
        asked_by_id=work.by.person_id,
        term=terms.start(work, TermKind.BLOCK_INFO, body=body),
    )
