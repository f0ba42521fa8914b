"""Two municipalities with something behind every door, made by real actions."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import annotate, answer, problem_work
from mcu.cases.actions.files import hide as hide_parts
from mcu.cases.actions.problem import open_problem
from mcu.cases.actions.profile import load_classifier, load_norms_and_routes
from mcu.cases.actions.retention import place_hold
from mcu.cases.actions.step import step
from mcu.cases.models import (
    AnswerTemplate,
    ApprovalStage,
    ChannelUse,
    ConfirmRun,
    LearnedModel,
    ProblemAnswer,
    ProblemGuess,
    Recount,
    Topic,
)
from mcu.cases.rules.profile import read, starter_classifier
from mcu.cases.rules.workflow import Verb
from mcu.core import files
from mcu.core.attachments.pictures import Region
from mcu.core.models import JournalEntry
from mcu.core.tests.pictures import photo
from mcu.intake import actions as intake
from mcu.intake.models import ColumnProfile
from mcu.org.actions import (
    acts,
    add_indicator,
    add_participant,
    ask_for,
    change_right,
    directions,
    invite,
    make_proposal,
    set_calendar_day,
    set_owner,
    set_substitution,
)
from mcu.org.actions.people_list import open_people_import
from mcu.org.models import Body, Municipality, Person
from mcu.org.rules.proposals import Ask
from mcu.org.rules.roles import Role, Scope, program
from mcu.org.rules.structure import Grounds
from mcu.places.actions import add_place
from mcu.places.actions import open_import as open_places
from mcu.territory.actions.importing import open_import as open_objects
from mcu.territory.actions.keeping import add_layer
from mcu.territory.models import AreaSet, MapObject
from mcu.text.topics import Classifier
from tests.doors.door import CASE, CHOSEN, Door, P
from tests.doors.stands import Stand
from tests.world.cases import (
    appeals,
    automatic,
    case_at,
    closed_today,
    part_owed,
    promises_and_redirects,
)
from tests.world.dashboards import on_walls
from tests.world.polls import asked as asked_of_residents
from tests.world.portal import open_door
from tests.world.reports import reported
from tests.world.town import (
    asked_about,
    dummy_connection,
    export_feed,
    foreign_token,
    found_post,
    hire,
    make_town,
    mentioned,
    waiting_letter,
)
from tests.world.work import asked_and_looked, coordinated, measured, rated, some_tasks


@dataclass
class World:
    """Two municipalities; in the first somebody of every role has a part in the same cases."""

    place: Municipality
    abroad: Municipality
    keys: dict[str, list[Any]]
    values: dict[str, Any]
    people: dict[tuple[Role, Stand], Person] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)

    def person(self, role: Role, stand: Stand = Stand.HERE) -> Person:
        if (role, stand) not in self.people:
            place = self.abroad if stand is Stand.ABROAD else self.place
            code = "water" if stand is Stand.APART else "roads"
            self.people[role, stand] = hire(place, role, f"{role}-{stand.name}".lower(), code)
        return self.people[role, stand]

    def knock(self, door: Door, person: Person | None) -> Any:
        client = Client()
        if person:
            client.cookies[settings.SESSION_COOKIE_NAME] = self._session(person)
        data = {name: self._value(value) for name, value in door.data.items()}
        if door.key == CHOSEN:
            data["case"] = self.keys[CASE]
            address = reverse(door.name)
        else:
            address = reverse(door.name, args=self.keys.get(door.key, []))
        return getattr(client, door.method)(address, data)

    def try_door(self, door: Door, person: Person) -> tuple[int, int]:
        """Knock and undo it: the status, and how many journal entries it left."""
        self._session(person)
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

    def _session(self, person: Person) -> str:
        """Signing in costs more than most doors: once for each person."""
        if person.pk not in self.sessions:
            client = Client()
            client.force_login(person)
            self.sessions[person.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions[person.pk]

    def _value(self, value: Any) -> Any:
        made = self.values.get(value, value) if isinstance(value, str) else value
        return made() if callable(made) else made


def small(whole: Classifier) -> Classifier:
    """Three topics are enough to open doors with."""
    return Classifier(whole.groups[:1], whole.topics[:3])


@pytest.fixture
def world(db, tmp_path) -> World:
    place, other = make_town("nash"), make_town("chuzhoy")
    by, body = program(place.pk), Body.objects.get(municipality=place, code="roads")
    found = World(place, other, {}, {})
    load_classifier(municipality=place, starter=small(starter_classifier()))
    norm = {
        "code": "n",
        "title": "Н",
        "kind": "answer",
        "unit": "clock_hours",
        "value": 24,
        "source": "пример",
    }
    load_norms_and_routes(municipality=place, part=read({"norms": [norm]}))
    case, approval, answered, closed = (
        case_at(place, steps, found.person(Role.EXECUTOR)) for steps in (1, 2, 3, 4)
    )
    asked = answer.ask_block(case=case, question="Когда?", by=by, body=body)
    attached = annotate.attach(case=case, name="фото.jpg", chunks=[photo()], by=by)
    hidden = annotate.attach(case=case, name="двор.jpg", chunks=[photo("yard")], by=by)
    hide_parts(file=hidden, regions=[Region(0, 0, 1, 1)], by=by)
    with step(Verb.ATTACH, case, by=by) as work:
        waiting = annotate.lay(work, annotate.take_in("а.html", [b"<html>"], hold=True))
    day = set_calendar_day(
        municipality=place, day=timezone.localdate() + timedelta(days=40), kind="off", title="День округа", by=by
    )  # fmt: skip
    stored = files.store(["Тема;Текст инцидента\nСнег;Снег\n".encode()], limit=1000)
    columns = ColumnProfile.objects.create(
        municipality=place, name="Своя", system="own", columns={"text": "Жалоба"}
    )
    run = intake.open_run(
        municipality=place, file_key=stored.key, file_name="a.csv", file_size=1, by=by
    )
    topic = Topic.objects.filter(municipality=place, parent__isnull=False).first()
    away = set_substitution(
        absent=found.person(Role.HEAD_OF_CENTRE), substitute=found.person(Role.AUDITOR), reason="vacation", by=by,
        since=timezone.localdate() + timedelta(days=9), until=timezone.localdate() + timedelta(days=10),
    )  # fmt: skip
    hold = place_hold(case=case, reason="Суд", by=by)
    proposal = make_proposal(
        municipality=place, subject="centre", text="Усилить", by=by, made_by=found.person(Role.BLOCK_HEAD)
    )  # fmt: skip
    change = ask_for(proposal=proposal, ask=Ask.OTHER, name="Ставка", by=by)
    leader = found.person(Role.BLOCK_LEADER).duties.get()
    curator = found.person(Role.CURATOR)
    act = acts.save_act(act=None, title="О создании центра", by=by)
    scan = acts.attach_text(act=act, upload=SimpleUploadedFile("а.pdf", b"%PDF-1.7"), by=by)
    acts.ask_to_read(act=act, people=[curator], by=by)
    way = directions.set_direction(
        direction=None, title="Открытые данные", since=timezone.localdate(), by=by
    )
    base = acts.save_normative_act(act=None, title="О порядке", by=by)
    found.person(Role.ADMINISTRATOR)  # without one nobody could change rights
    changed = change_right(
        municipality=place, role=Role.STAFF, permission=P.MERGE, scope=Scope.OWN, reason="Приказ", by=by
    )  # fmt: skip
    place.refresh_from_db()
    indicator = add_indicator(municipality=place, name="В срок", by=by)
    owner = set_owner(municipality=place, indicator=indicator.code, person=curator, by=by)
    people = open_people_import(
        municipality=place, name="люди.csv", chunks=["ФИО;Должность\nКим Ян;Повар\n".encode()], by=by
    )  # fmt: skip
    spot = add_place(municipality=place, kind="settlement", type="село", name="Ключи", by=by)
    listed = open_places(
        municipality=place, name="места.csv", chunks=["что это;название\nдорога;А — Б\n".encode()], by=by
    )  # fmt: skip
    layer = add_layer(municipality=place, name="Фонари", icon="lightbulb", by=by)
    lamps = open_objects(
        layer=layer, name="ф.csv", chunks=["номер;широта;долгота\n1;54;46\n".encode()], by=by
    )
    lamp = MapObject.objects.create(municipality=place, layer=layer, number="7", lat=54.0, lon=46.0)
    borders = AreaSet.objects.create(
        municipality=place, kind="outline", file_name="г.geojson", made_at=timezone.now()
    )
    participant = add_participant(
        municipality=place, body=body, grounds=Grounds(timezone.localdate(), "так"), by=by
    )
    opened = open_problem(municipality=place, cases=[approval, answered], by=by)
    problem = opened.problem
    problem_work.charge(problem=problem, body=body, executor=found.person(Role.EXECUTOR), by=by)
    proof = problem_work.attach_proof(problem=problem, name="фото.jpg", chunks=[photo()], by=by)
    guess = ProblemGuess.objects.create(
        municipality=place, leader=case, score=0.7, made_at=timezone.now()
    )
    guess.cases.set([case, closed])
    answering = ProblemAnswer.objects.create(
        problem=problem, text="Вывезли", at=timezone.now(), by_name="Кто-то"
    )
    followed = automatic(place, case, topic)
    seen = found_post(place)
    found.keys = followed | asked_of_residents(place, body) | on_walls(place) | {
        "watched": [seen.entry.page_id], "found post": [seen.pk],
        "problem": [problem.pk], "problem act": [opened.pk], "problem file": [problem.pk, proof.address],
        "guess": [guess.pk], "answering": [answering.pk], "in problem": [approval.pk],
        "act": [act.pk], "act file": [act.pk, scan.address], "act reader": [act.pk, act.sheet.get().pk],
        "normative": [base.pk], "direction": [way.pk],
        CASE: [case.pk], "file": [case.pk, attached.address], "hidden file": [case.pk, hidden.address],
        "held file": [waiting.address], "approval": [approval.pk], "version": [approval.pk, 1],
        "stage": [ApprovalStage.objects.create(municipality=place, order=5, title="Ш", role="head_of_centre", regime="appeal").pk],
        "template": [AnswerTemplate.objects.create(municipality=place, title="Т", text="Сделаем").pk], "answered": [answered.pk],
        "closed": [closed.pk], "request": [asked.pk], "part": [part_owed(case, body).pk], "person": [curator.pk],
        "duty": [curator.duties.get().pk], "day": [day.pk], "run": [run.pk], "layout": [columns.pk],
        "channel_use": [ChannelUse.objects.create(municipality=place, code="vk").pk],
        "topic": [topic.pk], "norm": [place.norms.get().pk], "substitution": [away.pk], "grant": [changed.pk],
        "place": [spot.pk], "places import": [listed.pk],
        "layer": [layer.pk], "layer file": [layer.pk, "csv"], "layer import": [lamps.pk],
        "map object": [lamp.pk], "areas": [borders.pk],
        "people": [people.pk], "owner": [owner.pk], "participant": [participant.pk],
        "proposal": [proposal.pk], "proposal-verb": [proposal.pk, "approve"], "change": [proposal.pk, change.pk],
        "block": [body.block_id], "block-verb": [body.block_id, "rename"], "body": [body.pk],
        "leader": [body.block_id, leader.pk], "body-verb": [body.pk, "change"],
        "link": [invite(person=curator, by=by)],
        "passkey": [10**9], "slice": [10**9], "session": ["0" * 16], "token": [10**9],  # personal: of nobody here
        "letter": [waiting_letter(place).pk], "connector": ["dummy"], "hook": ["nobody"],
        "connection": [(connection := dummy_connection(place)).pk], "mention": [mentioned(connection).pk], "feed": [export_feed(place).pk],
        "book": ["topics"], "nowhere": ["v1/nowhere"], "book file": ["topics", "csv"],
        "format": ["xml"], "service": ["no", "xml"], "request number": ["1", "xml"], "request token": ["1", "xml"],
        "token of": [foreign_token(place, by)], "api case": [case.pk],
        "subject": [asked_about(place).pk],
        "hold": [case.pk, hold.pk], "held": [hold.pk], "retention": ["raw"], "kpi": ["T1"], "rung": ["near"],
        "learned": [LearnedModel.objects.create(municipality=place, target="topic", version=1, state="former", made_at=timezone.now(), examples=1).pk],
        "sure list": [ConfirmRun.objects.create(municipality=place, at=timezone.now(), threshold=90).pk],
        "recount": [Recount.objects.create(municipality=place, asked_at=timezone.now(), state="ready").pk],
        **promises_and_redirects(place, case, attached, found.person(Role.EXECUTOR)),
        "entry": [JournalEntry.objects.filter(municipality_id=place.pk).count()],
    }  # fmt: skip
    found.keys |= asked_and_looked(place, closed)
    found.keys |= coordinated(place, problem, body)
    found.keys |= rated(place, body)
    found.keys |= measured(place, body)
    found.keys |= reported(place)
    found.keys |= open_door(place, topic)
    found.keys |= appeals(place, found.person(Role.EXECUTOR))
    found.values = {
        "problem": str(problem.pk), "in problem": str(approval.pk), "answered": str(answered.pk),
        "person": str(curator.pk), "topic": topic.code, "body": str(body.pk), "block": str(body.block_id), "number": closed.number,
        "upload": lambda: SimpleUploadedFile("ф.txt", b"text"),
        "table": lambda: SimpleUploadedFile("t.csv", "Тема;Текст инцидента\nСнег;Снег\n".encode()),
    }  # fmt: skip
    today = closed_today(place, found.person(Role.EXECUTOR))
    task_keys, task_values = some_tasks(place, found.person(Role.EXECUTOR), body, today)
    found.keys |= task_keys
    found.values |= task_values
    return found
