"""The desk in a real browser: a call written down by keyboard alone, and nobody's way is barred."""

from playwright.sync_api import expect

from mcu.cases.models import Case, ProblemCase
from mcu.cases.tests.test_problem_answers import ready
from tests.browser import IN_BROWSER, PHONE, examine

pytestmark = IN_BROWSER


def test_a_call_is_written_down_joined_and_the_next_one_waits_by_keyboard_alone(served, visit):
    problem, _ = ready(served, 2)
    page = visit("/cases/register/?channel=phone")
    page.keyboard.type("Опять яма на Полевой, колесо погнул")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Полевая")
    page.keyboard.press("Tab")
    expect(page.locator("#similar")).to_contain_text(f"Проблема № {problem.number}")
    page.keyboard.press("F2")
    examine(page, "desk")
    with page.expect_response("**/draft/**"):
        page.keyboard.type("14")
    page.goto("/cases/")
    page.go_back()
    expect(page.get_by_label("Дом", exact=True)).to_have_value("14")
    page.get_by_label("Дом", exact=True).focus()
    expect(page.locator("#similar")).to_contain_text(f"Проблема № {problem.number}")
    page.keyboard.press("F2")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".taken")).to_contain_text("присоединено")
    case = Case.objects.latest("pk")
    assert ProblemCase.objects.filter(case=case, problem=problem, left_at=None).exists()
    expect(page.locator(".taken")).to_contain_text(case.number)
    expect(page.locator("#id_text")).to_be_focused()
    expect(page.locator("#id_text")).to_have_value("")
    page.keyboard.press("F4")
    page.keyboard.type("8 900 000-00-00")
    page.get_by_label("Зачем").select_option("own")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#by-number")).to_contain_text("нет")
    page.keyboard.press("F8")
    expect(page.get_by_role("heading", name="Регистрационная карточка")).to_be_visible()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/cases/register/?channel=letter")
    examine(page, "letter")
