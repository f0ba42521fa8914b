"""What every view of the organisation begins and ends with."""

from typing import Any

from django.http import HttpRequest

from mcu.org import actions
from mcu.org.models import Person
from mcu.org.rules.roles import Actor, Permission


def permitted(request: HttpRequest, permission: Permission) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.require(actor, permission)
    return actor


def me(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]


def status(form: Any) -> int:
    return 422 if form.errors else 200
