"""A real browser over the real program: the server of a test, Chromium, pages that may not complain.

A module of browser tests says `pytestmark = IN_BROWSER` and uses the fixtures `site` (the address),
`browser` and `window` (a page; complaints of the browser fail the test).
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from mcu.org.models import Person

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE, PHONE = (1366, 768), (390, 844)
# What each page is looked at in; the two that differ in both stand for all four in the short tier.
LOOKS = [
    pytest.param(WIDE, "light", id="wide-light", marks=pytest.mark.long),
    pytest.param(PHONE, "dark", id="phone-dark"),
    pytest.param(WIDE, "dark", id="wide-dark", marks=pytest.mark.long),
    pytest.param(PHONE, "light", id="phone-light", marks=pytest.mark.long),
    pytest.param((900, 700), "light", id="middle-light", marks=pytest.mark.long),
]
SHOTS = os.environ.get("MCU_SHOTS", "")
PATIENCE = 20_000  # ms; a busy machine is no fault of the program

IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer"),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A browser that leaves in the middle of an answer is no news."""


class Server(ThreadedWSGIServer):
    def process_request_thread(self, request: Any, client_address: Any) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The same: the browser was closed before the answer was written."""


@contextmanager
def serving(host: str) -> Iterator[str]:
    """The program on a port of its own under this host name; its address."""
    server = Server(("127.0.0.1", 0), Quiet, ipv6=False)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://{host}:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site(committed_db: str, settings: Any) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    with serving("127.0.0.1") as address:
        yield address


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # The loop of Playwright runs in this thread; nothing here is concurrent.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        # Under a running loop Django keeps connections of its own, which nobody else closes.
        connections.close_all()


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`window(person=…, path=…, size=…)`: a page of somebody signed in, or of nobody."""
    complaints: list[str] = []

    def opened(
        path: str = "", person: Person | None = None, size: tuple[int, int] = WIDE, **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
            **options,
        )
        if person:
            cookie = {"name": "sessionid", "value": _session(person), "url": site}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        if path:
            page.goto(path)
        return page

    yield opened
    # A refusal is an answer with a status; the browser reports it, and that is right. A request
    # that a newer one replaced is reported by htmx as a pair of its own events.
    expected = ("status of 4", "htmx:sendAbort", "htmx:afterRequest")
    assert [text for text in complaints if not any(part in text for part in expected)] == []


def examine(page: Page, name: str = "") -> None:
    """Nothing on the page stands in anybody's way (WCAG by axe) or sticks out of the screen.

    With MCU_SHOTS a picture of it is left in that folder.
    """
    page.wait_for_load_state("networkidle")
    where = f"{name} {page.url} {page.viewport_size}"
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{re.sub(r'[^a-z0-9]+', '-', where)}.png", full_page=True)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], where
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, f"{where} is wider than the screen"


def _session(person: Person) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value
