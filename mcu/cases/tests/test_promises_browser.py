"""Promises, redirects and the stages of systems in a real browser, wide and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mcu.cases.actions import answer, finish, redirect, route
from mcu.cases.models import Case, Promise
from tests.browser import IN_BROWSER, PHONE, WIDE, examine

pytestmark = IN_BROWSER
SOON = timezone.localdate() + timedelta(days=10)
PAGES = ("/cases/promises/", "/cases/redirects/", "/cases/stages/")


@pytest.fixture
def case(served):
    """A message of ПОС whose published answer promises the asphalt, beside one passed on."""
    made, head = served.case(), served.actor()
    Case.objects.filter(pk=made.pk).update(system="pos", source_step="На исполнении")
    route.assign(case=made, body=served.roads, by=head)
    answer.save_draft(case=made, text=f"Асфальт уложим до {SOON:%d.%m.%Y}.", by=head)
    answer.submit(case=made, by=head)
    answer.approve(case=made, by=head)
    answer.publish(case=made, url="", by=head)
    later = served.case("Второй вопрос")
    route.assign(case=later, body=served.roads, by=head)
    finish.postpone(case=later, until=SOON, reason="Ждём подрядчика", by=head)
    Promise.objects.filter(case=later).update(due_on=SOON - timedelta(days=14), moved=2)
    redirect.decide(case=served.case("Трасса"), to="Министерство транспорта", by=head)
    return made


def test_one_key_confirms_what_the_answer_promises(served, case, window):
    page = window(f"/cases/{case.pk}/", served.head, WIDE)
    block = page.locator("#promises")
    block.evaluate("each => each.scrollIntoView()")
    expect(block).to_contain_text("Обещано?")
    page.keyboard.press("p")
    expect(page.locator("#toasts")).to_contain_text("Обещание подтверждено")
    block.evaluate("each => each.scrollIntoView()")
    expect(block).to_contain_text("осталось 10")
    expect(page.locator("#system")).to_contain_text("Ответ направлен")


@pytest.mark.parametrize(
    "size", [pytest.param(WIDE, marks=pytest.mark.long), PHONE], ids=["wide", "phone"]
)
@pytest.mark.parametrize("path", PAGES)
def test_the_pages_fit_and_can_be_read_by_everybody(served, case, window, path, size):
    page = window(path, served.head, size)
    examine(page)
