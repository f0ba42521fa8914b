"""«Классификаторы и интерфейсы»: every book with its keeper, version and act, as a page and as files."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mcu.cases.actions.profile import add_topic
from mcu.core.models import JournalEntry
from mcu.exchange.queries.books import book_for
from mcu.exchange.rules.books import SHAPES
from mcu.exchange.rules.interfaces import INTERFACES
from mcu.org.actions import make_token
from mcu.org.models import Token
from mcu.org.rules.roles import program

PAGE = reverse("exchange:books")


@pytest.mark.row(141)
def test_each_book_and_interface_stands_there_with_keeper_version_act_and_how_to_get_it(web, town):
    card = {
        "owner": "Отдел информатизации", "approved_by": "Постановление № 314",
        "approved_on": "2026-05-12", "note": "Сверяется раз в квартал",
    }  # fmt: skip
    door = reverse("exchange:book", args=["topics"])
    assert web.head.post(door, card).status_code == 302
    page = web.head.get(PAGE).content.decode()
    for each in (*SHAPES, *INTERFACES):
        assert each.title in page
    for words in ("Отдел информатизации", "Постановление № 314", "12.05.2026"):
        assert words in page
    assert "Сверяется раз в квартал" in web.head.get(door).content.decode()
    entry = JournalEntry.objects.get(action="book.card")
    assert entry.after["owner"] == "Отдел информатизации"
    for shape in SHAPES:
        told = json.loads(taken(web.head, shape.code, "json"))
        assert (told["code"], len(told["items"])) == (
            shape.code,
            len(book_for(town.place.pk, shape.code).rows),
        )
    assert JournalEntry.objects.filter(action="book.export").count() == len(SHAPES)


def taken(client, code: str, form: str) -> bytes:
    return b"".join(client.get(reverse("exchange:export", args=[code, form])).streaming_content)


def test_a_book_is_taken_as_csv_and_as_a_spreadsheet_that_runs_nothing(web, town, tmp_path):
    group = town.topic.parent
    add_topic(municipality=town.place, name="=cmd|A1", group=group, by=program(town.place.pk))
    text = taken(web.head, "topics", "csv").decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Код;Название")
    assert "'=cmd|A1" in text
    file = tmp_path / "book.xlsx"
    file.write_bytes(taken(web.head, "topics", "xlsx"))
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert len(rows) == 4
    assert web.head.get(reverse("exchange:export", args=["topics", "exe"])).status_code == 404
    assert web.head.get(reverse("exchange:book", args=["no-such"])).status_code == 404


def test_the_edition_changes_with_the_content_and_only_then(town):
    before = book_for(town.place.pk, "topics")
    assert book_for(town.place.pk, "topics").edition == before.edition
    add_topic(
        municipality=town.place, name="Снег", group=town.topic.parent, by=program(town.place.pk)
    )
    after = book_for(town.place.pk, "topics")
    assert after.edition != before.edition
    assert int(after.version) == int(before.version) + 1


def test_a_token_is_seen_and_taken_back_here_by_who_looks_after_people(web, town):
    make_token(
        person=town.executor, name="Выгрузка", scopes=["read"], days=30, by=town.actor("executor"),
        now=timezone.now(),
    )  # fmt: skip
    assert "Выгрузка" in web.head.get(PAGE).content.decode()
    door = reverse("exchange:revoke-token", args=[Token.objects.get().pk])
    assert web.auditor.post(door).status_code == 403
    assert web.head.post(door).status_code == 302
    assert "Токенов нет" in web.head.get(PAGE).content.decode()
