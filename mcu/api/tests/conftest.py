"""The town of the cases and programs that come with tokens of its people."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    Town,
    elsewhere,
    files_folder,
    served,
    sign_in,
    town,
    web,
)
from mcu.org.actions import make_token
from mcu.org.models import Token
from mcu.org.queries import actor_for

ALL = ("read", "write", "books", "figures", "personal")


@dataclass
class Caller:
    """A program with a token."""

    secret: str
    client: Client

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {} if body is None else {"data": content, "content_type": "application/json"}
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {self.secret}", **names}, **given
        )

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(
            f"/api/v1{path}", query, headers={"Authorization": f"Bearer {self.secret}"}
        )

    def post(self, body: Any, key: str = "k1") -> Any:
        return self("post", "/messages", body, Idempotency_Key=key)

    @property
    def token(self) -> Token:
        return Token.objects.get(start=self.secret[:12])


def caller_of(person: Any, *scopes: str) -> Caller:
    """A program of this person, with these scopes (all when none is named)."""
    secret = make_token(
        person=person, name="1С", scopes=scopes or ALL, days=30, by=actor_for(person),
        now=timezone.now(),
    )  # fmt: skip
    return Caller(secret, Client(raise_request_exception=False))


@pytest.fixture
def caller(town):  # noqa: F811
    return caller_of(town.head)
