"""One-time links: first start, invitation, a forgotten password."""

import io
import json
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.org import actions, queries
from mcu.org.models import Link, Person
from mcu.org.rules.links import LIFETIMES, Purpose
from mcu.org.rules.roles import Role, program
from mcu.web.logs import NoSecrets

CHOSEN = "novyy-klyuch-2026"


@pytest.fixture
def newcomer(office) -> Person:
    return actions.add_person(
        municipality=office.place, login="ryabova", full_name="Рябова Нина Олеговна",
        by=program(office.place.pk),
    )  # fmt: skip


def address(secret: str) -> str:
    return reverse("org:link", args=[secret])


def choose(client: Client, secret: str, password: str = CHOSEN):
    return client.post(address(secret), {"new": password, "again": password})


def invited(person: Person) -> str:
    return actions.invite(person=person, by=program(person.municipality_id))


def test_whoever_is_invited_chooses_a_password_and_is_in(client, newcomer):
    secret = invited(newcomer)
    page = client.get(address(secret))
    assert "Рябова Нина Олеговна" in page.content.decode()
    # The address is a secret and stays here. Not `no-referrer`: a browser would send the form
    # with `Origin: null`, and the check against forged forms refuses that.
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert choose(client, secret)["Location"] == "/"
    assert client.get(reverse("org:password")).status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.check_password(CHOSEN)


def test_a_link_opens_once(newcomer):
    secret = invited(newcomer)
    assert choose(Client(), secret).status_code == 302
    again = choose(Client(), secret, "another-word-2027")
    assert again.status_code == 410
    assert "уже использована" in again.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.check_password(CHOSEN)


def test_looking_at_the_page_uses_nothing_up(newcomer):
    secret = invited(newcomer)
    for _ in range(3):  # a messenger that shows a preview
        assert Client().get(address(secret)).status_code == 200
    assert choose(Client(), secret).status_code == 302


def test_a_weak_password_leaves_the_link_open(client, newcomer):
    secret = invited(newcomer)
    weak = choose(client, secret, "1234567890")
    assert weak.status_code == 422
    assert "слишком" in weak.content.decode()
    assert choose(client, secret).status_code == 302


def test_passwords_that_differ_are_told(client, newcomer):
    answer = client.post(address(invited(newcomer)), {"new": CHOSEN, "again": CHOSEN + "x"})
    assert "Пароли различаются" in answer.content.decode()


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_ends_with_its_time(newcomer, purpose):
    secret = actions.make_link(
        person=newcomer, purpose=purpose, by=program(newcomer.municipality_id)
    )
    later = timezone.now() + LIFETIMES[purpose]
    assert queries.open_link(secret, later - timedelta(minutes=1))
    assert queries.open_link(secret, later) is None
    with pytest.raises(RuleViolation, match="срок вышел"):
        actions.use_link(secret=secret, password=CHOSEN, now=later)


def test_a_new_link_makes_the_old_one_void(client, newcomer):
    old, new = invited(newcomer), invited(newcomer)
    assert client.get(address(old)).status_code == 410
    assert client.get(address(new)).status_code == 200


def test_a_closed_account_has_no_links(client, office, newcomer):
    secret = invited(newcomer)
    by = program(office.place.pk)
    actions.set_active(person=newcomer, active=False, by=by)
    assert client.get(address(secret)).status_code == 410
    with pytest.raises(RuleViolation, match="Сначала откройте"):
        actions.invite(person=newcomer, by=by)


def test_only_the_digest_is_kept_and_the_journal_knows_no_secret(newcomer):
    secret = invited(newcomer)
    choose(Client(), secret)
    kept = json.dumps([*Link.objects.values(), *JournalEntry.objects.values()], default=str)
    assert secret not in kept
    assert CHOSEN not in kept
    made, used = JournalEntry.objects.filter(action__startswith="link.").order_by("pk")
    assert (made.action, made.after["purpose"]) == ("link.make", "invite")
    assert (used.action, used.actor_id) == ("link.use", newcomer.pk)


def test_the_log_of_a_refused_password_does_not_hold_the_way_in(client, newcomer):
    secret = invited(newcomer)
    root = logging.getLogger()
    console = next(h for h in root.handlers if any(isinstance(f, NoSecrets) for f in h.filters))
    stream = console.setStream(io.StringIO())
    choose(client, secret, "1234567890")
    said = console.setStream(stream).getvalue()
    assert "/link/…" in said
    assert secret not in said


def test_who_may_not_change_people_gives_no_links(office, newcomer):
    with pytest.raises(AccessDenied):
        actions.invite(person=newcomer, by=office.actor(Role.CURATOR))


@pytest.mark.parametrize("secret", ["x", "0" * 5000, "<script>", "%00", "а" * 43])
def test_hostile_secrets_are_answered(client, db, secret):
    assert client.get(address(secret)).status_code in {404, 410}
    assert client.post(address(secret), {"new": "x"}).status_code in {404, 410}


def test_the_administrator_gives_a_link_on_the_page_of_a_colleague(office, newcomer):
    page = office.client(Role.ADMINISTRATOR).post(reverse("org:give-link", args=[newcomer.pk]))
    link = page.context["address"]
    assert Client().get(link.removeprefix("http://testserver")).status_code == 200
    assert Link.objects.get().purpose == Purpose.INVITE


# ---- from the command line -----------------------------------------------------------------------


def test_the_command_invites_by_login(office, newcomer, capsys, client):
    call_command("user", "invite", "Ryabova", "--address", "https://mcu.example/", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["link"].startswith("https://mcu.example/link/")
    secret = told["link"].rstrip("/").rsplit("/", 1)[1]
    assert choose(client, secret).status_code == 302
    with pytest.raises(RuleViolation, match="«nobody» нет"):
        call_command("user", "invite", "nobody")


def test_a_person_can_be_added_with_a_link_instead_of_a_password(office, capsys):
    call_command("user", "add", "orlova", "--name", "Орлова М. И.", "--role", "administrator",
                 "--link")  # fmt: skip
    assert "/link/" in capsys.readouterr().out
    assert not Person.objects.get(login="orlova").has_usable_password()


def test_the_first_administrator_gets_a_link_until_somebody_has_a_password(office, capsys):
    call_command("user", "add", "admin", "--name", "Администратор", "--role", "administrator",
                 "--link")  # fmt: skip
    capsys.readouterr()
    call_command("user", "first", "--json")
    first = json.loads(capsys.readouterr().out)["link"]
    call_command("user", "first", "--json")  # the program was started again, the link was lost
    second = json.loads(capsys.readouterr().out)["link"]
    secrets = [link.rstrip("/").rsplit("/", 1)[1] for link in (first, second)]
    assert choose(Client(), secrets[0]).status_code == 410
    assert choose(Client(), secrets[1]).status_code == 302
    call_command("user", "first", "--json")
    assert capsys.readouterr().out == ""
