"""Stored texts follow the rules of masking when they get better; nothing is lost by it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from mcu.cases.actions import remask as module
from mcu.cases.actions.remask import is_behind, remask
from mcu.cases.models import Applicant, Case, MaskPass
from mcu.core import vault
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import program
from mcu.places.actions.version import renew
from mcu.places.models import KnownPlace


def hidden_badly(town, text: str) -> Case:
    """A case as older rules left it: the text is open and nothing is sealed."""
    case = town.case(text="Яма")
    Case.objects.filter(pk=case.pk).update(text=text, search_text=f"{case.number} {text}")
    return case


def test_what_the_new_rules_hide_is_sealed_first(town):
    text = "Нет воды. Ковригина Зоя, 8 900 000-14-57"
    case = hidden_badly(town, text)
    assert is_behind(town.place)
    assert remask(place=town.place, by=program(town.place.pk)) == 1
    case.refresh_from_db()
    assert case.text == "Нет воды. [имя], [телефон]"
    assert case.search_text == f"{case.number} Нет воды. [имя], [телефон]"
    assert vault.unseal(Applicant.objects.get(case=case).sealed) == {"original_text": text}
    assert not is_behind(town.place)
    assert remask(place=town.place, by=program(town.place.pk)) == 0
    assert "Ковригина" not in str(JournalEntry.objects.get(action="case.remask").after)


def test_what_was_hidden_too_much_is_shown_again(town):
    case = town.case(text="Глава Кузнецов обещал, 8 900 000-14-57")
    Case.objects.filter(pk=case.pk).update(text="Глава [имя] обещал, [телефон]")
    remask(place=town.place, by=program(town.place.pk))
    case.refresh_from_db()
    assert case.text == "Глава Кузнецов обещал, [телефон]"


def test_what_was_erased_is_not_sealed_again(town):
    case = hidden_badly(town, "Ковригина Зоя просит")
    Applicant.objects.create(case=case, sealed=b"", erased_at=case.received_at)
    remask(place=town.place, by=program(town.place.pk))
    assert bytes(Applicant.objects.get(case=case).sealed) == b""
    case.refresh_from_db()
    assert case.text == "[имя] просит"


def test_a_pass_that_died_goes_on_from_its_position(town, monkeypatch):
    for number in range(5):
        hidden_badly(town, f"Яма {number}. Ковригина Зоя Петровна")
    monkeypatch.setattr(module, "BATCH", 2)
    assert module._batch(town.place, program(town.place.pk)) == 2
    walk = MaskPass.objects.get()
    assert (walk.position > 0, walk.done_at) == (True, None)
    assert remask(place=town.place, by=program(town.place.pk)) == 3
    assert not Case.objects.filter(text__contains="Ковригина").exists()


def test_the_command_says_what_it_finds(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text("Яма на Полевой\nЗвоните 8 900 000-14-57\n", encoding="utf-8")
    out = StringIO()
    call_command("text", "analyse", str(file), stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["masked"], first["personal"]) == ("Яма на Полевой", [])
    assert second["masked"] == "Звоните [телефон]"
    assert [(s["start"], s["end"], s["type"]) for s in second["personal"]] == [(8, 23, "phone")]


@pytest.mark.usefixtures("town")
def test_the_command_hides_again():
    out = StringIO()
    call_command("text", "remask", stdout=out)
    assert "изменено текстов 0" in out.getvalue()


def test_a_settlement_of_the_gazetteer_is_shown_as_it_was_told(town):
    case = town.case(text="Яма")
    text = "В Старой Рогозинке нет воды"
    Case.objects.filter(pk=case.pk).update(text="В [имя] нет воды")
    Applicant.objects.create(case=case, sealed=vault.seal({"original_text": text}))
    KnownPlace.objects.create(
        municipality=town.place, kind="settlement", type="деревня", name="Старая Рогозинка"
    )
    renew(town.place.pk)
    remask(place=town.place, by=program(town.place.pk))
    case.refresh_from_db()
    assert case.text == text
    assert town.case(text="Яма в Старой Рогозинке").text == "Яма в Старой Рогозинке"
