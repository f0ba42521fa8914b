"""`mcu user`: somebody who signs in, with a role, from the command line; links to choose a password."""

import json
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import PersonForm
from mcu.org.models import Municipality, Person
from mcu.org.rules.links import LIFETIMES, Purpose
from mcu.org.rules.roles import Role, program

CONSOLE = "Командная строка"
LOCAL = "http://127.0.0.1:8000"


class Command(BaseCommand):
    help = "add — завести сотрудника и выдать ему роль; invite — ссылка, чтобы задать пароль"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|invite")
        self._add_arguments(verbs)
        invite = verbs.add_parser("invite", help="одноразовая ссылка, по которой задают пароль")
        invite.add_argument("login", metavar="ЛОГИН")
        first = verbs.add_parser("first", help="ссылка первому администратору, пока никто не вошёл")
        for verb in (invite, first):
            verb.add_argument("--address", default="", help="адрес программы: https://mcu.example")
            verb.add_argument("--json", action="store_true")

    def _add_arguments(self, verbs: Any) -> None:
        add = verbs.add_parser("add", help="завести сотрудника и выдать ему роль")
        add.add_argument("login", metavar="ЛОГИН")
        add.add_argument("--name", required=True, help="фамилия, имя, отчество")
        add.add_argument("--role", required=True, choices=Role.values)
        add.add_argument("--position", default="", help="должность")
        add.add_argument("--municipality", default="", metavar="КОД")
        add.add_argument("--body", default="", metavar="КОД", help="орган, где держит роль")
        add.add_argument("--block", default="", metavar="КОД", help="блок, за который отвечает")
        way = add.add_mutually_exclusive_group()
        way.add_argument(
            "--password-stdin", action="store_true", help="пароль первой строкой ввода"
        )
        way.add_argument(
            "--generate", action="store_true", help="придумать пароль (так и без ключа)"
        )
        way.add_argument("--link", action="store_true", help="без пароля: ссылка, чтобы его задать")
        add.add_argument("--address", default="", help="адрес программы: https://mcu.example")
        add.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(**options)

    def _invite(self, *, login: str, address: str, **options: Any) -> None:
        person = Person.objects.filter(login__iexact=login).first()
        if person is None:
            raise RuleViolation(f"Сотрудника с логином «{login}» нет. Заведите: mcu user add.")
        known = person.has_usable_password()
        self._tell(person, Purpose.PASSWORD if known else Purpose.INVITE, address, options["json"])

    def _first(self, *, address: str, **options: Any) -> None:
        person = queries.first_administrator()
        if person:
            self._tell(person, Purpose.FIRST, address, options["json"])

    def _tell(self, person: Person, purpose: Purpose, address: str, as_json: bool) -> None:
        by = program(person.municipality_id, CONSOLE)
        secret = actions.make_link(person=person, purpose=purpose, by=by)
        link = (address or home()).rstrip("/") + reverse("org:link", args=[secret])
        if as_json:
            told = {"login": person.login, "link": link}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        hours = LIFETIMES[purpose].total_seconds() / 3600
        self.stdout.write(
            f"{person.full_name}, логин {person.login}. Задать пароль и войти "
            f"(один раз, {hours:.0f} ч.):\n  {link}"
        )

    def _add(self, **options: Any) -> None:
        if options["link"]:
            person = add(password=None, **options)
            self._tell(person, Purpose.INVITE, options["address"], options["json"])
            return
        given = options["password_stdin"]
        password = sys.stdin.readline().rstrip("\r\n") if given else secrets.token_urlsafe(9)
        person = add(password=password, **options)
        shown = {} if given else {"password": password}
        if options["json"]:
            told = {"login": person.login, "role": options["role"], **shown}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            f"{person.full_name}: {Role(options['role']).label}, логин {person.login}"
        )
        if shown:
            self.stdout.write(f"Пароль (показан один раз): {password}")


@transaction.atomic
def add(
    *, login: str, name: str, role: str, password: str | None, municipality: str, **options: Any
) -> Person:
    """The person with the duty, all or nothing; RuleViolation in words."""
    place = queries.municipality(municipality)
    _check({"login": login, "full_name": name, "position": options["position"]})
    by = program(place.pk, CONSOLE)
    person = actions.add_person(
        municipality=place,
        login=login,
        full_name=name,
        password=password,
        position=options["position"],
        by=by,
    )
    body = _coded(place, "bodies", "Органа", options["body"])
    block = _coded(place, "blocks", "Блока", options["block"])
    actions.give_duty(person=person, role=Role(role), by=by, body=body, block=block)
    return person


def home() -> str:
    """Where the program is opened, as far as the settings tell."""
    return settings.CSRF_TRUSTED_ORIGINS[0] if settings.CSRF_TRUSTED_ORIGINS else LOCAL


def _check(given: dict[str, str]) -> None:
    """By the form of the page: one set of rules for both doors."""
    form = PersonForm(given)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise RuleViolation(f"{form.fields[field].label}: {errors[0]}")


def _coded(place: Municipality, related: str, noun: str, code: str) -> Any:
    if not code:
        return None
    rows = getattr(place, related)
    found = rows.filter(code=code).first()
    if found is None:
        known = ", ".join(rows.order_by("code").values_list("code", flat=True)) or "пока нет"
        raise RuleViolation(f"{noun} с кодом «{code}» нет. Есть: {known}.")
    return found
