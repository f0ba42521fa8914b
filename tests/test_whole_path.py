"""The main job in a real browser, by the real processes: from the file to the closed case.

`mcu web` and `mcu worker` run beside a database of the test's own; the people are the cast of the
invented town; the file is in the layout of the «Инцидент Менеджмент» cabinet.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from mcu.cases.models import Case
from mcu.core import journal
from mcu.demo.staff import PASSWORD, hire
from mcu.desk.actions import load_profile
from mcu.intake.tests.workbook import COLUMNS, incident_rows, write_incident_workbook
from tests.browser import IN_BROWSER
from tests.databases import Databases

pytestmark = IN_BROWSER


@pytest.fixture
def town(committed_db: str, settings: Any) -> None:
    """The organisation of the invented town and its people, without a single message."""
    # The processes of the program know nothing of the quick hasher of the tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    hire(load_profile("demo"), date.today() - timedelta(days=30))  # noqa: DTZ011


@pytest.fixture
def site(town: None, committed_db: str, databases: Databases) -> Iterator[str]:
    """The address of the running program: pages and background work as separate processes."""
    call_command("collectstatic", "--noinput", verbosity=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = urlsplit(databases.address())._replace(path=f"/{committed_db}").geturl()
    env = {**os.environ, "MCU_DATABASE_URL": address, "MCU_DATA": str(configured.DATA)}
    mcu = [sys.executable, "-m", "mcu"]
    running = [
        subprocess.Popen([*mcu, "web", "--port", str(port)], env=env, stdout=subprocess.DEVNULL),
        subprocess.Popen([*mcu, "worker"], env=env, stdout=subprocess.DEVNULL),
    ]
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        yield base
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def _wait(base: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urlopen(f"{base}/sign-in/", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the pages did not come up in a minute")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Twenty rows of the cabinet; the first is open, about snow, nobody's yet."""
    rows = [list(row) for row in incident_rows(20, open_share=0)]
    first = rows[0]
    told = {
        "Текст инцидента": "'Снег на Озёрной не убирают третий день, дети идут по дороге!",
        "Группа тем": "Дороги", "Тема": "Уборка дорог от снега и наледи",
        "Отдел": "", "Исполнитель": "", "Дата окончания": "", "Итог": "",
        "Текущий шаг инцидента": "Новый", "Общее время первого ответа": "",
        "Общий текст первого ответа": "'", "1ый ответ ПИ": "'", "2ой ответ ПИ": "'",
        "3ий ответ ПИ": "'", "Время 1го ответа ПИ": "",
    }  # fmt: skip
    for title, value in told.items():
        first[COLUMNS.index(title)] = value
    path = tmp_path / "Выгрузка за ноябрь.xlsx"
    write_incident_workbook(path, rows=0, titles_above=2, extra=rows)
    return path


def sign_in(browser: Browser, site: str, login: str) -> Page:
    page = browser.new_context(base_url=site, viewport={"width": 1366, "height": 768}).new_page()
    page.goto("/sign-in/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("text=Войти")
    expect(page.locator("nav.rail")).to_be_visible()
    return page


def act(page: Page, button: str) -> None:
    """Open the form of an act on the card, when the parts that come by themselves move it no more."""
    page.wait_for_load_state("networkidle")
    page.locator("details.act > summary", has_text=button).first.click()


def done(page: Page, state: str) -> None:
    expect(page.locator("#case-state")).to_have_text(state)


@pytest.mark.timeout(400)
def test_from_the_file_to_the_closed_case(site: str, browser: Browser, export: Path) -> None:
    page = sign_in(browser, site, "incident")
    page.goto("/import/")
    page.set_input_files("[name=file]", str(export))
    page.click("text=Проверить файл")
    expect(page.locator("main")).to_contain_text("Снег на Озёрной")
    assert not Axe().run(page).response["violations"]
    page.click("button:has-text('Загрузить')")
    expect(page.locator("#state")).to_contain_text("✓ Загружено", timeout=60_000)
    assert Case.objects.count() == 20

    page.goto("/")
    expect(page.locator("main")).to_contain_text("Снег на Озёрной")
    case = Case.objects.get(text__contains="Озёрной")
    page.goto(f"/cases/{case.pk}/")
    act(page, "Назначить")
    page.select_option("#assign_body", label="Дорожная служба")
    page.locator("details.act[open] button.primary").click()
    done(page, "Назначено")
    act(page, "Спросить блок")
    page.fill("#ask_question", "Когда уберут снег на Озёрной?")
    page.locator("details.act[open] button.primary").click()
    expect(page.locator("#card")).to_contain_text("Когда уберут снег на Озёрной?")

    worker = sign_in(browser, site, "executor.roadworks")
    worker.goto(f"/cases/{case.pk}/")
    worker.fill("textarea[name=reply]", "Бригада выйдет сегодня в 14:00.")
    worker.click("button:has-text('Ответить')")
    expect(worker.locator("#card")).to_contain_text("Бригада выйдет сегодня")
    worker.click("text=Взять в работу")
    done(worker, "В работе")
    worker.fill("#draft textarea", "Здравствуйте! Снег с Озёрной вывезут сегодня до 18:00.")
    worker.click("text=На согласование")
    done(worker, "На согласовании")

    approver = sign_in(browser, site, "block.roads")
    approver.goto(f"/cases/{case.pk}/")
    approver.locator("button", has_text="Согласовать").first.click()
    done(approver, "Ответ согласован")

    page.goto(f"/cases/{case.pk}/")
    act(page, "Отметить публикацию")
    page.fill("details.act[open] [name=url]", "https://vk.com/wall-1_2?reply=3")
    page.locator("details.act[open] button.primary").click()
    done(page, "Ответ опубликован")
    act(page, "Закрыть")
    page.locator("details.act[open] [name=outcome]").first.select_option("solved")
    page.locator("details.act[open] button.primary").click()
    done(page, "Закрыто")

    page.goto("/summary/period/?period=today")
    expect(page.locator("main")).to_contain_text("закрыто")
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "solved")
    assert case.answers.get().published_url == "https://vk.com/wall-1_2?reply=3"
    assert journal.verify(case.municipality_id) is None
