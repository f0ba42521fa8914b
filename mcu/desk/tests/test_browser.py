"""The pages of the desk, of the summary and of «Настройки» in a real browser."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from mcu.cases.models import Case, Term
from mcu.cases.rules.workflow import State
from mcu.desk.tests.conftest import District, founded
from mcu.org.rules.roles import Role
from tests.browser import IN_BROWSER, PHONE, WIDE, examine

pytestmark = IN_BROWSER
SUMMARY = reverse("analytics:summary") + "?period=year"
PAGES = [
    "/", f"{SUMMARY}&topics=1", "/settings/", "/settings/people/",
    "/settings/people/add/", "/settings/roles/", "/settings/calendar/", "/settings/topics/?q=вода",
    "/settings/norms/", "/settings/journal/", "/settings/journal/1/",
    "/settings/journal/anchors/", "/settings/outgoing/", "/notices/", "/notices/mine/", "/password/",
]  # fmt: skip


@pytest.fixture
def district(site) -> District:
    """A month of messages, some late, some closed."""
    made = founded("klyuchevoy", "Ключевой район")
    now = timezone.now()
    for number in range(40):
        received = now - timedelta(hours=18 * number + 1)
        closed = received + timedelta(hours=9) if number % 3 else None
        case = made.case(
            received_at=received, closed_at=closed, body=made.bodies["water"],
            topic=made.topics["tap"], state=State.CLOSED if closed else State.APPROVAL,
            due_at=None if closed else received + timedelta(days=3),
        )  # fmt: skip
        Term.objects.create(
            case=case, kind="answer", started_at=received, met_at=closed,
            due_at=received + timedelta(days=3),
        )  # fmt: skip
    return made


@pytest.fixture
def visit(window, district):
    """A page of the head of the centre."""

    def opened(path: str, size=WIDE, **options) -> Page:
        return window(path, district.person(Role.HEAD_OF_CENTRE), size, **options)

    return opened


@pytest.mark.long
def test_every_page_fits_and_can_be_read_by_everybody(visit):
    for size, theme in ((WIDE, "light"), (PHONE, "dark")):
        page = visit(PAGES[0], size, color_scheme=theme)
        for address in PAGES:
            page.goto(address)
            if "summary" in address:
                page.locator("figure svg").nth(1).wait_for()
            examine(page)


def test_the_charts_are_drawn_under_the_strict_policy_in_both_themes(visit):
    page = visit(SUMMARY)
    lines = page.locator("figure[data-chart=chart-steps] svg")
    lines.wait_for()
    assert page.locator(".chart-card details[open]").count() == 0  # the table steps back
    bar = page.locator("figure[data-chart=chart-late] .mark-rect path").first
    before = bar.get_attribute("fill")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(
        "before => document.querySelector('figure[data-chart=chart-late] .mark-rect path')"
        "?.getAttribute('fill') !== before",
        arg=before,
    )
    assert page.evaluate("document.querySelectorAll('style').length") == 0


def test_a_bar_opens_its_list(visit, district):
    page = visit(SUMMARY)
    page.locator("figure[data-chart=chart-late] .mark-rect path").first.click()
    page.wait_for_url(re.compile("/cases/"))
    assert f"body={district.bodies['water'].pk}" in page.url
    assert "due=late" in page.url


def test_the_numbers_are_there_without_scripts(visit):
    page = visit(SUMMARY, java_script_enabled=False)
    expect(page.locator(".chart-card details table")).to_be_visible()
    expect(page.locator("figure").first).to_be_hidden()


def test_the_day_refreshes_itself(visit):
    page = visit("/")
    waiting = page.locator(".tile b").nth(2)
    expect(waiting).to_have_text("14")
    Case.objects.filter(state=State.APPROVAL).update(state=State.CLOSED)
    page.evaluate("htmx.ajax('GET', '/', {source: '#live', target: '#live', swap: 'outerHTML'})")
    expect(waiting).to_have_text("0")
    expect(page.locator("#live #live")).to_have_count(0)
