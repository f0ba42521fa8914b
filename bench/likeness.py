"""One new message among a million: finds what it looks like: `python -m bench.likeness`.

Fills a database of its own with invented cases by COPY, lets the job of the program make their
footprints (its rate is printed), then registers new messages, half of them reposts with a mistake or
other words of an earlier one, and measures what the stream does with each: the search for its problem
with the whole scoring. `--keep FOLDER` leaves the database for `bench.search`.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from mcu.core import postgres

if TYPE_CHECKING:
    from mcu.cases.models import Case
    from mcu.org.models import Municipality


def inside(cases: int, times: int) -> dict[str, object]:
    """This side of the script runs with Django's settings."""
    import django  # noqa: PLC0415

    django.setup()
    from bench.million import fill  # noqa: PLC0415
    from mcu.cases.models import Case, Word  # noqa: PLC0415
    from mcu.org import queries  # noqa: PLC0415

    place = queries.municipality()
    filled = fill(place, cases) if Case.objects.count() < cases else {}
    place.refresh_from_db()
    size = {"footprints_mib": mib("cases_footprint"), "words_mib": mib("cases_word")}
    found = {"cases": cases, **filled, "words": Word.objects.count(), **size}
    return found | streamed(place, times)


def mib(table: str) -> int:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s) / 1048576", [table])
        return int(cursor.fetchone()[0])


def streamed(place: "Municipality", times: int) -> dict[str, object]:
    """New messages one after another, as the stream looks at each."""
    from mcu.cases.models import Case  # noqa: PLC0415
    from mcu.cases.queries.problem_likes import likes_of, twins_of  # noqa: PLC0415
    from mcu.org.rules.roles import program  # noqa: PLC0415

    rng, by = random.Random(2), program(place.pk)
    latest = list(Case.objects.order_by("-received_at").values_list("pk", flat=True)[: 20 * times])
    taken, seen, reposts, known = [], 0, 0, 0
    for first in Case.objects.filter(pk__in=rng.sample(latest, times)):
        repost = rng.random() < 0.5
        new = told_again(place, first, whole=repost)
        begun = perf_counter()
        twins = twins_of(new)
        likes = likes_of(by, new)
        taken.append(perf_counter() - begun)
        seen += any(like.case.pk == first.pk for like in likes.cases)
        reposts += repost
        known += repost and any(twin.case == first.pk for twin in twins)
    cuts = statistics.quantiles(taken, n=20)
    return {
        "messages": times,
        "p50_ms": round(statistics.median(taken) * 1000, 1),
        "p95_ms": round(cuts[18] * 1000, 1),
        "the_first_among_the_five_shown": f"{seen} of {times}",
        "reposts_known": f"{known} of {reposts}",
    }


def told_again(place: "Municipality", first: "Case", *, whole: bool) -> "Case":
    """The same message from another channel, or half of its words."""
    from bench.million import NOW  # noqa: PLC0415
    from mcu.cases.actions.register import Incoming, register  # noqa: PLC0415
    from mcu.cases.models import Case  # noqa: PLC0415
    from mcu.org.rules.roles import program  # noqa: PLC0415

    words = first.text.split()
    incoming = Incoming(
        channel="ok", text=" ".join(words if whole else words[: len(words) // 2 + 2]),
        received_at=NOW, settlement=first.settlement, street=first.street, house=first.house,
    )  # fmt: skip
    new = register(incoming=incoming, municipality=place, by=program(place.pk), now=NOW)
    Case.objects.filter(pk=new.pk).update(topic=first.topic_id)
    return Case.objects.select_related("topic", "municipality").get(pk=new.pk)


def prepared(folder: str) -> dict[str, str]:
    """The environment of a database in this folder, with its tables and the demo profile."""
    data = Path(folder)
    env = {**os.environ, "MCU_DATA": str(data), "MCU_DATABASE_URL": postgres.attach(data)}
    env["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
    for command in (["migrate", "-v", "0"], ["profile", "load", "demo", "--yes"]):
        subprocess.run(
            [sys.executable, "-m", "mcu", *command], env=env, check=True, stdout=subprocess.DEVNULL
        )
    return env


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--keep", default="")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.cases, given.times), ensure_ascii=False, indent=2))
        return
    with tempfile.TemporaryDirectory() as folder:
        env = prepared(given.keep or folder)
        size = ["--cases", str(given.cases), "--times", str(given.times)]
        subprocess.run(
            [sys.executable, "-m", "bench.likeness", "--inside", *size], env=env, check=True
        )
        postgres.detach(Path(given.keep or folder))


if __name__ == "__main__":
    main()
