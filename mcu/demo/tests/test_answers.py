"""What the staff write: mostly good, now and then what the checks are for."""

import random
import re
from datetime import date, timedelta

import pytest

from mcu.demo import answers
from mcu.demo.answers import FAULTS, Quality, Reply
from mcu.demo.phrasing import day_words
from mcu.demo.tests.test_town import BODIES
from mcu.demo.voices import Voice, stream

LEFT_OVER = re.compile(r"[\[\]{}<>|]|None|  ")


@pytest.fixture(scope="module")
def voices() -> list[Voice]:
    return list(stream(11, start=date(2026, 5, 24), days=181, total=900))


@pytest.fixture(scope="module")
def replies(voices: list[Voice]) -> list[tuple[Voice, Reply]]:
    rng = random.Random(1)
    return [(voice, answers.reply_to(voice, rng)) for voice in voices]


def test_the_same_seed_gives_the_same_answer(voices: list[Voice]) -> None:
    for voice in voices[:50]:
        once = answers.answer_for(voice, random.Random(voice.index))
        assert once == answers.answer_for(voice, random.Random(voice.index))


def test_answers_come_out_clean(replies: list[tuple[Voice, Reply]]) -> None:
    for _, reply in replies:
        assert not LEFT_OVER.search(reply.text), reply.text


def test_most_are_good_and_every_quality_occurs(replies: list[tuple[Voice, Reply]]) -> None:
    found = [reply.quality for _, reply in replies]
    assert set(found) == set(Quality)
    assert found.count(Quality.GOOD) > 0.7 * len(found)


def test_a_promised_day_stands_in_the_answer(replies: list[tuple[Voice, Reply]]) -> None:
    for voice, reply in replies:
        if reply.promised:
            assert day_words(reply.promised) in reply.text
            assert reply.promised > voice.received_at.date()


def test_a_vague_answer_promises_no_day(replies: list[tuple[Voice, Reply]]) -> None:
    vague = [reply for _, reply in replies if reply.quality is Quality.VAGUE]
    assert vague
    assert all("в ближайшее время" in reply.text and not reply.promised for reply in vague)


def test_an_answer_is_given_on_the_day_that_is_asked_for(voices: list[Voice]) -> None:
    rng = random.Random(2)
    for voice in voices[:200]:
        day = voice.received_at.date() + timedelta(days=12)
        reply = answers.reply_to(voice, rng, on=day, quality=Quality.GOOD)
        assert reply.promised is None or reply.promised > day


def test_an_appeal_gets_a_signed_letter(voices: list[Voice]) -> None:
    rng = random.Random(3)
    letters = [voice for voice in voices if voice.regime == "appeal"]
    for voice in letters:
        text = answers.reply_to(voice, rng, quality=Quality.GOOD).text
        signer = answers.approver_of(voice.body)
        assert text.endswith(answers.initials(signer))
        assert "обжалован" in text


def test_without_a_place_it_asks_for_the_place(voices: list[Voice]) -> None:
    rng = random.Random(4)
    lost = [v for v in voices if v.scenario == "potholes" and not (v.street or v.landmark)]
    named = [v for v in voices if v.scenario == "potholes" and v.street and v.tone != "thanks"]
    for voice in lost:
        assert answers.reply_to(voice, rng, quality=Quality.GOOD).clarifies
    for voice in named:
        assert not answers.reply_to(voice, rng, quality=Quality.GOOD).clarifies


def test_thanks_are_answered_with_thanks(voices: list[Voice]) -> None:
    rng = random.Random(5)
    for voice in (voice for voice in voices if voice.tone == "thanks" and not voice.phase):
        reply = answers.reply_to(voice, rng, quality=Quality.POOR)
        assert "пасибо" in reply.text or "Благодарим" in reply.text


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_words_for_the_return(fault: str) -> None:
    assert answers.return_reason(random.Random(6), fault)[0] == fault
    assert answers.return_reason(random.Random(6), fault)[1].endswith((".", "?"))


def test_it_refuses_a_fault_that_is_not_known() -> None:
    with pytest.raises(KeyError):
        answers.return_reason(random.Random(7), "ugly")


@pytest.mark.parametrize("body", sorted(BODIES))
def test_somebody_signs_for_every_body(body: str) -> None:
    assert answers.approver_of(body).full_name


def test_nobody_signs_for_a_body_that_is_not_there() -> None:
    with pytest.raises(LookupError):
        answers.approver_of("moon")


def test_colleagues_have_words_for_every_message(voices: list[Voice]) -> None:
    rng = random.Random(8)
    for voice in voices:
        for text in (
            answers.misrouted(voice, rng),
            answers.staff_note(voice, rng),
            answers.block_question(voice, rng),
            answers.block_reply(voice, rng, late=True),
        ):
            assert text[0].isupper()
            assert not LEFT_OVER.search(text), text


def test_a_resident_reacts_by_the_mark_or_not_at_all() -> None:
    said = {
        mark: {answers.reaction(mark, random.Random(s)) for s in range(80)} for mark in range(1, 6)
    }
    assert all("" in words for words in said.values())
    assert said[5] == said[4]
    assert not (said[5] & said[1]) - {""}
