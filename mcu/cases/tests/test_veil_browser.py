"""Faces and names are made unreadable in the browser, by mouse and by keyboard."""

import io

from django.apps import apps
from PIL import Image
from playwright.sync_api import expect

from mcu.cases.actions.annotate import attach
from mcu.core import files
from mcu.core.tests.pictures import photo
from mcu.org.rules.roles import program
from tests.browser import IN_BROWSER, PHONE, examine

pytestmark = IN_BROWSER


def test_a_picture_is_hidden_and_cut_before_it_leaves_the_browser(served, visit, tmp_path):
    case = served.case()
    stored = photo("face", (400, 300), form="PNG")
    file = attach(case=case, name="двор.png", chunks=[stored], by=program(served.place.pk))
    file.refresh_from_db()
    page = visit(f"/cases/{case.pk}/files/{file.address}/hide/")
    canvas = page.locator("canvas")
    expect(page.locator(".veil [role=status]")).to_contain_text("Снимок открыт")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60)
    page.mouse.up()
    expect(page.locator(".veil [role=status]")).to_contain_text("Размыто")
    examine(page)
    page.get_by_role("button", name="Размыть отмеченное").click()
    expect(page.locator("#toasts")).to_contain_text("Отмеченное размыто")
    former = file.key
    file.refresh_from_db()
    assert (file.original, file.key != former) == (former, True)

    page.goto(page.url.split("/cases/")[0] + "/watch/add/")
    page.get_by_label("Название").fill("Новости района")
    page.get_by_label("Адрес").fill("https://vk.com/news")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("link", name="Нашёл").click()
    shot = tmp_path / "shot.png"
    shot.write_bytes(photo("secret name", (400, 300), form="PNG"))
    page.get_by_label("Снимок экрана").set_input_files(shot)
    expect(page.locator(".veil [role=status]")).to_contain_text("Снимок открыт")
    page.get_by_role("button", name="Обрезать").click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".veil [role=status]")).to_contain_text("Обрезано")
    examine(page)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    examine(page)
    page.get_by_label("Адрес публикации").fill("https://vk.com/wall-1_2")
    page.get_by_label("О чём").fill("Прорвало трубу на Лесной")
    page.get_by_role("button", name="Только записать").click()
    expect(page.locator(".found")).to_contain_text("Прорвало трубу")
    post = apps.get_model("intake", "FoundPost").objects.get()
    with Image.open(io.BytesIO(files.path_of(post.screenshot).read_bytes())) as kept:
        assert (kept.format, kept.size) == ("JPEG", (128, 90))
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("link", name="Что смотреть").click()
    page.get_by_role("link", name="Журнал по дням").click()
