"""Our Open311 server: the conformance kit over loopback, and what the kit cannot see."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from mcu.api.tests.conftest import caller_of
from mcu.cases.actions import finish
from mcu.cases.models import Case
from mcu.channels.actions import connect
from mcu.clients.georeport.conformance import GROUPS, check
from mcu.clients.georeport.conformance.report import Group, Mark
from mcu.clients.georeport.conformance.talk import Talk
from mcu.clients.georeport.formats import read
from mcu.connectors.tests.standin import Asked, Reply, StandIn, standing
from mcu.intake.models import Arrival
from mcu.org.rules.roles import program
from mcu.portal.models import Question

ROOT, HERE = "/open311/v2", "127.0.0.1"
SETTINGS = {
    "contact": "Отдел, 8 800", "key_service": "у центра", "listed": "own", "test": True,
}  # fmt: skip


def opened(town, **given):
    """The server is switched on, and one topic asks two questions."""
    place = town.place
    Question.objects.create(
        municipality=place, topic=town.topic.code, text="Где яма", options=["на дороге", "во дворе"],
        required=True,
    )  # fmt: skip
    Question.objects.create(municipality=place, topic=town.topic.code, text="Номер дома")
    return connect(
        transport="georeport", name="Open311", settings=SETTINGS | given, reads=True, replies=False,
        by=program(place.pk),
    )  # fmt: skip


def form(town, key: str, **more: str) -> dict[str, str]:
    question = Question.objects.get(municipality=town.place, required=True)
    fields = {
        "api_key": key, "service_code": town.topic.code, "lat": "52.1", "long": "47.3",
        "description": "Яма <script>alert(1)</script>, звоните 8 912 345-67-89",
        "first_name": "Пётр", "last_name": "Иванов", "phone": "89123456789",
        f"attribute[q{question.pk}]": "2", **more,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


@pytest.fixture
def site_of(town) -> Callable[..., object]:
    opened(town)
    key = caller_of(town.head).secret
    client = Client(SERVER_NAME=HERE)

    def send(**more: str):
        return client.post(f"{ROOT}/requests.json", form(town, key, **more))

    return send


class Spoiled(StandIn):
    """Our own server with one thing spoiled on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.spoil: Callable[[Asked, Reply], Reply] = lambda _, reply: reply

    def answer(self, asked: Asked) -> Reply:
        try:
            got = Client(SERVER_NAME=HERE).generic(
                asked.method, ROOT + asked.path, asked.body, asked.headers.get("content-type", ""),
                query_params=asked.query,
            )  # fmt: skip
            names = ("Content-Type", "Access-Control-Allow-Origin")
            headers = {name: got[name] for name in names if name in got}
            return self.spoil(asked, Reply(got.content, got.status_code, headers))
        finally:
            connections.close_all()


def turned(reply: Reply, change: Callable[[list], object]) -> Reply:
    """The same answer with its JSON changed."""
    if b"json" not in reply.headers["Content-Type"].encode() or reply.status != 200:
        return reply
    data = json.loads(reply.content)
    made = change(data)
    reply.content = json.dumps(data if made is None else made).encode()
    return reply


def every(name: str, value: Callable[[dict], object]) -> Callable[[Asked, Reply], Reply]:
    def spoil(asked: Asked, reply: Reply) -> Reply:
        def change(rows: list) -> None:
            for row in rows:
                if isinstance(row, dict) and name in row:
                    row[name] = value(row)

        return turned(reply, change)

    return spoil


def headless(name: str) -> Callable[[Asked, Reply], Reply]:
    def spoil(asked: Asked, reply: Reply) -> Reply:
        reply.headers[name] = (
            reply.headers.get(name, "").replace("; charset=utf-8", "").replace("*", "")
        )
        return reply

    return spoil


def coded(status: int, code: int) -> Callable[[Asked, Reply], Reply]:
    def spoil(asked: Asked, reply: Reply) -> Reply:
        reply.status = code if reply.status == status else reply.status
        return reply

    return spoil


def blind_to(*names: str) -> Callable[[Asked, Reply], Reply]:
    """A server that does not know these parameters."""

    def spoil(asked: Asked, reply: Reply) -> Reply:
        if asked.method == "GET" and set(names) & set(asked.query):
            kept = {name: value for name, value in asked.query.items() if name not in names}
            got = Client(SERVER_NAME=HERE).get(ROOT + asked.path, kept)
            return Reply(
                got.content, got.status_code, reply.headers | {"Content-Type": got["Content-Type"]}
            )
        return reply

    return spoil


