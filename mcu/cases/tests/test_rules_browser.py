"""The builder, rules and fast routes in a real browser: live count, phone, dark, no barrier."""

import pytest
from playwright.sync_api import expect

from mcu.cases.tests.test_fast_pages import on_the_way
from mcu.cases.tests.test_rules_automation import rule_of
from tests.browser import IN_BROWSER, LOOKS, examine

pytestmark = IN_BROWSER


def test_the_count_follows_each_line_and_the_list_opens(served, visit):
    """A field, a sign, a value: each change is answered by the builder at once."""
    served.case()
    served.case("Нет света в подъезде")
    page = visit("/cases/condition/?status=all")
    page.select_option("#where-1-field", "text")
    page.fill("#where-1-value", "яма")
    page.press("#where-1-value", "Tab")
    expect(page.locator(".fits")).to_contain_text("1 сообщение, из них в работе 1")
    page.get_by_role("button", name="Строка", exact=True).first.click()
    page.select_option("#where-2-field", "topic")
    page.get_by_label("Дороги / Ямы на дорогах").check()
    expect(page.locator(".fits")).to_contain_text("не подходит ни одно")
    page.get_by_role("button", name="Убрать строку 2").click()
    expect(page.locator(".fits")).to_contain_text("1 сообщение")
    page.get_by_role("button", name="Показать в ленте").click()
    expect(page.locator(".filters")).to_contain_text("текст: есть «яма…»")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_pages_fit_and_have_no_barrier(served, visit, size, scheme):
    case, route = on_the_way(served)
    rule = rule_of(served, ("body", "housing"), ("tag", "двор"), condition={"all": [
        {"field": "topic", "op": "any", "value": [served.topic.code]},
        {"any": [{"field": "overdue", "op": "yes"}, {"field": "age", "op": "least", "value": 24}]},
    ]})  # fmt: skip
    for path in (
        "/settings/fast/", f"/settings/fast/{route.pk}/", "/settings/rules/",
        f"/settings/rules/{rule.pk}/", f"/cases/{case.pk}/", "/cases/condition/",
    ):  # fmt: skip
        page = visit(path, size=size, color_scheme=scheme)
        examine(page)
        page.close()
