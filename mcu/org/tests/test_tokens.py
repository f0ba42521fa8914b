"""Tokens of the API: shown once, kept as digests, revocable; `/api/v1/me` tells who they are."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mcu.core.models import JournalEntry
from mcu.org import actions
from mcu.org.models import Token
from mcu.org.rules.roles import Role
from mcu.org.rules.tokens import token_digest

ME = reverse("api:me")


@pytest.fixture
def person(office):
    return office.person(Role.INCIDENT)


@pytest.fixture
def secret(office, person) -> str:
    page = office.client(Role.INCIDENT).post(
        reverse("org:make-token"), {"name": "Выгрузка", "scopes": ["read"], "days": "30"}
    )
    return page.context["secret"]


def ask(secret: str, scheme: str = "Bearer", method: str = "get"):
    return getattr(Client(), method)(ME, headers={"Authorization": f"{scheme} {secret}"})


def test_a_token_says_whose_it_is_and_what_it_allows(person, secret):
    told = ask(secret).json()
    assert told["login"] == person.login
    assert told["roles"] == ["incident"]
    assert told["municipality"]["code"] == "klyuchevoy"
    assert told["token"]["scopes"] == ["read"]


def test_it_is_shown_once_and_kept_as_a_digest(office, secret):
    token = Token.objects.get()
    assert token.digest == token_digest(secret)
    assert secret not in str([*Token.objects.values(), *JournalEntry.objects.values()])
    page = office.client(Role.INCIDENT).get(reverse("org:mine")).content.decode()
    assert secret not in page
    assert token.start in page


@pytest.mark.parametrize("value", ["", "mcu_", "mcu_wrong", "x" * 5000, "mcu_\x00", "мцу"])
def test_a_wrong_token_is_refused_in_words(db, value):
    answer = ask(value.encode().decode("latin-1", "ignore") if value.isascii() else "mcu_x")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "Мой вход" in answer.json()["detail"]


def test_a_session_is_no_token_and_another_scheme_neither(office, secret):
    assert office.client(Role.INCIDENT).get(ME).status_code == 401
    assert ask(secret, scheme="Basic").status_code == 401
    assert ask(secret, method="post").status_code == 405


def test_it_ends_with_its_time_its_revocation_and_its_owner(office, person, secret):
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ask(secret).status_code == 401
    Token.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert ask(secret).status_code == 200
    actions.set_active(person=person, active=False, by=office.actor(Role.ADMINISTRATOR))
    assert ask(secret).status_code == 401
    actions.set_active(person=person, active=True, by=office.actor(Role.ADMINISTRATOR))
    office.client(Role.INCIDENT).post(reverse("org:revoke-token", args=[Token.objects.get().pk]))
    assert ask(secret).status_code == 401
    assert JournalEntry.objects.filter(action="token.revoke").count() == 1


def test_nobody_revokes_anothers(office, secret):
    door = reverse("org:revoke-token", args=[Token.objects.get().pk])
    assert office.client(Role.CURATOR).post(door).status_code == 404
    assert ask(secret).status_code == 200


def test_the_last_use_is_remembered_to_the_minute(secret, django_assert_num_queries):
    ask(secret)
    token = Token.objects.get()
    assert token.used_from == "127.0.0.1"
    with django_assert_num_queries(3) as captured:  # the token with its owner, its pace, the duties
        ask(secret)
    assert not any(query["sql"].startswith("UPDATE") for query in captured)


def test_it_never_gives_more_than_the_duties_of_today(person, secret):
    person.duties.update(until=timezone.localdate() - timedelta(days=1))
    assert ask(secret).json()["roles"] == []


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "scopes": ["read"], "days": "30"},
        {"name": "x", "scopes": [], "days": "30"},
        {"name": "x", "scopes": ["root"], "days": "30"},
        {"name": "x", "scopes": ["read"], "days": "9999"},
    ],
)
def test_a_form_filled_wrong_makes_no_token(office, person, given):
    answer = office.client(Role.INCIDENT).post(reverse("org:make-token"), given)
    assert answer.status_code == 422
    assert not Token.objects.exists()
