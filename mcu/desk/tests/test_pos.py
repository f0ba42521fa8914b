"""«ПОС» as its three modules: messages, votes, official pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    Town,
    elsewhere,
    files_folder,
    sign_in,
    town,
    web,
)
from mcu.intake.tests.test_pos_flow import POS
from mcu.intake.tests.town import Intake
from mcu.media.models import OfficialPage
from mcu.org.rules.roles import program
from mcu.polls.actions import save

PAGE = {
    "name": "Администрация округа", "url": "https://vk.com/okrug", "network": "vk",
    "connected": "on", "active": "on",
}  # fmt: skip


def shown(client, door, **query):
    response = client.get(reverse(door), query)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def voted(town, code):  # noqa: F811
    today = timezone.localdate()
    save(
        poll=None, municipality=town.place, options=["Да", "Нет"], by=town.actor(), kind="vote",
        where="pos", code=code, title="Фонтан", question="", url="", settlement="", topic=None,
        problem=None, starts=today - timedelta(days=9), ends=today - timedelta(days=1),
    )  # fmt: skip


@pytest.mark.row(25)
def test_the_channel_has_messages_votes_and_official_pages(town, web, tmp_path):  # noqa: F811
    path = tmp_path / "pos.csv"
    path.write_text(";".join(POS) + "\n" + ";".join(POS.values()) + "\n", encoding="utf-8")
    assert Intake(town.place, program(town.place.pk)).take(path).new == 1
    voted(town, "77")
    page = PAGE | {"body": town.roads.pk}
    web.head.post(reverse("media:add"), page)
    with CaptureQueriesContext(connection) as asked:
        told = shown(web.head, "desk:pos")
    assert "Последняя выгрузка «pos.csv»" in told
    assert "закончилось, нужны итоги" in told
    lacking = shown(web.head, "media:pages", state="lacking")
    assert "нет госметки" in lacking
    assert "не подключена" not in lacking
    assert "уже в реестре" in web.head.post(reverse("media:add"), page).content.decode()
    assert OfficialPage.objects.count() == 1
    voted(town, "78")
    with CaptureQueriesContext(connection) as again:
        shown(web.head, "desk:pos")
    assert len(again) == len(asked)
