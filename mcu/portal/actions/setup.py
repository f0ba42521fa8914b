"""The portal is switched on and off, and told what to say and ask."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from mcu.cases.models import Topic
from mcu.cases.queries.classifier import classifier_for
from mcu.channels.actions import connect, turn
from mcu.channels.models import Channel
from mcu.connectors.portal.connector import PortalConnector
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.portal.models import PortalSetup, Question
from mcu.portal.queries.town import channel_of

STARTER = Path(__file__).parents[1] / "data" / "questions.toml"
MOST_OPTIONS = 12


@transaction.atomic
def open_portal(*, place: Municipality, active: bool, by: Actor) -> Channel:
    """Let residents in, or close the door; the first time the starter questions come with it."""
    require(by, Permission.CHANNELS)
    channel = channel_of(place.pk)
    if channel is None:
        channel = connect(
            transport=PortalConnector.code, name=PortalConnector.title, settings={}, reads=True,
            replies=True, by=by,
        )  # fmt: skip
        PortalSetup.objects.get_or_create(municipality=place)
        _ask_what_is_usual(place)
    if channel.active != active:
        turn(channel=channel, active=active, by=by)
    return channel


@transaction.atomic
def change_setup(
    *, place: Municipality, given: Mapping[str, Any], provider: Mapping[str, str], by: Actor
) -> PortalSetup:
    """Other settings; `provider` empty: residents do not sign in."""
    require(by, Permission.CHANNELS)
    row, _ = PortalSetup.objects.select_for_update().get_or_create(municipality=place)
    before = {name: getattr(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    had = row.provider is not None
    row.provider = vault.seal(dict(provider)) if provider else None
    row.save()
    old, new = journal.changes(
        before | {"provider": had}, dict(given) | {"provider": bool(provider)}
    )
    if old != new:
        journal.write(
            "portal.setup", by=by, municipality_id=place.pk, of=place, before=old, after=new
        )
    return row


@transaction.atomic
def ask(
    *, place: Municipality, topic: Topic, text: str, options: list[str], required: bool, by: Actor
) -> Question:
    """One question more for a topic or for a group."""
    require(by, Permission.CHANNELS)
    if len(options) > MOST_OPTIONS:
        raise RuleViolation(f"Вариантов больше {MOST_OPTIONS}. На телефоне столько не прочитать.")
    if len(options) == 1:
        raise RuleViolation("Один вариант — не выбор. Добавьте второй или сотрите этот.")
    try:
        with transaction.atomic():
            made = Question.objects.create(
                municipality=place, topic=topic.code, text=text, options=options, required=required,
                position=Question.objects.filter(municipality=place, topic=topic.code).count(),
            )  # fmt: skip
    except IntegrityError as twice:
        raise RuleViolation("Такой вопрос у этой темы уже есть.") from twice
    journal.write(
        "portal.ask", by=by, municipality_id=place.pk, of=made, after={"topic": topic.name}
    )
    return made


@transaction.atomic
def drop_question(*, question: Question, by: Actor) -> None:
    require(by, Permission.CHANNELS)
    journal.write("portal.drop", by=by, municipality_id=question.municipality_id, of=question)
    question.delete()


def _ask_what_is_usual(place: Municipality) -> None:
    known = classifier_for(place.pk).by_code
    Question.objects.bulk_create(
        (
            Question(
                municipality=place, topic=each["topic"], text=each["text"], position=at,
                options=each.get("options", []), required=each.get("required", False),
            )
            for at, each in enumerate(_starter())
            if each["topic"] in known
        ),
        ignore_conflicts=True,
    )  # fmt: skip


@cache
def _starter() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(STARTER.read_text("utf-8"))["questions"])
