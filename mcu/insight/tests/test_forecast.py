"""The flow ahead and what it is worth."""

from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.insight.rules.expected import Flow
from mcu.insight.rules.forecast import AHEAD, forecast, held_out
from mcu.insight.tests.conftest import messages
from mcu.org.rules.roles import Role
from tests.world.town import hire

DAYS = 200
KINDS = np.arange(DAYS + AHEAD) % 7
WEEK = np.array([30, 28, 26, 25, 24, 10, 8])


def flow(days: int = DAYS, seed: int = 5) -> Flow:
    """Chance around a weekly round; a second series a third of it."""
    rng = np.random.default_rng(seed)
    mean = WEEK[KINDS[:days]]
    return Flow(np.stack([rng.poisson(mean), rng.poisson(mean / 3)]).astype(float), KINDS)


def test_weekends_are_told_apart_and_weeks_are_sums_of_their_days():
    said = forecast(flow(), DAYS)
    assert said.usual.shape == (2, AHEAD)
    for day in range(AHEAD):
        assert said.usual[0, day] == pytest.approx(WEEK[KINDS[DAYS + day]], rel=0.2)
    assert said.weeks[0].sum() == pytest.approx(said.usual[0].sum())
    assert (said.low <= said.usual).all()
    assert (said.usual <= said.high).all()
    assert (
        said.weeks_high - said.weeks_low < 7 * (said.high - said.low).max(axis=1)[:, None]
    ).all()


def test_the_held_out_weeks_were_not_looked_at():
    whole = flow()
    changed = whole.counts.copy()
    changed[:, DAYS - AHEAD :] = 500
    before, after = held_out(whole, DAYS), held_out(Flow(changed, KINDS), DAYS)
    assert np.allclose(before.said.usual, after.said.usual)
    assert np.allclose(before.said.high, after.said.high)
    assert before.inside[0] >= 23
    assert after.inside[0] == 0
    assert after.error[0] > 400


def test_the_error_shown_is_that_of_the_days_and_beside_it_of_the_simple_rule():
    held = held_out(flow(), DAYS)
    assert held.error[0] == pytest.approx(np.abs(held.came[0] - held.said.usual[0]).mean())
    assert held.error[0] < held.plain_error[0]


def test_of_a_young_town_nothing_is_said_and_of_two_months_nothing_is_tested():
    assert forecast(flow(20), 20) is None
    assert held_out(flow(40), 40) is None
    assert forecast(flow(40), 40) is not None


def test_a_town_that_errs_more_gets_a_wider_band():
    calm, wild = flow(), flow().counts.copy()
    wild[:, ::5] *= 3
    narrow, wide = forecast(calm, DAYS), forecast(Flow(wild, KINDS), DAYS)
    assert ((wide.high - wide.low) > (narrow.high - narrow.low)).all()


@pytest.fixture
def flowing(town):
    """Four a day for three months, ten on the block of roads among them each week."""
    today = timezone.localdate()
    made = []
    for ago in range(1, 95):
        made += messages(town, today - timedelta(days=ago), 4, channel="vk" if ago % 2 else "phone")
    Case.objects.bulk_create(made)
    return town


def test_the_page_shows_weeks_with_their_band_and_the_measured_error(flowing, elsewhere, sign_in):
    Case.objects.bulk_create(messages(elsewhere, timezone.localdate() - timedelta(days=3), 300))
    client, url = sign_in(flowing.head), reverse("insight:forecast")
    page = client.get(url, {"by": "channel"})
    found = page.context["found"]
    assert [line.key for line in found.lines] == ["", "phone", "vk"]
    whole = found.lines[0]
    assert 100 <= whole.month <= 124
    assert sum(one.middle for one in whole.weeks) == pytest.approx(whole.month, abs=2)
    assert (whole.error < 1, whole.inside) == (True, 28)
    words = page.content.decode().replace("\xa0", " ")
    assert "в полосу попали 28 дней из 28" in words
    file = client.get(reverse("insight:forecast-export"), {"by": "block"})
    assert file.status_code == 200


def test_the_region_reads_rounded_weeks_and_no_days(flowing, sign_in):
    person = hire(flowing.place, Role.REGIONAL, "region", "roads")
    page = sign_in(person).get(reverse("insight:forecast"), {"by": "channel"})
    found = page.context["found"]
    numbers = [
        n for line in found.lines for one in line.weeks for n in (one.middle, one.low, one.high)
    ]
    assert found.lines
    assert not [n for n in numbers if n % 5]
    assert (found.charts, page.context["may_export"]) == ({}, False)
    assert sign_in(person).get(reverse("insight:forecast-export")).status_code == 403


def test_whoever_reads_one_body_gets_the_forecast_of_that_body(flowing, sign_in):
    day = timezone.localdate() - timedelta(days=1)
    Case.objects.bulk_create(messages(flowing, day, 90, body=None, block=None))
    client, url = sign_in(flowing.block_head), reverse("insight:forecast")
    assert client.get(url).context["found"].lines[0].lately == pytest.approx(4)
    whole = sign_in(flowing.head).get(url).context["found"].lines[0].lately
    assert whole == pytest.approx(4 + 90 / 28)
