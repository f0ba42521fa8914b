"""«Пульт» in a real browser: leaves take turns, a lost network is told."""

import re

import pytest
from playwright.sync_api import expect

from mcu.insight.actions.watch import look_through
from mcu.insight.tests.conftest import burst
from tests.browser import IN_BROWSER, PHONE, examine

pytestmark = IN_BROWSER
ASK = "htmx.ajax('GET', '/pult/', {source: '#pult', target: '#pult'}).catch(() => 0)"
SMALLEST = """Math.min(...[...document.querySelectorAll('main *')]
    .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => parseFloat(getComputedStyle(e).fontSize)))"""


def test_the_wall_turns_its_leaves_and_says_when_the_network_is_gone(served, visit):
    burst(served)
    look_through(place=served.place)
    page = visit("/pult/", size=(1920, 1080))
    assert page.evaluate(SMALLEST) >= 42
    expect(page.get_by_role("heading", name="Всплески")).to_be_visible()
    examine(page, "pult")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Проблемы, которые стоят")).to_be_visible()
    expect(page.get_by_role("heading", name="Всплески")).to_be_hidden()
    examine(page, "pult-places")
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")
    expect(page.locator("[data-lost]")).to_have_text(
        re.compile(r"нет связи с \d\d:\d\d, данные на \d\d:\d\d")
    )
    page.evaluate(ASK)
    expect(page.locator("[data-lost]")).to_be_hidden()
    phone = visit("/pult/", size=PHONE, color_scheme="dark")
    examine(phone, "pult-phone-dark")


@pytest.mark.long
def test_panels_ask_for_themselves_and_stand_in_nobodys_way(served, visit):
    burst(served)
    look_through(place=served.place)
    page = visit("/summary/")
    topics = page.locator("#box-topics")
    expect(topics.get_by_role("row")).not_to_have_count(0)
    expect(page.get_by_text("показать", exact=True)).to_have_count(0)
    examine(page, "board")
    phone = visit("/summary/", size=PHONE, color_scheme="dark")
    expect(phone.get_by_text("показать", exact=True)).to_have_count(0)
    examine(phone, "board-phone-dark")
    phone.goto("/summary/panels/")
    examine(phone, "arrange-phone-dark")
