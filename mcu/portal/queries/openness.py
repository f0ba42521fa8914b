"""The checklist of openness: what the program sees by itself, what a person has marked."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Q
from django.urls import reverse

from mcu.cases.models import Case
from mcu.org.models import Municipality
from mcu.portal.models import OpennessNote
from mcu.portal.queries.town import channel_of, setup_of
from mcu.quality.models import Rating

LINES = Path(__file__).parents[1] / "data" / "openness.toml"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the file says."""

    code: str
    title: str
    source: str
    verified: bool
    auto: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One line as it stands: met or not, by what, who said so. `met` is None while nobody has looked."""

    line: Line
    met: bool | None
    words: str
    url: str
    note: OpennessNote | None


@cache
def lines() -> tuple[Line, ...]:
    return tuple(Line(**row) for row in tomllib.loads(LINES.read_text("utf-8"))["lines"])


def checklist(place: Municipality) -> list[Standing]:
    """What a person said goes before what the program sees only where the program sees nothing."""
    notes = {note.code: note for note in OpennessNote.objects.filter(municipality=place)}
    seen = {code: look(place) for code, look in LOOKS.items()}
    return [_standing(line, notes.get(line.code), seen) for line in lines()]


def line_of(code: str) -> Line | None:
    return next((line for line in lines() if line.code == code), None)


Seen = tuple[bool, str, str]


def _standing(line: Line, note: OpennessNote | None, seen: dict[str, Seen]) -> Standing:
    if line.auto:
        met, words, url = seen[line.auto]
        return Standing(line, met, words, url, None)
    if note is None:
        return Standing(line, None, "ещё не отмечено", "", None)
    return Standing(line, note.met, note.words, note.url, note)


def _portal(place: Municipality) -> Seen:
    if not _is_open(place):
        return False, "портал закрыт", reverse("portal:setup")
    return True, "портал открыт", reverse("portal:send", args=[place.code])


def _figures(place: Municipality) -> Seen:
    counted = Case.objects.filter(municipality=place).exists()
    if not (_is_open(place) and counted):
        return False, "страница города пуста или закрыта", reverse("portal:setup")
    return True, "страница города открыта", reverse("portal:town", args=[place.code])


def _appeals(place: Municipality) -> Seen:
    setup = setup_of(place)
    missing = [
        words
        for words, value in (
            ("почтовый адрес", setup.by_post), ("личный приём", setup.reception),
            ("электронная форма", setup.appeal_url or setup.provider),
        )
        if not value
    ]  # fmt: skip
    if missing:
        return False, f"не указано: {', '.join(missing)}", reverse("portal:setup")
    return True, "все три способа названы", reverse("portal:appeal", args=[place.code])


def _policy(place: Municipality) -> Seen:
    url = setup_of(place).policy_url
    return (
        bool(url),
        "адрес указан" if url else "адрес политики не указан",
        url or reverse("portal:setup"),
    )


def _ratings(place: Municipality) -> Seen:
    count = Rating.objects.filter(Q(case__municipality=place)).count()
    least = setup_of(place).least
    words = f"оценок: {count}" if count >= least else f"оценок меньше {least}: среднюю не публикуем"
    return count >= least, words, reverse("quality:ratings")


def _is_open(place: Municipality) -> bool:
    channel = channel_of(place.pk)
    return channel is not None and channel.active and channel.reads


LOOKS: dict[str, Callable[[Municipality], Seen]] = {
    "portal": _portal,
    "figures": _figures,
    "appeals": _appeals,
    "policy": _policy,
    "ratings": _ratings,
}
