"""Ratings in a real browser: wide, on a phone, in the dark; no barrier, no sideways scroll."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mcu.analytics.tests.conftest import District, founded
from mcu.org.rules.roles import Role
from mcu.ratings import actions
from mcu.ratings.tests.conftest import last_month, lived, month_before
from tests.browser import IN_BROWSER, PHONE, examine

pytestmark = [*IN_BROWSER, pytest.mark.long]


@pytest.fixture
def served(site, files_folder) -> District:
    found = founded("klyuchevoy", "Ключевой район")
    lived(found)
    lived(found, month_before())
    return found


def test_a_rating_is_tried_frozen_opened_and_commented_without_a_barrier(served, window):
    head = served.person(Role.HEAD_OF_CENTRE)
    actions.freeze(place=served.place, period=month_before(), by=served.actor(Role.HEAD_OF_CENTRE))
    page = window(reverse("ratings:board"), head)
    examine(page, "ratings-board")
    page.click("summary:has-text('другие веса')")
    page.fill("[name=w_in_time]", "90")
    page.click("text=Посчитать")
    expect(page.get_by_text("Пробный расчёт: он отличается")).to_be_visible()
    examine(page, "ratings-trial")
    page.goto(reverse("ratings:board"))
    page.click("button:has-text('Зафиксировать')")
    expect(page.get_by_text("Содержимое совпадает")).to_be_visible()
    examine(page, "ratings-run")
    page.click("a:has-text('Дорожная служба')")
    page.click("summary:has-text('Написать')")
    page.fill("[name=text]", "Учли, исправим.")
    page.click("#comments button")
    expect(page.get_by_text("Учли, исправим.")).to_be_visible()
    examine(page, "ratings-body")
    page.click("td.n a >> nth=0")
    examine(page, "ratings-cases")
    for name in ("board", "settings"):
        phone = window(reverse(f"ratings:{name}"), head, PHONE, color_scheme="dark")
        examine(phone, f"ratings-{name}-phone-dark")
    run = served.place.rating_runs.first()
    body = served.bodies["roads"].pk
    phone.goto(reverse("ratings:run-body", args=[run.pk, body]))
    examine(phone, "ratings-body-phone-dark")
    assert last_month().since == run.since
