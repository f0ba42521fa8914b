"""What a resident sends, checked; and the payload that is stored of it before anything is understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mcu.core.errors import RuleViolation

SHORTEST_TEXT, LONGEST_TEXT = 5, 10_000
MOST_PHOTOS = 5
PHOTO_LIMIT = 10 * 2**20
LONGEST_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: words of the gazetteer where it knows the address, else what was written; the point
    and the object near it only where the resident set one."""

    settlement: str = ""
    street: str = ""
    house: str = ""
    landmark: str = ""
    point: tuple[float, float] | None = None
    object: int | None = None

    @property
    def title(self) -> str:
        parts = self.street, self.house, self.landmark, self.settlement
        return ", ".join(part for part in parts if part)

    def as_payload(self) -> dict[str, str]:
        names = ("settlement", "street", "house", "landmark")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored file, under a name of ours."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach whoever sends; all of it may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def given(self) -> bool:
        return bool(self.name or self.email or self.phone)


@dataclass(frozen=True, slots=True)
class Sending:
    """One form, whole. `answers` are questions of the topic with what was answered."""

    key: str
    text: str
    place: Place = field(default_factory=Place)
    topic: str = ""
    answers: Sequence[tuple[str, str]] = ()
    contact: Contact = field(default_factory=Contact)
    photos: Sequence[Photo] = ()
    appeal: str = ""


def checked_text(text: str) -> str:
    """The text as a case may hold it, or RuleViolation in words for whoever wrote it."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len("".join(text.split())) < SHORTEST_TEXT:
        raise RuleViolation("Напишите, что случилось: хотя бы несколько слов.")
    if len(text) > LONGEST_TEXT:
        raise RuleViolation(
            f"Текст длиннее {LONGEST_TEXT // 1000} тысяч знаков. Сократите его: одна проблема — одно "
            "сообщение. Набранное осталось в форме."
        )
    if not any(sign.isalpha() for sign in text):
        raise RuleViolation("В тексте нет слов. Опишите, что случилось.")
    return text


def checked_point(lat: str, lon: str) -> tuple[float, float] | None:
    """A point of the earth; None when nothing was set, RuleViolation when it is none."""
    if not lat.strip() and not lon.strip():
        return None
    try:
        found = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        found = (float("nan"), 0.0)
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180):
        raise RuleViolation(
            "Такой точки нет. Широта — от -90 до 90, долгота — от -180 до 180; "
            "или оставьте оба поля пустыми и впишите адрес."
        )
    return round(found[0], 6), round(found[1], 6)


def whole_text(sending: Sending) -> str:
    """What the resident wrote, and below it what the topic asked."""
    asked = [f"{question} — {answer}" for question, answer in sending.answers if answer]
    return "\n".join([sending.text, "", *asked]) if asked else sending.text


def payload(sending: Sending, key: str, talk: str, now: datetime) -> dict[str, Any]:
    """As `mcu/connectors/portal/README.md` says; what is empty is left out."""
    contact, place = sending.contact, sending.place
    reached = [part for part in (contact.phone, contact.email, contact.address) if part]
    author: Mapping[str, Any] = {"name": contact.name, "contacts": reached}
    return {
        "key": key,
        "talk": talk,
        "at": now.isoformat(),
        "text": whole_text(sending),
        "photos": [{"name": photo.name, "file": photo.key} for photo in sending.photos],
        **({"email": contact.email} if contact.email else {}),
        **({"author": author} if contact.given else {}),
        **({"place": place.as_payload()} if place.title else {}),
        **({"point": list(place.point)} if place.point else {}),
        **({"object": place.object} if place.object else {}),
        **({"topic": sending.topic} if sending.topic else {}),
        **({"appeal": sending.appeal} if sending.appeal else {}),
    }
