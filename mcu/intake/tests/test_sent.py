"""What was sent is changed at its author or taken back; every author of a problem is answered in his channel."""

import pytest
from django.urls import reverse

from mcu.cases.actions import sent
from mcu.cases.actions.problem import open_problem
from mcu.cases.actions.problem_answer import begin, carry_on
from mcu.cases.models import Answer, ProblemAnswer
from mcu.channels import actions
from mcu.channels.models import Channel, Outgoing
from mcu.connectors.tests.standin import Reply
from mcu.core.errors import RuleViolation
from mcu.intake.tests.connections import answered


@pytest.fixture
def told(connected):
    """A case whose answer has reached its author."""
    connected.hears("На Садовой, 14 не вывозят мусор")
    [case] = connected.cases
    answered(connected, case)
    connected.sends()
    return Answer.objects.get()


def test_a_sent_answer_is_changed_at_its_author_and_stays_as_a_version(connected, told, page):
    card = reverse("cases:card", args=[told.case_id])
    assert "Исправить у жителя" in page.get(card).content.decode()
    address = reverse("cases:amend-sent", args=[told.case_id, told.number])
    assert page.post(address, {"text": told.text}).status_code == 422
    assert page.post(address, {"text": " "}).status_code == 422
    page.post(address, {"text": "Мусор вывезут послезавтра."})
    connected.service.troubles = [Reply({}, 500)]
    connected.sends()
    Channel.objects.update(quiet_until=None)
    Outgoing.objects.filter(kind="amend").update(not_before=told.published_at)
    connected.sends()
    [reply] = connected.service.replies.values()
    assert reply["text"] == "Мусор вывезут послезавтра."
    told.refresh_from_db()
    assert told.state == Answer.State.REPLACED
    assert Outgoing.objects.get(kind="amend").state == "sent"
    assert "исправление жителю: отправлено" in page.get(card).content.decode()
    with pytest.raises(RuleViolation, match="уже исправлен"):
        sent.amend(answer=told, text="Ещё", by=connected.intake.by)
    sent.amend(answer=Answer.objects.get(number=2), text="Вывезли.", by=connected.intake.by)
    connected.sends()
    assert reply["text"] == "Вывезли."


def test_a_sent_answer_is_taken_back_with_a_reason(connected, told, page):
    address = reverse("cases:unsend", args=[told.case_id, told.number])
    assert page.post(address, {"reason": ""}).status_code == 422
    page.post(address, {"reason": "Не тот адрес"})
    connected.sends()
    assert connected.service.withdrawn == {"r1"}
    told.refresh_from_db()
    assert told.state == Answer.State.WITHDRAWN
    shown = page.get(reverse("cases:card", args=[told.case_id])).content.decode()
    assert "отзыв у жителя: отправлено" in shown
    assert "Отозвать ответ" not in shown


def test_what_did_not_leave_or_went_another_way_is_not_changed(connected, told):
    Outgoing.objects.update(state="waiting")
    with pytest.raises(RuleViolation, match="ещё не отправлен"):
        sent.unsend(answer=told, reason="Так", by=connected.intake.by)
    actions.cancel(letter=Outgoing.objects.get(), by=connected.intake.by, now=told.published_at)
    Outgoing.objects.all().delete()
    with pytest.raises(RuleViolation, match="не отправлялся отсюда"):
        sent.amend(answer=told, text="Иначе", by=connected.intake.by)


def test_one_answer_to_a_problem_goes_to_every_author_and_each_delivery_is_seen(connected, page):
    for number in (1, 2, 3):
        connected.hears(
            f"Не вывозят мусор, двор {number}", thread=f"t{number}", author={"id": number}
        )
    by = connected.intake.by
    problem = open_problem(
        municipality=connected.intake.place, cases=connected.cases, by=by
    ).problem
    begin(problem=problem, text="Мусор вывезут завтра до 12 часов, сообщение № {номер}.", by=by,
          cases=[case.pk for case in connected.cases])  # fmt: skip
    answering = ProblemAnswer.objects.get()
    carry_on(answering=answering, by=by)
    for case in connected.cases:
        answered(connected, case, Answer.objects.get(case=case).text)
    connected.service.troubles = [Reply({}, 404)]
    connected.sends()
    assert sorted(r["to"]["thread"] for r in connected.service.replies.values()) == ["t2", "t3"]
    assert all(
        case.number in r["text"]
        for case, r in zip(connected.cases[1:], connected.service.replies.values(), strict=True)
    )
    shown = page.get(reverse("cases:problem-answering", args=[answering.pk])).content.decode()
    assert shown.count("отправлено") >= 2
    assert "не доставлено" in shown
