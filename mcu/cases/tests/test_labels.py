"""What is read out of a text reaches the operator: on the card, in the list, in conditions."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from mcu.cases.actions.labels import decide_label, label_old
from mcu.cases.models import Case, Suggestion
from mcu.cases.queries import feed
from mcu.cases.queries.conditions import as_q, facts_of, moment_of
from mcu.cases.rules.conditions import evaluate, read
from mcu.cases.rules.feed import FeedFilter
from mcu.cases.rules.labels import told
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry

GAS = "В доме 5 пахнет газом на лестнице, слабый запах"
LOUD = "КОГДА УЖЕ ПОКРАСЯТ ЛАВКИ!!! ПОЗОР!!!"


def test_a_danger_is_told_with_what_is_at_stake(town):
    case = town.case(GAS)
    assert case.labels == ["emergency"]
    row = case.suggestions.get(about="label")
    assert (row.title, "газ" in row.reason, "пахнет газом" in row.reason) == (
        "Опасность: нужен выезд", True, True,
    )  # fmt: skip
    assert case.importance == "normal"
    assert town.case(LOUD).labels == []


def test_a_confirmed_danger_makes_the_case_important(town):
    case = decide_label(case=town.case(GAS), label="emergency", right=True, by=town.actor())
    assert (case.importance, case.labels) == ("high", ["emergency"])
    entry = JournalEntry.objects.get(action="case.label")
    assert entry.after == {"importance": "high", "label": "«Опасность: нужен выезд» верен"}
    with pytest.raises(RuleViolation, match="уже подтвердили"):
        decide_label(case=case, label="emergency", right=False, by=town.actor())


def test_a_wrong_label_is_taken_off_and_nothing_is_refused_by_one(town):
    case = town.case("Продам гараж в кооперативе, 150 тыс, звоните")
    assert (case.labels, case.state) == (["spam"], "new")
    case = decide_label(case=case, label="spam", right=False, by=town.actor())
    assert (Case.objects.get(pk=case.pk).labels, case.importance) == ([], "normal")


def test_what_was_stored_before_labels_gets_them_once(town):
    open_one, closed, calm = town.case(GAS), town.case(GAS), town.case(LOUD)
    decided = decide_label(case=town.case(GAS), label="emergency", right=False, by=town.actor())
    before = Case.objects.filter(pk__in=[open_one.pk, closed.pk])
    before.update(labels=[])
    Suggestion.objects.filter(case__in=before).delete()
    Case.objects.filter(pk=closed.pk).update(state="closed", outcome="explained")
    out = StringIO()
    call_command("text", "label", stdout=out)
    assert "признаки найдены у сообщений — 2" in out.getvalue()
    labels = dict(Case.objects.values_list("pk", "labels"))
    assert labels[open_one.pk] == labels[closed.pk] == ["emergency"]
    assert labels[calm.pk] == labels[decided.pk] == []
    suggested = Suggestion.objects.filter(about="label", decided_at__isnull=True)
    assert list(suggested.values_list("case", flat=True)) == [open_one.pk]
    assert JournalEntry.objects.get(action="case.label_old").after == {"rows": 2}
    assert label_old(place=town.place, by=town.actor()) == 0


def test_the_card_and_the_list_show_labels(town, web):
    case = town.case(GAS)
    page = web.head.get(f"/cases/{case.pk}/").content.decode()
    assert "Опасность: нужен выезд?" in page
    assert "важность высокая" in page
    assert 'data-key="l"' in page
    row = web.head.get("/cases/").content.decode()
    assert 'tag late">Опасность: нужен выезд' in row
    answer = web.head.post(f"/cases/{case.pk}/label/", {"label": "emergency", "right": "1"})
    assert answer.status_code == 302
    assert "Опасность: нужен выезд?" not in web.head.get(f"/cases/{case.pk}/").content.decode()
    refused = web.auditor.post(f"/cases/{case.pk}/label/", {"label": "spam", "right": "1"})
    assert refused.status_code == 403


def test_several_questions_are_counted_and_may_be_split_off(town, web):
    case = town.case("Когда включат воду? Кто вернёт деньги за май? Почему не ходит автобус?")
    page = web.head.get(f"/cases/{case.pk}/").content.decode()
    assert "В сообщении 3\xa0вопроса" in page
    assert 'name="text" value="Кто вернёт деньги за май?"' in page
    assert "В сообщении" not in web.head.get(f"/cases/{town.case('Яма').pk}/").content.decode()


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ({"field": "labels", "op": "any", "value": ["emergency", "thanks"]}, 2),
        ({"field": "labels", "op": "none", "value": ["emergency"]}, 3),
        ({"field": "labels", "op": "empty"}, 1),
        ({"field": "labels", "op": "filled"}, 3),
    ],
)
def test_labels_are_asked_for_in_conditions(town, line, count):
    texts = (GAS, LOUD, "Спасибо большое дорожникам, улица как новая!", "С*ки, верните воду")
    now, cases = timezone.now(), [town.case(text) for text in texts]
    condition, moment = read({"all": [line]}), moment_of(town.place, now)
    assert Case.objects.filter(as_q(condition, moment)).count() == count
    known = facts_of(cases)
    assert sum(evaluate(condition, known[case.pk], moment) for case in cases) == count
    assert feed(town.actor(), FeedFilter(where=condition), 1, now).total == count


def test_labels_of_a_text_come_with_their_reasons():
    rows = told("[id1|Яна], пахнет газом, уроды! Спасибо, отключили свет")
    assert [row.code for row in rows] == ["emergency", "abuse"]
    assert all(row.reason and 0 < row.confidence < 1 for row in rows)
