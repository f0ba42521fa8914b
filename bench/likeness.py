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

from mcu.core import postgres


def measure(cases: int, times: int) -> dict[str, object]:
    """Inside Django."""
    import django  # noqa: PLC0415 -- this side of the script runs with Django's settings

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from bench.million import NOW, fill  # noqa: PLC0415
    from mcu.cases.actions.likeness import fill_in  # noqa: PLC0415
    from mcu.cases.actions.register import Incoming, register  # noqa: PLC0415
    from mcu.cases.models import Case, Footprint, Word  # noqa: PLC0415
    from mcu.cases.queries.problem_likes import likes_of, twins_of  # noqa: PLC0415
    from mcu.org import queries  # noqa: PLC0415
    from mcu.org.rules.roles import program  # noqa: PLC0415

    place = queries.municipality()
    found: dict[str, object] = {"cases": cases}
    if Case.objects.count() < cases:
        found["copy_s"] = round(fill(place, cases), 1)
        begun = perf_counter()
        while fill_in(place=place):
            pass
        found["footprints_per_s"] = round(cases / (perf_counter() - begun))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    found["words"] = Word.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('cases_footprint') / 1048576")
        found["footprints_mib"] = int(cursor.fetchone()[0])
        cursor.execute("SELECT pg_total_relation_size('cases_word') / 1048576")
        found["words_mib"] = int(cursor.fetchone()[0])
    rng, by = random.Random(2), program(place.pk)
    latest = list(Footprint.objects.order_by("-case").values_list("case", flat=True)[: 20 * times])
    taken, twins, seen, again = [], [], 0, 0
    for first in Case.objects.filter(pk__in=rng.sample(latest, times)):
        words = first.text.split()
        repost = rng.random() < 0.5
        text = first.text if repost else " ".join(words[: len(words) // 2 + 2])
        new = register(
            incoming=Incoming(
                channel="ok", text=text, received_at=NOW, settlement=first.settlement,
                street=first.street, house=first.house,
            ),
            municipality=place, by=by, now=NOW,
        )  # fmt: skip
        Case.objects.filter(pk=new.pk).update(topic=first.topic_id)
        new = Case.objects.select_related("topic", "municipality").get(pk=new.pk)
        begun = perf_counter()
        same = twins_of(new)
        twins.append(perf_counter() - begun)
        likes = likes_of(by, new)
        taken.append(perf_counter() - begun)
        seen += any(like.case.pk == first.pk for like in likes.cases)
        again += repost and any(twin.case == first.pk for twin in same)
    cuts = statistics.quantiles(taken, n=20)
    return found | {
        "messages": times,
        "p50_ms": round(statistics.median(taken) * 1000, 1),
        "p95_ms": round(cuts[18] * 1000, 1),
        "of_it_reposts_p50_ms": round(statistics.median(twins) * 1000, 1),
        "first_one_among_the_five_shown": f"{seen} of {times}",
        "reposts_known": again,
    }


def prepared(folder: str) -> dict[str, str]:
    """The environment of a database in this folder, with its tables and the demo profile."""
    data = Path(folder)
    env = {**os.environ, "MCU_DATA": str(data), "MCU_DATABASE_URL": postgres.attach(data)}
    env["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
    for command in (["migrate", "-v", "0"], ["profile", "load", "demo"]):
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
        print(json.dumps(measure(given.cases, given.times), ensure_ascii=False, indent=2))
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
