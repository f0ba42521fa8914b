"""The acts on a case: what each changes, what it refuses, what it leaves in the journal."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mcu.cases.actions import annotate, answer, finish, redirect, route
from mcu.cases.actions.profile import change_norm, load_norms_and_routes, rename_topic
from mcu.cases.models import Applicant, Assignment, InfoRequest, Suggestion, Term
from mcu.cases.queries import card, cases_for
from mcu.cases.rules.profile import read
from mcu.cases.tests.conftest import NORMS
from mcu.core import journal, vault
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry

MOSCOW = ZoneInfo("Europe/Moscow")


def moscow(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Moscow; the 13th is a Friday, nothing around is a holiday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def last(action: str) -> JournalEntry:
    return JournalEntry.objects.filter(action=action).latest("pk")


@pytest.mark.row(36)
def test_a_case_goes_to_the_block_by_its_topic_and_the_block_is_asked_what_was_done(town):
    case, head = town.case(), town.actor("head")
    route.classify(case=case, topic=town.topic, by=head)
    route.assign(case=case, block=town.block, by=head, reason="по теме")
    asked = answer.ask_block(case=case, question="Какие меры приняты?", by=head)
    assert (case.block, asked.block) == (town.block, town.block)
    assert case in cases_for(town.actor("block_head"))
    assert Assignment.objects.get(case=case).reason == "по теме"


@pytest.mark.row(37)
def test_a_block_answers_the_question_and_its_answer_stands_in_the_case(town):
    case, head = town.case(), town.actor("head")
    asked = answer.ask_block(case=case, question="Когда засыплют?", block=town.block, by=head)
    answer.reply_to(request=asked, reply="Завтра до обеда.", by=town.actor("block_head"))
    found = InfoRequest.objects.get(case=case)
    assert (found.question, found.reply) == ("Когда засыплют?", "Завтра до обеда.")
    with pytest.raises(RuleViolation, match="уже ответили"):
        answer.reply_to(request=asked, reply="Ещё раз", by=town.actor("block_head"))


@pytest.mark.row(38)
@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (moscow(13, 10), moscow(13, 12)),
        (moscow(13, 12), moscow(13, 15)),  # the lunch from 13 to 14 does not count
        (moscow(13, 17, 30), moscow(16, 10, 30)),  # Friday evening → Monday
        (moscow(14, 12), moscow(16, 11)),  # asked on a Saturday
        (moscow(3, 16), moscow(5, 10)),  # a short day before the holiday of the 4th
    ],
)
def test_a_block_has_two_working_hours_where_the_profile_says_so(town, asked, due):
    case = town.case(received_at=asked - timedelta(hours=1))
    request = answer.ask_block(
        case=case, question="Что сделано?", block=town.block, by=town.actor("head"), now=asked
    )
    assert request.term.due_at == due
    answer.reply_to(request=request, reply="Сделано.", by=town.actor("block_head"), now=due)
    assert Term.objects.get(pk=request.term_id).met_at == due


def test_without_such_a_norm_a_question_has_no_clock(town):
    town.place.norms.filter(kind="block_info").delete()
    asked = answer.ask_block(
        case=town.case(), question="Что сделано?", block=town.block, by=town.actor("head")
    )
    assert asked.term is None


def test_the_whole_way_from_assignment_to_closing_leaves_one_entry_an_act(town):
    case, head, worker = town.case(), town.actor("head"), town.actor("executor")
    route.classify(case=case, topic=town.topic, by=head)
    route.assign(case=case, body=town.roads, executor=town.executor, by=head)
    route.take(case=case, by=worker)
    answer.save_draft(case=case, text="Засыплем завтра.", by=worker)
    answer.submit(case=case, by=worker)
    answer.return_draft(case=case, reason="Назовите час.", by=town.actor("approver"))
    answer.save_draft(case=case, text="Засыплем завтра до 15:00.", by=worker)
    answer.submit(case=case, by=worker)
    answer.approve(case=case, by=town.actor("approver"))
    answer.publish(case=case, url="https://vk.com/wall-1_2?reply=3", by=head)
    finish.close(case=case, outcome="solved", by=head)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "solved")
    assert case.due_at is None
    acts = JournalEntry.objects.filter(object_type="cases.case", object_id=case.pk)
    assert [entry.action.removeprefix("case.") for entry in acts.order_by("pk")] == [
        "register", "classify", "assign", "take", "draft", "submit", "return", "draft", "submit",
        "approve", "publish", "close",
    ]  # fmt: skip
    states = list(case.answers.values_list("number", "state"))
    assert states == [(1, "returned"), (2, "published")]
    assert journal.verify(town.place.pk) is None


def test_a_stale_page_cannot_act_twice(town):
    case, head = town.case(), town.actor("head")
    stale = type(case).objects.get(pk=case.pk)
    finish.close(case=case, outcome="explained", by=head)
    with pytest.raises(RuleViolation, match="возможно, его уже изменил другой сотрудник"):
        finish.close(case=stale, outcome="solved", by=head)
    case.refresh_from_db()
    assert case.outcome == "explained"


def test_a_refused_act_changes_nothing_and_leaves_no_entry(town):
    case = town.case()
    before, entries = (
        type(case).objects.filter(pk=case.pk).values().get(),
        JournalEntry.objects.count(),
    )
    with pytest.raises(AccessDenied):
        finish.close(case=case, outcome="solved", by=town.actor("auditor"))
    with pytest.raises(RuleViolation, match="Выберите итог"):
        finish.close(case=case, outcome="хорошо", by=town.actor("head"))
    assert type(case).objects.filter(pk=case.pk).values().get() == before
    assert JournalEntry.objects.count() == entries


def test_an_appeal_is_neither_postponed_nor_closed_without_an_answer(town):
    case, head = town.case(regime="appeal", channel="letter"), town.actor("head")
    route.assign(case=case, body=town.roads, by=head)
    with pytest.raises(RuleViolation, match=r"ст\. 12 ч\. 2"):
        finish.postpone(case=case, until=date(2030, 1, 1), reason="Нет денег", by=head)
    with pytest.raises(RuleViolation, match="без ответа"):
        finish.close(case=case, outcome="explained", by=head)


def test_a_postponed_case_has_a_promise_with_a_clock_instead_of_the_answers_one(town):
    case, head = town.case(), town.actor("head")
    route.assign(case=case, body=town.roads, by=head)
    finish.postpone(case=case, until=date(2030, 5, 1), reason="Весной", by=head)
    kinds = Term.objects.filter(case=case, cancelled_at__isnull=True).values_list("kind", flat=True)
    assert "promise" in kinds
    assert "answer" not in kinds
    assert (case.state, case.postponed_until) == ("postponed", date(2030, 5, 1))


def test_reopening_lets_the_answers_clock_run_again(town):
    case, head = town.case(), town.actor("head")
    due = case.due_at
    finish.close(case=case, outcome="explained", by=head)
    finish.reopen(case=case, reason="Не сделано", by=head)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.due_at) == ("in_work", "", due)


def test_a_reaction_that_closing_came_too_late_for_stays_late(town):
    case, head = town.case(), town.actor("head")
    Term.objects.filter(case=case).delete()
    begun = datetime.now(UTC) - timedelta(days=3)
    Term.objects.create(
        case=case, kind="first_reaction", started_at=begun, due_at=begun + timedelta(hours=24)
    )
    finish.close(case=case, outcome="explained", by=head)
    term = Term.objects.get(case=case)
    assert term.cancelled_at is None
    assert term.met_at > term.due_at


def test_a_profile_loaded_again_keeps_what_people_changed(town):
    by = town.actor("head")
    renamed = rename_topic(topic=town.topic, name="Ямы и провалы", by=by)
    norm = town.place.norms.get(code="block")
    change_norm(
        norm=norm, value=3, unit="working_hours", since=date(2026, 12, 1), source="п. 5", by=by
    )
    load_norms_and_routes(municipality=town.place, part=read({"norms": NORMS}))
    rows = town.place.norms.filter(code="block").order_by("valid_from")
    assert {(row.value, row.valid_to) for row in rows} == {(2, date(2026, 11, 30)), (3, None)}
    assert renamed.until_version is None


def test_a_norm_is_succeeded_once(town):
    by, norm = town.actor("head"), town.place.norms.get(code="block")
    given = {"value": 3, "unit": "working_hours", "source": "п. 5", "by": by}
    old = norm.pk
    change_norm(norm=norm, since=date(2026, 12, 1), **given)
    with pytest.raises(RuleViolation, match="уже заменена"):
        change_norm(norm=town.place.norms.get(pk=old), since=date(2027, 1, 1), **given)
    assert town.place.norms.filter(code="block").count() == 2


def test_merging_follows_the_other_and_refuses_itself_and_circles(town):
    first, second, head = town.case(), town.case(), town.actor("head")
    with pytest.raises(RuleViolation, match="самому себе"):
        route.merge(case=first, into=first, by=head)
    route.merge(case=second, into=first, by=head)
    assert second.merged_into == first
    with pytest.raises(RuleViolation, match="самому себе"):
        route.merge(case=first, into=second, by=head)


def test_the_persons_topic_is_remembered_beside_the_machines(town):
    case = town.case()
    Suggestion.objects.create(
        case=case, about="topic", value="x", title="Другая", confidence=0.4, reason="слова: яма",
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    route.classify(case=case, topic=town.topic, by=town.actor("head"))
    decided = set(Suggestion.objects.filter(case=case).values_list("decided_value", flat=True))
    assert decided == {town.topic.code}


def test_the_applicant_is_opened_by_a_journalled_act_that_holds_no_value(town):
    case = town.case(
        text="Я Пелагея, тел. 8 900 111-22-33, яма", applicant={"applicant_name": "Пелагея"}
    )
    assert "111-22-33" not in case.text
    opened = annotate.reveal(case=case, by=town.actor("head"), reason="answer")
    assert opened["applicant_name"] == "Пелагея"
    entry = last("applicant.reveal")
    assert entry.after == {
        "fields": ["applicant_name", "original_text"],
        "reason": "answer",
        "purpose": "ответить заявителю",
    }
    with pytest.raises(AccessDenied):
        annotate.reveal(case=case, by=town.actor("auditor"), reason="answer")


def test_sealed_data_needs_its_key(town, settings, tmp_path):
    town.case(applicant={"applicant_name": "Пелагея"})
    settings.MCU_KEYS = tmp_path / "другие ключи"
    with pytest.raises(vault.SealBroken):
        vault.unseal(Applicant.objects.get().sealed)


def test_every_date_of_the_card_says_how_it_was_counted(town):
    case, head = town.case(), town.actor("head")
    shown = card(case, head, datetime.now(UTC))
    assert shown.terms
    for view in shown.terms:
        words = " ".join(view.why)
        assert "норма" in words.lower()
        assert "не проверено" in words


@pytest.mark.parametrize(
    ("act", "complaint"),
    [
        (lambda c, by: answer.save_draft(case=c, text=" \x00 ", by=by), "Ответ пуст"),
        (lambda c, by: answer.save_draft(case=c, text="а" * 30_000, by=by), "Сократите"),
        (lambda c, by: answer.ask_block(case=c, question="", by=by), "Впишите вопрос"),
        (lambda c, by: annotate.note(case=c, text="", by=by), "пуста"),
        (
            lambda c, by: annotate.attach(case=c, name="x.exe", chunks=[b"MZ\x90"], by=by),
            "программа",
        ),
        (lambda c, by: annotate.attach(case=c, name="x.pdf", chunks=[], by=by), "пуст"),
        (lambda c, by: redirect.decide(case=c, to=" ", by=by), "куда"),
        (lambda c, by: finish.postpone(case=c, until=date(2020, 1, 1), reason="р", by=by), "позже"),
        (lambda c, by: route.assign(case=c, by=by), "Выберите орган"),
    ],
)
def test_bad_input_is_refused_in_words(town, act, complaint):
    case, head = town.case(), town.actor("head")
    route.assign(case=case, body=town.roads, by=head)
    with pytest.raises(RuleViolation, match=complaint):
        act(case, head)
