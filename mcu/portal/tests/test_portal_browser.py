"""A resident on a cheap phone and at a desk: with scripts and without, for a screen reader too."""

from mcu.cases.models import Case
from mcu.portal.tests.conftest import open_door
from tests.browser import IN_BROWSER, WIDE, examine

pytestmark = IN_BROWSER
SMALL = (360, 640)
PAGES = ("", "town/", "data/", "follow/", "subscribe/", "appeal/", "poster/")


def test_a_message_is_sent_followed_and_added_to_on_a_phone_and_at_a_desk(served, window):
    base = f"/portal/{open_door(served.place).code}/"
    page = window(base, size=SMALL)
    examine(page, "portal send")
    page.get_by_label("Что случилось").fill("На Полевой, 14 яма во всю дорогу")
    page.get_by_label("Где").fill("улица Полевая, 14")
    page.get_by_label("Где").blur()
    page.get_by_role("button", name="Отправить").click()
    page.get_by_role("heading", name="Сообщение принято").wait_for()
    examine(page, "portal sent")
    page.get_by_role("link", name="Что с моим сообщением").click()
    examine(page, "portal message")
    page.get_by_label("Добавить к сообщению").fill("Уже два колеса пробили")
    page.get_by_role("button", name="Добавить").click()
    page.get_by_text("Уже два колеса пробили").wait_for()
    for each in PAGES:
        page.goto(base + each)
        examine(page, "portal phone")
    plain = window(base, size=WIDE, java_script_enabled=False)
    plain.get_by_label("Что случилось").fill("Не горит фонарь у школы")
    plain.get_by_role("button", name="Отправить").click()
    plain.get_by_role("heading", name="Сообщение принято").wait_for()
    assert Case.objects.count() == 2
