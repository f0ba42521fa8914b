"""The export for analysis shows nobody: names, telephones, dwellings and lonely houses are gone."""

import csv
import io
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.cases.queries.depersonalised import FEW, depersonalised_rows
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry

TRICKY = [
    ("Прошу принять меры. Магомадов Ахмед Вахаевич, 12 марта 1985 года рождения", "Магомадов"),
    ("соседка Неупокой Акулина топит, ул. Лесная, д. 14, кв. 32", "Лесная"),
    ("волкова зоя комсомольская д12кв45 нет тепла", "комсомольская"),
    ("Позвоните 8 (912) 000-14-57 или на nina@example.ru", "912"),
    ("Восемь 912 ноль ноль ноль 16 18, Эчан Кугергин", "Кугергин"),
    ("Мичурина 9-101, Инна Гольц, снилс 112-233-445 95", "Гольц"),
    ("проживаю: с. Сосновка, ул. Полевая, дом 2", "Полевая"),
    ("пишите t.me/valerka_borsch, [id000111222|Ильдар]", "borsch"),
    ("паспорт 00 07 №550055, карта 2204 0000 0008 0002", "550055"),
    ("Ли Анна, общежитие на Заводской, 3, ком. 210", "Заводской"),
]


@pytest.mark.parametrize(("text", "secret"), TRICKY)
def test_tricky_people_do_not_leave(town, text, secret):
    case = town.case(text=text)
    row = next(depersonalised_rows(Case.objects.filter(pk=case.pk)))
    assert secret.lower() not in json.dumps(row, ensure_ascii=False).lower()
    assert case.number not in json.dumps(row)


def test_a_house_is_named_only_where_many_wrote(town):
    for _ in range(FEW):
        town.case(settlement="Заречный", street="Садовая", house="1")
    town.case(settlement="Заречный", street="Садовая", house="2")
    town.case(settlement="Заречный", street="Дальняя", house="1")
    town.case(settlement="Хутор", street="Одинокая", house="1")
    rows = list(depersonalised_rows(Case.objects.all()))
    places = {(row["settlement"], row["street"], row["house"]) for row in rows}
    assert places == {
        ("Заречный", "Садовая", "1"), ("Заречный", "Садовая", ""), ("Заречный", "", ""), ("", "", ""),
    }  # fmt: skip
    assert len({row["key"] for row in rows}) == len(rows)


def test_the_pseudonym_stays_the_same_and_shows_no_key(town):
    case = town.case()
    one, two = (next(depersonalised_rows(Case.objects.all()))["key"] for _ in range(2))
    assert one == two
    assert len(one) == 32
    assert str(case.pk) != one


def test_answers_lose_the_name_and_the_telephone(town):
    case = town.case()
    case.answers.create(
        number=1, text="Уважаемая Анна Петровна! Звоните 2-34-56", written_at=timezone.now(),
        state="published",
    )  # fmt: skip
    case.answers.create(number=2, text="черновик", written_at=timezone.now(), state="draft")
    Case.objects.filter(pk=case.pk).update(closed_at=case.received_at + timedelta(hours=3))
    row = next(depersonalised_rows(Case.objects.all()))
    assert row["answers"] == ["Уважаемая [имя]! Звоните [телефон]"]
    assert row["closed_hours"] == 3.0


def test_the_command_writes_both_forms_and_the_journal_knows(town, tmp_path):
    town.case(text="Яма. Звоните 8 900 000-14-57")
    out = StringIO()
    for name in ("a.jsonl", "a.csv"):
        call_command(
            "export", "cases", "--depersonalised", "--out", str(tmp_path / name), stdout=out
        )
    row = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    assert row["text"] == "Яма. Звоните [телефон]"
    table = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert "Яма. Звоните [телефон]" in table
    entries = JournalEntry.objects.filter(action="case.export")
    assert [e.after for e in entries] == [{"rows": 1, "format": "depersonalised"}] * 2
    for words in (["cases", "--out", "b.csv"], ["cases", "--depersonalised", "--out", "b.txt"],
                  ["cases", "--depersonalised", "--out", str(tmp_path / "a.csv")]):  # fmt: skip
        with pytest.raises(RuleViolation):
            call_command("export", *words)


def test_the_page_gives_it_to_whoever_may_export(town):
    town.case(text="Яма. Звоните 8 900 000-14-57")
    client = Client()
    client.force_login(town.head, "django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse("cases:export"), {"format": "depersonalised"})
    table = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert rows[0]["text"] == "Яма. Звоните [телефон]"
    assert "number" not in rows[0]
