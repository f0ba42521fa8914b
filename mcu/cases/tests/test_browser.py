"""The list and the card in a real browser: keyboard, live comfort, nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from mcu.cases.actions.route import assign
from mcu.cases.models import Answer, Case
from tests.browser import IN_BROWSER, LOOKS, PHONE, examine

pytestmark = IN_BROWSER


def test_the_keyboard_leads_through_the_list_and_opens_cards(served, visit):
    first, second = served.case("Первая яма"), served.case("Вторая яма")
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


def test_the_russian_layout_works_as_well(served, visit):
    case = served.case("Большая яма, выбоина")
    page = visit(f"/cases/?open={case.pk}")
    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown",
           {key: "ф", code: "KeyA", bubbles: true}))"""
    )
    expect(page.locator("#toasts")).to_contain_text("Тема: Ямы на дорогах")
    assert Case.objects.get(pk=case.pk).topic_confirmed


def test_one_key_takes_the_suggested_topic_and_the_list_follows(served, visit):
    case = served.case("Большая яма, выбоина")
    page = visit(f"/cases/?open={case.pk}")
    page.keyboard.press("a")
    expect(page.locator("#card .head")).to_contain_text("Ямы на дорогах")
    expect(page.locator(f"#item-{case.pk}")).to_contain_text("Ямы на дорогах")
    expect(page.locator(f"#item-{case.pk}")).to_have_attribute("aria-current", "true")


def test_one_key_confirms_what_was_read_out_of_the_text(served, visit):
    case = served.case("Открытый люк во дворе, ребёнок чуть не упал")
    page = visit(f"/cases/{case.pk}/")
    page.keyboard.press("l")
    expect(page.locator("[data-key=l]")).to_have_count(0)
    assert Case.objects.get(pk=case.pk).importance == "high"


def test_another_key_chooses_a_topic(served, visit):
    case = served.case("Что-то другое")
    page = visit(f"/cases/{case.pk}/")
    page.keyboard.press("e")
    page.keyboard.type("Ямы на дорогах")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card .head")).to_contain_text("Ямы на дорогах")


def test_a_refusal_stands_beside_the_form_and_the_text_stays(served, visit):
    case = served.case()
    page = visit(f"/cases/?open={case.pk}")
    page.fill("#draft textarea", "Яму засыплют завтра")
    Case.objects.filter(pk=case.pk).update(state="closed")
    page.click("text=На согласование")
    expect(page.locator("#draft [data-errors]")).to_contain_text("сейчас невозможно")
    expect(page.locator("#draft textarea")).to_have_value("Яму засыплют завтра")


def test_the_draft_saves_itself_when_one_leaves_the_field(served, visit):
    case = served.case()
    page = visit(f"/cases/{case.pk}/")
    page.fill("#draft textarea", "Яму засыплют завтра")
    page.locator(".msg").first.click()
    expect(page.locator("#draft-saved")).to_contain_text("сохранено")
    assert Answer.objects.get(case=case).text == "Яму засыплют завтра"


def test_an_answer_goes_to_approval_in_one_step(served, visit):
    case = served.case()
    assign(case=case, body=served.roads, by=served.actor())
    page = visit(f"/cases/{case.pk}/", who="executor")
    page.fill("#draft textarea", "Яму засыплют завтра")
    page.click("text=На согласование")
    expect(page.locator("#case-state")).to_have_text("На согласовании")


def test_marks_survive_the_live_refresh(served, visit):
    served.case("Первая"), served.case("Вторая")
    page = visit("/cases/?sort=old")
    page.locator("input[name=case]").first.check()
    expect(page.locator(".bulk")).to_contain_text("Отмечено: 1")
    served.case("Третья")
    page.evaluate("htmx.trigger(document.body, 'case-changed')")
    expect(page.locator("[data-item]")).to_have_count(3)
    expect(page.locator("input[name=case]").first).to_be_checked()
    expect(page.locator(".bulk")).to_contain_text("Отмечено: 1")


def test_closing_many_asks_first(served, visit):
    case = served.case()
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


def test_keys_are_explained_and_can_be_switched_off(served, visit):
    page = visit("/cases/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.uncheck("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") != "q"


def test_the_theme_is_remembered(served, visit):
    page = visit("/cases/")
    page.click(".person summary")
    page.click(".person [data-theme-switch]")
    page.click(".person [data-theme-switch]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_author_is_shown_in_place(served, visit):
    case = served.case(applicant={"applicant_name": "Громов Г. Г."})
    page = visit(f"/cases/?open={case.pk}")
    page.select_option("#applicant select", label="ответить заявителю")
    page.click("text=Показать с записью в журнал")
    expect(page.locator("#applicant")).to_contain_text("Громов Г. Г.")


def test_on_a_phone_a_card_is_a_page_of_its_own(served, visit):
    case = served.case()
    page = visit("/cases/", size=PHONE)
    page.click("[data-item]")
    page.wait_for_url(f"**/cases/{case.pk}/**")
    page.click("text=К списку")
    page.wait_for_url("**/cases/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_everything_works_without_scripts(served, visit):
    case = served.case()
    page = visit("/cases/", java_script_enabled=False)
    page.click("[data-item]")
    page.fill("#draft textarea", "Яму засыплют завтра")
    page.click("text=На согласование")
    expect(page.locator("#case-state")).to_have_text("На согласовании")
    page.click("#approve button")
    expect(page.locator("#case-state")).to_have_text("Ответ согласован")
    assert case.answers.get().state == "approved"


LONG = "Водогрязеторфопарафинолечебница " * 12


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_no_barrier_is_found_and_nothing_sticks_out(scheme, size, served, visit):
    case = served.case(LONG + "яма, выбоина", street=LONG[:150], community=LONG[:180])
    page = visit("/cases/", size=size, color_scheme=scheme)
    for path in ("/cases/", f"/cases/{case.pk}/", "/cases/register/", "/cases/?q=нет", "/cases/0/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        examine(page)


def test_checks_follow_what_is_typed_and_leave_the_card_where_it_is(served, visit):
    case = served.case("Когда засыпят яму на Полевой?")
    assign(case=case, body=served.roads, by=served.actor())
    page = visit(f"/cases/{case.pk}/", who="executor")
    page.fill("#draft textarea", "Ваше сообщение взято на контроль.")
    expect(page.locator("#answer-checks")).to_contain_text("Не сказано, что сделано")
    page.fill("#draft textarea", "Здравствуйте! Яму «Дорсервис» засыплет до конца недели.")
    expect(page.locator("#answer-checks")).to_contain_text("Оценка 5 из 5")
    expect(page.locator("#case-state")).to_be_visible()
    examine(page)
