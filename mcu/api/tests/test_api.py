"""The JSON API: read by the filters of the list, bring messages once, open nobody's data unseen."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from mcu.api.schemas import Filter
from mcu.api.tests.conftest import caller_of
from mcu.api.v1 import v1
from mcu.cases.models import Case
from mcu.cases.rules.feed import FeedFilter
from mcu.core.models import JournalEntry
from mcu.exchange.actions import incoming
from mcu.exchange.models import Call
from mcu.intake.models import Arrival
from mcu.org.rules.tokens import PREFIX

SNAPSHOT = Path(__file__).parent / "data" / "openapi-v1.json"
SAID = {"text": "На Полевой яма во всю дорогу, звоните Ивану: 8 912 345-67-89"}


def problem(response, status: int) -> dict:
    """The refusal, in the one shape of refusals and in Russian."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert set(told) == {"type", "title", "status", "detail", "code", "errors"}
    assert any("а" <= letter <= "я" for letter in told["detail"].lower())
    return told


def test_the_document_is_the_committed_one():
    document = v1.get_openapi_schema(path_prefix="/api/v1/")
    made = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("KEEP_OPENAPI"):
        SNAPSHOT.write_text(made)
    assert made == SNAPSHOT.read_text(), (
        "The API has changed. If that was meant: docs/api.md, then this test with KEEP_OPENAPI=1"
    )


def test_the_filters_are_those_of_the_list():
    unwritten = {"where"}  # conditions are built on a page
    assert set(Filter.model_fields) == set(FeedFilter.__dataclass_fields__) - unwritten


def test_pages_go_on_from_the_cursor_while_new_messages_come(
    town, caller, django_assert_num_queries
):
    now = timezone.now()
    for number in range(5):
        town.case(f"Яма номер {number}", received_at=now - timedelta(hours=number))
    first = caller.get("/cases", limit=2).json()
    town.case("Новая яма", received_at=now)
    second = caller.get("/cases", limit=2, cursor=first["next"]).json()
    third = caller.get("/cases", limit=2, cursor=second["next"]).json()
    texts = [row["text"] for page in (first, second, third) for row in page["items"]]
    assert texts == [f"Яма номер {number}" for number in range(5)]
    assert third["next"] == ""
    with django_assert_num_queries(4):  # pace, token, duties, cases
        caller.get("/cases", limit=200)
    oldest = caller.get("/cases", limit=1, sort="old").json()
    assert oldest["items"][0]["text"] == "Яма номер 4"
    assert (
        caller.get("/cases", sort="old", cursor=oldest["next"]).json()["items"][0]["text"]
        == "Яма номер 3"
    )


def test_a_list_is_narrowed_as_on_the_page(town, caller):
    town.case("Яма", channel="vk")
    town.case("Выбоина", channel="phone")
    assert [row["channel"] for row in caller.get("/cases", channel="phone").json()["items"]] == [
        "phone"
    ]
    assert caller.get("/cases", status="finished").json()["items"] == []
    assert len(caller.get("/cases", q="выбоины").json()["items"]) == 1


def test_whoever_sees_less_reads_less(town):
    mine = caller_of(town.executor)
    case = town.case()
    assert mine.get("/cases").json()["items"] == []
    problem(mine.get(f"/cases/{case.pk}"), 404)


def test_another_town_is_not_there(town, elsewhere, caller):
    problem(caller.get(f"/cases/{elsewhere.case().pk}"), 404)


def test_the_card_tells_clocks_with_their_norm_and_what_happened(
    town, caller, django_assert_max_num_queries
):
    case = town.case()
    with django_assert_max_num_queries(14):
        told = caller.get(f"/cases/{case.pk}").json()
    assert told["number"] == case.number
    assert told["terms"][0]["source"] == "пример"
    assert told["terms"][0]["why"]
    assert told["history"][0]["action"] == "case.register"


def test_nobodys_data_leave_without_the_scope_and_the_right_and_each_time_is_journalled(
    town, caller
):
    body = {"text": SAID["text"], "author": {"name": "Иванов Пётр", "phone": "89123456789"}}
    made = caller.post(body).json()["case"]["id"]
    told = caller.get(f"/cases/{made}").content.decode()
    assert "Иванов" not in told
    assert "912" not in told
    reason = {"reason": "answer"}
    plain = caller_of(town.head, "read", "write")
    assert (
        "personal" not in problem(plain("post", f"/cases/{made}/applicant", reason), 403)["detail"]
    )
    auditor = caller_of(town.auditor)
    assert auditor("post", f"/cases/{made}/applicant", reason).status_code in {403, 404}
    assert not JournalEntry.objects.filter(action="applicant.reveal").exists()
    opened = caller("post", f"/cases/{made}/applicant", reason).json()
    assert opened["name"] == "Иванов Пётр"
    assert opened["contacts"] == "89123456789"
    entry = JournalEntry.objects.get(action="applicant.reveal")
    assert (entry.actor_id, entry.object_id) == (town.head.pk, made)
    assert "Иванов" not in str(entry.after)
    problem(caller("post", f"/cases/{made}/applicant", {"reason": "любопытство"}), 422)


