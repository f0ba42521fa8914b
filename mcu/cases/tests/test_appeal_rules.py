"""What 59-ФЗ lets one do with an appeal: grounds, extension, channels, numbers, repeats; no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.appeal import (
    LAW,
    Category,
    Form,
    barred,
    channels_of,
    extension,
    form_of,
    grounds,
    numbering,
    regime_of,
    reply,
)
from mcu.cases.rules.appeal.law import read
from mcu.cases.rules.appeal.regime import refusal
from mcu.cases.rules.appeal.repeats import Earlier, keys_of, likeliest
from mcu.cases.rules.appeal.words import Result
from mcu.cases.rules.terms import default_norms
from mcu.cases.rules.words import Channel, Regime
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY, BEFORE = date(2026, 11, 20), date(2025, 3, 29)
SINCE = date(2025, 3, 30)


# Rows 10–17 of the table of terms, and the return of a complaint: clause, days, who has to agree, what is checked.
@pytest.mark.parametrize(
    ("code", "clause", "days", "approval", "verified", "result"),
    [
        ("no_name", "ст. 11 ч. 1", None, False, True, Result.NO_REPLY),
        ("court", "ст. 11 ч. 2", 7, False, True, Result.RETURNED),
        ("abuse", "ст. 11 ч. 3", None, True, True, Result.NO_REPLY),
        ("unreadable", "ст. 11 ч. 4", 7, False, False, Result.NO_REPLY),
        ("unclear", "ст. 11 ч. 4.1", 7, False, False, Result.NO_REPLY),
        ("stopped", "ст. 11 ч. 5", None, True, False, Result.NO_REPLY),
        ("published", "ст. 11 ч. 5.1, ст. 10 ч. 4", 7, False, False, Result.EXPLAINED),
        ("secret", "ст. 11 ч. 6", None, True, False, Result.NO_REPLY),
        ("about_itself", "ст. 8 ч. 7", None, False, False, Result.RETURNED),
    ],
)
def test_each_ground_has_its_clause_its_notice_its_term_and_its_mark(
    code, clause, days, approval, verified, result
):
    ground = LAW.grounds[code]
    norms = {norm.code: norm for norm in default_norms()}
    assert (ground.clause, ground.approval, ground.result) == (clause, approval, result)
    assert bool(ground.notice) == (code != "no_name")
    if days is None:
        assert not ground.norm
    else:
        norm = norms[ground.norm]
        assert (norm.value, norm.unit, norm.start) == (days, Unit.CALENDAR_DAYS, "registered")
    sure = ground.verified and (days is None or norms[ground.norm].verified)
    assert sure == verified
    assert ("не проверено" in ground.source) == (not ground.verified)


def test_there_are_no_other_grounds():
    assert len(LAW.grounds) == 9


def said(ground, **values):
    known = {
        "words": "так и есть",
        "regime": "appeal",
        "kind": "complaint",
        "former_answered": True,
    }
    urls = {"url": "https://adm.example/1"} if ground == "published" else {}
    return grounds.refusal(grounds.Given(ground=ground, **known | urls | values))


@pytest.mark.parametrize("code", sorted(LAW.grounds))
def test_a_ground_with_everything_said_may_be_used(code):
    assert said(code) == ""


@pytest.mark.parametrize("code", sorted(LAW.grounds))
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"regime": "message"}, "только для обращений"),
        ({"registered": False}, "регистрационный номер"),
        ({"waiting": True}, "уже предложено"),
        ({"words": "  "}, "Объясните"),
    ],
)
def test_no_ground_is_used_on_a_message_or_without_a_word(code, values, words):
    assert words in said(code, **values)


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        ("published", {"url": ""}, "адрес страницы"),
        ("published", {"url": "javascript:alert(1)"}, "адрес страницы"),
        ("stopped", {"former_answered": False}, "прежнее обращение"),
        ("about_itself", {"kind": "statement"}, "только для жалобы"),
        ("unclear", {"forward_to": "Полиция"}, "не пересылают"),
        ("выдумано", {}, "из списка"),
    ],
)
def test_what_a_ground_needs_is_asked_for(code, values, words):
    assert words in said(code, **values)


def test_only_a_nameless_letter_about_a_crime_is_sent_on():
    assert said("no_name", forward_to="Отдел полиции") == ""


def asked(**values):
    known = {
        "regime": "appeal", "due_at": NOW + timedelta(days=3), "already": False, "waiting": False,
        "days": 30, "reason": "request",
    }  # fmt: skip
    return extension.refusal(extension.Asked(**known | values), NOW)


@pytest.mark.parametrize("days", [1, 15, 30])
def test_a_term_is_extended_by_up_to_thirty_days(days):
    assert asked(days=days) == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"days": 31}, "больше чем на 30"),
        ({"days": 0}, "от 1 до 30"),
        ({"days": -5}, "от 1 до 30"),
        ({"already": True}, "один раз"),
        ({"waiting": True}, "ждёт решения"),
        ({"due_at": NOW - timedelta(seconds=1)}, "до его окончания"),
        ({"due_at": None}, "продлевать нечего"),
        ({"regime": "message"}, "только срок обращения"),
        ({"reason": "праздники"}, "причину"),
    ],
)
def test_beyond_the_limits_nothing_is_extended(values, words):
    assert words in asked(**values)


def test_the_last_moment_of_the_term_is_not_too_late():
    assert asked(due_at=NOW) == ""


@given(st.integers(), st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_whatever_is_asked_only_one_to_thirty_days_before_the_end_pass(days, left):
    passed = asked(days=days, due_at=NOW + left) == ""
    assert passed == (1 <= days <= 30 and left >= timedelta())


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("identified", [True, False])
def test_mail_and_networks_are_no_channel_of_appeals_since_the_day_of_the_law(channel, identified):
    never = {"mail", "vk", "ok", "max", "telegram"}
    expected = channel in never or (channel == "web" and not identified)
    assert bool(barred(channel, identified=identified, on=SINCE)) == expected
    assert barred(channel, identified=identified, on=BEFORE) is None


def test_a_refusal_names_the_law_the_day_and_the_way_out():
    rule = barred("web", identified=False, on=TODAY)
    words = refusal(rule, "web")
    assert "30.03.2025" in words
    assert "547-ФЗ" in words
    assert "личность автора подтверждена" in words


@pytest.mark.parametrize(
    ("channel", "identified", "regime"),
    [
        ("letter", False, "appeal"),
        ("reception", False, "appeal"),
        ("web", True, "appeal"),
        ("web", False, "message"),
        ("mail", True, "message"),
        ("pos", True, "message"),
        ("phone", False, "message"),
        ("vk", False, "message"),
    ],
)
def test_where_nobody_says_the_regime_follows_from_the_channel(channel, identified, regime):
    assert regime_of(channel, identified=identified, on=TODAY) == Regime(regime)


def test_every_channel_speaks_for_one_form_and_every_form_has_its_channels():
    assert {form_of(c) for c in ("letter",)} == {Form.WRITTEN}
    assert {form_of(c) for c in ("phone", "reception")} == {Form.ORAL}
    assert form_of("mail") == Form.ELECTRONIC
    assert sorted(c for form in Form.values for c in channels_of(form)) == sorted(Channel.values)


def test_the_categories_are_those_of_the_decrees():
    assert [str(label) for label in Category.labels] == [
        "Гражданин РФ",
        "Гражданин РФ за рубежом",
        "Иностранный гражданин",
        "Лицо без гражданства",
        "Юридическое лицо",
    ]


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [("{n}-{yy}", "17-26"), ("О-{n}/{year}", "О-17/2026"), ("{mm}/{n}/{year}", "11/17/2026")],
)
def test_a_number_is_written_in_the_format_of_the_place(pattern, shown):
    assert numbering.number(numbering.checked(pattern), 17, TODAY) == shown


@pytest.mark.parametrize(
    "pattern",
    ["", "{year}", "{n}", "{n}{yy}{x}", "{n", "{n}}-{yy}", "{n.real}-{yy}", "{n!r}-{yy}", "{n}-{yy}" + "я" * 40],
)  # fmt: skip
def test_a_format_that_cannot_number_is_refused_in_words(pattern):
    with pytest.raises(RuleViolation) as wrong:
        numbering.checked(pattern)
    assert "номера" in wrong.value.sentence


@given(st.text(max_size=60))
def test_any_accepted_format_makes_different_numbers_in_a_year(pattern):
    try:
        good = numbering.checked(pattern)
    except RuleViolation:
        return
    assert numbering.number(good, 1, TODAY) != numbering.number(good, 2, TODAY)


def test_the_reply_fills_its_places_and_leaves_others_alone():
    text = reply.filled("№ {number} от {day}, {place}; {x} {", "2026-11-3", TODAY, "Округ")
    assert text == "№ 2026-11-3 от 20.11.2026, Округ; {x} {"
    with pytest.raises(RuleViolation, match="нет места"):
        reply.checked("Здравствуйте, {name}")
    assert reply.checked(LAW.text) == LAW.text


def test_data_with_an_unknown_key_is_not_taken():
    with pytest.raises(TypeError):
        read('ground = [{code = "a", odd = 1, result = "returned"}]\nbarred = []\n[extension]\nreason = []\n'
             'clause = ""\nmost_days = 1\n[reply]\nsubject = ""\ntext = ""')  # fmt: skip


def test_of_several_former_appeals_one_is_shown_the_answered_of_the_same_topic():
    rows = [
        Earlier(1, 5, NOW - timedelta(days=90), True),
        Earlier(2, 5, NOW - timedelta(days=10), False),
        Earlier(3, 6, NOW - timedelta(days=1), True),
    ]
    assert likeliest(rows, 5) == 1
    assert likeliest(rows, 7) is None
    assert likeliest(rows, None) == 3


def test_a_name_is_a_key_among_appeals_only():
    personal = {"applicant_name": "Громов Глеб Ёлкин", "applicant_contacts": "8 900 111-22-33"}
    assert ("name", "глеб громов елкин") in keys_of(personal, "appeal")
    assert {kind for kind, _ in keys_of(personal, "channel:vk")} == {"phone"}
    assert keys_of({"applicant_name": "Громов"}, "appeal") == set()
