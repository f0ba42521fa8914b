"""Another server's requests: window after window, once, a changed one again, a full answer in halves."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from mcu.clients.failure import Failure
from mcu.clients.georeport.formats import write
from mcu.connectors.open311 import connector as module
from mcu.connectors.open311.connector import Open311Connector
from mcu.connectors.tests.standin import Asked, Reply, StandIn, standing

NOW = datetime.now(UTC).replace(microsecond=0)


class City(StandIn):
    """A server that filters by its dates and gives at most three rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict] = []

    def has(self, number: int, hours: int, **more: object) -> dict:
        row = {
            "service_request_id": str(number), "status": "open", "service_code": "yamy",
            "service_name": "Ямы", "description": f"Яма {number}", "lat": 52.1, "long": 47.3,
            "requested_datetime": (NOW - timedelta(hours=hours)).isoformat(), "address": "Полевая, 9",
            **more,
        }  # fmt: skip
        self.rows.append(row)
        return row

    def answer(self, asked: Asked) -> Reply:
        form = asked.path.rsplit(".", 1)[1]
        if "services" in asked.path:
            return self.tell(form, "services", [{"service_code": "yamy"}])
        since, until = (
            datetime.fromisoformat(asked.query[name]) for name in ("start_date", "end_date")
        )
        rows = [
            r
            for r in self.rows
            if since <= datetime.fromisoformat(r["requested_datetime"]) <= until
        ]
        return self.tell(form, "service_requests", rows[:3])

    def tell(self, form: str, root: str, rows: list[dict]) -> Reply:
        return Reply(write(form, root, rows))


@pytest.fixture
def city():
    with standing(City()) as service:
        yield service


def taken(connector, batches) -> list:
    return [
        item for batch in batches for each in batch.payloads for item in connector.read(each.body)
    ]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_requests_are_read_the_same_from_both_formats(city, form):
    city.has(1, 5, media_url="https://city.example/1.jpg")
    city.has(2, 4, status="closed")
    city.has(3, 3, lat="", long="", description="")
    with Open311Connector({"base": city.base, "form": form, "jurisdiction": "city"}) as connector:
        assert "служб: 1" in connector.probe()
        first, third = taken(connector, connector.fetch({}, 0))
    assert (first.key, first.text, first.point) == ("open311:1", "Яма 1", (52.1, 47.3))
    assert (first.place["landmark"], first.topic) == ("Полевая, 9", "yamy")
    assert first.files[0].url == "https://city.example/1.jpg"
    assert (third.text, third.point) == ("Заявка без описания: Ямы", None)
    assert city.asked[-1].query["jurisdiction_id"] == "city"


def test_a_full_answer_is_asked_again_in_halves_and_nothing_is_left_off(city, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    for number in range(8):
        city.has(number, 150 - 18 * number)
    with Open311Connector({"base": city.base}) as connector:
        batches = list(connector.fetch({}, 0))
        assert {item.key for item in taken(connector, batches)} == {
            f"open311:{n}" for n in range(8)
        }
    ends = [batch.cursor["until"] for batch in batches]
    assert ends == sorted(ends)


def test_what_has_changed_is_another_payload_of_the_same_request(city):
    row = city.has(1, 5)
    with Open311Connector({"base": city.base}) as connector:
        [first] = list(connector.fetch({}, 0))
        [again] = list(connector.fetch(first.cursor, 0))
        assert again.payloads == first.payloads
        row["description"] = "Яма стала больше"
        [changed] = list(connector.fetch(first.cursor, 0))
        assert changed.payloads[0].key != first.payloads[0].key
        assert connector.read(changed.payloads[0].body)[0].key == "open311:1"
        assert [batch.cursor for batch in connector.since(NOW.date())] == [None]


@pytest.mark.parametrize(
    ("reply", "stops"),
    [
        (Reply({}, 403), True), (Reply({}, 404), True), (Reply({}, 500), False), (Reply({}, 429), False),
        (Reply(b"<html>"), False), (Reply(b"{"), False), (Reply(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), False),
        (Reply(json.dumps([1, 2]).encode()), False),
    ],
)  # fmt: skip
def test_a_refusal_says_whether_a_person_is_needed(city, reply, stops):
    city.troubles = [reply]
    form = "xml" if reply.body.startswith(b"<") else "json"
    with (
        Open311Connector({"base": city.base, "form": form}) as connector,
        pytest.raises(Failure) as refused,
    ):
        list(connector.fetch({}, 0))
    assert refused.value.stops == stops
