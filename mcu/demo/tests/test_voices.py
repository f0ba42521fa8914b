"""The stream of messages: repeatable, complete, believable in its numbers."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.demo.rhythm import ZONE, is_working, season
from mcu.demo.scenarios import SCENARIOS
from mcu.demo.stories import LETTERS
from mcu.demo.tests.test_town import BODIES
from mcu.demo.tests.topics import TOPICS
from mcu.demo.town import COMMUNITIES, SETTLEMENTS
from mcu.demo.voices import Voice, stream

START, DAYS, TOTAL = date(2026, 5, 24), 181, 2000
PHONE = re.compile(r"(?<!\d)(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}")
ADDRESS = re.compile(r"(?:\w[\w.]*@|https?://)([\w.]+)")
CHANNELS = {"vk", "ok", "max", "telegram", "pos", "mail", "letter", "phone", "reception", "web"}


@pytest.fixture(scope="module")
def voices() -> list[Voice]:
    return list(stream(7, start=START, days=DAYS, total=TOTAL))


def test_the_same_seed_tells_the_same_story(voices: list[Voice]) -> None:
    assert list(stream(7, start=START, days=DAYS, total=TOTAL)) == voices


def test_another_seed_tells_another(voices: list[Voice]) -> None:
    other = stream(8, start=START, days=DAYS, total=TOTAL)
    assert sum(a.text == b.text for a, b in zip(voices, other, strict=True)) < 10


def test_it_gives_exactly_so_many_in_order_of_arrival(voices: list[Voice]) -> None:
    assert [voice.index for voice in voices] == list(range(TOTAL))
    moments = [voice.received_at for voice in voices]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is ZONE for moment in moments)
    assert moments[0].date() >= START
    assert moments[-1].date() < START + timedelta(days=DAYS)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    total=st.integers(0, 400),
    days=st.integers(1, 400),
    start=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
)
def test_any_period_and_any_number_hold(seed: int, total: int, days: int, start: date) -> None:
    found = list(stream(seed, start=start, days=days, total=total))
    assert len(found) == total
    assert all(voice.text.strip() for voice in found)
    assert all(start <= v.received_at.date() < start + timedelta(days=days) for v in found)


def test_texts_are_seldom_equal(voices: list[Voice]) -> None:
    assert TOTAL - len({voice.text for voice in voices}) < 0.03 * TOTAL


def test_texts_are_short_and_long(voices: list[Voice]) -> None:
    sizes = [len(voice.text) for voice in voices]
    assert sum(size < 60 for size in sizes) > 100
    assert sum(size > 1500 for size in sizes) >= 8


def test_codes_are_known(voices: list[Voice]) -> None:
    assert {voice.topic_code for voice in voices} <= TOPICS
    assert {voice.body for voice in voices} <= BODIES
    assert {voice.scenario for voice in voices} <= set(SCENARIOS)
    assert {voice.channel for voice in voices} == CHANNELS
    assert {voice.system for voice in voices} == {"incident", "pos", "own"}
    assert {voice.settlement for voice in voices} == {"", *(s.name for s in SETTLEMENTS)}


def test_paper_and_reception_are_appeals_and_nothing_else_is(voices: list[Voice]) -> None:
    appeals = {voice.channel for voice in voices if voice.regime == "appeal"}
    assert appeals == {"letter", "reception"}
    kinds = {voice.kind for voice in voices if voice.regime == "appeal"}
    assert kinds == {"complaint", "statement", "proposal"}


def test_no_telephone_and_no_address_is_real(voices: list[Voice]) -> None:
    for voice in voices:
        author = voice.author
        shown = f"{voice.text} {author.phone} {author.email} {author.profile} {voice.source_url}"
        assert all("000" in phone[:8] for phone in PHONE.findall(shown)), shown
        assert all(zone.endswith(".example") for zone in ADDRESS.findall(shown)), shown


def test_a_post_belongs_to_an_open_community_of_its_channel(voices: list[Voice]) -> None:
    known = {(community.channel, community.name) for community in COMMUNITIES}
    for voice in voices:
        assert bool(voice.community) == bool(voice.source_url) == (voice.system == "incident")
        assert not voice.community or (voice.channel, voice.community) in known


def test_no_mark_of_the_phrase_language_is_left(voices: list[Voice]) -> None:
    assert not [v.text for v in voices if re.search(r"[\[\]{}<>|]", v.text)]


def test_a_house_that_is_told_stands_in_the_text(voices: list[Voice]) -> None:
    told = [voice for voice in voices if voice.house]
    assert len(told) > 300
    assert all(voice.house in voice.text.lower() for voice in told)


def test_a_street_that_is_told_stands_in_the_text_or_is_a_slip(voices: list[Voice]) -> None:
    streets = [voice for voice in voices if voice.street]
    assert len(streets) > 800
    near = [v for v in streets if plain(v.street)[:4] in plain(v.text) or v.slip]
    assert len(near) >= 0.97 * len(streets)


def test_a_duplicate_points_at_the_first_about_the_same_thing(voices: list[Voice]) -> None:
    repeats = [voice for voice in voices if voice.duplicate_of is not None]
    assert len(repeats) > 150
    for voice in repeats:
        first = voices[voice.duplicate_of or 0]
        assert first.index < voice.index
        assert first.duplicate_of is None
        assert first.scenario == voice.scenario or voice.story == "burst"


def test_duplicates_are_told_in_other_words(voices: list[Voice]) -> None:
    repeats = [voice for voice in voices if voice.duplicate_of is not None]
    equal = [voice for voice in repeats if voice.text == voices[voice.duplicate_of or 0].text]
    assert len(equal) <= 0.01 * len(repeats)


def test_the_burst_pipe_is_sixty_tellings_in_three_days(voices: list[Voice]) -> None:
    burst = [voice for voice in voices if voice.story == "burst"]
    assert len(burst) == 60
    assert burst[-1].received_at - burst[0].received_at < timedelta(days=3)
    assert len({voice.street for voice in burst}) >= 8
    assert len({voice.channel for voice in burst}) >= 5
    assert len({voice.text for voice in burst}) >= 58
    assert {voice.duplicate_of for voice in burst} == {None, burst[0].index}
    assert [v.phase for v in burst] != sorted(v.phase for v in burst)


def test_the_day_of_the_burst_is_a_spike(voices: list[Voice]) -> None:
    by_day = Counter(voice.received_at.date() for voice in voices)
    begin = next(v for v in voices if v.story == "burst").received_at.date()
    usual = sorted(by_day.values())[len(by_day) // 2]
    assert by_day[begin] > 3 * usual


def test_every_letter_written_by_hand_comes_once(voices: list[Voice]) -> None:
    texts = " ".join(voice.text for voice in voices)
    assert [texts.count(letter.text) for letter in LETTERS] == [1] * len(LETTERS)
    assert sum(len(voice.text) > 1400 for voice in voices) >= len(LETTERS)


def test_seasons_are_kept(voices: list[Voice]) -> None:
    months: dict[str, set[int]] = {}
    for voice in voices:
        months.setdefault(voice.scenario, set()).add(voice.received_at.month)
    assert months["road_snow"] == {11}
    assert months["heating_start"] <= {9, 10}
    assert months["dust"] <= {5, 6, 7, 8, 9}
    assert months["rink"] == {11}


def test_a_week_has_its_rhythm(voices: list[Voice]) -> None:
    days = Counter(voice.received_at.weekday() for voice in voices)
    assert days[0] > days[5]
    desk = [voice for voice in voices if voice.regime == "appeal"]
    assert all(is_working(voice.received_at.date()) for voice in desk)
    assert all(8 <= voice.received_at.hour < 17 for voice in desk)


def test_a_season_passes_smoothly_from_month_to_month() -> None:
    assert season("snow", date(2026, 7, 15)) == 0
    assert season("year", date(2026, 7, 3)) == 1
    assert season("snow", date(2026, 11, 20)) < season("snow", date(2026, 12, 14))


def test_there_are_all_the_moods_and_thanks(voices: list[Voice]) -> None:
    moods = Counter(voice.tone for voice in voices)
    assert set(moods) == {"angry", "pleading", "sarcastic", "calm", "thanks"}
    assert 0.02 < moods["thanks"] / TOTAL < 0.1


def test_some_ask_several_things(voices: list[Voice]) -> None:
    assert sum(len(voice.questions) > 1 for voice in voices) > 200
    assert sum(bool(voice.second) for voice in voices) > 20


def test_pictures_that_are_spoken_of_came_along(voices: list[Voice]) -> None:
    spoken = [v for v in voices if "фото" in v.text.lower() and v.regime == "message"]
    assert all(voice.photos or voice.channel == "phone" for voice in spoken)


def plain(text: str) -> str:
    return text.lower().replace("ё", "е")
