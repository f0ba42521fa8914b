"""Spikes, growth, seasons and the picture in a real browser: wide, on a phone, in the dark."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mcu.insight.actions.watch import look_through
from mcu.insight.tests.conftest import burst
from tests.browser import IN_BROWSER, PHONE, examine

pytestmark = IN_BROWSER


@pytest.mark.long
def test_a_spike_is_seen_on_its_day_and_decided_in_place_without_a_barrier(served, visit):
    burst(served)
    (alarm,) = look_through(place=served.place, now=timezone.now())
    page = visit("/")
    page.locator("#spikes-today a[dir=auto]").click()
    expect(page.locator(".spike-chart .above").last).to_be_visible()
    examine(page, "spike")
    page.click("summary:has-text('Просмотрен')")
    page.fill("#words-seen", "Прорыв на Садовой")
    page.click("details[open] .foot button")
    expect(page.get_by_text("Прорыв на Садовой")).to_be_visible()
    phone = visit(reverse("insight:spike", args=[alarm.pk]), size=PHONE, color_scheme="dark")
    examine(phone, "spike-phone-dark")
    for name in ("spikes", "growth", "seasons", "picture", "weak", "outages"):
        page.goto(reverse(f"insight:{name}"))
        examine(page, name)
        phone.goto(reverse(f"insight:{name}"))
        examine(phone, f"{name}-phone-dark")
