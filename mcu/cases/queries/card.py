"""Everything the card of a case shows."""

from dataclasses import dataclass
from datetime import datetime

from mcu.cases.models import (
    Answer,
    AnswerPart,
    Attachment,
    Case,
    HandOver,
    InfoRequest,
    Intervention,
    LegalHold,
    Note,
    Suggestion,
    Utterance,
)
from mcu.cases.queries.access import belongs
from mcu.cases.queries.conversation import said_of, sent_of
from mcu.cases.queries.handover import hand_over_of
from mcu.cases.queries.knowledge import routing_for
from mcu.cases.queries.retention import holds_of
from mcu.cases.queries.terms import TermView, term_views
from mcu.cases.rules.labels import ABOUT
from mcu.cases.rules.learning import Target
from mcu.cases.rules.routing import Routing
from mcu.cases.rules.workflow import Move, available
from mcu.channels.models import Outgoing
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import Actor

SHOWN = 3  # suggestions of one kind


@dataclass(frozen=True, slots=True)
class Card:
    """One case with what hangs on it; a constant number of queries."""

    case: Case
    terms: list[TermView]
    answers: list[Answer]
    requests: list[InfoRequest]
    notes: list[Note]
    files: list[Attachment]
    suggestions: list[Suggestion]
    executors: list[Suggestion]
    labels: list[Suggestion]
    routing: Routing | None
    moves: list[Move]
    has_applicant: bool
    holds: list[LegalHold]
    hand_over: HandOver | None
    interventions: list[Intervention]
    said: list[Utterance]
    sent: dict[int, Outgoing]
    parts: list[AnswerPart]

    @property
    def can(self) -> frozenset[str]:
        """The verbs of the buttons."""
        return frozenset(str(move.verb) for move in self.moves)

    @property
    def draft(self) -> Answer | None:
        """The version in the editor."""
        return next((a for a in self.answers if a.state == Answer.State.DRAFT), None)

    @property
    def returned(self) -> Answer | None:
        """The last version when it came back to be mended."""
        own = [a for a in self.answers if a.kind != Answer.Kind.SECOND]
        return own[-1] if own and own[-1].state == Answer.State.RETURNED else None

    @property
    def nearest(self) -> TermView | None:
        """The open clock that runs out first."""
        return next((t for t in self.terms if t.term.pk and not t.term.met_at), None)


def card(case: Case, actor: Actor, now: datetime) -> Card:
    """Gather the card of a case already found for this actor."""
    requests = list(
        case.info_requests.select_related("block", "body", "term", "replied_by").prefetch_related(
            "messages"
        )
    )
    parts = list(case.answer_parts.all())
    answers = list(case.answers.all())
    undecided = list(case.suggestions.filter(decided_at__isnull=True))
    return Card(
        case=case,
        terms=term_views(case, now),
        answers=answers,
        requests=requests,
        notes=list(case.notes.all()),
        files=list(case.attachments.all()),
        suggestions=[one for one in undecided if one.about == Target.TOPIC][:SHOWN],
        executors=[one for one in undecided if one.about == Target.EXECUTOR][:SHOWN],
        labels=[one for one in undecided if one.about == ABOUT],
        routing=routing_for(case) if case.topic_id else None,
        moves=available(case.state, actor, belongs(case, requests, parts)),
        has_applicant=hasattr(case, "applicant"),
        holds=holds_of(case, now),
        hand_over=hand_over_of(case),
        interventions=list(case.interventions.all()),
        said=said_of(case),
        sent=sent_of(case, answers),
        parts=parts,
    )


def timeline(case: Case) -> list[JournalEntry]:
    """What happened to the case, the newest first."""
    entries = JournalEntry.objects.filter(object_type="cases.case", object_id=case.pk)
    return list(entries.order_by("-pk")[:100])
