"""The pages of tasks and of a contractor in a real browser: keyboard, phone, no barrier."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mcu.cases.tests.conftest import Town, found
from mcu.tasks.actions import gather, life, links
from mcu.tasks.actions.gather import Upload
from mcu.tasks.models import Evidence, Task
from mcu.tasks.tests.conftest import marked_jpeg
from tests.browser import IN_BROWSER, LOOKS, PHONE, examine

pytestmark = IN_BROWSER


@pytest.fixture
def town(site, files_folder) -> Town:
    return found("lukomorye", "Лукоморский район")


def test_a_task_is_taken_by_keyboard_and_done_in_place(town, window, tasked):
    tasked("Первая яма"), tasked("Вторая яма")
    page = window(reverse("tasks:list"), town.executor)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#task h2")).to_have_text("Вторая яма")
    page.click("#take button")
    expect(page.locator("#task-state")).to_have_text("В работе")
    page.click("#report summary")
    page.fill("#report textarea", "Засыпали")
    page.click("#report .foot button")
    expect(page.locator("#task-state")).to_have_text("Ждёт приёмки")


def test_a_contractor_reports_from_a_phone_without_scripts(town, window, tasked, tmp_path):
    task = tasked()
    secret = links.give_link(
        task=task, contractor="Бригада", brief="Яма на Полевой, 5", by=town.actor()
    )
    photo = tmp_path / "яма.jpg"
    photo.write_bytes(marked_jpeg())
    address = reverse("tasks:contractor", args=[secret])
    page = window(address, size=PHONE, java_script_enabled=False)
    page.fill("textarea", "Засыпали щебнем")
    page.set_input_files("input[type=file]", photo)
    page.click("text=Отправить отчёт")
    expect(page.locator("h1")).to_have_text("Спасибо, отчёт получен")
    assert Evidence.objects.get().files.get().photo == "image/jpeg"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_no_barrier_is_found_and_nothing_sticks_out(town, window, tasked, size, scheme):
    task = tasked("Засыпать " + "Водогрязеторфопарафинолечебница " * 6, steps=["Щебень"])
    gather.add_evidence(task=task, by=town.actor(), text="Вот", uploads=[Upload("я.jpg", marked_jpeg())])  # fmt: skip
    secrets = [links.give_link(task=task, contractor="Бригада", brief="Яма", by=town.actor()) for _ in range(2)]  # fmt: skip
    for item in task.items.all():
        gather.tick(task=task, item=item.pk, done=True, by=town.actor())
    addresses = {
        "list": f"{reverse('tasks:list')}?whose=all",
        "board": f"{reverse('tasks:list')}?whose=all&shown=board",
        "card": reverse("tasks:card", args=[task.pk]),
        "add": reverse("tasks:add"),
        "checks": reverse("tasks:checks"),
        "repeats": reverse("tasks:repeats"),
        "questions": reverse("cases:questions"),
    }
    page = window(size=size, person=town.head, color_scheme=scheme)
    for name, address in addresses.items():
        page.goto(address)
        examine(page, name)
    stranger = window(
        reverse("tasks:contractor", args=[secrets[0]]), size=size, color_scheme=scheme
    )
    examine(stranger, "contractor")
    life.report(task=Task.objects.get(), by=town.actor(), result="Засыпали")
    page.goto(addresses["card"])
    examine(page, "done")
