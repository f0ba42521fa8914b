"""«Обучение», the suggestion of the card by keys, a list of sure ones: in a real browser."""

import pytest
from playwright.sync_api import expect

from mcu.cases.actions.learning import ask_training, set_learning
from mcu.cases.actions.training import carry_out
from mcu.intake.tests.test_learning import SETTINGS, rows, write_in
from mcu.org.actions import add_person, give_duty
from mcu.org.rules.roles import Role
from tests.browser import IN_BROWSER, PHONE, examine

pytestmark = IN_BROWSER


@pytest.fixture
def head(site, committed_intake, tmp_path, settings):
    """The head of a centre that has learnt from 150 decisions."""
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    path = tmp_path / "decided.csv"
    lines = ["Исполнитель;Группа тем;Текст инцидента;Тема", *rows(150, 1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    town = committed_intake
    town.take(path)
    set_learning(place=town.place, learning=SETTINGS, by=town.by)
    carry_out(ask_training(place=town.place, by=town.by), town.by)
    person = add_person(municipality=town.place, login="head", full_name="Орлова Мария Ивановна",
                        password="-", hashed=True, by=town.by)  # fmt: skip
    give_duty(person=person, role=Role.HEAD_OF_CENTRE, by=town.by)
    return person


def test_suggestions_are_taken_by_keys_and_pages_have_no_barrier(head, committed_intake, window):
    case = write_in(committed_intake, "Стая голубей, гнездо на карнизе и перья")
    write_in(committed_intake, "Причал: лодка, доски пирса и швартовка")
    page = window("/cases/sure/", head)
    expect(page.locator("tbody tr")).to_have_count(2)
    examine(page, "sure")
    page.goto(f"/cases/{case.pk}/")
    expect(page.locator(".suggest b")).to_have_text("Тема: Голуби")
    page.keyboard.press("a")
    expect(page.locator(".suggest b")).to_have_text("Исполнитель: Дорожная служба")
    examine(page, "executor")
    page.keyboard.press("a")
    expect(page.locator("#case-state")).to_have_text("Назначено")
    page.goto("/cases/learning/")
    expect(page.locator(".tiles")).to_contain_text("первая подсказка верна")
    examine(page, "learning")
    phone = window("/cases/learning/", head, PHONE, color_scheme="dark")
    examine(phone, "phone")
