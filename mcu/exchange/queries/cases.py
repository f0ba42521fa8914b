"""Cases as programs read them: the same filters as the list, page by page from a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import Http404

from mcu.cases.models import Answer, Case, Utterance
from mcu.cases.queries import cases_for, matching
from mcu.cases.queries.terms import TermView, term_views
from mcu.cases.rules.feed import FeedFilter, Sort
from mcu.core.models import JournalEntry
from mcu.exchange.rules.paging import Place, as_word
from mcu.org.rules.roles import Actor

ENTRIES = 200
# What is told of a case; nothing else of it is read.
TOLD = (
    "id", "number", "regime", "appeal_kind", "system", "external_id", "channel", "kind",
    "topic_confirmed", "text", "state", "outcome", "importance", "collective", "labels",
    "received_at", "registered_at", "first_answer_at", "closed_at", "due_at", "due_kind",
    "community", "source_url",
)  # fmt: skip
PLACE = ("settlement", "street", "house", "landmark")
NAMED = ("topic", "block", "body")


@dataclass(frozen=True, slots=True)
class CasePage:
    """Cases in order; `next` is the cursor of the following page, empty on the last one."""

    cases: Sequence[Case]
    next: str


@dataclass(frozen=True, slots=True)
class Whole:
    """One case with what may leave without opening anybody's data; a constant number of queries."""

    case: Case
    terms: list[TermView]
    answers: list[Answer]
    said: list[Utterance]
    history: list[JournalEntry]


def case_page(
    actor: Actor, chosen: FeedFilter, after: Place | None, limit: int, now: datetime
) -> CasePage:
    """One query, whatever the page."""
    old_first = chosen.sort == Sort.OLD
    order = ("received_at", "pk") if old_first else ("-received_at", "-pk")
    found = matching(actor, chosen, now).filter(_behind(after, old_first=old_first))
    rows = list(_light(found).order_by(*order)[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return CasePage(rows[:limit], as_word(Place(last.received_at, last.pk)) if last else "")


def whole_case(actor: Actor, pk: int, now: datetime) -> Whole:
    """The case with its clocks, published answers, what was said and what happened; else Http404."""
    case = _light(cases_for(actor)).select_related("municipality").filter(pk=pk).first()
    if case is None:
        raise Http404("Такого сообщения нет или оно не в вашем ведении.")
    return Whole(
        case=case,
        terms=term_views(case, now),
        answers=list(case.answers.filter(state=Answer.State.PUBLISHED)),
        said=list(Utterance.objects.filter(conversation__case=case)),
        history=history_of(case),
    )


def history_of(case: Case) -> list[JournalEntry]:
    """What happened, the newest first."""
    entries = JournalEntry.objects.filter(object_type="cases.case", object_id=case.pk)
    return list(
        entries.only("sequence", "at", "action", "actor_name", "after").order_by("-pk")[:ENTRIES]
    )


def _light(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what is told of a case, and nothing more: half the time of a card goes into naming columns."""
    names = [f"{each}__{name}" for each in NAMED for name in ("code", "name")]
    return cases.select_related(*NAMED).only(*TOLD, *PLACE, *names, "municipality")


def _behind(after: Place | None, *, old_first: bool) -> Q:
    if after is None:
        return Q()
    pair, comparison = Tuple("received_at", "pk"), TupleGreaterThan if old_first else TupleLessThan
    return Q(comparison(pair, (after.at, after.key)))
