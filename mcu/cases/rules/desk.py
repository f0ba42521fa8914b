"""The operator at the desk: which form is open, why a number is looked up, what is joined to what."""

from dataclasses import dataclass

from django.db.models import TextChoices

from mcu.cases.rules.appeal import LAW
from mcu.cases.rules.lookup import APPEALS, scope_of
from mcu.cases.rules.words import Channel, Regime


class Delivered(TextChoices):
    """How a letter came into the house."""

    POST = "post", "Почтой"
    HAND = "hand", "Принесли лично"
    BOX = "box", "Из ящика для обращений"
    BODY = "body", "Переслано другим органом"
    DOCFLOW = "docflow", "Через систему документооборота"


class Asked(TextChoices):
    """Why open messages are looked up by a telephone number; goes to the journal."""

    OWN = "own", "звонит о своём сообщении, номера не помнит"
    TWICE = "twice", "проверить, не записано ли уже"
    APPEAL = "appeal", "спрашивает о своём обращении (59-ФЗ)"


# Each form of the desk with its heading.
RECEPTION = "reception"
DOORS = {
    Channel.PHONE.value: "Звонок",
    Channel.LETTER.value: "Письмо (59-ФЗ)",
    "": "Другое сообщение",
}
LEAST = 12
"""Letters of a text from which it is worth looking for what is like it."""


@dataclass(frozen=True, slots=True)
class Together:
    """What the new message is joined to: an open problem, or another message not yet in one."""

    kind: str
    key: int


def door_of(channel: str) -> str:
    """Which of the forms a channel is registered by."""
    return channel if channel in DOORS else ""


def scope_asked(reason: str) -> str:
    """Calls are looked up among calls and appeals among appeals: never both at once."""
    if reason == Asked.APPEAL:
        return APPEALS
    return scope_of(Regime.MESSAGE, Channel.PHONE)


def together_of(given: str) -> Together | None:
    """«problem-12», «case-7»; None for nothing and for what makes no sense."""
    kind, _, key = given.partition("-")
    if kind in {"problem", "case"} and key.isdecimal() and len(key) < 19:
        return Together(kind, int(key))
    return None


def worth_looking(text: str, place: str) -> bool:
    return len(text.strip()) >= LEAST or bool(place.strip())


def lacking(*, signed: bool, named: bool, addressed: bool) -> list[str]:
    """What a letter must have and this one lacks, each with its clause."""
    ground = LAW.grounds["no_name"]
    found = [] if named and addressed else [f"{ground.title}: {ground.source}."]
    return found if signed else [*found, "Нет личной подписи автора: 59-ФЗ, ст. 7 ч. 1."]
