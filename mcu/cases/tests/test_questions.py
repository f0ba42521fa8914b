"""Questions between bodies inside a card: to several at once, followed up, reminded, seen when read."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import questions
from mcu.cases.actions.answer import ask_block, reply_to
from mcu.cases.actions.questions import Enclosed
from mcu.cases.models import InfoRequest
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry

LIST = reverse("cases:questions")


def text(response) -> str:
    return response.content.decode()


@pytest.mark.row(52)
def test_several_bodies_are_asked_at_once_and_each_answers_with_its_own_clock(town, web):
    case = town.case()
    asked = {"question": "Чья это дорога?", "bodies": [town.roads.pk, town.housing.pk], "enclosed": [SimpleUploadedFile("схема.pdf", b"%PDF-1.4")]}  # fmt: skip
    assert web.head.post(reverse("cases:ask", args=[case.pk]), asked).status_code == 302
    roads, housing = (InfoRequest.objects.get(body=body) for body in (town.roads, town.housing))
    assert roads.asked_at == housing.asked_at
    assert roads.term.due_at
    assert roads.term != housing.term
    page = text(web.head.get(reverse("cases:card", args=[case.pk])))
    assert "схема.pdf" in page
    assert page.count("ещё не прочитано") == 2
    web.head.post(reverse("cases:remind", args=[roads.pk]))
    assert "меньше часа" in text(web.head.post(reverse("cases:remind", args=[roads.pk])))
    assert "Чья это дорога?" in text(web.approver.get(LIST))
    assert "не прочитано" in text(web.head.get(f"{LIST}?whose=by_me"))
    web.approver.get(reverse("cases:card", args=[case.pk]))
    roads.refresh_from_db()
    housing.refresh_from_db()
    assert (roads.seen_by_name, housing.seen_at) == ("Соколова А. Л.", None)
    web.head.post(reverse("cases:follow-up", args=[roads.pk]), {"text": "До какого дома?"})
    web.approver.post(reverse("cases:follow-up", args=[roads.pk]), {"text": "До пятого"})
    assert [word.of_asked for word in roads.messages.all()] == [False, True]
    web.approver.post(reverse("cases:reply", args=[roads.pk]), {"reply": "Наша"})
    page = text(web.head.get(reverse("cases:card", args=[case.pk])))
    for words in ("До какого дома?", "До пятого", "Наша", "напоминаний: 1"):
        assert words in page
    assert web.head.post(reverse("cases:remind", args=[roads.pk])).status_code == 422
    housing.refresh_from_db()
    assert (housing.replied_at, housing.term.met_at) == (None, None)
    assert "ждут ответа: 1" in text(web.head.get(f"{LIST}?whose=by_me"))
    acts = JournalEntry.objects.filter(object_id=case.pk, object_type="cases.case")
    assert acts.filter(action="case.seen").count() == 1


@pytest.mark.row(52)
def test_a_question_to_a_body_is_no_concern_of_another(town, web):
    case = town.case()
    asked = ask_block(case=case, question="Когда?", body=town.housing, by=town.actor())
    assert web.approver.post(reverse("cases:follow-up", args=[asked.pk]), {"text": "?"}).status_code == 404  # fmt: skip
    assert "Когда?" not in text(web.approver.get(f"{LIST}?whose=all"))
    assert "Когда?" in text(web.block_head.get(LIST))
    with pytest.raises(AccessDenied):
        questions.remind(request=asked, by=town.actor("auditor"))


def test_who_asks_for_nothing_or_too_much_is_told(town):
    case, by = town.case(), town.actor()
    with pytest.raises(RuleViolation, match="выберите блок"):
        questions.ask(case=case, question="Когда?", by=by)
    with pytest.raises(RuleViolation, match="программа"):
        questions.ask(case=case, question="Когда?", bodies=[town.roads], enclosed=[Enclosed("a.pdf", [b"MZ"])], by=by)  # fmt: skip
    assert not InfoRequest.objects.exists()
    asked = questions.ask(
        case=case, question="Когда?", block=town.block, bodies=[town.roads], by=by
    )
    assert len(asked) == 2
    with pytest.raises(RuleViolation, match="уточнение"):
        questions.write(request=asked[0], text=" ", by=by)


def test_a_reminder_may_be_sent_again_after_an_hour_and_not_after_the_reply(town):
    case, by, now = town.case(), town.actor(), timezone.now()
    asked = ask_block(case=case, question="Когда?", body=town.roads, by=by)
    for hours in (0, 2):
        questions.remind(request=asked, by=by, now=now + timedelta(hours=hours))
    asked.refresh_from_db()
    assert asked.reminders == 2
    reply_to(request=asked, reply="Завтра", by=town.actor("executor"))
    with pytest.raises(RuleViolation, match="уже ответили"):
        questions.remind(request=asked, by=by, now=now + timedelta(hours=9))
