"""What an answer promises and by when: every way of naming a day, and what is no promise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.dates import find_dates
from mcu.text.promises import Promised, find_promises

SAID = date(2026, 11, 18)  # a Wednesday
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
          "октября", "ноября", "декабря")  # fmt: skip


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("до 15 июня", date(2027, 6, 15)),
        ("до 15 декабря", date(2026, 12, 15)),
        ("до 15-го декабря", date(2026, 12, 15)),
        ("не позднее 3 марта 2027 года", date(2027, 3, 3)),
        ("не позднее 03.03.2027", date(2027, 3, 3)),
        ("до 25.12", date(2026, 12, 25)),
        ("до 01.02.27 г.", date(2027, 2, 1)),
        ("к 1 сентября", date(2027, 9, 1)),
        ("к 1 сентября следующего года", date(2027, 9, 1)),
        ("с 10 по 15 декабря", date(2026, 12, 15)),
        ("10–15 декабря", date(2026, 12, 15)),
        ("25 ноября", date(2026, 11, 25)),
        ("до конца мая", date(2027, 5, 31)),
        ("до конца ноября", date(2026, 11, 30)),
        ("в мае", date(2027, 5, 31)),
        ("в начале мая", date(2027, 5, 10)),
        ("в середине декабря", date(2026, 12, 15)),
        ("до мая", date(2027, 4, 30)),
        ("к маю", date(2027, 5, 1)),
        ("в марте 2028 года", date(2028, 3, 31)),
        ("в феврале 2028 года", date(2028, 2, 29)),
        ("в первой половине декабря", date(2026, 12, 15)),
        ("во второй половине декабря", date(2026, 12, 31)),
        ("в III квартале", date(2027, 9, 30)),
        ("в IV квартале", date(2026, 12, 31)),
        ("во 2 квартале 2027 года", date(2027, 6, 30)),
        ("во 2-м квартале 2027 года", date(2027, 6, 30)),
        ("до конца первого квартала", date(2027, 3, 31)),
        ("до II квартала 2027 года", date(2027, 3, 31)),
        ("до конца недели", date(2026, 11, 22)),
        ("до конца этого года", date(2026, 12, 31)),
        ("до конца следующего месяца", date(2026, 12, 31)),
        ("до конца квартала", date(2026, 12, 31)),
        ("до конца дня", SAID),
        ("до конца 2027 года", date(2027, 12, 31)),
        ("до 2028 года", date(2027, 12, 31)),
        ("в 2027 году", date(2027, 12, 31)),
        ("на этой неделе", date(2026, 11, 22)),
        ("на следующей неделе", date(2026, 11, 29)),
        ("в следующем месяце", date(2026, 12, 31)),
        ("в следующем году", date(2027, 12, 31)),
        ("в течение 10 дней", date(2026, 11, 28)),
        ("в течение 5–7 дней", date(2026, 11, 25)),
        ("в течение 10 календарных дней", date(2026, 11, 28)),
        ("в течение десяти дней", date(2026, 11, 28)),
        ("в течение 3 рабочих дней", date(2026, 11, 23)),
        ("в течение трёх рабочих дней", date(2026, 11, 23)),
        ("в течение ближайших двух недель", date(2026, 12, 2)),
        ("в течение недели", date(2026, 11, 25)),
        ("в течение месяца", date(2026, 12, 18)),
        ("в течение суток", date(2026, 11, 19)),
        ("в течение 24 часов", date(2026, 11, 19)),
        ("через две недели", date(2026, 12, 2)),
        ("через 3 месяца", date(2027, 2, 18)),
        ("за 5 дней", date(2026, 11, 23)),
        ("в 10-дневный срок", date(2026, 11, 28)),
        ("в трёхдневный срок", date(2026, 11, 21)),
        ("в недельный срок", date(2026, 11, 25)),
        ("в месячный срок", date(2026, 12, 18)),
        ("до пятницы", date(2026, 11, 20)),
        ("к понедельнику", date(2026, 11, 23)),
        ("в среду", date(2026, 11, 25)),
        ("завтра", date(2026, 11, 19)),
        ("послезавтра", date(2026, 11, 20)),
        ("сегодня", SAID),
        ("летом", date(2027, 8, 31)),
        ("летом 2027 года", date(2027, 8, 31)),
        ("до лета", date(2027, 5, 31)),
        ("к зиме", date(2026, 11, 30)),
        ("весной следующего года", date(2027, 5, 31)),
    ],
)
def test_every_way_of_naming_a_day(words, due):
    (found,) = find_promises(f"Дорогу отремонтируем {words}.", SAID)
    assert found.due == due
    assert found.phrase in f"Дорогу отремонтируем {words}."


@pytest.mark.parametrize(
    "text",
    [
        "Яму заделали 15 ноября 2026 года.",
        "Ремонт выполнен в мае 2025 года.",
        "Работы были закончены до 15 июня.",
        "Срок рассмотрения вашего обращения — 30 дней, до 15 декабря.",
        "Вы сможете подать заявление до 15 декабря.",
        "Вы вправе обжаловать ответ в течение 3 месяцев.",
        "Дорогу отремонтируем в ближайшее время.",
        "Согласно п. 3.5 договора отремонтируем подъезд.",
        "Отремонтируем 31 июня.",
        "Отремонтируем в среде разработки.",
        "",
        "Спасибо за сообщение!",
    ],
)
def test_what_is_no_dated_promise(text):
    assert find_promises(text, SAID) == []


@pytest.mark.parametrize(
    "text",
    [
        "Завершение работ — до 1 декабря.",
        "Планируется выполнить до 1 декабря.",
        "Срок окончания ремонта: 1 декабря.",
        "Поручено устранить до 1 декабря.",
        "Опоры заменят до 1 декабря, подрядчик уже выбран.",
        "Свет будет восстановлен до 1 декабря.",
    ],
)
def test_a_promise_needs_no_verb_in_the_first_person(text):
    assert [each.due for each in find_promises(text, SAID)] == [date(2026, 12, 1)]


def test_each_sentence_gives_its_own_promises_and_the_rest_of_the_answer_none():
    answer = (
        "Здравствуйте! Спасибо, что написали. Яму засыпали 16 ноября. Асфальт уложим до 15 июня, "
        "а разметку нанесём до 1 июля. Если останутся вопросы, звоните: 2-15-15."
    )
    assert find_promises(answer, SAID) == [
        Promised("Асфальт уложим до 15 июня, а разметку нанесём до 1 июля.", "до 15 июня",
                 date(2027, 6, 15)),
        Promised("Асфальт уложим до 15 июня, а разметку нанесём до 1 июля.", "до 1 июля",
                 date(2027, 7, 1)),
    ]  # fmt: skip


def test_working_days_are_counted_by_the_calendar_that_is_given():
    def in_july(day, count):
        return date(2027, 7, count)

    (found,) = find_promises("Заменим лампы в течение 3 рабочих дней.", SAID, in_july)
    assert found.due == date(2027, 7, 3)


def test_the_longest_phrase_wins_over_what_lies_within_it():
    (found,) = find_dates("до конца марта 2027 года", SAID)
    assert (found.start, found.end, found.due) == (0, 24, date(2027, 3, 31))


def test_the_last_of_february_is_looked_for_in_a_leap_year():
    (found,) = find_promises("Уберём до 29 февраля.", SAID)
    assert found.due == date(2028, 2, 29)


def test_a_long_sentence_is_cut_around_its_day():
    (found,) = find_promises(f"Будет {'очень ' * 200}долго до 15 июня {'и ещё ' * 200}.", SAID)
    assert len(found.what) <= 500
    assert "до 15 июня" in found.what


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_a_day_written_out_is_that_day(said, due):
    text = f"Отремонтируем до {due.day} {MONTHS[due.month - 1]} {due.year} года."
    dues = [each.due for each in find_promises(text, said)]
    assert dues == ([due] if said <= due <= said + timedelta(days=3653) else [])


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 999))
def test_days_from_the_answer_are_counted_from_the_answer(said, days):
    (found,) = find_promises(f"Сделаем в течение {days} дней.", said)
    assert found.due == said + timedelta(days=days)


@given(
    st.text(alphabet="до кв течение1230.–-июня неделимесяцквартал IVXбудет года\n", max_size=300),
    st.dates(date(1990, 1, 1), date(2100, 12, 31)),
)
def test_no_text_breaks_it_and_no_promise_lies_in_the_past(text, said):
    for found in find_promises(f"Будет {text}", said):
        assert found.due >= said
        assert found.phrase in found.what


@given(st.text(max_size=200), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_any_text_is_read(text, said):
    assert all(found.due >= said for found in find_promises(text, said))
