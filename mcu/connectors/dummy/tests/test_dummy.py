"""The sample connector against its service: what it asks, what it understands, what refusals mean."""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mcu.clients.failure import Failure
from mcu.connectors.contract import Act, Knock, NotTheService, Parcel, Sent
from mcu.connectors.dummy.connector import PAGE, DummyConnector
from mcu.connectors.dummy.tests.standin import DummyService
from mcu.connectors.tests.standin import Reply, standing

PAYLOADS = Path(__file__).parents[1] / "payloads"


@pytest.fixture
def service():
    with standing(DummyService()) as it:
        yield it


@pytest.fixture
def connector(service):
    with DummyConnector({"base": service.base, "token": "key", "secret": "s"}) as it:
        yield it


def recorded(name: str):
    [item] = DummyConnector({"base": "http://x"}).read((PAYLOADS / f"{name}.json").read_bytes())
    return item


def test_recorded_payloads_are_understood():
    said = recorded("said")
    assert (said.key, said.act, said.author.name) == ("dummy:41", Act.SAID, "Зоя Ключевская")
    assert said.at == datetime(2026, 11, 20, 6, tzinfo=UTC)
    assert [file.name for file in said.files] == ["двор.png"]
    assert (recorded("edited").act, recorded("withdrawn").act) == (Act.EDITED, Act.WITHDRAWN)
    assert recorded("edited").key == said.key


def test_the_feed_is_read_page_by_page_from_the_cursor(service, connector):
    for number in range(PAGE + 5):
        service.says(f"Сообщение {number}")
    batches = list(connector.fetch({}, 0))
    assert [len(batch.payloads) for batch in batches] == [PAGE, 5]
    assert list(connector.fetch(batches[-1].cursor, 0)) == []
    assert all(batch.cursor is None for batch in connector.since(date(2026, 11, 1)))


def test_an_event_is_let_in_only_with_its_signature(connector):
    body = (PAYLOADS / "said.json").read_bytes()
    sign = hmac.new(b"s", body, hashlib.sha256).hexdigest()
    assert connector.knock(Knock(body, {"x-signature": sign}, {})).key == "41"
    for wrong in ("", "0" * 64, "é"):
        with pytest.raises(NotTheService):
            connector.knock(Knock(body, {"x-signature": wrong}, {}))


def test_a_reply_carries_its_key_and_may_be_changed_and_taken_back(service, connector):
    parcel = Parcel("answer:1", 5, {"thread": "t1", "id": 41}, "Вывезем завтра.")
    sent = connector.send(parcel)
    assert connector.send(parcel) == sent == Sent("r1", "https://dummy.example/r1")
    connector.amend(sent, parcel.to, "Вывезли.")
    assert service.replies["answer:1"]["text"] == "Вывезли."
    connector.withdraw(sent, parcel.to)
    assert service.withdrawn == {"r1"}


@pytest.mark.parametrize(
    ("reply", "permanent", "stops", "again"),
    [
        (Reply({}, 401), False, True, None),
        (Reply({}, 429, {"Retry-After": "7"}), False, False, timedelta(seconds=7)),
        (Reply({}, 404), True, False, None),
        (Reply({}, 500), False, False, timedelta(minutes=1)),
        (Reply(b"<html>proxy"), False, False, None),
    ],
)
def test_every_refusal_says_whether_it_passes(service, connector, reply, permanent, stops, again):
    service.troubles = [reply]
    with pytest.raises(Failure) as told:
        connector.probe()
    failure = told.value
    assert (failure.permanent, failure.stops, failure.retry_after) == (permanent, stops, again)
    assert failure.sentence.endswith(".")


def test_a_service_that_is_away_may_come_back():
    connector = DummyConnector({"base": "http://127.0.0.1:9", "token": "key"})
    with pytest.raises(Failure, match="не отвечает") as told:
        connector.probe()
    assert (told.value.permanent, told.value.whole) == (False, True)
    connector.close()