def emptied(asked: Asked, reply: Reply) -> Reply:
    """An empty parameter is taken for a filter."""
    return Reply(b"[]", 200, reply.headers) if "" in asked.query.values() else reply


WRONG = {
    1: lambda asked, reply: turned(reply, lambda data: data | {"contact": ""}) if "discovery" in asked.path else reply,
    2: headless("Content-Type"),
    3: lambda asked, reply: turned(reply, lambda data: {"services": data} if asked.path == "/services.json" else None),
    4: every("type", lambda row: "sometimes"),
    5: coded(404, 200),
    6: every("metadata", lambda row: "false"),
    7: coded(403, 200),
    8: lambda asked, reply: Reply(b'[{"service_request_id": "1", "token": "a"}]', 200, reply.headers) if asked.method == "POST" else reply,
    9: coded(404, 500),
    10: blind_to("status"),
    11: emptied,
    12: coded(404, 200),
    13: every("service_request_id", lambda row: 17),
    14: every("requested_datetime", lambda row: row["requested_datetime"][:19]),
    15: coded(404, 403),
    16: lambda asked, reply: Reply(b"no", reply.status, reply.headers) if reply.status >= 400 else reply,
    17: headless("Access-Control-Allow-Origin"),
}  # fmt: skip


@pytest.mark.row(142)
def test_our_server_passes_the_kit_whole_and_a_spoiled_one_fails_the_right_group(
    site, served, capsys
):
    opened(served)
    key = caller_of(served.head).secret
    Client(SERVER_NAME=HERE).post(f"{ROOT}/requests.json", form(served, key))
    report = check(talk := Talk(site + ROOT, key=key, jurisdiction=served.place.code))
    talk.close()
    assert "\n".join(line for line in report.lines() if "✗" in line) == ""
    assert report.conforms
    assert report.count(Mark.PASSED) > 100
    service = Spoiled()
    with standing(service):
        for number, (title, run) in enumerate(GROUPS, 1):
            service.spoil, group = WRONG[number], Group(number, title)
            run(talk := Talk(service.base, key=key if number in {7, 8, 9} else ""), group)
            talk.close()
            assert group.mark == Mark.FAILED, title
    with pytest.raises(SystemExit):
        call_command("open311", "check", service.base + "/nowhere", "--json")
    told = json.loads(capsys.readouterr().out)
    assert not told["conforms"]
    assert len(told["groups"]) == 17


def test_a_request_goes_the_usual_way_and_shows_no_person(town, site_of):
    sent = site_of()
    assert sent.status_code == 201, sent.content.decode()
    [told] = sent.json()
    case = Case.objects.get(number=told["service_request_id"])
    assert (case.topic, case.channel) == (town.topic, "web")
    assert "Где яма — во дворе" in case.text
    assert (case.said_point.lat, case.said_point.lon) == (52.1, 47.3)
    assert Arrival.objects.get().state == Arrival.State.DONE
    shown = Client(SERVER_NAME=HERE).get(f"{ROOT}/requests/{case.number}.xml").content.decode()
    for personal in ("Иванов", "Пётр", "912", "<script"):
        assert personal not in shown
    row = Client(SERVER_NAME=HERE).get(f"{ROOT}/requests.json").json()[0]
    assert datetime.fromisoformat(row["expected_datetime"]) == case.due_at.replace(microsecond=0)
    assert (row["status"], row["agency_responsible"]) == ("open", "")
    assert (row["lat"], row["long"]) == (52.1, 47.3)


def test_the_same_form_twice_is_one_request(site_of):
    assert site_of().json() == site_of().json()
    assert site_of(description="Другая яма").json() != site_of().json()
    assert Case.objects.count() == 2


