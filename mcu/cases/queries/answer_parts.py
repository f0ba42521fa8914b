"""Parts of answers: of one case, owed by bodies, behind a version of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from mcu.cases.models import Answer, AnswerPart, Case, JoinedPart, PartVersion
from mcu.cases.queries.access import belongs, cases_for
from mcu.cases.rules.answer_parts import OWED, PartState
from mcu.cases.rules.terms import ClockView, clock
from mcu.cases.rules.workflow import FINISHED, Verb, available
from mcu.org.rules.roles import Actor, Permission


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its clock, what was written, whether the reader may write it, and of whose body."""

    part: AnswerPart
    clock: ClockView | None
    versions: list[PartVersion]
    mine: bool
    ours: bool

    @property
    def last(self) -> PartVersion | None:
        return self.versions[-1] if self.versions else None


@dataclass(frozen=True, slots=True)
class PartsView:
    """The block of the card."""

    case: Case
    rows: list[PartView]
    can: frozenset[str]

    @property
    def given(self) -> list[PartView]:
        """What may be joined now."""
        return [row for row in self.rows if row.part.state == PartState.GIVEN]

    @property
    def owed(self) -> list[PartView]:
        return [row for row in self.rows if row.part.is_owed]


def writes_for(part: AnswerPart, actor: Actor) -> bool:
    """Whether the actor writes for this body: of it, of its block, or for everybody."""
    reach = actor.reach(Permission.REPLY)
    return (
        reach.everywhere
        or part.body_id in reach.bodies
        or (part.block_id is not None and part.block_id in reach.blocks)
    )


def parts_view(actor: Actor, case: Case, now: datetime) -> PartsView:
    """For a case found for this actor: everybody who sees it sees every part; three queries."""
    rows = case.answer_parts.select_related("body", "term").prefetch_related("versions")
    parts = list(rows)
    moves = available(case.state, actor, belongs(case, parts=parts))
    can = frozenset(str(move.verb) for move in moves)
    return PartsView(case, [_view(part, actor, can, now) for part in parts], can)


def part_for(actor: Actor, pk: int) -> AnswerPart:
    """A part of a case the actor sees, else Http404."""
    found = AnswerPart.objects.select_related("case", "body").filter(
        case__in=cases_for(actor), case__municipality_id=actor.municipality_id, pk=pk
    )
    part = found.first()
    if part is None:
        raise Http404("Такой части ответа нет или сообщение не в вашем ведении.")
    return part


def owed_parts(municipality_id: int) -> QuerySet[AnswerPart]:
    """Parts that bodies have still to write, of open cases."""
    found = AnswerPart.objects.filter(case__municipality_id=municipality_id, state__in=sorted(OWED))
    return found.exclude(case__state__in=sorted(FINISHED))


def owed_by(actor: Actor) -> QuerySet[AnswerPart]:
    """Those of the actor's own bodies and blocks."""
    ours = Q(body_id__in=actor.body_ids) | Q(block_id__in=actor.block_ids)
    return AnswerPart.objects.filter(ours, state__in=sorted(OWED))


def joined_in(answer: Answer) -> Sequence[JoinedPart]:
    """What of whom stands in this version, in order."""
    return list(answer.joined.select_related("version__part__body"))


def waited_names(case: Case) -> list[str]:
    """Whose parts are not in the answer yet."""
    found = case.answer_parts.filter(state__in=sorted(OWED | {PartState.GIVEN}))
    return [str(part.body) for part in found.select_related("body")]


def with_owed(name: str) -> Prefetch:
    """The parts still owed of cases, under this name."""
    owed = AnswerPart.objects.filter(state__in=sorted(OWED)).select_related("term", "body")
    return Prefetch("answer_parts", owed, name)


def _view(part: AnswerPart, actor: Actor, can: frozenset[str], now: datetime) -> PartView:
    term = part.term
    shown = clock(term.due_at, term.met_at, now, start=term.started_at) if term else None
    mine = Verb.PART in can and part.is_outstanding and writes_for(part, actor)
    return PartView(part, shown, list(part.versions.all()), mine, part.body_id in actor.body_ids)
