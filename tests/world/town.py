"""The town itself: its organisation, people, a letter, a connection, a request of a subject."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.channels.actions import connect, put
from mcu.core.tests.pictures import photo
from mcu.desk.actions.subject import accept
from mcu.intake.actions.watch import record, save_page
from mcu.intake.models import ExportFeed, Mention
from mcu.org.actions import (
    add_person,
    give_duty,
    load_organisation,
    make_token,
)
from mcu.org.models import Body, Municipality, Person, Token
from mcu.org.queries import actor_for
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import FOR_BLOCK, FOR_BODY, Role, program


def make_town(code: str) -> Municipality:
    part = OrgPart(
        code=code,
        name=f"Округ {code}",
        blocks=(BlockPart("roads", "Дороги"), BlockPart("water", "Вода")),
        bodies=(
            BodyPart("roads", "Дорожная служба", block="roads"),
            BodyPart("water", "Водоканал", block="water"),
        ),
    )
    return load_organisation(part=part, profile="тест")


def hire(place: Municipality, role: Role, login: str, code: str) -> Person:
    by = program(place.pk)
    person = add_person(
        municipality=place, login=login, full_name=f"Лицо {role.label}", password="x", by=by,
        hashed=True,
    )  # fmt: skip
    body = Body.objects.get(municipality=place, code=code) if role in FOR_BODY else None
    block = place.blocks.get(code=code) if role in FOR_BLOCK else None
    since = timezone.localdate() - timedelta(days=30)
    give_duty(person=person, role=role, by=by, since=since, body=body, block=block)
    return person


def waiting_letter(place: Municipality) -> Any:
    with transaction.atomic():
        return put(
            municipality_id=place.pk, key="k", kind="test", to="mcu@example.ru", subject="Проба",
            body="", now=timezone.now(),
        )  # fmt: skip


def found_post(place: Municipality) -> Any:
    """An open page somebody looked through, and a post of it with its picture."""
    by, now = program(place.pk), timezone.now()
    page = save_page(
        page=None, by=by, name="Новости района", url="https://vk.com/news", keeper="", channel="vk",
        block=None, often=1, audience=5000,
    )  # fmt: skip
    return record(
        page=page, url="https://vk.com/wall-1_2", text="Прорвало трубу", posted_at=now, by=by,
        screenshot=("снимок.jpg", [photo("post")]),
    )  # fmt: skip


def dummy_connection(place: Municipality) -> Any:
    settings = {"base": "http://127.0.0.1:9", "token": "k", "secret": "s"}
    return connect(
        transport="dummy", name="Образец", settings=settings, reads=True, replies=False,
        by=program(place.pk),
    )  # fmt: skip


def export_feed(place: Municipality) -> Any:
    return ExportFeed.objects.create(municipality=place, name="ПОС", way="folder", folder="pos")


def mentioned(channel: Any) -> Any:
    return Mention.objects.create(
        municipality_id=channel.municipality_id, channel=channel, key="n", title="Новость",
        url="https://gazeta.example/1", at=timezone.now(),
    )  # fmt: skip


def asked_about(place: Municipality) -> Any:
    by = program(place.pk)
    return accept(asked={"phone": "8 900 111-22-33"}, wants="erase", ground="вх. № 1", by=by)


def foreign_token(place: Municipality, by: Any) -> int:
    """A token given to a program by somebody who has no part in what is tried here."""
    person = add_person(municipality=place, login="tokens", full_name="Ключник А. А.", by=by)
    secret = make_token(
        person=person,
        name="1С",
        scopes=["books"],
        days=30,
        by=actor_for(person),
        now=timezone.now(),
    )
    return Token.objects.get(start=secret[:12]).pk
