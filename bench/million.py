"""A town with a million invented cases, by COPY: what the benchmarks of likeness and search stand on.

The words are those of the starter lexicon, spread over topics as Zipf says, with a long tail of
invented ones; places, times and states as a town of four hundred streets has them over three years.
"""

import random
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from mcu.cases.actions.likeness import leave_footprints
from mcu.cases.models import Case, Topic
from mcu.core import bulk
from mcu.org.models import Municipality

LEXICON = Path(__file__).parents[1] / "mcu/cases/data/topics.toml"
DAYS = 1_000
PIECE = 20_000
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
COLUMNS = (
    "id", "municipality_id", "number", "regime", "appeal_kind", "system", "external_id", "channel",
    "community", "source_url", "kind", "topic_id", "topic_confirmed", "text", "settlement",
    "street", "house", "landmark", "state", "outcome", "importance", "collective", "received_at",
    "registered_at", "closed_at", "due_at", "due_kind", "redirected_to", "close_reason",
    "source_step", "tags", "search_text",
)  # fmt: skip
OPENINGS = (
    "Здравствуйте!", "Добрый день.", "Опять", "Сколько можно", "Прошу принять меры:", "Когда уже",
    "Уважаемая администрация,", "Просим разобраться:", "Третий день", "", "", "",
)  # fmt: skip
ENDINGS = (
    "Дети ходят мимо.", "Просьба помочь.", "Пройти нельзя.", "Ждём ответа", "Писали уже не раз.",
    "Фото приложил", "Очень просим!", "", "", "",
)  # fmt: skip
SYLLABLES = ("ба", "во", "га", "ди", "же", "за", "ки", "ло", "му", "на", "пе", "ри", "су", "то", "фи")


class Town:
    """Draws one message after another; the same seed gives the same town."""

    def __init__(self, seed: int, topics: dict[str, int]) -> None:
        self.rng = random.Random(seed)
        lexicon = tomllib.loads(LEXICON.read_text("utf-8"))
        self.topics = [
            (
                topics[row["code"]],
                [str(word).split("|")[0].rstrip("*") for word, *_ in row["words"]],
            )
            for row in lexicon["topics"]
            if row["code"] in topics and row.get("words")
        ]
        self.tail = ["".join(self.rng.choices(SYLLABLES, k=3)) + "к" for _ in range(30_000)]
        self.common = sorted({word for _, words in self.topics for word in words})
        self.streets = [
            "".join(self.rng.choices(SYLLABLES, k=3)).capitalize() + "ская" for _ in range(400)
        ]
        self.settlements = ["Заречный"] * 6 + [
            "".join(self.rng.choices(SYLLABLES, k=2)).capitalize() + "во" for _ in range(20)
        ]

    def message(self) -> tuple[int, str, str, str, str]:
        """Topic, text, settlement, street, house."""
        rng = self.rng
        topic, words = self.topics[min(int(rng.paretovariate(0.7)) - 1, len(self.topics) - 1)]
        said = rng.choices(words, k=3) + rng.choices(self.common, k=rng.randint(2, 8))
        said += [self.tail[min(int(rng.paretovariate(0.5)), 29_999)] for _ in range(2)]
        street = rng.choice(self.streets) if rng.random() < 0.7 else ""
        house = str(rng.randint(1, 120)) if street and rng.random() < 0.8 else ""
        where = f"на {street} {house}".strip() if street else ""
        parts = [rng.choice(OPENINGS), where, " ".join(said), rng.choice(ENDINGS)]
        return topic, " ".join(filter(None, parts)), rng.choice(self.settlements), street, house


def fill(place: Municipality, cases: int, seed: int = 1) -> float:
    """Store so many cases, each waiting for its footprint; seconds."""
    begun, topics = (
        perf_counter(),
        dict(Topic.objects.filter(municipality=place).values_list("code", "pk")),
    )
    town = Town(seed, topics)
    for done in range(0, cases, PIECE):
        count = min(PIECE, cases - done)
        keys = bulk.new_ids(Case, count)
        bulk.insert(Case, COLUMNS, _rows(place, town, keys, done, cases))
        leave_footprints(place.pk, keys)
        sys.stderr.write(f"\r{done + count} cases")
    Municipality.objects.filter(pk=place.pk).update(case_number=cases)
    return perf_counter() - begun


def _rows(
    place: Municipality, town: Town, keys: list[int], done: int, cases: int
) -> Iterator[tuple[object, ...]]:
    for number, key in enumerate(keys, start=done + 1):
        at = NOW - timedelta(days=DAYS * (1 - number / cases), seconds=town.rng.randint(0, 80_000))
        topic, text, settlement, street, house = town.message()
        is_open = at > NOW - timedelta(days=30)
        title = f"{at:%Y-%m}-{number}"
        yield (
            key, place.pk, title, "message", "", "own", "", town.rng.choice(("vk", "ok", "telegram")),
            "", "", "", topic, True, text, settlement, street, house, "",
            "new" if is_open else "closed", "" if is_open else "explained", "normal", False, at, at,
            None if is_open else at + timedelta(days=5), at + timedelta(days=7) if is_open else None,
            "answer" if is_open else "", "", "", "", "", f"{title} {text} {street} {house} {settlement}",
        )  # fmt: skip
