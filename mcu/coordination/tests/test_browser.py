"""The road map in a real browser: wide, on a phone, in the dark; no barrier, no sideways scroll."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mcu.cases.tests.conftest import Town, found
from mcu.coordination.actions import road_maps
from mcu.coordination.tests.conftest import drafted
from tests.browser import IN_BROWSER, PHONE, examine

pytestmark = IN_BROWSER


@pytest.fixture
def town(site, files_folder) -> Town:
    return found("lukomorye", "Лукоморский район")


def test_a_road_map_is_approved_in_place_and_has_no_barrier(town, window):
    row = drafted(town, 5, 9)
    address = reverse("coordination:road-map", args=[row.pk])
    page = window(address, town.head)
    examine(page, "draft")
    page.click("summary:has-text('Утвердить')")
    page.fill("[name=approved_by]", "Глава района")
    page.click("details[open] .foot button")
    expect(page.locator(".points-of .tag").first).to_have_text("Поставлена")
    examine(page, "approved")
    phone = window(address, town.head, PHONE, color_scheme="dark")
    examine(phone, "phone-dark")
    by, today = town.actor(), timezone.localdate()
    road_maps.end(road_map=row, on=today, result="Денег не дали", stops=True, by=by)
    page.goto(address)
    expect(page.get_by_text("Мало данных")).to_be_visible()
    for name in ("causes", "road-maps", "decisions"):
        page.goto(reverse(f"coordination:{name}"))
        examine(page, name)
    page.goto(reverse("coordination:cause", args=[row.causes.get().pk]))
    examine(page, "cause")
