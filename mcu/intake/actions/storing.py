"""New rows become cases with their clocks, answers and applicants, by COPY."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mcu.cases.actions.appeal.reply import is_due, reply_to_channels
from mcu.cases.actions.likeness import leave_footprints
from mcu.cases.actions.register import numbers
from mcu.cases.models import (
    Answer,
    Applicant,
    Assignment,
    Case,
    SourceRecord,
    Suggestion,
    Term,
    Topic,
)
from mcu.cases.queries.places import guessed_places
from mcu.cases.queries.suggesting import Asked
from mcu.cases.rules.conditions import Condition
from mcu.cases.rules.labels import ABOUT, codes
from mcu.cases.rules.learning import Target
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import FINISHED
from mcu.core import bulk, vault
from mcu.intake.models import ImportRun
from mcu.intake.queries import Reference
from mcu.intake.reader import Entry
from mcu.intake.rules.digest import Digested
from mcu.org.models import Body

IMPORTED = "Загрузка файла"

CASE_COLUMNS = (
    "id", "municipality_id", "number", "regime", "appeal_kind", "system", "external_id", "channel",
    "community", "source_url", "kind", "topic_id", "topic_confirmed", "text", "settlement",
    "street", "house", "landmark", "block_id", "body_id", "state", "outcome", "importance",
    "collective", "received_at", "registered_at", "first_answer_at", "closed_at", "due_at",
    "due_kind", "redirected_to", "close_reason", "source_step", "tags", "audience", "labels",
    "search_text",
)  # fmt: skip


class Clock(NamedTuple):
    """One term as it will be stored."""

    kind: str
    norm_id: int
    started_at: datetime
    due_at: datetime
    met_at: datetime | None


class Ready(NamedTuple):
    """Everything that one row becomes."""

    case_id: int
    said: Digested
    personal: bytes | None
    topic: Topic | None
    body: Body | None
    block_id: int | None
    clocks: tuple[Clock, ...]


def store_cases(
    run: ImportRun, entries: Sequence[Entry], reference: Reference, now: datetime
) -> list[int]:
    """Copy the cases and what hangs on them; their keys, in the order of the rows."""
    keys = bulk.new_ids(Case, len(entries))
    ready = [
        prepare(key, entry, run.system, reference) for key, entry in zip(keys, entries, strict=True)
    ]
    received = [one.said.received_at.astimezone(reference.zone) for one in ready]
    given = numbers(run.municipality, len(ready), received)
    bulk.insert(
        Case,
        CASE_COLUMNS,
        [_case(one, number, run, now) for one, number in zip(ready, given, strict=True)],
    )
    leave_footprints(run.municipality_id, keys)
    _store_clocks(ready)
    _store_answers(ready)
    _store_applicants(ready)
    _store_assignments(ready)
    _store_suggestions(ready, reference, now)
    _store_places(ready, reference, now)
    _store_labels(ready, now)
    _store_records(ready)
    _reply_to_channels(ready, now)
    return keys


def prepare(case_id: int, entry: Entry, system: str, reference: Reference) -> Ready:
    """The row with its topic, body, route and clocks found."""
    said = entry.said
    topic = reference.topic(said.topic, said.group) if said.topic else None
    body = reference.body(said.body_names)
    fitting = reference.fitting(said, system, topic, body)
    block_id = body.block_id if body else None
    if block_id is None and topic is not None:
        block_id = reference.routing(topic, said.settlement, fitting).block_id
    clocks = clocks_of(said, system, reference, topic, fitting)
    if body is not None:
        # It has a body here already: nobody waits for it to be passed on.
        clocks = tuple(clock for clock in clocks if clock.kind != TermKind.REDIRECT)
    return Ready(case_id, said, entry.personal, topic, body, block_id, clocks)


def clocks_of(
    said: Digested,
    system: str,
    reference: Reference,
    topic: Topic | None = None,
    fitting: frozenset[Condition] = frozenset(),
) -> tuple[Clock, ...]:
    """The terms of a case as the file tells its life: the answer is met by closing."""
    received = said.received_at
    started = reference.clocks(
        said.regime, system, said.channel, said.importance, received, topic, fitting
    )
    return tuple(
        [Clock(kind, norm_id, received, due, met_at(kind, said)) for kind, norm_id, due in started]
    )


def met_at(kind: str, said: Digested) -> datetime | None:
    """When the file shows this term as met."""
    if kind == TermKind.FIRST_REACTION:
        return said.first_answer_at or said.closed_at
    return said.closed_at


def _case(one: Ready, number: str, run: ImportRun, now: datetime) -> tuple[object, ...]:
    said, topic, nearest = one.said, one.topic, _nearest(one)
    return (
        one.case_id, run.municipality_id, number, said.regime, "", run.system, said.key,
        said.channel, said.community, said.source_url, said.kind or (topic.kind if topic else ""),
        topic.pk if topic else None, topic is not None, said.text, said.settlement, said.street,
        said.house, said.landmark, one.block_id, one.body.pk if one.body else None, said.state,
        said.outcome, said.importance, False, said.received_at, now, said.first_answer_at,
        said.closed_at, nearest.due_at if nearest else None, nearest.kind if nearest else "", "",
        said.close_reason, said.step, said.tags, said.audience, _array(codes(said.labels)),
        search_text(number, said),
    )  # fmt: skip


def _array(values: Sequence[str]) -> str:
    """As COPY reads an array of plain words."""
    return "{" + ",".join(values) + "}"


def search_text(number: str, said: Digested) -> str:
    """What a search of the list looks through."""
    place = said.street, said.house, said.settlement, said.community
    return " ".join(part for part in (number, said.number, said.text, *place) if part)


def _nearest(one: Ready) -> Clock | None:
    if one.said.state in FINISHED:
        return None
    return min(
        (clock for clock in one.clocks if clock.met_at is None),
        key=lambda clock: clock.due_at,
        default=None,
    )


def _store_clocks(ready: Sequence[Ready]) -> None:
    bulk.insert(
        Term,
        ("case_id", "kind", "norm_id", "started_at", "due_at", "met_at"),
        (
            (one.case_id, clock.kind, clock.norm_id, clock.started_at, clock.due_at, clock.met_at)
            for one in ready
            for clock in one.clocks
        ),
    )


def _reply_to_channels(ready: Sequence[Ready], now: datetime) -> None:
    """Whoever wrote by a channel that is no way to appeal is told which are, as when it is entered
    by hand; not whom the system of record has answered already."""
    sealed = {
        one.case_id: one.personal
        for one in ready
        if one.personal
        and one.said.state not in FINISHED
        and one.said.first_answer_at is None
        and is_due(one.said.channel, one.said.received_at, now)
    }
    cases = Case.objects.filter(pk__in=sealed).select_related("municipality")
    reply_to_channels([(case, vault.unseal(sealed[case.pk])) for case in cases], now)


UNCHECKED = ("[]", 0, 0, "")  # nobody has checked here what another system published
ANSWER_COLUMNS = (
    "case_id", "number", "text", "state", "written_at", "author_name", "decided_by_name",
    "return_reason", "published_at", "published_url", "faults", "questions_asked",
    "questions_answered", "override",
)  # fmt: skip


def answer_rows(case_id: int, said: Digested, first: int = 1) -> list[tuple[object, ...]]:
    """The answers of a file as published versions, numbered from `first`."""
    at = said.first_answer_at or said.closed_at or said.received_at
    return [
        (case_id, number, text, Answer.State.PUBLISHED, at, IMPORTED, "", "", at, "", *UNCHECKED)
        for number, text in enumerate(said.answers, start=first)
    ]


def _store_answers(ready: Sequence[Ready]) -> None:
    bulk.insert(
        Answer, ANSWER_COLUMNS, (row for one in ready for row in answer_rows(one.case_id, one.said))
    )


RECORD_COLUMNS = (
    "case_id", "number", "rating", "fast_track", "repeated", "extended", "due_at", "repeats",
)  # fmt: skip


def record_row(case_id: int, said: Digested) -> tuple[object, ...]:
    """The marks of the system of record, in the order of RECORD_COLUMNS."""
    return (
        case_id, said.number[:80], said.rating, said.fast_track, said.repeated, said.extended,
        said.due_at, int(said.repeated),
    )  # fmt: skip


def has_record(said: Digested) -> bool:
    """Whether the row says anything that only the system of record knows."""
    marks = said.number, said.rating, said.fast_track, said.repeated, said.extended, said.due_at
    return any(marks)


def _store_records(ready: Sequence[Ready]) -> None:
    bulk.insert(
        SourceRecord,
        RECORD_COLUMNS,
        (record_row(one.case_id, one.said) for one in ready if has_record(one.said)),
    )


def _store_applicants(ready: Sequence[Ready]) -> None:
    bulk.insert(
        Applicant,
        ("case_id", "sealed"),
        ((one.case_id, one.personal) for one in ready if one.personal),
    )


def _store_assignments(ready: Sequence[Ready]) -> None:
    bulk.insert(
        Assignment,
        ("case_id", "block_id", "body_id", "at", "by_name", "reason"),
        (
            (one.case_id, one.block_id, one.body.pk, one.said.assigned_at or one.said.received_at,
             IMPORTED, "по файлу")
            for one in ready
            if one.body
        ),
    )  # fmt: skip


SUGGESTION_COLUMNS = (
    "case_id", "about", "value", "title", "confidence", "reason", "made_at", "decided_value",
    "model_id",
)  # fmt: skip


def _store_suggestions(ready: Sequence[Ready], reference: Reference, now: datetime) -> None:
    """The rows whose topic or body a file does not name are asked about together."""
    suggester = reference.suggester
    unsaid = [one for one in ready if one.topic is None]
    topics = suggester.topics([one.said.text for one in unsaid])
    likely = {
        one.case_id: found[0].code for one, found in zip(unsaid, topics, strict=True) if found
    }
    uncharged = [one for one in ready if one.body is None and suggester.knows_executors]
    executors = suggester.executors(
        [_asked(one, likely.get(one.case_id, "")) for one in uncharged], reference.executors
    )
    bulk.insert(
        Suggestion,
        SUGGESTION_COLUMNS,
        (
            (one.case_id, about, guess.code, guess.name[:300], guess.confidence, guess.reason, now,
             "", guess.model_id)
            for about, rows, guesses in (
                (Target.TOPIC, unsaid, topics), (Target.EXECUTOR, uncharged, executors)
            )
            for one, found in zip(rows, guesses, strict=True)
            for guess in found
        ),
    )  # fmt: skip


def _asked(one: Ready, likely: str) -> Asked:
    said = one.said
    return Asked(said.text, one.topic.code if one.topic else likely, said.settlement, said.street)


def _store_places(ready: Sequence[Ready], reference: Reference, now: datetime) -> None:
    """Where open cases are whose file says no place, by the words of their texts."""
    asked = [one for one in ready if _lacks_place(one.said)]
    bulk.insert(
        Suggestion,
        ("case_id", "about", "value", "title", "confidence", "reason", "made_at", "decided_value"),
        (
            (one.case_id, "place", guess.words.value, guess.words.title[:300], guess.confidence,
             guess.reason[:500], now, "")
            for one in asked
            for guess in guessed_places(one.said.text, reference.gazetteer)
        ),
    )  # fmt: skip


def _lacks_place(said: Digested) -> bool:
    named = said.settlement or said.street or said.landmark
    return not named and said.state not in FINISHED


def _store_labels(ready: Sequence[Ready], now: datetime) -> None:
    bulk.insert(
        Suggestion,
        ("case_id", "about", "value", "title", "confidence", "reason", "made_at", "decided_value"),
        (
            (one.case_id, ABOUT, row.code, row.title, row.confidence, row.reason[:500], now, "")
            for one in ready
            if one.said.state not in FINISHED
            for row in one.said.labels
        ),
    )
