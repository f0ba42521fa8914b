"""A survey over a sample: drawn by lot, answered by code, shown with its precision, apart from names."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.channels.models import Outgoing
from mcu.core.vault import unseal
from mcu.quality import actions
from mcu.quality.models import Survey, SurveyInvitation, SurveyReply
from mcu.quality.rules.codes import spelled
from mcu.quality.tests.conftest import answered


@pytest.fixture
def given():
    today = timezone.localdate()
    return {
        "title": "Довольны ли ответами", "questions": "Как вам ответ?\nГде удобнее? | в сети | письмом",
        "since": str(today - timedelta(days=3)), "until": str(today + timedelta(days=1)), "size": 6,
    }  # fmt: skip


def begun(town, web, given, people=8, **who):
    for number in range(people):
        answered(town, email=f"n{number}@example.ru" if who.get("mail", True) else "")
    assert web.head.post(reverse("quality:make"), given).status_code == 302
    survey = Survey.objects.get()
    until = str(timezone.localdate() + timedelta(days=9))
    begin = web.head.post(reverse("quality:begin", args=[survey.pk]), {"until": until})
    assert begin.status_code == 302
    survey.refresh_from_db()
    return survey


def code_of(row):
    return spelled(unseal(row.code))


@pytest.mark.row(49)
def test_a_sample_is_asked_and_the_result_has_its_precision(town, web, client, given):
    survey = begun(town, web, given)
    assert (survey.population, survey.invitations.count()) == (8, 6)
    assert Outgoing.objects.filter(kind="survey").count() == 6
    for mark, row in zip("554433", survey.invitations.all(), strict=True):
        address = reverse("quality:answer", args=[code_of(row)])
        assert "Довольны ли ответами" in client.get(address).content.decode()
        assert "хранятся отдельно" in client.post(address, {"q0": mark, "q1": "1"}).content.decode()
        assert client.get(address).status_code == 410
    page = web.head.get(reverse("quality:survey", args=[survey.pk])).content.decode()
    assert "<b>4,00</b>" in page
    assert "с вероятностью 95 %" in page
    assert "100 %" in page  # everybody who was asked answered
    rows = b"".join(
        web.head.get(reverse("quality:survey-export", args=[survey.pk])).streaming_content
    )
    assert rows[:2] == b"PK"


@pytest.mark.row(49)
def test_what_was_answered_cannot_be_led_back_to_whoever_answered(town, web, client, given):
    survey = begun(town, web, given)
    row = survey.invitations.first()
    client.post(reverse("quality:answer", args=[code_of(row)]), {"q0": "1"})
    names = {field.name for field in SurveyReply._meta.get_fields()}
    assert names == {"id", "survey", "body", "answers"}
    assert SurveyInvitation.objects.get(pk=row.pk).used
    page = web.head.get(reverse("quality:survey", args=[survey.pk])).content.decode()
    assert "Ответов пока мало" in page


def test_without_an_address_the_answer_is_asked_by_telephone(town, web, given):
    survey = begun(town, web, given, mail=False)
    page = web.head.get(reverse("quality:calls", args=[survey.pk])).content.decode()
    assert page.count("Записать ответы") == 6
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"q0": "9"}, {"q1": "2"}, {"q0": "x" * 9999}, {"q5": "1"}])
def test_senseless_answers_are_refused_and_the_code_stays(town, web, client, given, sent):
    survey = begun(town, web, given, people=1)
    address = reverse("quality:answer", args=[code_of(survey.invitations.get())])
    assert client.post(address, sent).status_code == 422
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"questions": ""}, "Вопросы"), ({"questions": "а | б"}, "вариантов"), ({"size": "0"}, "От 1 до 5000"),
        ({"until": "2000-01-01"}, "позже конца"), ({"title": ""}, "Название"), ({"since": "вчера"}, "Такого дня нет"),
    ],
)  # fmt: skip
def test_a_survey_that_cannot_be_asked_is_not_made(town, web, given, wrong, said):
    answer = web.head.post(reverse("quality:make"), given | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Survey.objects.exists()


def test_a_closed_survey_takes_no_more_answers(town, web, client, given):
    survey = begun(town, web, given, people=1)
    address = reverse("quality:answer", args=[code_of(survey.invitations.get())])
    assert web.head.post(reverse("quality:end", args=[survey.pk])).status_code == 302
    assert client.post(address, {"q0": "5"}).status_code == 410
    assert web.head.post(reverse("quality:end", args=[survey.pk])).status_code == 422


def test_whoever_may_not_lead_quality_makes_nothing(town, web, given):
    assert web.executor.post(reverse("quality:make"), given).status_code == 403
    assert not Survey.objects.exists()


def test_an_opened_survey_is_not_opened_again(town, web, given):
    survey = begun(town, web, given, people=1)
    until = timezone.localdate() + timedelta(days=3)
    with pytest.raises(Exception, match="уже идёт"):
        actions.open_questions(survey=survey, until=until, by=town.actor())
