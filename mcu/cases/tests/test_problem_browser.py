"""Problems in a real browser: joined by a key, one plan, everyone answered; without JavaScript too."""

import pytest
from playwright.sync_api import expect

from mcu.cases.jobs import answer_everyone
from mcu.cases.models import Problem, ProblemAnswer, ProblemCase
from mcu.cases.tests.test_problem_actions import opened, pothole
from mcu.cases.tests.test_problem_answers import ready
from tests.browser import IN_BROWSER, PHONE, WIDE, examine

pytestmark = IN_BROWSER


def test_joined_by_a_key_planned_once_and_everyone_answered(served, visit):
    problem, (first, _) = ready(served, 2)
    new = pothole(served, "Опять яма на Полевой, колесо погнул")
    page = visit(f"/cases/{new.pk}/")
    expect(page.locator("#case-problem")).to_contain_text("проблему № 1")
    page.keyboard.press("p")
    expect(page.locator("#toasts")).to_contain_text("присоединено")
    assert ProblemCase.objects.filter(case=new, problem=problem, left_at=None).exists()
    page.locator("#case-problem").get_by_role("link", name="№ 1").first.click()
    page.get_by_text("План", exact=True).first.click()
    page.get_by_label("План").fill("Засыпать щебнем")
    page.get_by_label("Выполнить до").fill("2099-01-31")
    page.get_by_role("button", name="Сохранить план").click()
    expect(page.locator("main")).to_contain_text("Засыпать щебнем")
    page.get_by_role("link", name="Ответить всем").click()
    page.get_by_role("textbox", name="Ответ").fill("По сообщению № {номер}: яму засыпали.")
    page.get_by_role("button", name="Сохранить и посмотреть").click()
    expect(page.locator("table")).to_contain_text(str(first))
    page.get_by_role("button", name="Подготовить ответы").click()
    expect(page.locator("#state")).to_contain_text("0 из 3")
    answer_everyone(ProblemAnswer.objects.get().pk)
    expect(page.locator("#state")).to_contain_text("Подготовлено: 3 из 3")
    assert [link.case.answers.count() for link in problem.links.all()] == [1, 1, 1]


def test_the_toast_undoes_what_was_just_done(served, visit):
    pothole(served), pothole(served)
    page = visit("/cases/?sort=old")
    page.get_by_label("Отметить все на странице").check()
    page.get_by_text("В проблему", exact=True).click()
    page.get_by_role("button", name="Собрать отмеченные в проблему").click()
    expect(page.locator("#toasts")).to_contain_text("2 сообщения")
    page.locator("#toasts").get_by_role("button", name="Отменить").click()
    expect(page.locator("main")).to_contain_text("Проблем пока нет")
    assert Problem.objects.get().state == "void"


def test_the_board_is_moved_without_javascript(served, visit):
    problem = opened(served, [pothole(served)])
    page = visit("/cases/problems/board/", java_script_enabled=False)
    page.get_by_role("button", name="Взять в работу").click()
    expect(page.get_by_role("region", name="Доска проблем")).to_contain_text("Вернуть в открытые")
    problem.refresh_from_db()
    assert problem.state == "in_work"


@pytest.mark.parametrize("size", [pytest.param(WIDE, marks=pytest.mark.long), PHONE])
def test_pages_hold_what_accessibility_asks(served, visit, size):
    problem, _ = ready(served, 2)
    Problem.objects.filter(pk=problem.pk).update(answer="Яму засыпали.")
    new = pothole(served)
    page = visit("/cases/problems/", size=size)
    for path in (
        "", "board/", "guesses/", f"{problem.pk}/", f"{problem.pk}/answer/", f"{problem.pk}/charge/",
    ):  # fmt: skip
        page.goto(f"/cases/problems/{path}")
        examine(page)
    page.goto(f"/cases/{new.pk}/problem/")
    examine(page)
