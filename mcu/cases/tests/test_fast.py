"""A fast route: entered without a coordinator, body after body, each with its term; the time it saved."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.actions import answer
from mcu.cases.actions.automation import look_through, settle_ways
from mcu.cases.actions.fast import finish_stage, set_fast_route, switch_fast_route, take_off
from mcu.cases.actions.finish import close
from mcu.cases.actions.route import assign, classify, take
from mcu.cases.models import Case, FastRun, Term
from mcu.cases.rules.conditions import read
from mcu.cases.rules.fast import StepPart, check_route, sample, saved, topics_of, verdict
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Europe/Moscow"))  # a Monday
STEPS = (
    StepPart("roads", "Осмотреть яму", 4, "working_hours"),
    StepPart("housing", "Согласовать разрытие", 1, "working_days"),
)


def entry_of(town, *more):
    topic = {"field": "topic", "op": "any", "value": [town.topic.code]}
    return read({"all": [topic, *more]})


@pytest.fixture
def route(town):
    made = set_fast_route(
        place=town.place, name="Ямы за сутки", entry=entry_of(town), steps=STEPS, by=town.actor()
    )
    look_through(place=town.place, now=NOW)
    return switch_fast_route(route=made, active=True, by=town.actor(), now=NOW - timedelta(1))


def entered(town, now=NOW, **given):
    """A pit somebody has named; the program does the rest."""
    case = town.case(received_at=now - timedelta(hours=1), **given)
    classify(case=case, topic=town.topic, by=town.actor(), now=now)
    look_through(place=town.place, now=now)
    case.refresh_from_db()
    return case


def answered(town, case, now):
    """Written, approved and published."""
    answer.save_draft(case=case, text="Яма засыпана 16 ноября.", by=town.actor(), now=now)
    answer.submit(case=case, by=town.actor(), now=now)
    answer.approve(case=case, by=town.actor(), now=now)
    answer.publish(case=case, url="", by=town.actor(), now=now)


@pytest.mark.row(45)
def test_a_case_goes_along_the_route_without_a_coordinator(town, route):
    """First body, its own term; done → the next body, its term; then the answer; then it is over."""
    case = entered(town)
    assert (case.body, case.state) == (town.roads, "assigned")
    first, second = case.fast_run.stages.all()
    assert first.term.due_at == NOW + timedelta(hours=4)
    assert second.begun_at is None
    assert case.due_at == first.term.due_at
    take(case=case, by=town.actor("executor"), now=NOW)
    later = NOW + timedelta(hours=3)
    finish_stage(case=case, by=town.actor("executor"), words="Яма 40 см", now=later)
    case.refresh_from_db()
    first, second = case.fast_run.stages.all()
    assert (case.body, case.state) == (town.housing, "assigned")
    assert (first.done_at, first.term.met_at) == (later, later)
    assert second.term.due_at.astimezone(NOW.tzinfo).date() == (later + timedelta(1)).date()
    assert case.notes.get().text == "Яма 40 см"
    finish_stage(case=case, by=town.actor("executor"), now=later)
    with pytest.raises(RuleViolation, match="осталось ответить"):
        finish_stage(case=case, by=town.actor("executor"), now=later)
    answered(town, case, later + timedelta(hours=1))
    settle_ways(place=town.place, now=later + timedelta(hours=2))
    run = FastRun.objects.get()
    assert (run.end, run.ended_at) == ("answered", later + timedelta(hours=2))
    assert not Term.objects.filter(kind="fast_step", met_at__isnull=True).exists()
    names = set(JournalEntry.objects.filter(actor_id=None).values_list("actor_name", flat=True))
    assert "Быстрый маршрут «Ямы за сутки»" in names


def test_a_case_enters_once_and_only_where_it_fits(town, route):
    case = entered(town)
    take_off(case=case, by=town.actor(), reason="Нужна экспертиза", now=NOW)
    classify(case=case, topic=town.topic, by=town.actor(), now=NOW)
    look_through(place=town.place, now=NOW)
    assert FastRun.objects.get().end == "removed"
    other = town.case("Нет света в подъезде")
    look_through(place=town.place, now=NOW)
    assert not FastRun.objects.filter(case=other).exists()


def test_what_is_in_work_already_does_not_enter(town, route):
    case = town.case()
    assign(case=case, body=town.housing, by=town.actor(), now=NOW)
    take(case=case, by=town.actor("executor"), now=NOW)
    classify(case=case, topic=town.topic, by=town.actor(), now=NOW)
    look_through(place=town.place, now=NOW)
    assert not FastRun.objects.exists()


def test_a_person_takes_it_off_with_a_reason(town, route):
    case = entered(town)
    with pytest.raises(RuleViolation, match="Напишите, почему"):
        take_off(case=case, by=town.actor(), reason=" ")
    with pytest.raises(AccessDenied):
        take_off(case=case, by=town.actor("executor"), reason="Не моё")
    take_off(case=case, by=town.actor(), reason="Позвонил Иванов Иван Иванович", now=NOW)
    run = FastRun.objects.get()
    assert run.end == "removed"
    assert "Иванов" not in run.reason
    case.refresh_from_db()
    assert case.due_kind != "fast_step"
    assert case.body == town.roads
    with pytest.raises(RuleViolation, match="не идёт по быстрому маршруту"):
        finish_stage(case=case, by=town.actor("executor"))


def test_a_route_that_changes_leaves_those_on_it_alone(town, route):
    case = entered(town)
    set_fast_route(
        place=town.place,
        name="Ямы",
        entry=entry_of(town),
        steps=STEPS[:1],
        by=town.actor(),
        route=route,
    )
    assert case.fast_run.stages.count() == 2


def test_a_case_closed_on_the_way_ends_it(town, route):
    case = entered(town)
    close(case=case, outcome="closed", by=town.actor(), now=NOW)
    settle_ways(place=town.place, now=NOW)
    assert FastRun.objects.get().end == "finished"
    settle_ways(place=town.place, now=NOW)
    assert JournalEntry.objects.filter(action="case.fast_end").count() == 1


def test_an_error_in_the_middle_leaves_nothing_half_done(town, route, monkeypatch):
    """The cursor and the acts go together: what failed is looked at again, from the beginning."""
    case = town.case()
    classify(case=case, topic=town.topic, by=town.actor(), now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr("mcu.cases.actions.fast._begin", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look_through(place=town.place, now=NOW)
    assert not FastRun.objects.exists()
    assert Case.objects.get(pk=case.pk).state == "triage"
    assert look_through(place=town.place, now=NOW) > 0
    assert FastRun.objects.get().case_id == case.pk
    look_through(place=town.place, now=NOW)
    assert JournalEntry.objects.filter(action="case.fast_enter").count() == 1


@pytest.mark.parametrize(
    ("name", "given", "steps", "sentence"),
    [
        ("", [], STEPS, "Назовите быстрый"),
        ("Ямы", None, STEPS, "Назовите темы"),
        ("Ямы", [{"field": "fast", "op": "empty"}], STEPS, "о самом быстром"),
        ("Ямы", [], (), "хотя бы один этап"),
        ("Ямы", [], STEPS * 5, "Этапов больше 8"),
        ("Ямы", [], (StepPart("roads", " ", 1, "working_hours"),), "Этап 1: выберите"),
        ("Ямы", [], (StepPart("roads", "Осмотр", 0, "working_hours"),), "Этап 1: срок"),
        ("Ямы", [], (StepPart("roads", "Осмотр", 1, "лет"),), "Этап 1: срок"),
    ],
)
def test_a_route_that_lacks_something_is_refused(name, given, steps, sentence):
    topic = {"field": "topic", "op": "any", "value": ["yamy"]}
    entry = read({"all": [{"field": "open", "op": "yes"}] if given is None else [topic, *given]})
    with pytest.raises(RuleViolation, match=sentence):
        check_route(name, entry, steps)


def test_a_body_that_is_no_more_is_refused_on_switching_on(town):
    made = set_fast_route(
        place=town.place, name="Ямы", entry=entry_of(town), steps=STEPS, by=town.actor()
    )
    type(town.housing).objects.filter(pk=town.housing.pk).update(active=False)
    with pytest.raises(RuleViolation, match="больше не действует"):
        switch_fast_route(route=made, active=True, by=town.actor())
    parts = (StepPart("nobody", "Осмотр", 1, "working_hours"),)
    with pytest.raises(RuleViolation, match="Этап 1: органа «nobody»"):
        set_fast_route(
            place=town.place, name="Х", entry=entry_of(town), steps=parts, by=town.actor()
        )


def test_topics_are_those_of_the_lines_that_must_hold():
    topic = {"field": "topic", "op": "any", "value": ["a", "b"]}
    assert topics_of(read({"all": [topic, {"field": "open", "op": "yes"}]})) == ("a", "b")
    assert topics_of(read({"any": [topic]})) == ()
    assert topics_of(read({"all": [topic | {"op": "none"}]})) == ()


def test_the_time_saved_is_said_only_when_there_is_enough():
    """Median and P90 by the nearest rank; a worked example."""
    on = sample([2, 4, 6, 8, 10, 12, 14, 16, 18, 100])
    off = sample([30.0] * 12)
    assert (on.count, on.median, on.p90) == (10, 11, 18)
    assert saved(on, off) == 19
    assert verdict(on, off, "без маршрута") == "быстрее на 19 ч по медиане, чем без маршрута"
    assert verdict(off, on, "до него") == "дольше на 19 ч по медиане, чем до него"
    assert verdict(off, off, "до него") == "столько же, сколько до него"
    assert saved(on, sample([30.0] * 9)) is None
    assert verdict(on, sample([]), "до него") == (
        "мало данных: на маршруте ответов 10, до него — 0, нужно по 10"
    )


@given(st.lists(st.floats(0, 5000), min_size=1, max_size=60))
def test_p90_is_a_real_case_and_nine_in_ten_are_not_longer(hours):
    found = sample(hours)
    assert found.p90 in hours
    assert sum(one <= found.p90 for one in hours) >= 0.9 * len(hours)
    assert found.median <= found.p90 or len(hours) < 2
