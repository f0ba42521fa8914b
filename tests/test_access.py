"""Every URL × every role × another municipality. A URL that is not in this table fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from mcu.cases.actions import annotate, answer, route
from mcu.cases.actions.profile import load_classifier, load_norms_and_routes
from mcu.cases.actions.register import Incoming, register
from mcu.cases.models import SavedView, Topic
from mcu.cases.rules.profile import read, starter_classifier
from mcu.core import files
from mcu.core.models import JournalEntry
from mcu.intake import actions as intake
from mcu.org.actions import (
    add_person,
    give_duty,
    invite,
    load_organisation,
    set_calendar_day,
    set_substitution,
)
from mcu.org.models import Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart
from mcu.org.rules.roles import DEFAULT, Permission, Role, program
from mcu.text.topics import Classifier

P = Permission
EVERYBODY = frozenset(Role)
SEES_THE_CASE = EVERYBODY - {Role.REGIONAL}
SEE_ALL_NORMS = frozenset(role for role in Role if DEFAULT.has(role, P.SETTINGS))


def who(permission: Permission) -> frozenset[Role]:
    return frozenset(role for role in Role if DEFAULT.has(role, permission))


@dataclass(frozen=True)
class Door:
    """One URL: what is sent, who is let in, whether the key in it belongs to one municipality."""

    name: str
    allowed: frozenset[Role]
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    public: bool = False


CASE = "case"
DOORS = [
    Door("org:sign-in", EVERYBODY, public=True),
    Door("org:sign-out", EVERYBODY, "post", public=True),
    Door("org:password", EVERYBODY),
    Door("org:link", EVERYBODY, key="link", public=True),
    Door("org:give-link", who(P.ORGANISATION), "post", key="person"),
    Door("desk:today", EVERYBODY),
    Door("cases:feed", EVERYBODY),
    Door("cases:filters", EVERYBODY),
    Door("cases:export", who(P.EXPORT)),
    Door("cases:bulk", who(P.CLOSE), "post", {"verb": "close", "outcome": "explained"}, "chosen"),
    Door("cases:register", who(P.REGISTER)),
    Door("cases:save-view", EVERYBODY, "post", {"name": "Мои", "query": "status=open"}),
    Door("cases:remove-view", EVERYBODY, "post", key="view"),
    Door("cases:card", SEES_THE_CASE, key=CASE),
    Door("cases:executors", SEES_THE_CASE, key=CASE),
    Door("cases:attachment", SEES_THE_CASE, key="file"),
    Door("cases:reveal", who(P.REVEAL), "post", key=CASE),
    Door("cases:classify", who(P.CLASSIFY), "post", {"topic": "topic"}, CASE),
    Door("cases:assign", who(P.ASSIGN), "post", {"body": "body"}, CASE),
    Door("cases:take", who(P.TAKE), "post", key=CASE),
    Door(
        "cases:ask", who(P.ASK), "post", {"question": "Когда вывезут снег?", "block": "block"}, CASE
    ),
    Door("cases:reply", who(P.REPLY), "post", {"reply": "Сегодня до вечера."}, "request"),
    Door("cases:draft", who(P.DRAFT), "post", {"text": "Снег вывезут сегодня."}, CASE),
    Door("cases:submit", who(P.DRAFT), "post", key=CASE),
    Door("cases:approve", who(P.APPROVE), "post", key="approval"),
    Door("cases:return", who(P.APPROVE), "post", {"reason": "Назовите срок."}, "approval"),
    Door("cases:publish", who(P.PUBLISH), "post", {"url": "https://vk.com/wall-1_2"}, "answered"),
    Door("cases:close", who(P.CLOSE), "post", {"outcome": "solved"}, CASE),
    Door("cases:reopen", who(P.REOPEN), "post", {"reason": "Не сделано."}, "closed"),
    Door("cases:redirect", who(P.REDIRECT), "post", {"to": "Министерство"}, CASE),
    Door(
        "cases:postpone",
        who(P.POSTPONE),
        "post",
        {"until": "2099-05-01", "reason": "Весной."},
        CASE,
    ),
    Door("cases:merge", who(P.MERGE), "post", {"into": "number"}, CASE),
    Door("cases:note", who(P.NOTE), "post", {"text": "Звонил мастеру."}, CASE),
    Door("cases:attach", who(P.NOTE), "post", {"file": "upload"}, CASE),
    Door("org:organisation", SEE_ALL_NORMS),
    Door("org:people", SEE_ALL_NORMS),
    Door("org:roles", SEE_ALL_NORMS),
    Door("org:add", who(P.ORGANISATION)),
    Door("org:person", SEE_ALL_NORMS, key="person"),
    Door(
        "org:give-duty",
        who(P.ORGANISATION),
        "post",
        {"role": "auditor", "since": "2026-01-01"},
        "person",
    ),
    Door("org:set-active", who(P.ORGANISATION), "post", {"active": "no"}, "person"),
    Door(
        "org:reset-password",
        who(P.ORGANISATION),
        "post",
        {"password": "Длинный-пароль-7"},
        "person",
    ),
    Door("org:end-duty", who(P.ORGANISATION), "post", {"on": "2030-01-01"}, "duty"),
    Door("org:set-marks", who(P.ORGANISATION), "post", {"outside_service": "on"}, "person"),
    Door("org:composition", EVERYBODY),
    Door("org:composition-history", EVERYBODY),
    Door("org:composition-export", SEE_ALL_NORMS),
    Door("org:centre", EVERYBODY),
    Door("org:hours", EVERYBODY),
    Door("desk:substitutions", EVERYBODY),
    Door("desk:add-substitution", who(P.ORGANISATION), data={"absent": "person"}),
    Door("desk:return-early", who(P.ORGANISATION), "post", key="substitution"),
    Door("org:calendar", SEE_ALL_NORMS),
    Door("org:remove-day", who(P.CALENDAR), "post", key="day"),
    Door("intake:index", who(P.IMPORT)),
    Door("intake:upload", who(P.IMPORT), "post", {"file": "table", "layout": "auto"}),
    Door("intake:run", who(P.IMPORT), key="run"),
    Door("intake:mapping", who(P.IMPORT), "post", key="run"),
    Door("intake:start", who(P.IMPORT), "post", key="run"),
    Door("intake:rejects", who(P.IMPORT), key="run"),
    Door("analytics:summary", who(P.SUMMARY)),
    Door("analytics:export", who(P.SUMMARY) & who(P.EXPORT)),
    Door("desk:topics", SEE_ALL_NORMS),
    Door("desk:add-topic", who(P.TOPICS), "post", {"name": "Дроны над городом"}),
    Door("desk:topic", SEE_ALL_NORMS, key="topic"),
    Door("desk:rename-topic", who(P.TOPICS), "post", {"name": "Иначе"}, "topic"),
    Door("desk:set-route", who(P.TOPICS), "post", {"body": "body"}, "topic"),
    Door("desk:norms", SEE_ALL_NORMS),
    Door("desk:norm", SEE_ALL_NORMS, key="norm"),
    Door("desk:journal", who(P.JOURNAL)),
    Door("desk:verify-journal", who(P.JOURNAL), "post"),
    Door("desk:journal-entry", who(P.JOURNAL), key="entry"),
    Door("desk:export-journal", who(P.JOURNAL)),
    Door("desk:journal-check", who(P.JOURNAL)),
    Door("desk:journal-anchors", who(P.JOURNAL)),
]


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, namespace + inner)


def test_every_url_stands_in_the_table():
    assert sorted(names(get_resolver())) == sorted(door.name for door in DOORS)


@dataclass
class World:
    """One municipality where everybody has a part in the same case, and a stranger from another."""

    people: dict[Role, Person]
    stranger: Person
    keys: dict[str, list[Any]]
    values: dict[str, Any]

    def knock(self, door: Door, person: Person | None) -> Any:
        client = Client()
        if person:
            client.force_login(person)
        data = {name: self._value(value) for name, value in door.data.items()}
        if door.key == "chosen":
            data["case"] = self.keys[CASE]
            address = reverse(door.name)
        else:
            address = reverse(door.name, args=self.keys.get(door.key, []))
        return getattr(client, door.method)(address, data)

    def try_door(self, door: Door, person: Person) -> tuple[int, int]:
        """Knock and undo it: the status, and how many journal entries it left."""
        before = JournalEntry.objects.exclude(action__startswith="access.").count()
        with transaction.atomic():
            response = self.knock(door, person)
            if response.streaming:
                assert b"".join(response.streaming_content)
            # That somebody was refused is written down; what was refused must not be done.
            done = JournalEntry.objects.exclude(action__startswith="access.")
            left = done.count() - before
            transaction.set_rollback(True)
        return response.status_code, left

    def _value(self, value: Any) -> Any:
        made = self.values.get(value, value) if isinstance(value, str) else value
        return made() if callable(made) else made


def _town(code: str) -> Municipality:
    part = OrgPart(
        code=code,
        name=f"Округ {code}",
        blocks=(BlockPart("roads", "Дороги"),),
        bodies=(BodyPart("roads", "Дорожная служба", block="roads"),),
    )
    return load_organisation(part=part, profile="тест")


def _small(whole: Classifier) -> Classifier:
    """Three topics are enough to open doors with."""
    return Classifier(whole.groups[:1], whole.topics[:3])


def _person(place: Municipality, role: Role, login: str) -> Person:
    by = program(place.pk)
    body, block = Body.objects.get(municipality=place), place.blocks.get()
    person = add_person(
        municipality=place, login=login, full_name=f"Лицо {role.label}", password="x", by=by,
        hashed=True,
    )  # fmt: skip
    where = {
        Role.EXECUTOR: {"body": body},
        Role.APPROVER: {"body": body},
        Role.PAGE_ADMIN: {"body": body},
        Role.BLOCK_HEAD: {"block": block},
        Role.BLOCK_LEADER: {"block": block},
    }
    since = timezone.localdate() - timedelta(days=30)
    give_duty(person=person, role=role, by=by, since=since, **where.get(role, {}))
    return person


def _case(place: Municipality, steps: int) -> Any:
    by, body = program(place.pk), Body.objects.get(municipality=place)
    incoming = Incoming(
        channel="vk", text="Снег на Полевой не убран, позвоните 8 900 111-22-33",
        received_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    case = register(incoming=incoming, municipality=place, by=by)
    route.assign(case=case, body=body, by=by)
    later = [
        lambda: answer.save_draft(case=case, text="Вывезут сегодня до 18:00.", by=by),
        lambda: answer.submit(case=case, by=by),
        lambda: answer.approve(case=case, by=by),
        lambda: answer.publish(case=case, url="", by=by),
    ]
    for step in later[:steps]:
        step()
    return case


@pytest.fixture
def world(db, tmp_path) -> World:
    place, other = _town("nash"), _town("chuzhoy")
    by, body = program(place.pk), Body.objects.get(municipality=place)
    load_classifier(municipality=place, starter=_small(starter_classifier()))
    norm = {
        "code": "n",
        "title": "Н",
        "kind": "answer",
        "unit": "clock_hours",
        "value": 24,
        "source": "пример",
    }
    load_norms_and_routes(municipality=place, part=read({"norms": [norm]}))
    people = {role: _person(place, role, f"r-{role}") for role in Role}
    case, approval, answered, closed = (_case(place, steps) for steps in (1, 2, 3, 4))
    asked = answer.ask_block(case=case, question="Когда?", by=by, body=body)
    attached = annotate.attach(case=case, name="фото.jpg", chunks=[b"\xff\xd8\xff jpeg"], by=by)
    day = set_calendar_day(
        municipality=place, day=timezone.localdate() + timedelta(days=40), kind="off", title="День округа", by=by
    )  # fmt: skip
    stored = files.store(["Тема;Текст инцидента\nСнег;Снег\n".encode()], limit=1000)
    run = intake.open_run(
        municipality=place, file_key=stored.key, file_name="a.csv", file_size=1, by=by
    )
    topic = Topic.objects.filter(municipality=place, parent__isnull=False).first()
    away = set_substitution(
        absent=people[Role.HEAD_OF_CENTRE], substitute=people[Role.AUDITOR], reason="vacation", by=by,
        since=timezone.localdate() + timedelta(days=9), until=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip
    keys = {
        CASE: [case.pk], "file": [case.pk, attached.pk], "approval": [approval.pk], "answered": [answered.pk],
        "closed": [closed.pk], "request": [asked.pk], "person": [people[Role.CURATOR].pk],
        "duty": [people[Role.CURATOR].duties.get().pk], "day": [day.pk], "run": [run.pk],
        "topic": [topic.pk], "norm": [place.norms.get().pk], "substitution": [away.pk],
        "link": [invite(person=people[Role.CURATOR], by=by)],
        "entry": [JournalEntry.objects.filter(municipality_id=place.pk).count()],
    }  # fmt: skip
    values = {
        "person": str(people[Role.CURATOR].pk), "topic": topic.code, "body": str(body.pk), "block": str(place.blocks.get().pk), "number": closed.number,
        "upload": lambda: SimpleUploadedFile("ф.txt", b"text"),
        "table": lambda: SimpleUploadedFile("t.csv", "Тема;Текст инцидента\nСнег;Снег\n".encode()),
    }  # fmt: skip
    return World(people, _person(other, Role.HEAD_OF_CENTRE, "stranger"), keys, values)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_where_its_duties_are_and_nowhere_else(world, role):
    wrong = []
    for door in DOORS:
        if door.key == "view":
            continue  # a saved view is personal: it has a test of its own
        status, left = world.try_door(door, world.people[role])
        if role in door.allowed:
            fine = status in {200, 302, 422}
        else:
            fine = status in {403, 404} and not left
        if not fine:
            wrong.append((door.name, status, left))
    assert wrong == []


def test_nobody_enters_without_signing_in(world):
    world.keys["view"] = [1]
    for door in DOORS:
        if not door.public:
            response = world.knock(door, None)
            assert response.status_code == 302, door.name
            assert response["Location"].startswith(reverse("org:sign-in")), door.name


def test_what_belongs_to_another_municipality_is_not_found(world):
    view = SavedView.objects.create(person=world.people[Role.HEAD], name="Мои", query="")
    world.keys["view"] = [view.pk]
    for door in (door for door in DOORS if door.key):
        status, left = world.try_door(door, world.stranger)
        # A link is a way in for whoever holds it, signed in elsewhere or not.
        assert status == 404 or door.key in {"chosen", "link"}, (door.name, status)
        assert not left, door.name


def test_a_saved_view_is_removed_by_its_owner_only(world):
    view = SavedView.objects.create(person=world.people[Role.HEAD], name="Мои", query="")
    world.keys["view"] = [view.pk]
    door = next(door for door in DOORS if door.key == "view")
    assert world.knock(door, world.people[Role.CURATOR]).status_code == 404
    assert world.knock(door, world.people[Role.HEAD]).status_code == 302
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_an_executor_does_not_see_the_case_of_another_body(world):
    place = world.people[Role.HEAD].municipality
    part = OrgPart(code="nash", name="Округ", bodies=(BodyPart("water", "Водоканал"),))
    load_organisation(part=part, profile="тест")
    case = _bare_case(place)
    route.assign(
        case=case, body=Body.objects.get(municipality=place, code="water"), by=program(place.pk)
    )
    client = Client()
    client.force_login(world.people[Role.EXECUTOR])
    assert client.get(reverse("cases:card", args=[case.pk])).status_code == 404
    assert actor_for(world.people[Role.EXECUTOR]).sees_all is False


def _bare_case(place: Municipality) -> Any:
    incoming = Incoming(channel="vk", text="Нет воды", received_at=timezone.now())
    return register(incoming=incoming, municipality=place, by=program(place.pk))
