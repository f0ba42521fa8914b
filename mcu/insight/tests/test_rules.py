"""The usual, what rises above it, crowds on the map, what is common: without a database."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.core.workdays import WorkCalendar
from mcu.insight.rules.common import Planned, common, explaining
from mcu.insight.rules.expected import Flow, band, kinds_of, rarity
from mcu.insight.rules.outages import read
from mcu.insight.rules.scan import scanned
from mcu.insight.rules.sentences import crowd_reason, reason
from mcu.insight.rules.spikes import Judged, Watched, specific

CALENDAR = WorkCalendar(ZoneInfo("Europe/Moscow"))
FIRST = date(2024, 1, 1)
DAYS = 800


def flow(*means: float, days: int = DAYS, weekend: float = 0.5, seed: int = 5) -> Flow:
    """Series of chance around these means, less at weekends."""
    kinds = kinds_of(CALENDAR, FIRST, days)
    shape = np.where((kinds == 5) | (kinds == 6) | (kinds == 7), weekend, 1.0)
    random = np.random.default_rng(seed)
    return Flow(random.poisson(np.outer(means, shape)).astype(float), kinds)


def watched(wide: Flow, narrow: Flow | None = None) -> Watched:
    narrow = narrow or Flow(np.zeros((1, wide.days)), wide.kinds)
    return Watched(wide, narrow, np.zeros(len(narrow.counts), dtype=int))


def test_kinds_of_days_know_holidays_and_weekends_at_work():
    kinds = kinds_of(CALENDAR, date(2024, 4, 27), 6)  # a Saturday at work for 29 April
    assert kinds.tolist() == [8, 6, 7, 7, 7, 3]


def test_the_usual_knows_the_day_of_the_week():
    counts = flow(20.0)
    day = DAYS - 14
    usual = counts.usual(day, day + 7)[0]
    week = [usual[np.flatnonzero(counts.kinds[day : day + 7] == kind)[0]] for kind in (2, 6)]
    assert week[0] == pytest.approx(20, rel=0.12)
    assert week[1] == pytest.approx(10, rel=0.15)


def test_the_usual_rises_with_the_season_of_former_years():
    kinds = kinds_of(CALENDAR, FIRST, DAYS)
    season = np.where(
        (np.arange(DAYS) % 364) >= 300, 30.0, 10.0
    )  # a peak in the last weeks of a year
    counts = Flow(np.random.default_rng(1).poisson(season)[None, :].astype(float), kinds)
    before, peak = 364 + 280, 364 + 312
    assert counts.usual(before, before + 1)[0, 0] == pytest.approx(10, rel=0.25)
    assert counts.usual(peak, peak + 1)[0, 0] > 18


def test_a_burst_of_the_past_is_no_part_of_the_usual():
    counts = flow(10.0, weekend=1.0)
    counts.counts[0, DAYS - 12 : DAYS - 8] = 90
    assert counts.usual(DAYS - 2, DAYS - 1)[0, 0] < 14


def test_a_doubled_topic_is_told_and_chance_is_not():
    counts = flow(*[15.0] * 10)
    assert watched(counts).judged(DAYS - 1) == ([], [])
    counts = flow(*[15.0] * 10)
    counts.counts[3, -2:] *= 2
    counts.counts[3, -2:] += 6
    (found,), _ = watched(counts).judged(DAYS - 1)
    assert found.series == 3
    assert found.count > found.high >= found.low


def test_a_day_on_which_everything_comes_at_once_is_no_spike_of_each_topic():
    counts = flow(*[15.0] * 12)
    counts.counts[:, -1] *= 2
    assert watched(counts).judged(DAYS - 1)[0] == []


def test_a_rise_in_one_place_is_told_by_the_place_and_one_everywhere_by_the_topic():
    places = flow(*[6.0] * 4)
    places.counts[2, -1] += 25
    wide = Flow(places.counts.sum(0)[None, :], places.kinds)
    topics, narrow = watched(wide, places).judged(DAYS - 1)
    assert (topics, [one.series for one in narrow]) == ([], [2])
    places = flow(*[6.0] * 4)
    places.counts[:, -1] += 9
    wide = Flow(places.counts.sum(0)[None, :], places.kinds)
    topics, narrow = watched(wide, places).judged(DAYS - 1)
    assert (len(topics), narrow) == (1, [])


def test_a_short_history_is_not_judged():
    counts = flow(5.0, days=20)
    counts.counts[0, -1] = 99
    assert watched(counts).judged(19) == ([], [])


@given(st.floats(0.1, 80), st.floats(1.06, 4), st.integers(0, 200))
def test_more_is_never_less_rare_and_the_band_holds_the_mean(usual, spread, count):
    mean, wide = np.array([usual]), np.array([spread])
    assert rarity(np.array([count + 1]), mean, wide) <= rarity(np.array([count]), mean, wide)
    low, high = band(mean, wide)
    assert low[0] <= usual <= high[0] + 1


def test_a_place_that_explains_a_rise_takes_it_from_the_topic():
    whole, place, small = (
        Judged(n, 1, count, 5, 2, 9, 0.001) for n, count in ((0, 25), (7, 20), (8, 9))
    )
    above = {7: 0, 8: 0}
    assert specific([whole], [place], above) == ([], [place])
    assert specific([whole], [small], above) == ([whole], [])
    assert specific([], [small], above) == ([], [small])


def test_the_reason_is_told_in_words():
    assert reason(1, 14, 3, 6) == "за сутки 14, обычно 3–6"
    assert reason(2, 9, 0, 0) == "за двое суток 9, обычно ни одного"
    assert "в 3 соседних местах" in crowd_reason(3, 9, 1.5, 3)
    assert crowd_reason(5, 9, 1.5, 1).startswith("за 5 сут. 9\xa0сообщений")
    assert crowd_reason(5, 9, 1.5, 1).endswith("было бы 1,5")


def test_messages_that_crowd_in_time_and_place_are_found_and_even_ones_are_not():
    random = np.random.default_rng(2)
    points = [(56.0 + 0.02 * (n // 6), 41.0 + 0.03 * (n % 6)) for n in range(36)]
    at, ages = random.integers(0, 36, 200), random.integers(3, 60, 200)
    assert scanned(points, at, ages, (1, 2, 3), most=0.005) is None
    at, ages = np.append(at, [7] * 8), np.append(ages, [0, 0, 1, 1, 1, 2, 2, 0])
    found = scanned(points, at, ages, (1, 2, 3), most=0.005)
    assert 7 in found.places
    assert (found.days, found.count) == (3, 8)
    assert found == scanned(points, at, ages, (1, 2, 3), most=0.005)


def test_what_is_common_stands_out_of_what_is_usual():
    now = [{"street": "Садовая", "landmark": "", "body": "Дороги", "channel": "ВК"}] * 8
    before = [
        {"street": f"У{n % 10}", "landmark": "", "body": "Дороги", "channel": "ВК"}
        for n in range(40)
    ]
    (found,) = common(now, before)
    assert found.words == "улица Садовая — 8 из 8, раньше не встречалось"


def test_an_outage_of_the_same_days_and_street_explains():
    day = date(2026, 11, 20)
    here = Planned("вода", day, day + timedelta(days=2), "с. Заречное", "ул. Садовая")
    far = Planned("свет", day, day, "", "Лесная")
    past = Planned("газ", day - timedelta(days=9), day - timedelta(days=5), "", "")
    told = explaining([here, far, past], day, day, {"Заречное"}, {"Садовая улица"})
    assert told == ["вода"]


def test_a_table_of_outages_is_read_and_what_is_wrong_is_told_by_line():
    table = [
        (1, ["График"]), (2, ["Вид работ", "Начало", "Окончание", "Улица"]),
        (3, ["Вода", "25.11.2026", "", "Садовая"]), (4, ["Вода", "2026-11-25 00:00:00", "24.11.2026", ""]),
        (5, ["", "25.11.2026", "", ""]), (6, ["Свет", "скоро", "", ""]),
    ]  # fmt: skip
    rows, rejected = read(table)
    day = date(2026, 11, 25)
    assert [(row.what, row.since, row.until, row.street) for row in rows] == [
        ("Вода", day, day, "Садовая")
    ]
    assert [row.line for row in rejected] == [4, 5, 6]
    with pytest.raises(RuleViolation):
        read([(1, ["имя", "фамилия"])])


@settings(max_examples=15)
@given(
    st.lists(
        st.lists(st.one_of(st.text(max_size=8), st.floats(), st.none()), max_size=4), max_size=6
    )
)
def test_any_table_is_read_or_refused_in_words(cells):
    head = ["что", "с", "по", "улица"]
    rows, rejected = read([(1, head), *enumerate(cells, 2)])
    assert len(rows) + len(rejected) <= len(cells)
