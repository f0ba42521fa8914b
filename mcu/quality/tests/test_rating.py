"""From the answer to the mark: asked once, reminded once, rated by a code, reopened when it was bad."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import answer, finish
from mcu.cases.models import Case, Term
from mcu.cases.models.sources import SourceRecord
from mcu.channels.models import Outgoing
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.vault import unseal
from mcu.org.rules.roles import program
from mcu.quality import actions, jobs
from mcu.quality.models import Conflict, Invitation, QualityPolicy, Rating, Unsubscribed
from mcu.quality.rules.codes import spelled
from mcu.quality.rules.rating import Policy
from mcu.quality.tests.conftest import answered

LATER = timedelta(days=6)


def ask(town, after=timedelta()):
    jobs.ask(int((timezone.now() + after).timestamp()))
    return list(Invitation.objects.filter(case__municipality=town.place).order_by("pk"))


def code_of(invitation):
    return spelled(unseal(invitation.code))


def page(name, code):
    return reverse(f"quality:{name}", args=[code])


GOOD = {"solved": "yes", "score": "5", "comment": "Спасибо, Лев Бобров, 8 900 000-00-01"}
BAD = {"solved": "no", "score": "1", "reasons": ["formal", "late"], "comment": "Ямы на месте"}


@pytest.mark.row(48)
def test_an_author_with_an_address_is_asked_by_letter_and_rates_by_its_link(town, client, web):
    case = answered(town)
    asked = ask(town)[0]
    letter = Outgoing.objects.get(kind="rating")
    link = re.search(r"https://mcu\.example(/r/[^/]+/)\n", letter.body)[1]
    assert unseal(letter.to) == "zhitel@example.ru"
    assert "Решена ли ваша проблема" in client.get(link).content.decode()
    thanks = client.post(link, GOOD)
    assert "Ваша оценка принята" in thanks.content.decode()
    rating = Rating.objects.get()
    assert (rating.case_id, rating.score, rating.solved, rating.source) == (
        case.pk,
        5,
        "yes",
        "page",
    )
    assert "900" not in rating.comment
    assert "Бобров" not in rating.comment
    asked.refresh_from_db()
    assert asked.state == Invitation.State.ANSWERED
    assert client.get(link).status_code == 410
    shown = web.head.get(reverse("quality:ratings")).content.decode()
    assert "100 %" in shown
    assert str(case) in shown


def test_nobody_is_asked_twice_nor_too_early_nor_about_what_ended_long_ago(town):
    answered(town, hours=1)
    answered(town, hours=24 * 20)
    assert ask(town) == []
    case = answered(town)
    for _ in range(2):
        assert [each.case_id for each in ask(town)] == [case.pk]
    assert Outgoing.objects.filter(kind="rating").count() == 1


def test_one_reminder_and_then_silence(town):
    answered(town)
    ask(town)
    ask(town, LATER)
    ask(town, LATER + LATER)
    letters = Outgoing.objects.filter(kind="rating").order_by("pk")
    assert [letter.subject.startswith("Напоминание") for letter in letters] == [False, True]
    expired = ask(town, timedelta(days=31))[0]
    assert expired.state == Invitation.State.EXPIRED


@pytest.mark.row(48)
def test_a_bad_mark_returns_a_message_to_work_and_opens_a_conflict(town, client):
    case = answered(town)
    link = page("rate", code_of(ask(town)[0]))
    assert "снова в работе" in client.post(link, BAD).content.decode()
    case.refresh_from_db()
    assert case.state == "in_work"
    assert Conflict.objects.get().kind == "formal"
    said = JournalEntry.objects.get(action="rating.bad")
    assert said.after["then"] == "reopen"
    assert "Ямы" not in str(said.after)


def test_a_bad_mark_for_an_appeal_goes_to_the_head_and_reopens_nothing(town, client):
    case = answered(town, regime="appeal", channel="letter")
    client.post(page("rate", code_of(ask(town)[0])), BAD)
    assert Case.objects.get(pk=case.pk).state == "closed"
    assert JournalEntry.objects.get(action="rating.bad").after["then"] == "to_head"


def test_a_reopened_case_is_asked_about_again_after_its_new_answer(town, client):
    case, by = answered(town), program(town.place.pk)
    client.post(page("rate", code_of(ask(town)[0])), BAD)
    earlier = timezone.now() - timedelta(hours=4)
    answer.save_draft(case=case, text="Теперь засыпали.", by=by, now=earlier)
    answer.submit(case=case, by=by, now=earlier)
    answer.approve(case=case, by=by, now=earlier)
    answer.publish(case=case, url="", by=by, now=earlier)
    finish.close(case=case, outcome="solved", by=by, now=earlier)
    assert [each.about for each in ask(town)] == [1, 2]


def test_without_an_address_somebody_hands_over_the_code_or_asks_by_telephone(town, client, web):
    case, other = answered(town, email=""), answered(town, email="")
    ask(town)
    assert not Outgoing.objects.exists()
    listed = web.head.get(reverse("quality:waiting")).content.decode()
    assert str(case) in listed
    assert str(other) in listed
    asked = Invitation.objects.get(case=case)
    given = web.head.post(reverse("quality:hand-over", args=[asked.pk])).content.decode()
    code = code_of(asked)
    assert code in given
    entered = client.get(reverse("quality:enter"), {"code": code.lower()}, follow=True)
    assert entered.status_code == 200
    client.post(page("rate", code), GOOD)
    phoned = web.head.post(reverse("quality:phone", args=[other.pk]), GOOD)
    assert phoned.status_code == 302
    assert set(Rating.objects.values_list("source", flat=True)) == {"page", "phone"}
    again = web.head.post(reverse("quality:phone", args=[other.pk]), GOOD)
    assert again.status_code == 422


def test_whoever_asks_is_not_asked_again_at_this_address(town, client):
    answered(town)
    code = code_of(ask(town)[0])
    assert Invitation.objects.get().state == "asked"  # looking at the page stops nothing
    client.get(page("stop", code))
    assert Invitation.objects.get().state == "asked"
    client.post(page("stop", code))
    assert Unsubscribed.objects.count() == 1
    answered(town)
    assert [each.state for each in ask(town)] == ["stopped", "stopped"]
    assert Outgoing.objects.filter(kind="rating").count() == 1


def test_what_was_promised_is_asked_about_after_its_date(town):
    case = answered(town, hours=24 * 29)
    due = timezone.now() + timedelta(days=3)
    Term.objects.create(case=case, kind="promise", started_at=timezone.now(), due_at=due)
    assert ask(town) == []
    assert [each.wave for each in ask(town, timedelta(days=4))] == ["promise"]


@pytest.mark.parametrize(
    "given",
    [
        {}, {"score": "9", "solved": "yes"}, {"score": "3"}, {"score": "5", "solved": "да"},
        {"score": "5", "solved": "yes", "reasons": ["х" * 5000]}, {"score": "5\x00", "solved": "yes"},
    ],
)  # fmt: skip
def test_a_form_that_says_nothing_is_answered_in_words_and_the_code_stays(town, client, given):
    answered(town)
    code = code_of(ask(town)[0])
    told = client.post(page("rate", code), given)
    assert told.status_code == 422
    assert not Rating.objects.exists()
    assert client.get(page("rate", code)).status_code == 200


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKMN", "x" * 200, "1"])
def test_a_code_that_opens_nothing_says_so(db, client, code):
    for name in ("rate", "stop", "answer"):
        assert client.get(page(name, code)).status_code == 410


def test_huge_words_are_cut_and_masked(town, client):
    answered(town)
    words = "Позвоните 8 900 123-45-67 " * 100_000
    client.post(page("rate", code_of(ask(town)[0])), GOOD | {"comment": words})
    kept = Rating.objects.get().comment
    assert len(kept) < 6000
    assert "123-45-67" not in kept


def test_two_at_once_with_one_code_give_one_rating(town):
    answered(town)
    code = code_of(ask(town)[0])
    actions.rate(code=code, score=4, solved="yes", reasons=[])
    with pytest.raises(RuleViolation, match="уже поставлена"):
        actions.rate(code=code, score=1, solved="no", reasons=[])
    assert Rating.objects.get().score == 4


def test_the_rules_are_settings_of_the_municipality(town, client, web):
    address = reverse("quality:settings")
    given = {
        "delay_hours": 0, "remind_days": 3, "expire_days": 10, "promise_days": 20, "bad_score": 3,
        "look_share": 10, "look_least": 2,
    }  # fmt: skip
    assert web.head.post(address, given | {"remind_days": 20}).status_code == 422
    assert web.head.post(address, given | {"look_share": "много"}).status_code == 422
    assert web.head.post(address, given).status_code == 302
    assert QualityPolicy.objects.get().policy == Policy(
        0, 3, 10, 20, 3, reopens=False, look_share=10, look_least=2
    )
    case = answered(town)
    client.post(page("rate", code_of(ask(town)[0])), BAD)
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_a_rating_of_another_system_is_collected_once_and_follows_its_change(town):
    record = SourceRecord.objects.create(case=town.case(), rating=2)
    for _ in range(2):
        ask(town)
    assert list(Rating.objects.values_list("score", "source")) == [(2, "file")]
    SourceRecord.objects.filter(pk=record.pk).update(rating=5)
    ask(town)
    assert Rating.objects.get().score == 5
    assert JournalEntry.objects.filter(action="rating.collect").count() == 2


def test_a_neighbour_sees_none_of_it(town, elsewhere, sign_in):
    case = answered(town)
    asked = ask(town)[0]
    foreign = sign_in(elsewhere.head)
    for name, key in (("hand-over", asked.pk), ("phone", case.pk), ("of-case", case.pk)):
        send = foreign.post if name != "of-case" else foreign.get
        assert send(reverse(f"quality:{name}", args=[key])).status_code == 404


def test_the_card_tells_what_came_out(town, client, web):
    case = answered(town)
    client.post(page("rate", code_of(ask(town)[0])), BAD)
    block = web.executor.get(
        reverse("quality:of-case", args=[case.pk]), headers={"HX-Request": "true"}
    )
    text = block.content.decode()
    assert "1 из 5" in text
    assert "отписка" in text
    assert "<nav" not in text


def test_the_page_asks_the_database_as_often_with_many_ratings(
    town, web, django_assert_max_num_queries
):
    for number in range(6):
        case = answered(town)
        Rating.objects.create(case=case, score=number % 5 + 1, source="page", at=timezone.now())
    with django_assert_max_num_queries(20):
        web.head.get(reverse("quality:ratings"))
