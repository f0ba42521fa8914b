"""A resident on a cheap phone and at a desk: with scripts and without, for a screen reader too."""

from mcu.cases.models import Attachment, Case, SaidPoint
from mcu.intake import jobs
from mcu.portal.tests.conftest import PIXEL, open_door
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
    page.get_by_text("Точка на карте").click()
    sheet = page.get_by_role("application", name="Схема: точка проблемы")
    sheet.click(position={"x": 40, "y": 40})
    page.get_by_text("Ближе всего: Заречный").wait_for()
    before = float(page.get_by_label("Широта").input_value())
    sheet.press("Shift+ArrowUp")
    assert float(page.get_by_label("Широта").input_value()) > before
    examine(page, "portal sheet")
    page.get_by_text("Размыть лица и номера").click()
    page.locator("[data-veil-source]").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    page.get_by_text("Снимок открыт").wait_for()
    page.get_by_role("application", name="Снимок").press("Enter")
    page.get_by_text("Размыто.").wait_for()
    page.get_by_role("button", name="Отправить").click()
    page.get_by_role("heading", name="Сообщение принято").wait_for()
    examine(page, "portal sent")
    page.get_by_role("link", name="Что с моим сообщением").click()
    examine(page, "portal message")
    assert SaidPoint.objects.get().lat > before
    assert Attachment.objects.get().name == "снимок 1.jpg"
    page.get_by_label("Добавить к сообщению").fill("Уже два колеса пробили")
    page.get_by_role("button", name="Добавить").click()
    page.get_by_text("Уже два колеса пробили").wait_for()
    for each in PAGES:
        page.goto(base + each)
        examine(page, "portal phone")
    plain = window(base, size=WIDE, java_script_enabled=False)
    assert plain.get_by_text("Размыть лица и номера").is_hidden()
    plain.get_by_label("Что случилось").fill("Не горит фонарь у школы")
    plain.get_by_role("button", name="Отправить").click()
    plain.get_by_role("heading", name="Сообщение принято").wait_for()
    jobs.digest()
    assert Case.objects.count() == 2
