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

from django.db import connection

from mcu.cases.actions.likeness import fill_in, leave_footprints
from mcu.cases.models import Case, Footprint, Topic
from mcu.core import bulk
from mcu.org.models import Municipality

LEXICON = Path(__file__).parents[1] / "mcu/cases/data/topics.toml"
DAYS = 1_000
DRAWN = 50_000
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
SYLLABLES = ("ба", "во", "га", "ди", "же", "за", "ки", "ло", "му", "на", "пе", "ри", "су", "то")  # fmt: skip


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


def fill(place: Municipality, cases: int, seed: int = 1) -> dict[str, float]:
    """Store so many cases with their footprints; how long each part took.

    The first part is drawn, copied and gone through by the job of the program; the rest are the same
    texts on other days, multiplied in the database, each with text keys of its own.
    """
    topics = dict(Topic.objects.filter(municipality=place).values_list("code", "pk"))
    town, drawn = Town(seed, topics), min(cases, DRAWN)
    begun = perf_counter()
    keys = bulk.new_ids(Case, drawn)
    bulk.insert(Case, COLUMNS, _rows(place, town, keys, drawn))
    leave_footprints(place.pk, keys)
    copied = perf_counter()
    while fill_in(place=place):
        pass
    read = perf_counter()
    Footprint.objects.update(step=Footprint.Step.LOOKED)
    times = max(cases // drawn, 1)
    with connection.cursor() as cursor:
        for turn in range(1, times):
            shift = [turn * drawn, turn, turn * DAYS // times]
            cursor.execute(SAME_CASES, shift)
            cursor.execute(SAME_FOOTPRINTS, shift)
            sys.stderr.write(f"\r{(turn + 1) * drawn} cases")
        cursor.execute("UPDATE cases_word SET cases = cases * %s", [times])
        last = bulk.new_ids(Case, 1)[0] + times * drawn
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s)", [last])
        cursor.execute("VACUUM ANALYZE")
    Municipality.objects.filter(pk=place.pk).update(case_number=times * drawn)
    return {
        "copy_s": round(copied - begun, 1),
        "footprints_per_s": round(drawn / (read - copied)),
        "multiplied_s": round(perf_counter() - read, 1),
    }


OTHERS = ", ".join(
    name for name in COLUMNS
    if name not in {"id", "number", "received_at", "registered_at", "state", "outcome", "due_at", "due_kind"}
)  # fmt: skip
NEW_DAY = f"""(timestamptz '{NOW.isoformat()}' - make_interval(secs => (extract(epoch FROM
 timestamptz '{NOW.isoformat()}' - {{at}})::bigint + shift.days * 86400) %% ({DAYS} * 86400)))"""
SAME_CASES = f"""
WITH shift AS (SELECT %s::bigint AS keys, %s::int AS turn, %s::int AS days)
INSERT INTO cases_case (id, number, received_at, registered_at, state, outcome, due_at, due_kind, {OTHERS})
SELECT id + shift.keys, number || '-' || shift.turn, moved, moved,
 CASE WHEN fresh THEN 'new' ELSE 'closed' END, CASE WHEN fresh THEN '' ELSE 'explained' END,
 CASE WHEN fresh THEN moved + interval '7 days' END, CASE WHEN fresh THEN 'answer' ELSE '' END, {OTHERS}
FROM (SELECT cases_case.*, {NEW_DAY.format(at="received_at")} AS moved FROM cases_case, shift
 ORDER BY id LIMIT {DRAWN}) AS drawn
CROSS JOIN LATERAL (SELECT moved > timestamptz '{NOW.isoformat()}' - interval '30 days' AS fresh) AS age, shift
"""
SAME_FOOTPRINTS = f"""
WITH shift AS (SELECT %s::bigint AS keys, %s::int AS turn, %s::int AS days)
INSERT INTO cases_footprint (case_id, municipality_id, step, at, words, signs, digest, band_a, band_b,
 band_c, band_d, street, landmark)
SELECT case_id + shift.keys, municipality_id, step, {NEW_DAY.format(at="at")}, words, signs, digest,
 band_a # turn, band_b # turn, band_c # turn, band_d # turn, street, landmark
FROM (SELECT * FROM cases_footprint ORDER BY case_id LIMIT {DRAWN}) AS drawn, shift
"""


def _rows(
    place: Municipality, town: Town, keys: list[int], cases: int
) -> Iterator[tuple[object, ...]]:
    for number, key in enumerate(keys, start=1):
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
