"""The door to the clocks of a case: started, met, extended, stopped, chosen anew."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mcu.cases import queries
from mcu.cases.actions import terms
from mcu.cases.actions.answer import ask_block, reply_to
from mcu.cases.actions.route import classify
from mcu.cases.actions.step import step
from mcu.cases.models import Norm, Term
from mcu.cases.rules.terms import ClockState, TermKind
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=MOSCOW)


@pytest.fixture
def case(town):
    return town.case(received_at=MONDAY)


def answer_of(case) -> Term:
    return case.terms.get(kind=TermKind.ANSWER)


def test_a_clock_of_every_kind_starts_by_its_norm_or_not_at_all(town, case) -> None:
    common = {"municipality": town.place, "unit": "working_days", "source": "пример"}
    for number, kind in enumerate(TermKind, 1):
        Norm.objects.create(code=f"k{number}", title=kind.label, kind=kind, value=number, **common)
    with step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work:
        started = {kind: terms.start(work, kind) for kind in TermKind}
    assert all(term is not None and term.norm for term in started.values())
    with step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work:
        Norm.objects.filter(kind=TermKind.APPROVAL).update(valid_to=date(2026, 1, 1))
        assert terms.start(work, TermKind.APPROVAL) is None
        dated = terms.start(work, TermKind.PROMISE, until=date(2026, 12, 31))
    assert dated.norm is None
    assert dated.due_at.astimezone(MOSCOW).date() == date(2026, 12, 31)


def test_the_clock_of_a_block_is_started_by_its_question_and_met_by_its_answer(town, case) -> None:
    asked = ask_block(
        case=case, question="Когда ремонт?", block=town.block, by=town.actor(), now=MONDAY
    )
    assert asked.term.due_at == MONDAY + timedelta(hours=2)
    reply_to(request=asked, reply="Завтра", by=town.actor(), now=MONDAY + timedelta(hours=1))
    asked.term.refresh_from_db()
    assert asked.term.met_at == MONDAY + timedelta(hours=1)


def test_an_extension_keeps_what_the_date_was_and_tells_why(town, case) -> None:
    term = answer_of(case)
    before = term.due_at
    with step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work:
        terms.extend(work, term, until=date(2026, 11, 20), reason="ждём смету")
    case.refresh_from_db()
    assert case.due_at == datetime(2026, 11, 20, 18, 0, tzinfo=MOSCOW)
    (kept,) = term.extensions.all()
    assert (kept.due_before, kept.due_after, kept.reason) == (before, case.due_at, "ждём смету")
    assert JournalEntry.objects.latest("pk").after["extended"] == "ответ до 20.11.2026"
    why = queries.card(case, town.actor(), MONDAY).nearest.why
    assert "продлён со вт 17.11.2026 до пт 20.11.2026 18:00: ждём смету" in why


@pytest.mark.parametrize(
    ("until", "reason", "words"),
    [
        (date(2026, 11, 20), " ", "почему срок продлевается"),
        (date(2026, 11, 16), "так надо", "позже прежнего"),
    ],
)
def test_an_extension_is_refused_in_words(town, case, until, reason, words) -> None:
    with (
        pytest.raises(RuleViolation, match=words),
        step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work,
    ):
        terms.extend(work, answer_of(case), until=until, reason=reason)


def test_a_clock_stands_while_the_author_is_waited_for_and_is_not_late(town, case) -> None:
    due = answer_of(case).due_at
    with step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work:
        terms.pause(work, reason="уточнить дом")
    case.refresh_from_db()
    assert case.due_at is None
    later = MONDAY + timedelta(days=10)
    shown = queries.card(case, town.actor(), later).nearest
    assert shown.clock.state == ClockState.PAUSED
    with step(Verb.NOTE, case, by=town.actor(), now=MONDAY + timedelta(days=7)) as work:
        terms.resume(work)
    case.refresh_from_db()
    assert case.due_at == due + timedelta(days=7)


def test_a_clock_that_stood_is_judged_by_its_moved_date(town, case) -> None:
    with step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work:
        terms.pause(work, reason="уточнить дом")
    with step(Verb.NOTE, case, by=town.actor(), now=MONDAY + timedelta(days=7)) as work:
        terms.meet(work.case, (TermKind.ANSWER,), work.now)
    term = answer_of(case)
    assert term.met_at <= term.due_at
    assert not term.pauses.filter(until__isnull=True).exists()


def test_what_may_not_stand_is_refused_in_words(town, case) -> None:
    Norm.objects.update(pausable=False)
    with (
        pytest.raises(RuleViolation, match="Останавливать нечего"),
        step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work,
    ):
        terms.pause(work, reason="уточнить дом")
    with (
        pytest.raises(RuleViolation, match="не остановлены"),
        step(Verb.NOTE, case, by=town.actor(), now=MONDAY) as work,
    ):
        terms.resume(work)


def test_a_term_already_late_is_not_stopped(town, case) -> None:
    late = answer_of(case).due_at + timedelta(minutes=1)
    with (
        pytest.raises(RuleViolation, match="Останавливать нечего"),
        step(Verb.NOTE, case, by=town.actor(), now=late) as work,
    ):
        terms.pause(work, reason="уточнить дом")


def test_a_topic_with_a_norm_of_its_own_moves_the_term_from_the_same_start(town, case) -> None:
    Norm.objects.create(
        municipality=town.place, code="pits", title="Ямы", kind="answer", unit="working_days",
        value=5, source="порядок", topic=town.topic.code,
    )  # fmt: skip
    began = answer_of(case).started_at
    classify(case=case, topic=town.topic, by=town.actor(), now=MONDAY + timedelta(hours=1))
    term = answer_of(case)
    assert (term.norm.code, term.started_at) == ("pits", began)
    case.refresh_from_db()
    assert case.due_at == term.due_at == datetime(2026, 11, 23, 18, 0, tzinfo=MOSCOW)
