"""Put on control and taken off with a reason; importance chooses the norms of the open terms anew."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from mcu.cases.actions.answer import ask_block
from mcu.cases.actions.mark import put_on_control, set_importance, take_off_control
from mcu.cases.models import ControlMark, Norm, Term
from mcu.cases.rules.terms import TermKind
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=MOSCOW)


@pytest.fixture
def case(town):
    return town.case(received_at=MONDAY)


def control(case, **given) -> Term:
    return put_on_control(case=case, **({"why": "Вывезли ли снег"} | given))


def test_control_has_a_day_or_so_many_working_days_and_the_last_date_counts(town, case):
    by = town.actor()
    first = control(case, days=3, by=by, now=MONDAY)
    assert first.due_at.astimezone(MOSCOW).date() == date(2026, 11, 19)
    second = control(case, until=date(2026, 11, 27), by=by, now=MONDAY)
    first.refresh_from_db()
    assert (first.cancelled_at, second.is_open) == (MONDAY, True)
    assert first.control_mark.end_reason == "Назначена другая дата"
    take_off_control(case=case, reason="Вывезли", by=by, now=MONDAY)
    second.refresh_from_db()
    assert (second.cancelled_at, second.control_mark.ended_by_name) == (MONDAY, by.name)
    with pytest.raises(RuleViolation, match="не на контроле"):
        take_off_control(case=case, reason="Ещё раз", by=by, now=MONDAY)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"why": " ", "days": 1}, "что проверить"),
        ({}, "день или число"),
        ({"days": 0}, "от 1 до"),
        ({"until": date(2026, 11, 13)}, "уже прошла"),
        ({"until": date(2028, 1, 1)}, "дальше года"),
    ],
)
def test_control_without_sense_is_refused_in_words(town, case, given, words):
    with pytest.raises(RuleViolation, match=words):
        control(case, by=town.actor(), now=MONDAY, **given)
    assert not ControlMark.objects.exists()


def test_what_is_on_control_stands_on_its_page_until_it_is_taken_off_on_the_card(town, web):
    case = town.case()
    card, page = reverse("cases:card", args=[case.pk]), reverse("desk:control-marked")
    assert 'id="uncontrol"' not in web.head.get(card).content.decode()
    web.head.post(reverse("cases:control", args=[case.pk]), {"why": "Вывезли ли снег", "days": 3})
    assert "на контроле до" in web.head.get(card).content.decode()
    assert "Вывезли ли снег" in web.head.get(page).content.decode()
    refused = web.head.post(reverse("cases:uncontrol", args=[case.pk]), {"reason": ""})
    assert (refused.status_code, "почему снимаете" in refused.content.decode()) == (422, True)
    web.head.post(reverse("cases:uncontrol", args=[case.pk]), {"reason": "Вывезли"})
    assert "Вывезли ли снег" not in web.head.get(page).content.decode()
    assert "снято с контроля: Вывезли" in web.head.get(card).content.decode()


def test_importance_moves_every_open_term_and_tells_before_and_after(town, case):
    common = {"municipality": town.place, "unit": "working_hours", "source": "пример"}
    Norm.objects.create(code="fast", title="Срочно", kind="answer", value=4, importance="high", regime="message", **common)  # fmt: skip
    Norm.objects.create(code="soon", title="Сразу", kind="block_info", value=1, importance="high", start="requested", **common)  # fmt: skip
    asked = ask_block(case=case, question="Когда?", block=town.block, by=town.actor(), now=MONDAY)
    answer = case.terms.get(kind=TermKind.ANSWER)
    was = answer.due_at
    moved = {each.kind: each for each in set_importance(case=case, importance="high", by=town.actor(), now=MONDAY)}  # fmt: skip
    answer.refresh_from_db()
    asked.term.refresh_from_db()
    assert (moved["answer"].before, moved["answer"].after) == (was, answer.due_at)
    assert answer.due_at < was
    assert asked.term.due_at == MONDAY + timedelta(hours=1)
    told = JournalEntry.objects.get(action="case.importance").after["terms"]
    assert "ответ: 17.11.2026" in told
    assert "сведения от блока: 16.11.2026 12:00 → 16.11.2026 11:00" in told
    assert set_importance(case=case, importance="high", by=town.actor(), now=MONDAY) == []


def test_the_page_says_what_the_importance_moved(town, web):
    case = town.case()
    Norm.objects.create(municipality=town.place, unit="working_hours", source="пример", code="fast", title="Срочно", kind="answer", value=4, importance="high", regime="message")  # fmt: skip
    url = reverse("cases:importance", args=[case.pk])
    shown = web.head.post(url, {"importance": "high"}, follow=True).content.decode()
    assert "Сроки: ответ: " in shown
    assert "; сроки: ответ: " in shown
