"""Signed events of a system that is described by data: let in, understood, answered, refused."""

import base64
import hashlib
import hmac
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.clients.failure import Failure
from mcu.connectors.contract import Act, Knock, NotTheService, Parcel
from mcu.connectors.region.connector import RegionConnector
from mcu.connectors.region.form import RegionForm
from mcu.connectors.region.mapping import parse, usual
from mcu.connectors.tests.standin import Asked, Reply, StandIn, standing

CREATED = (Path(__file__).parents[1] / "payloads" / "created.json").read_bytes()
SECRET = "очень-длинный-секрет"


def connector(**more: str) -> RegionConnector:
    given = {"secret": SECRET, "header": "X-Hub-Signature", "way": "hex", "offset": "+03:00"}
    return RegionConnector(given | {"mapping": usual(), "base": ""} | more)


def signed(body: bytes, way: str) -> str:
    whole = hmac.new(SECRET.encode(), body, hashlib.sha256)
    ways = {"hex": whole.hexdigest(), "prefixed": f"sha256={whole.hexdigest()}"}
    return ways.get(way) or base64.b64encode(whole.digest()).decode()


@pytest.mark.parametrize("way", ["hex", "base64", "prefixed"])
def test_an_event_is_let_in_only_with_its_signature(way):
    it = connector(way=way)
    header = {"x-hub-signature": signed(CREATED, way)}
    assert it.knock(Knock(CREATED, header, {})).key == it.knock(Knock(CREATED, header, {})).key
    for body, headers in (
        (CREATED + b" ", header),
        (CREATED, {}),
        (CREATED, {"x-hub-signature": "ё"}),
    ):
        with pytest.raises(NotTheService):
            it.knock(Knock(body, headers, {}))


def test_an_event_is_understood_by_its_mapping():
    [item] = connector().read(CREATED)
    assert (item.key, item.act, item.at.isoformat()) == (
        "region:501", Act.SAID, "2026-11-20T06:00:00+00:00",
    )  # fmt: skip
    assert item.text == "Освещение\n\nВо дворе не горит фонарь\n\nАдрес: ул. Полевая, 3"
    assert (item.author.name, item.author.contacts) == ("Зоя Ключевская", ("+7 900 000-00-00",))
    assert [(file.name, file.url) for file in item.files] == [
        ("двор.jpg", "https://region.example/f/1.jpg")
    ]


def test_many_messages_in_one_event_and_words_of_another_system():
    words = (
        'items = "data"\nid = "no"\ntext = "t"\nat = "ts"\nact = "k"\n[acts]\nkilled = "withdrawn"'
    )
    body = {
        "data": [
            {"no": 1, "t": "Яма", "ts": 1795000000},
            {"no": 2, "k": "killed", "ts": 1795000000000},
        ]
    }
    first, second = connector(mapping=words).read(json.dumps(body).encode())
    assert (first.text, second.act, first.at == second.at) == ("Яма", Act.WITHDRAWN, True)
    assert first.author.id != second.author.id


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["message", "id", "text", "author", "created_at"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_json_comes_it_is_understood_or_refused_as_broken(said):
    with suppress(KeyError, TypeError, ValueError):  # kept as «не разобрано»
        connector().read(json.dumps(said).encode())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("id = 'a'", "где текст"),
        ("id = 'a'\ntext = 'b'\ncolour = 'c'", "«colour» нет"),
        ("id = 1\ntext = 'b'", "путь в кавычках"),
        ("id", "не читается"),
        ("id = 'a'\ntext = 'b'\n[acts]\nx = 'burnt'", "значат одно из"),
        ("id = 'a'\ntext = 'b'\nacts = 3", "значат одно из"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(words, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse(words)


def test_the_sample_is_tried_before_the_settings_are_kept():
    assert "сообщений — 1, первое от 20.11.2026" in connector(sample=CREATED.decode()).probe()
    with pytest.raises(Failure, match="нет номера") as told:
        connector(sample="{}").probe()
    assert told.value.stops
    form = RegionForm(
        {
            "secret": "коротко",
            "header": "X",
            "way": "hex",
            "offset": "3",
            "mapping": "x",
            "sample": "{",
        }
    )
    assert {"secret", "offset", "mapping", "sample"} <= set(form.errors)


class System(StandIn):
    def answer(self, asked: Asked) -> Reply:
        return Reply({"id": 9, "url": "https://region.example/a/9"})


def test_an_answer_leaves_signed_where_there_is_an_address():
    parcel = Parcel("answer:1", 5, {"id": "501"}, "Починим завтра.")
    with pytest.raises(Failure, match="не принимает") as told:
        connector().send(parcel)
    assert told.value.permanent
    with standing(System()) as system, connector(base=f"{system.base}/answers") as it:
        assert it.send(parcel).id == "9"
        [asked] = system.asked
        assert asked.path == "/answers"
        assert asked.json == {"key": "answer:1", "id": "501", "text": "Починим завтра."}
        assert asked.headers["x-hub-signature"] == signed(asked.body, "hex")
        system.troubles = [Reply({}, 404)]
        with pytest.raises(Failure) as told:
            it.send(parcel)
        assert told.value.permanent
