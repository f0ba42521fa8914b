"""The outside model: off by default, depersonalised text only, marked, and nothing waits for it."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from mcu.cases.actions.outside import set_model
from mcu.cases.models import Answer, OutsideModel
from mcu.cases.rules.outside import FAILURES, Ask, prompt
from mcu.clients.chat import Endpoint, ModelFailed, ask
from mcu.core import vault
from mcu.core.models import JournalEntry
from mcu.text.personal import find

KEY = "secret-key-1"
PERSONAL = (
    "[id7|Яна], Ковригина Зоя Петровна, 12.03.1961 г.р., живу: ул. Полевая, д. 8, кв. 14. Нет тепла!\n"
    "Тел. 8 900 000-14-57, zoya@example.ru, https://vk.com/id700, СНИЛС 000-000-000 00\n\n"
    "С уважением,\nКовригина З. П."
)
VALUES = ("Ковригин", "Зоя", "14-57", "zoya", "id700", "1961", "Полевая", "000-000", "кв. 14")


class Stand:
    """A server that speaks the protocol, on this computer only."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.tokens: list[tuple[str, str]] = []
        self.until = (time.time() + 1800) * 1000
        self.status, self.body, self.headers = 200, self.said("Тепло дадут […]."), {}
        stand = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/token":
                    self.give(sent.decode())
                    return
                body = json.loads(sent)
                stand.asked.append(
                    {"path": self.path, "key": self.headers["Authorization"], **body}
                )
                self.send_response(stand.status)
                for name, value in stand.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(stand.body)

            def give(self, sent: str) -> None:
                stand.tokens.append((self.headers["Authorization"], sent))
                self.send_response(200 if "good" in self.headers["Authorization"] else 401)
                self.end_headers()
                given = {"access_token": f"token-{len(stand.tokens)}", "expires_at": stand.until}
                self.wfile.write(json.dumps(given).encode())

            def log_message(self, *_: object) -> None:
                """Nothing is written."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def said(self, text: object) -> bytes:
        return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


@pytest.fixture
def stand() -> Iterator[Stand]:
    made = Stand()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def model(town, stand):
    return set_model(
        municipality=town.place, active=True, base_url=stand.address, model="own-1", key=KEY,
        proxy="", ca="", by=town.actor(),
    )  # fmt: skip


def test_no_personal_data_leaves(town, web, stand, model):
    case = town.case(PERSONAL)
    assert web.head.post(f"/cases/{case.pk}/machine/", {"what": "draft"}).status_code == 200
    (sent,) = stand.asked
    assert (sent["path"], sent["key"], sent["model"]) == (
        "/v1/chat/completions",
        f"Bearer {KEY}",
        "own-1",
    )
    whole = json.dumps(sent, ensure_ascii=False)
    assert "Нет тепла" in whole
    assert not [value for value in VALUES if value in whole]
    assert not find(sent["messages"][1]["content"])
    assert case.number not in whole


@pytest.mark.parametrize("what", Ask.values)
def test_whatever_is_asked_is_without_people(what):
    sent = prompt(Ask(what), PERSONAL, topic="Отопление", replies=[PERSONAL, ""])
    assert not [value for value in VALUES if value in sent.question]
    assert sent.question.count("Нет тепла") == 2


def test_it_is_off_until_it_is_switched_on(town, web, stand):
    case = town.case("Нет тепла")
    assert "Черновик от модели" not in web.head.get(f"/cases/{case.pk}/").content.decode()
    answer = web.head.post(f"/cases/{case.pk}/machine/", {"what": "draft"})
    assert answer.status_code == 422
    assert "Внешняя модель выключена" in answer.content.decode()
    assert stand.asked == []


def test_a_draft_of_the_machine_is_marked_in_the_card_and_in_the_journal(town, web, model):
    case = town.case("Нет тепла")
    assert "Черновик от модели" in web.head.get(f"/cases/{case.pk}/").content.decode()
    page = web.head.post(f"/cases/{case.pk}/machine/", {"what": "draft"}).content.decode()
    assert "Тепло дадут […]." in page
    assert "черновик машины" in page
    assert not Answer.objects.exists()
    web.head.post(f"/cases/{case.pk}/machine/take/", {"text": "Тепло дадут завтра."})
    answer = Answer.objects.get()
    assert (answer.text, answer.machine, answer.state) == ("Тепло дадут завтра.", "own-1", "draft")
    assert "черновик машины" in web.head.get(f"/cases/{case.pk}/").content.decode()
    acts = JournalEntry.objects.filter(action__startswith="case.machine").order_by("pk")
    assert [entry.after for entry in acts] == [
        {"what": "черновик ответа", "model": "own-1", "done": "ответила"},
        {"model": "own-1", "answer": 1},
    ]


def test_a_model_that_is_down_says_so_and_nothing_is_lost(town, web, stand, model):
    stand.status, stand.body = 503, b"{}"
    case = town.case("Нет тепла")
    answer = web.head.post(f"/cases/{case.pk}/machine/", {"what": "summary"})
    assert answer.status_code == 422
    assert FAILURES["silent"] in answer.content.decode()
    assert JournalEntry.objects.get(action="case.machine").after["done"] == "не ответила"
    assert web.head.get(f"/cases/{case.pk}/").status_code == 200


def test_the_key_is_sealed_kept_and_never_shown(town, web, model):
    assert vault.unseal(OutsideModel.objects.get().key) == KEY
    form = {"active": "on", "base_url": "https://api.example.ru/v1", "model": "m2", "key": ""}
    assert web.head.post("/cases/outside/set/", form).status_code == 302
    row = OutsideModel.objects.get()
    assert (row.model, vault.unseal(row.key)) == ("m2", KEY)
    page = web.head.get("/cases/outside/").content.decode()
    assert KEY not in page
    assert "m2" in page
    assert KEY not in json.dumps(list(JournalEntry.objects.values("before", "after")))
    wrong = web.head.post("/cases/outside/set/", form | {"base_url": "http://api.example.ru"})
    assert (wrong.status_code, FAILURES["address"] in wrong.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (401, b"", "key"),
        (404, b"", "model"),
        (429, b"", "busy"),
        (500, b"", "silent"),
        (302, b"", "answer"),
        (200, b"<html>", "answer"),
        (200, b'{"choices": []}', "answer"),
        (200, b'{"choices": [{"message": {"content": null}}]}', "answer"),
        (200, b"[" * 100_000, "answer"),
        (200, b" " * (2**20 + 1), "answer"),
    ],
)
def test_every_failure_has_its_sentence(stand, status, body, why):
    stand.status, stand.body, stand.headers = status, body, {"Location": "http://127.0.0.1:1/"}
    with pytest.raises(ModelFailed) as failed:
        ask(Endpoint(stand.address, "m"), "s", "q")
    assert failed.value.why == why
    assert FAILURES[why].endswith((".", "."))


def test_nobody_there_an_open_address_and_a_wrong_certificate_are_failures():
    for endpoint, why in (
        (Endpoint("http://127.0.0.1:9", "m"), "silent"),
        (Endpoint("http://api.example.ru", "m"), "address"),
        (Endpoint("file:///etc/passwd", "m"), "address"),
        (Endpoint("https://127.0.0.1:9", "m", ca="no pem"), "ca"),
    ):
        with pytest.raises(ModelFailed) as failed:
            ask(endpoint, "s", "q")
        assert failed.value.why == why


def test_a_key_is_given_for_a_token_that_is_kept_until_it_runs_out(stand):
    where = {"token_address": stand.address.replace("/v1", "/token"), "scope": "GIGACHAT_API_B2B"}
    model = Endpoint(stand.address, "giga", f"good-{stand.address}", **where)
    for _ in range(2):
        ask(model, "Кто ты", "Что делать?")
    assert stand.tokens == [(f"Basic good-{stand.address}", "scope=GIGACHAT_API_B2B")]
    assert [one["key"] for one in stand.asked] == ["Bearer token-1"] * 2
    stand.status = 401
    with pytest.raises(ModelFailed) as refused:
        ask(model, "Кто ты", "Что делать?")
    assert refused.value.why == "key"
    assert stand.asked[-1]["key"] == "Bearer token-2", "a refused token is asked for anew, once"

    stand.status, stand.until = 200, time.time() + 10
    short = Endpoint(stand.address, "giga", f"good-short-{stand.address}", **where)
    for _ in range(2):
        ask(short, "Кто ты", "Что делать?")
    assert len(stand.tokens) == 4, "one that ends within a minute is not used again"


def test_a_key_that_gives_no_token_says_so(stand):
    wrong = Endpoint(
        stand.address, "giga", "bad", token_address=stand.address.replace("/v1", "/token")
    )
    with pytest.raises(ModelFailed) as refused:
        ask(wrong, "Кто ты", "Что делать?")
    assert (refused.value.why, stand.asked) == ("key", [])
    assert stand.tokens == [("Basic bad", "grant_type=client_credentials")]