def test_only_what_the_town_has_chosen_is_listed_and_never_an_appeal(town, site_of):
    town.case("Яма у школы")
    site_of()
    assert len(Client(SERVER_NAME=HERE).get(f"{ROOT}/requests.json").json()) == 1
    channel = Arrival.objects.get().channel
    from_all = connect(
        transport="georeport", name="Все", settings=SETTINGS | {"listed": "every"}, reads=True,
        replies=False, by=program(town.place.pk),
    )  # fmt: skip
    channel.active = False
    channel.save()
    assert from_all.active
    Case.objects.update(topic=town.topic)
    town.case("Обращение", regime="appeal", channel="letter")
    Case.objects.filter(regime="appeal").update(topic=town.topic)
    listed = Client(SERVER_NAME=HERE).get(f"{ROOT}/requests.json").json()
    assert len(listed) == 2
    assert "Обращение" not in str(listed)


def test_updates_tell_the_end_with_its_words(town, site_of):
    case = Case.objects.get(number=site_of().json()[0]["service_request_id"])
    finish.close(case=case, outcome="solved", by=town.actor())
    [update] = Client(SERVER_NAME=HERE).get(f"{ROOT}/servicerequestupdates.json").json()
    assert (update["service_request_id"], update["status"], update["description"]) == (
        case.number, "closed", "Решено",
    )  # fmt: skip
    document = read(
        "xml", Client(SERVER_NAME=HERE).get(f"{ROOT}/servicerequestupdates.xml").content
    )
    assert document.root == "service_requests_updates"
    assert Client(SERVER_NAME=HERE).get(f"{ROOT}/requests.json", {"status": "open"}).json() == []


def test_two_towns_are_told_apart_by_their_jurisdiction(town, elsewhere, site_of):
    site_of()
    opened(elsewhere)
    assert Client(SERVER_NAME=HERE).get(f"{ROOT}/services.json").status_code == 400
    there = Client(SERVER_NAME=HERE).get(
        f"{ROOT}/requests.json", {"jurisdiction_id": elsewhere.place.code}
    )
    assert there.json() == []
    foreign = Client(SERVER_NAME=HERE).post(
        f"{ROOT}/requests.json",
        form(elsewhere, caller_of(town.head).secret, jurisdiction_id=elsewhere.place.code),
    )
    assert foreign.status_code == 403


def test_switched_off_it_is_not_there(db):
    for path in ("discovery.xml", "v2/services.json", "v2/requests.xml"):
        assert Client(SERVER_NAME=HERE).get(f"/open311/{path}").status_code == 404


def refused(response, *statuses: int) -> str:
    assert response.status_code in statuses, response.content.decode()
    told = response.json()[0]
    assert told["code"] == response.status_code
    assert any("а" <= letter <= "я" for letter in told["description"].lower())
    return told["description"]


def test_what_makes_no_sense_is_refused_in_words_and_leaves_nothing(town, site_of):
    question = Question.objects.get(municipality=town.place, required=True)
    for more in (
        {"lat": "сорок"}, {"lat": "nan"}, {"lat": "91"}, {"description": "a" * 4001},
        {f"attribute[q{question.pk}]": "99"}, {f"attribute[q{question.pk}]": ""},
        {"description": "ноль\x00"}, {"lat": "", "long": ""},
    ):  # fmt: skip
        refused(site_of(**more), 400)
    client = Client(raise_request_exception=False)
    key, door = form(town, caller_of(town.head).secret), f"{ROOT}/requests.json"
    refused(client.post(door, json.dumps(key), content_type="application/json"), 400)
    text = "application/x-www-form-urlencoded"
    refused(client.post(door, b"api_key=" + b"\xff" * 10, content_type=text), 403)
    spoiled = "&".join(f"{name}={value}" for name, value in (key | {"description": "Q"}).items())
    refused(client.post(door, spoiled.encode().replace(b"=Q", b"=%FF%FE"), content_type=text), 400)
    refused(client.post(door, b"a" * (2**20 + 1), content_type=text), 413)
    refused(client.post(door, b"a=1&" * 3000, content_type=text), 400)
    refused(client.delete(door), 405)
    refused(client.post(door, key | {"api_key": caller_of(town.executor).secret}), 403)
    refused(client.post(door, key | {"api_key": caller_of(town.head, "read").secret}), 403)
    late = (timezone.now() - timedelta(days=200)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for query in (
        {"status": "lost"}, {"start_date": "вчера"}, {"start_date": "2026-01-01"}, {"page": "-1"},
        {"start_date": late, "end_date": "2099-01-01T00:00:00Z"}, {"service_request_id": "a\x00"},
    ):  # fmt: skip
        refused(client.get(door, query), 400)
    assert not Case.objects.exists()
    assert not Arrival.objects.exists()
