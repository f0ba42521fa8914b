"""A poll that is over, one that was counted, an official page."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mcu.media.models import OfficialPage
from mcu.org.models import Body, Municipality
from mcu.polls.models import Option, Poll


def asked(place: Municipality, body: Body) -> dict[str, list[Any]]:
    over, counted = _poll(place), _poll(place)
    Poll.objects.filter(pk=counted.pk).update(counted_at=timezone.now())
    page = OfficialPage.objects.create(
        municipality=place, name="Администрация", url="https://vk.com/adm", network="vk", body=body
    )
    return {"poll": [over.pk], "counted poll": [counted.pk], "official page": [page.pk]}


def _poll(place: Municipality) -> Poll:
    day = timezone.localdate()
    made = Poll.objects.create(
        municipality=place, title="Фонтан", starts=day - timedelta(days=9),
        ends=day - timedelta(days=2), at=timezone.now(), by_name="Кто-то",
    )  # fmt: skip
    Option.objects.bulk_create(Option(poll=made, text=text) for text in ("Сквер", "Площадь"))
    return made