@pytest.mark.row(142)
def test_a_message_is_kept_raw_goes_the_usual_way_and_is_masked(town, caller):
    place = {"settlement": "Заречный", "street": "Полевая", "house": "9"}
    code = town.topic.code
    answer = caller.post(
        SAID
        | {"place": place, "point": {"lat": 52.1, "lon": 47.3}, "source": "ЕДДС", "topic": code}
    )
    assert answer.status_code == 201, answer.content.decode()
    case = Case.objects.get(pk=answer.json()["case"]["id"])
    assert (case.street, case.house, case.community, case.topic) == (
        "Полевая",
        "9",
        "ЕДДС",
        town.topic,
    )
    assert case.due_at == datetime.fromisoformat(answer.json()["case"]["due_at"])
    assert "912" not in case.text
    assert Arrival.objects.get().state == Arrival.State.DONE
    assert JournalEntry.objects.get(action="case.register").actor_id == town.head.pk


def test_the_same_key_and_body_is_the_same_answer_another_body_is_refused(town, caller):
    first, again = caller.post(SAID), caller.post(SAID)
    assert (first.json(), first.status_code) == (again.json(), again.status_code)
    assert Case.objects.count() == 1
    assert problem(caller.post({"text": "Другое"}), 409)["code"] == "key_taken"
    assert caller.post({"text": "Другое"}, key="k2").status_code == 201
    assert caller_of(town.head).post(SAID).json()["case"] != first.json()["case"]  # keys of its own
    assert Case.objects.count() == 3
    incoming.forget(timezone.now() + incoming.KEPT + timedelta(days=1))
    assert not Call.objects.exists()


HOSTILE = {
    "no json": (b"{", 400),
    "other letters": ('{"text": "яма"}'.encode("cp1251"), 400),
    "half a letter": (b'{"text": "\xd1"}', 400),
    "zeros": (b'{"text": "\\u0000 \\u0000"}', 422),
    "half of a pair": (b'{"text": "\\ud800"}', 422),
    "deep": (b"[" * 100_000, 400),
    "a list": (b"[]", 422),
    "nothing": (b"null", 422),
    "empty": (b"", 422),
    "no text": (b"{}", 422),
    "only spaces": (b'{"text": "   "}', 422),
    "a number": (b'{"text": 5}', 422),
    "an unknown field": (b'{"text": "a", "is_admin": true}', 422),
    "a point nowhere": (b'{"text": "a", "point": {"lat": 91, "lon": 0}}', 422),
    "no number": (b'{"text": "a", "point": {"lat": NaN, "lon": 0}}', 422),
    "no zone": (b'{"text": "a", "received_at": "2026-01-01T10:00:00"}', 422),
    "tomorrow": (b'{"text": "a", "received_at": "2126-01-01T10:00:00Z"}', 422),
    "an unknown topic": (b'{"text": "a", "topic": "no-such"}', 422),
    "huge": (b'{"text": "' + b"a" * (2**21) + b'"}', 413),
    "a long text": (b'{"text": "' + b"a" * 200_001 + b'"}', 422),
}


def test_what_makes_no_sense_is_refused_in_words_and_leaves_nothing(town, caller):
    for body, status in HOSTILE.values():
        problem(caller.post(body), status)
    assert not Case.objects.exists()
    assert not Arrival.objects.exists()


WRONG = [
    ("/cases", {"limit": "0"}), ("/cases", {"limit": "x"}), ("/cases", {"status": "lost"}),
    ("/cases", {"cursor": "не курсор"}), ("/cases", {"cursor": "AAAA"}), ("/cases", {"channel": "fax"}),
    ("/cases", {"received_from": "вчера"}), ("/cases", {"body": "99999999999999999999"}),
    ("/summary", {"since": "2026-02-01", "until": "2026-01-01"}), ("/cases/0", {}), ("/books/Кот", {}),
]  # fmt: skip


def test_a_wrong_question_is_told_what_is_wrong(caller):
    for path, query in WRONG:
        assert problem(caller.get(path, **query), 422)["detail"]


def test_every_door_of_the_api_refuses_in_the_same_shape(town, caller):
    problem(Client().get("/api/v1/cases"), 401)
    problem(Client().get("/api/v1/nowhere"), 404)
    problem(caller.get("/books/no_such"), 404)
    problem(caller.get("/cases", q="a\x00"), 400)
    assert problem(caller("delete", "/cases"), 405)
    assert caller("delete", "/cases")["Allow"] == "GET"
    problem(caller("post", "/messages", SAID), 422)  # no key
    problem(caller.post(SAID, key="ключ с пробелом"), 422)
    for scope, path in (("read", "/books"), ("books", "/cases"), ("read", "/summary")):
        problem(caller_of(town.head, scope).get(path), 403)
    problem(caller_of(town.executor).post(SAID), 403)
    assert not Case.objects.exists()


def test_too_many_requests_of_a_token_wait_and_others_do_not(town, caller, settings):
    settings.MCU_API_RATE = 2
    answers = [caller.get("/me").status_code for _ in range(3)]
    if answers != [200, 200, 429]:  # the minute has turned between them
        answers = [caller.get("/me").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    told = caller.get("/me")
    problem(told, 429)
    assert 1 <= int(told["Retry-After"]) <= 60
    assert caller_of(town.head).get("/me").status_code == 200


def test_books_and_figures_are_those_of_the_pages(town, caller):
    town.case()
    books = {book["code"]: book for book in caller.get("/books").json()}
    assert books["topics"]["rows"] == 2
    whole = caller.get("/books/topics").json()
    assert {row["name"] for row in whole["items"]} == {"Дороги", "Ямы на дорогах"}
    assert whole["edition"] == books["topics"]["edition"]
    figures = caller.get("/summary", by="body").json()
    assert figures["total"]["received"] == 1
    assert sum(row["received"] for row in figures["lines"]) == 1


def test_a_token_is_never_told_again(caller):
    assert PREFIX not in caller.get("/me").content.decode()
