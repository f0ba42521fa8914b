"""Rules «when … then …»: what a dry run says is what happens, once, whatever breaks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mcu.cases.actions import deeds
from mcu.cases.actions.answer import save_draft, submit
from mcu.cases.actions.automation import look_at_terms, look_through
from mcu.cases.actions.deeds import undo
from mcu.cases.actions.finish import close, postpone, reopen
from mcu.cases.actions.route import assign, classify, take
from mcu.cases.actions.rules import move_rule, set_rule, switch_rule
from mcu.cases.models import Appeal, Case, InfoRequest, Rule, RuleRun
from mcu.cases.queries.automation import dry_run
from mcu.cases.rules.automation import Act, Deed, Event, read_acts
from mcu.cases.rules.conditions import ALWAYS, read
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.models import Notice
from mcu.org.rules.roles import program

NOW = datetime(2026, 11, 16, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))
AGO = NOW - timedelta(days=30)
AGES = NOW - timedelta(days=3000)


def rule_of(town, *acts, event="classified", condition=None, name="Ямы", on=True, **given):
    """A rule that follows the journal from now on."""
    made = set_rule(
        place=town.place,
        name=name,
        event=event,
        condition=read(condition or {}),
        acts=[Act(Deed(deed), *rest) for deed, *rest in acts],
        by=town.actor(),
        now=AGO,
        **given,
    )
    return switch_rule(rule=made, active=True, by=town.actor(), now=AGO) if on else made


def about(town, field="topic"):
    return {"all": [{"field": field, "op": "any", "value": [town.topic.code]}]}


def classified(town, now=NOW, **given):
    case = town.case(received_at=now - timedelta(hours=1), **given)
    classify(case=case, topic=town.topic, by=town.actor(), now=now)
    return case


def looked(town, now=NOW):
    look_through(place=town.place, now=now)


def test_a_rule_acts_in_its_own_name_once(town):
    rule = rule_of(town, ("body", "housing"), ("tag", "срочно"), condition=about(town))
    case = classified(town)
    looked(town)
    case.refresh_from_db()
    assert (case.body, case.tags) == (town.housing, "срочно")
    entries = JournalEntry.objects.filter(object_id=case.pk, actor_name="Правило «Ямы»")
    assert sorted(entries.values_list("action", flat=True)) == ["case.assign", "case.tag"]
    looked(town)
    assert RuleRun.objects.get().rule == rule
    assert [row["result"] for row in RuleRun.objects.get().done] == ["done", "done"]


def test_what_happened_before_a_rule_was_on_is_left_alone(town):
    case = classified(town)
    made = rule_of(town, ("tag", "поздно"), on=False)
    switch_rule(rule=made, active=True, by=town.actor())
    looked(town)
    case.refresh_from_db()
    assert case.tags == ""


def everyday(town):
    """A fortnight in which the same case is classified, charged, returned and classified again."""
    for day in range(12):
        now = NOW - timedelta(days=12 - day)
        case = classified(town, now=now, importance="high" if day % 3 else "normal")
        if day % 2:
            assign(case=case, body=town.roads, by=town.actor(), now=now + timedelta(hours=1))
        if day % 4 == 1:
            take(case=case, by=town.actor("executor"), now=now + timedelta(hours=2))
            until = NOW.date() + timedelta(days=300)
            then = now + timedelta(hours=3)
            postpone(case=case, until=until, reason="Весной", by=town.actor(), now=then)
        if day % 3 == 0:
            classify(case=case, topic=town.topic, by=town.actor(), now=now + timedelta(hours=4))
        if day == 5:
            save_draft(case=case, text="Сделаем", by=town.actor(), now=now + timedelta(hours=5))
            submit(case=case, by=town.actor(), now=now + timedelta(hours=5))


@pytest.mark.parametrize("event", ["registered", "classified", "assigned", "postponed"])
@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"all": [{"field": "importance", "op": "any", "value": ["high"]}]},
        {"all": [{"field": "body", "op": "empty"}, {"field": "speed", "op": "filled"}]},
        {"any": [{"field": "state", "op": "any", "value": ["assigned"]},
                 {"field": "postponed", "op": "least", "value": 1}]},
    ],
)  # fmt: skip
def test_a_dry_run_of_the_past_says_what_would_have_happened(town, event, condition):
    """Every event of the past is met as the table of events says, and nothing is written."""
    acts = (("body", "housing"), ("importance", "high"), ("control", "3", "Проверить"))
    rule = rule_of(town, *acts, event=event, condition=condition, on=False)
    everyday(town)
    before = snapshot()
    said = {would.key: would.results for would in would_have(town, rule)}
    assert snapshot() == before
    switch_rule(rule=rule, active=True, by=town.actor(), now=AGO)
    assert set(said) <= set(keys_of(town, event))
    if not condition:
        assert set(said) == set(keys_of(town, event))


def keys_of(town, event):
    actions = {"registered": "case.register", "classified": "case.classify",
               "assigned": "case.assign", "postponed": "case.postpone"}  # fmt: skip
    entries = JournalEntry.objects.filter(action=actions[event])
    last = "object_id" if event == "registered" else "sequence"
    return [f"{event}:{number}" for number in entries.values_list(last, flat=True)]


def would_have(town, rule):
    found = dry_run(
        place=town.place,
        event=rule.event,
        hours=rule.hours,
        condition=read(rule.condition),
        acts=read_acts(rule.acts),
        since=AGES,
        now=max(NOW, datetime.now(NOW.tzinfo)) + timedelta(days=1),
    )
    return found.found


def snapshot():
    return list(Case.objects.order_by("pk").values()), JournalEntry.objects.count()


def test_a_dry_run_equals_what_then_really_happens(town):
    """The dry run before the job looks, the job, and what it wrote: the same acts on the same cases."""
    condition = {"any": [{"field": "importance", "op": "any", "value": ["high"]},
                         {"field": "text", "op": "has", "value": ["свет"]}]}  # fmt: skip
    acts = (("body", "housing"), ("importance", "high"), ("executor", "nobody"), ("tag", "двор"))
    rule = rule_of(town, *acts, event="registered", condition=condition)
    for number in range(9):
        town.case(
            "Нет света" if number % 2 else "Яма", importance="high" if number % 3 else "normal"
        )
    now = datetime.now(NOW.tzinfo) + timedelta(minutes=1)
    said = dry_run(
        place=town.place, event="registered", hours=24, condition=read(condition),
        acts=read_acts(rule.acts), since=AGES, now=now,
    )  # fmt: skip
    looked(town, now)
    runs = RuleRun.objects.filter(rule=rule)
    really = {
        run.key: tuple((row["do"], row["result"], row["before"]) for row in run.done)
        for run in runs
    }
    assert really == {would.key: would.results for would in said.found}
    assert 0 < len(really) < 9
    assert said.counts["refused"] == len(really)


def test_the_past_is_turned_back_to_the_moment_of_the_event(town):
    """What was done later does not colour what the rule would have seen."""
    case = classified(town, now=NOW - timedelta(days=3))
    assign(case=case, body=town.roads, by=town.actor(), now=NOW - timedelta(days=2))
    take(case=case, by=town.actor("executor"), now=NOW - timedelta(days=1))
    rule = rule_of(town, ("body", "roads"), condition={"all": [{"field": "body", "op": "empty"}]})
    [would] = would_have(town, rule)
    assert (would.case.state, would.case.body, would.plans[0].result) == ("triage", None, "done")
    assert Case.objects.get(pk=case.pk).state == "in_work"


def test_an_error_of_one_rule_is_shown_and_stops_no_other(town, monkeypatch):
    broken = rule_of(town, ("tag", "раз"), name="Сломанное")
    rule_of(town, ("importance", "high"), name="Целое")
    monkeypatch.setitem(deeds.DOINGS, Deed.TAG, lambda *given: 1 / 0)
    case = classified(town)
    looked(town)
    case.refresh_from_db()
    assert case.importance == "high"
    broken.refresh_from_db()
    assert "внутренняя ошибка (ZeroDivisionError)" in broken.error
    assert not RuleRun.objects.filter(rule=broken).exists()


def test_rules_do_not_call_each_other_in_a_circle(town):
    rule_of(town, ("body", "housing"), event="assigned", name="Туда")
    rule_of(town, ("body", "roads"), event="assigned", name="Обратно")
    case = classified(town)
    assign(case=case, body=town.roads, by=town.actor(), now=NOW)
    for _ in range(5):
        looked(town)
    case.refresh_from_db()
    assert RuleRun.objects.count() == 2
    assert case.body == town.roads


def test_a_rule_that_comes_back_too_often_stops_for_that_case(town):
    rule = rule_of(town, ("tag", "ещё"))
    case = classified(town)
    for _ in range(7):
        classify(case=case, topic=town.topic, by=town.actor(), now=NOW)
    looked(town)
    rule.refresh_from_db()
    assert RuleRun.objects.count() == 5
    assert "за сутки" in rule.error


def test_killed_in_the_middle_it_begins_again_and_does_nothing_twice(town, monkeypatch):
    rule_of(town, ("ask", "city", "Когда заделаете?"))
    for _ in range(3):
        classified(town)
    seen = []

    def killed(self, *given, **named):
        seen.append(self)
        if len(seen) == 4:  # two of them for each run: begun and done
            raise KeyboardInterrupt
        return real(self, *given, **named)

    real = RuleRun.save
    monkeypatch.setattr(RuleRun, "save", killed)
    with pytest.raises(KeyboardInterrupt):
        looked(town)
    assert InfoRequest.objects.count() == RuleRun.objects.count() == 1
    looked(town)
    assert InfoRequest.objects.count() == RuleRun.objects.count() == 3


def test_near_and_missed_terms_are_met_once_each(town):
    near = rule_of(town, ("tag", "близко"), event="near", hours=3, name="Близко")
    missed = rule_of(town, ("control", "1", "Позвонить"), event="missed", name="Нарушено")
    case = town.case(received_at=NOW)
    term = case.terms.get(kind="answer")
    assert look_at_terms(place=town.place, now=term.due_at - timedelta(hours=5)) == 0
    assert look_at_terms(place=town.place, now=term.due_at - timedelta(hours=2)) == 1
    assert look_at_terms(place=town.place, now=term.due_at - timedelta(hours=1)) == 0
    after = term.due_at + timedelta(minutes=1)
    assert look_at_terms(place=town.place, now=after) >= 1
    assert look_at_terms(place=town.place, now=after) == 0
    case.refresh_from_db()
    assert case.tags == "близко"
    assert RuleRun.objects.filter(rule=near).count() == 1
    assert RuleRun.objects.filter(rule=missed).count() == 1
    assert case.terms.filter(kind="control").count() == 1


def test_whoever_holds_the_role_is_told_and_nothing_of_the_resident_leaves(town):
    rule_of(town, ("notify", "head_of_centre", "Прорыв трубы"))
    classified(town)
    looked(town)
    notice = Notice.objects.get(kind="rule")
    assert notice.person == town.head
    assert notice.title.endswith(": Прорыв трубы")
    assert "Полевой" not in notice.title


@pytest.mark.parametrize("charged", [False, True])
def test_what_a_rule_did_is_taken_back(town, charged):
    rule_of(
        town,
        ("body", "housing"),
        ("importance", "high"),
        ("tag", "двор"),
        ("control", "2", "Проверить"),
    )
    case = town.case()
    if charged:
        assign(case=case, body=town.roads, by=town.actor())
    classify(case=case, topic=town.topic, by=town.actor(), now=NOW)
    looked(town)
    run = undo(run=RuleRun.objects.get(), by=town.actor(), now=NOW)
    case.refresh_from_db()
    assert case.body == (town.roads if charged else None)
    assert case.state == ("assigned" if charged else "triage")
    assert (case.importance, case.tags, run.state) == ("normal", "", "undone")
    assert not case.terms.filter(kind="control", cancelled_at__isnull=True).exists()
    with pytest.raises(RuleViolation, match="Отменять нечего"):
        undo(run=run, by=town.actor())


def test_what_people_went_on_with_is_not_taken_back(town):
    rule_of(town, ("importance", "high"), ("body", "housing"))
    case = classified(town)
    looked(town)
    take(case=case, by=town.actor("executor"), now=NOW)
    with pytest.raises(RuleViolation, match="уже взято в работу"):
        undo(run=RuleRun.objects.get(), by=town.actor())
    case.refresh_from_db()
    assert case.importance == "high"


def test_a_question_that_is_sent_is_not_taken_back(town):
    rule_of(town, ("ask", "city", "Когда?"))
    classified(town)
    looked(town)
    with pytest.raises(RuleViolation, match="отменить нельзя"):
        undo(run=RuleRun.objects.get(), by=town.actor())


def test_each_change_is_a_version_and_the_order_is_kept(town):
    first = rule_of(town, ("tag", "а"), name="Первое")
    second = rule_of(town, ("tag", "б"), name="Второе")
    again = set_rule(
        place=town.place, name="Первое", event="classified", condition=ALWAYS,
        acts=[Act(Deed.TAG, "в")], by=town.actor(), rule=first,
    )  # fmt: skip
    assert (again.version, again.active) == (2, True)
    same = set_rule(
        place=town.place, name="Первое", event="classified", condition=ALWAYS,
        acts=[Act(Deed.TAG, "в")], by=town.actor(), rule=Rule.objects.get(pk=first.pk),
    )  # fmt: skip
    assert same.version == 2
    assert [row.content["acts"][0]["value"] for row in first.versions.all()] == ["в", "а"]
    move_rule(rule=second, up=True, by=town.actor())
    assert [rule.name for rule in Rule.objects.all()] == ["Второе", "Первое"]
    move_rule(rule=second, up=True, by=town.actor())
    case = classified(town)
    looked(town)
    assert Case.objects.get(pk=case.pk).tags == "б, в"


def test_only_whoever_sets_topics_sets_rules(town):
    for who in ("executor", "auditor", "block_head"):
        with pytest.raises(RuleViolation):
            set_rule(
                place=town.place, name="Х", event="closed", condition=ALWAYS,
                acts=[Act(Deed.TAG, "а")], by=town.actor(who),
            )  # fmt: skip


def test_every_event_can_be_met(town):
    """Each event of the list comes from the journal or from the clock."""
    from_journal = {"registered", "classified", "assigned", "returned", "answered", "postponed",
                    "closed", "reopened", "rated_low"}  # fmt: skip
    assert from_journal | {"near", "missed"} == set(Event.values)
    rule_of(town, ("tag", "снова"), event="reopened")
    case = classified(town)
    assign(case=case, body=town.roads, by=town.actor(), now=NOW)
    close(case=case, outcome="closed", by=town.actor(), now=NOW)
    reopen(case=case, reason="Не сделано", by=town.actor(), now=NOW)
    looked(town)
    assert Case.objects.get(pk=case.pk).tags == "снова"


def test_a_low_rating_calls_a_rule(town):
    """The journal says it by its own code, whoever wrote the rating down."""
    rule_of(town, ("importance", "high"), event="rated_low", condition=about(town))
    bad, good = classified(town), classified(town)
    for case, action in ((bad, "rating.bad"), (good, "rating.give")):
        journal.record(action, by=program(town.place.pk), municipality_id=town.place.pk, of=case)
    looked(town)
    found = {case.pk: case.importance for case in Case.objects.all()}
    assert (found[bad.pk], found[good.pk]) == ("high", "normal")


def test_a_dry_run_knows_a_repeated_appeal(town):
    case = classified(town)
    Appeal.objects.create(
        case=case, municipality=town.place, number="1", numbered_at=NOW, former=classified(town)
    )
    condition = {"all": [{"field": "repeated", "op": "yes"}]}
    rule = rule_of(town, ("tag", "снова"), condition=condition, on=False)
    assert {would.case.pk for would in would_have(town, rule)} == {case.pk}
