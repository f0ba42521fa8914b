"""The list and the card in a real browser: keyboard, live comfort, nothing typed is lost."""

import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mcu.cases.actions.route import assign
from mcu.cases.models import Answer, Case
from mcu.cases.tests.conftest import Town, found

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

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer"),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A browser that leaves in the middle of an answer is no news."""


class Server(ThreadedWSGIServer):
    def process_request_thread(self, request, client_address) -> None:
        super().process_request_thread(request, client_address)
        connections.close_all()

    def handle_error(self, request, client_address) -> None:
        """The same: the browser was closed before the answer was written."""


@pytest.fixture
def site(committed_db, files_folder, settings) -> Iterator[str]:
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
def town(site) -> Town:
    return found("lukomorye", "Лукоморский район")


@pytest.fixture
def browser(monkeypatch) -> Iterator[Browser]:
    # The loop of Playwright runs in this thread; nothing here is concurrent.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        # Under a running loop Django keeps connections of its own, which nobody else closes.
        connections.close_all()


@pytest.fixture
def visit(browser, site, town, sign_in):
    """A page of somebody who has signed in; complaints of the browser fail the test."""
    complaints: list[str] = []

    def open_page(path: str, who: str = "head", size=WIDE, **options) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            base_url=site,
            reduced_motion="reduce",
            **options,
        )
        cookie = sign_in(getattr(town, who)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(path)
        return page

    yield open_page
    # A refusal is an answer with a status; the browser reports it, and that is right.
    assert [text for text in complaints if "status of 4" not in text] == []


def test_the_keyboard_leads_through_the_list_and_opens_cards(town, visit):
    first, second = town.case("Первая яма"), town.case("Вторая яма")
    page = visit("/cases/?sort=old")
    expect(page.locator("#card")).to_contain_text("Первая яма")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_contain_text("Вторая яма")
    assert f"open={second.pk}" in page.url
    page.reload()
    expect(page.locator("#card")).to_contain_text("Вторая яма")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_contain_text(str(first))


def test_the_russian_layout_works_as_well(town, visit):
    case = town.case("Большая яма, выбоина")
    page = visit(f"/cases/?open={case.pk}")
    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown",
           {key: "ф", code: "KeyA", bubbles: true}))"""
    )
    expect(page.locator("#toasts")).to_contain_text("Тема: Ямы на дорогах")
    assert Case.objects.get(pk=case.pk).topic_confirmed


def test_one_key_takes_the_suggested_topic_and_the_list_follows(town, visit):
    case = town.case("Большая яма, выбоина")
    page = visit(f"/cases/?open={case.pk}")
    page.keyboard.press("a")
    expect(page.locator("#card .head")).to_contain_text("Ямы на дорогах")
    expect(page.locator(f"#item-{case.pk}")).to_contain_text("Ямы на дорогах")
    expect(page.locator(f"#item-{case.pk}")).to_have_attribute("aria-current", "true")


def test_another_key_chooses_a_topic(town, visit):
    case = town.case("Что-то другое")
    page = visit(f"/cases/{case.pk}/")
    page.keyboard.press("e")
    page.keyboard.type("Ямы на дорогах")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card .head")).to_contain_text("Ямы на дорогах")


def test_a_refusal_stands_beside_the_form_and_the_text_stays(town, visit):
    case = town.case()
    page = visit(f"/cases/?open={case.pk}")
    page.fill("#draft textarea", "Яму засыплют завтра")
    Case.objects.filter(pk=case.pk).update(state="closed")
    page.click("text=На согласование")
    expect(page.locator("#draft [data-errors]")).to_contain_text("сейчас невозможно")
    expect(page.locator("#draft textarea")).to_have_value("Яму засыплют завтра")


def test_the_draft_saves_itself_when_one_leaves_the_field(town, visit):
    case = town.case()
    page = visit(f"/cases/{case.pk}/")
    page.fill("#draft textarea", "Яму засыплют завтра")
    page.locator(".msg").first.click()
    expect(page.locator("#draft-saved")).to_contain_text("сохранено")
    assert Answer.objects.get(case=case).text == "Яму засыплют завтра"


def test_an_answer_goes_to_approval_in_one_step(town, visit):
    case = town.case()
    assign(case=case, body=town.roads, by=town.actor())
    page = visit(f"/cases/{case.pk}/", who="executor")
    page.fill("#draft textarea", "Яму засыплют завтра")
    page.click("text=На согласование")
    expect(page.locator("#case-state")).to_have_text("На согласовании")


def test_marks_survive_the_live_refresh(town, visit):
    town.case("Первая"), town.case("Вторая")
    page = visit("/cases/?sort=old")
    page.locator("input[name=case]").first.check()
    expect(page.locator(".bulk")).to_contain_text("Отмечено: 1")
    town.case("Третья")
    page.evaluate("htmx.trigger(document.body, 'case-changed')")
    expect(page.locator("[data-item]")).to_have_count(3)
    expect(page.locator("input[name=case]").first).to_be_checked()
    expect(page.locator(".bulk")).to_contain_text("Отмечено: 1")


def test_closing_many_asks_first(town, visit):
    case = town.case()
    page = visit("/cases/")
    page.locator("input[name=case]").check()
    page.click(".bulk summary:has-text('Закрыть')")
    page.select_option(".bulk select[name=outcome]", "explained")
    page.click("text=Закрыть отмеченные")
    page.click("#confirm >> text=Отмена")
    assert Case.objects.get(pk=case.pk).is_open
    page.click("text=Закрыть отмеченные")
    page.click("#confirm >> text=Да")
    expect(page.locator("#toasts")).to_contain_text("Сделано: 1.")


def test_keys_are_explained_and_can_be_switched_off(town, visit):
    page = visit("/cases/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.uncheck("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") != "q"


def test_the_theme_is_remembered(town, visit):
    page = visit("/cases/")
    page.click(".person summary")
    page.click(".person [data-theme-switch]")
    page.click(".person [data-theme-switch]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_author_is_shown_in_place(town, visit):
    case = town.case(applicant={"applicant_name": "Громов Г. Г."})
    page = visit(f"/cases/?open={case.pk}")
    page.select_option("#applicant select", label="ответить заявителю")
    page.click("text=Показать с записью в журнал")
    expect(page.locator("#applicant")).to_contain_text("Громов Г. Г.")


def test_on_a_phone_a_card_is_a_page_of_its_own(town, visit):
    case = town.case()
    page = visit("/cases/", size=PHONE)
    page.click("[data-item]")
    page.wait_for_url(f"**/cases/{case.pk}/**")
    page.click("text=К списку")
    page.wait_for_url("**/cases/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_everything_works_without_scripts(town, visit):
    case = town.case()
    page = visit("/cases/", java_script_enabled=False)
    page.click("[data-item]")
    page.fill("#draft textarea", "Яму засыплют завтра")
    page.click("text=На согласование")
    expect(page.locator("#case-state")).to_have_text("На согласовании")
    page.click("#approve button")
    expect(page.locator("#case-state")).to_have_text("Ответ согласован")
    assert case.answers.get().state == "approved"


LONG = "Водогрязеторфопарафинолечебница " * 12


@pytest.mark.parametrize("size", [WIDE, (900, 700), PHONE], ids=["wide", "middle", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found_and_nothing_sticks_out(scheme, size, town, visit):
    case = town.case(LONG + "яма, выбоина", street=LONG[:150], community=LONG[:180])
    page = visit("/cases/", size=size, color_scheme=scheme)
    for path in ("/cases/", f"/cases/{case.pk}/", "/cases/register/", "/cases/?q=нет", "/cases/0/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.wait_for_load_state("networkidle")
        found_here = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found_here] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
