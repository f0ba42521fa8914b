"""`mcu user add`: all or nothing, the password printed once."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from mcu.core.errors import RuleViolation
from mcu.org.models import Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Role


def add(capsys, *options: str, login: str = "ryabova", role: str = "administrator") -> str:
    call_command("user", "add", login, "--name", "Рябова Нина Олеговна", "--role", role, *options)
    return capsys.readouterr().out


def test_it_makes_a_person_who_may_sign_in(office, capsys, client):
    told = json.loads(add(capsys, "--json"))
    person = Person.objects.get(login="ryabova")
    assert person.check_password(told["password"])
    assert actor_for(person).roles == {Role.ADMINISTRATOR}


def test_it_prints_the_password_once_and_in_words(office, capsys):
    assert "Пароль (показан один раз): " in add(capsys, "--generate")


def test_a_given_password_is_not_printed(office, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("svoy-dlinnyy-parol\n"))
    assert "svoy-dlinnyy" not in add(capsys, "--password-stdin", "--json")
    assert Person.objects.get(login="ryabova").check_password("svoy-dlinnyy-parol")


def test_a_body_and_a_block_are_named_by_their_codes(office, capsys):
    add(capsys, "--body", "water", role="executor")
    add(capsys, "--block", "city", role="block_head", login="ryabova2")
    assert Person.objects.get(login="ryabova").duties.get().body.code == "water"
    assert Person.objects.get(login="ryabova2").duties.get().block.code == "city"


@pytest.mark.parametrize(
    ("options", "given", "said"),
    [
        ([], {"role": "executor"}, "укажите орган"),
        (["--body", "fire"], {"role": "executor"}, "Органа с кодом «fire» нет. Есть: hall, pump"),
        (["--block", "air"], {"role": "block_head"}, "Блока с кодом «air» нет. Есть: city"),
        (["--municipality", "mars"], {}, "Муниципалитета «mars» нет"),
        ([], {"login": "рябова"}, "только латинские"),
        ([], {"login": "x" * 100}, "не более 60"),
    ],
)
def test_it_refuses_in_words_and_leaves_nothing(office, capsys, options, given, said):
    with pytest.raises(RuleViolation, match=said):
        add(capsys, *options, **given)
    assert not Person.objects.exists()


def test_a_weak_password_and_a_taken_login_are_refused(office, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("123\n"))
    with pytest.raises(RuleViolation, match="слишком короткий"):
        add(capsys, "--password-stdin")
    add(capsys)
    with pytest.raises(RuleViolation, match="уже занят"):
        add(capsys)


def test_of_several_municipalities_one_must_be_named(office, neighbour, capsys):
    with pytest.raises(RuleViolation, match="--municipality"):
        add(capsys)
    add(capsys, "--municipality", "dalniy")
    assert Person.objects.get().municipality == neighbour.place


def test_an_unknown_role_is_misuse(office, capsys):
    with pytest.raises((SystemExit, CommandError)):
        add(capsys, role="tsar")
