"""Checks of answers: each with its documented examples, the score, ticks, and texts made to harm."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.checks import (
    BEST,
    BY_CODE,
    CHECKS,
    Check,
    Draft,
    Ticked,
    answers,
    review,
    split,
)
from mcu.cases.rules.checks.draft import MOST_FINDINGS
from mcu.cases.rules.checks.moments import moments
from mcu.cases.rules.words import Channel, Kind, Regime

MONDAY = date(2026, 6, 1)
GOOD = [(check, draft) for check in CHECKS for draft in check.good]
BAD = [(check, draft) for check in CHECKS for draft in check.bad]


def told(pair: tuple[Check, Draft]) -> str:
    return f"{pair[0].code}: {pair[1].text[:40]}"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_is_documented_with_examples_of_both_kinds(check):
    assert check.good
    assert check.bad
    assert check.title
    assert check.mend.endswith((".", "»."))
    assert check.__doc__.strip()


@pytest.mark.parametrize("pair", GOOD, ids=told)
def test_a_good_example_passes_its_check(pair):
    check, draft = pair
    assert not list(check.find(draft))


@pytest.mark.parametrize("pair", BAD, ids=told)
def test_a_bad_example_is_found_and_pointed_at_within_the_text(pair):
    check, draft = pair
    found = list(check.find(draft))
    assert found
    for finding in found:
        assert finding.code == check.code
        assert finding.why
        if finding.start is not None:
            assert 0 <= finding.start < finding.end <= len(draft.text)


def test_an_answer_that_serves_the_resident_has_the_best_score():
    draft = Draft(
        "Екатерина, здравствуйте! Воду «Водоканал» даст сегодня к 19:00, перерасчёт УК «Центр» сделает в июле.",
        "Когда включат воду? Кто сделает перерасчёт?",
        author="Катя Орлова",
        today=MONDAY,
    )  # fmt: skip
    assert review(draft).score == BEST
    assert not review(draft).findings


def test_faults_take_from_the_score_the_heaviest_most():
    draft = Draft("Олег, спасибо за сигнал, приняли к сведению.", "Уберите мусор", today=MONDAY)
    assert review(draft).codes == {"question_missed", "no_action"}
    assert review(draft).score < 2
    assert review(draft, off={"question_missed", "no_action"}).score == BEST


def test_the_score_is_never_under_zero():
    text = "ИСХ. № 1. Петрова Анна Ивановна, кв. 5, научитесь читать. Взято на контроль."
    draft = Draft(text, "Уберите мусор", author="Орлова Вера", today=MONDAY)
    assert review(draft).score == 0


def test_questions_are_split_out_of_the_message():
    message = (
        "Прошу: 1) отремонтировать печь; 2) объяснить, почему выросла плата. "
        "Когда включат воду и кто вернёт деньги? Куда смотрит власть?!"
    )
    assert [one.text for one in split(message)] == [
        "Отремонтировать печь",
        "Почему выросла плата.",
        "Когда включат воду",
        "Кто вернёт деньги?",
    ]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Уберите ветки на Садовой", ["Уберите ветки на Садовой"]),
        ("Подскажите, когда откроют бассейн", ["Когда откроют бассейн"]),
        ("Прошу заменить трубу и сделать перерасчёт.", ["Заменить трубу", "Сделать перерасчёт."]),
        ("Опять яма на Мира 3", ["Опять яма на Мира 3"]),
        ("", []),
    ],
)
def test_a_request_an_order_and_a_plain_complaint_are_questions_too(message, expected):
    assert [one.text for one in split(message)] == expected


def test_what_a_person_ticked_stays_whatever_the_words_say():
    text = "Воду «Водоканал» даст сегодня к 19:00."
    ticked = (Ticked("Когда включат воду?", False), Ticked("Кто вернёт деньги?", True))
    draft = Draft(text, questions=ticked, today=MONDAY)
    assert [answered for _, answered in answers(draft)] == [False, True]
    assert [f.why for f in review(draft).findings if f.code == "question_missed"] == [
        "Нет ответа на вопрос: «Когда включат воду?»."
    ]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("до 5 июня", date(2026, 6, 5)),
        ("15.07.2026", date(2026, 7, 15)),
        ("с 18 мая по 30 июня", date(2026, 6, 30)),
        ("8–10 июня", date(2026, 6, 10)),
        ("до 12 января 2027 года", date(2027, 1, 12)),
        ("в мае 2027 года", date(2027, 5, 31)),
        ("до 20 декабря", date(2026, 12, 20)),
        ("14 марта", date(2026, 3, 14)),
        ("в 2028 году", date(2028, 12, 31)),
        ("до конца недели", None),
        ("в течение часа", None),
    ],
)
def test_a_time_is_read_with_its_last_day(text, last):
    assert [moment.last for moment in moments(text, MONDAY)][-1] == last


def test_dates_of_papers_numbers_and_hours_of_a_telephone_are_no_times():
    assert not moments("письмо от 5 мая 2026 года, школа № 12, с 9 до 17, 3.15 км", MONDAY)


@pytest.mark.parametrize(
    "said", ["в среду", "в четверг", "до пятницы", "по субботам", "во вторник"]
)
def test_weekdays_are_times(said):
    assert moments(said, MONDAY)


EVIL = (
    "", " ", "\x00", "\x00" * 500, "А" * 200_000, "а б " * 50_000, "?" * 10_000, "\u202eтекст\u202c",
    "🐶" * 5_000, "1) " * 5_000, "<script>alert(1)</script>", "«" * 3_000, "\n" * 10_000,
    "когда " * 3_000 + "?", "если, " * 3_000, "ул. " * 3_000, "İı ẞ", "до 31 февраля 99.99.9999",
)  # fmt: skip


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_a_text_made_to_harm_is_read_as_any_other(text):
    draft = Draft(text, text, earlier=(text,), author=text[:200], today=MONDAY)
    said = review(draft)
    assert 0 <= said.score <= BEST
    assert len(said.findings) <= MOST_FINDINGS
    for finding in said.findings:
        assert finding.start is None or 0 <= finding.start < finding.end <= len(text)


PIECES = st.sampled_from(
    ["Ольга,", "здравствуйте!", "яму", "засыпят", "до 5 июня", "УК «Центр»", "если", "не", "\n", "?",
     "кв. 5", "8 (900) 000-00-00", "сами виноваты", "31 июня", "Иванов", "исх. № 1", "😀", "в рамках"]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=30), st.text(max_size=80), st.sampled_from(Channel.values),
    st.sampled_from(Kind.values), st.sampled_from(Regime.values), st.dates(date(1900, 1, 1), date(9000, 1, 1)),
)  # fmt: skip
def test_whatever_is_written_every_finding_lies_in_the_text(
    words, tail, channel, kind, regime, day
):
    text = " ".join(words) + tail
    draft = Draft(text, tail, channel, regime, kind, day, author=tail[:30], earlier=(text,))
    for finding in review(draft).findings:
        assert finding.code in BY_CODE
        assert finding.start is None or 0 <= finding.start < finding.end <= len(text)
