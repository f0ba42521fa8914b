"""The pages of the desk, of the summary and of «Настройки» in a real browser."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mcu.cases.models import Case, Term
from mcu.cases.rules.workflow import State
from mcu.cases.tests.test_browser import ARGS, CHROMIUM, PHONE, WIDE, Quiet, Server
from mcu.desk.tests.conftest import District, founded
from mcu.org.rules.roles import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer"),
]
SUMMARY = reverse("analytics:summary") + "?period=year"
PAGES = [
    "/", f"{SUMMARY}&topics=1", "/settings/", "/settings/people/",
    "/settings/people/add/", "/settings/roles/", "/settings/calendar/", "/settings/topics/?q=вода",
    "/settings/norms/", "/settings/journal/", "/settings/journal/1/",
    "/settings/journal/anchors/", "/settings/outgoing/", "/notices/", "/notices/mine/", "/password/",
]  # fmt: skip


@pytest.fixture
def site(committed_db, settings) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    server = Server(("127.0.0.1", 0), Quiet, ipv6=False)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


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
def browser(monkeypatch) -> Iterator[Browser]:
    # The loop of Playwright runs in this thread; nothing here is concurrent.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        connections.close_all()


@pytest.fixture
def visit(browser, site, district):
    """A page of the head of the centre; complaints of the browser fail the test."""
    complaints: list[str] = []
    cookie = district.client(Role.HEAD_OF_CENTRE).cookies["sessionid"].value

    def open_page(path: str, size=WIDE, **options) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            base_url=site,
            reduced_motion="reduce",
            **options,
        )
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(path)
        return page

    yield open_page
    assert complaints == []


def test_every_page_fits_and_can_be_read_by_everybody(visit):
    for size, theme in ((WIDE, "light"), (PHONE, "dark")):
        page = visit(PAGES[0], size, color_scheme=theme)
        for address in PAGES:
            page.goto(address)
            if "summary" in address:
                page.locator("figure svg").nth(1).wait_for()
            found = Axe().run(page)
            assert found.violations_count == 0, (
                f"{address} {size} {theme}\n{found.generate_report()}"
            )
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size[0], f"{address} {size} is wider than the screen"


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
