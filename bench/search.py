"""The search of the list among a million cases: `python -m bench.search --keep FOLDER`.

FOLDER is what `bench.likeness --keep FOLDER` has left. Asks for the first page with words of every
frequency, pairs, a word with a mistake, a phrase and a number, and prints the spread of the whole and of
the database alone (EXPLAIN ANALYZE of each query of the page).
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bench.likeness import prepared
from mcu.core import postgres

if TYPE_CHECKING:
    from mcu.org.rules.roles import Actor


def inside(times: int) -> dict[str, object]:
    """This side of the script runs with Django's settings."""
    import django  # noqa: PLC0415

    django.setup()
    from mcu.cases.models import Case, Word  # noqa: PLC0415
    from mcu.org import queries  # noqa: PLC0415
    from mcu.org.rules.roles import program  # noqa: PLC0415

    by, rng = program(queries.municipality().pk), random.Random(5)
    words = list(Word.objects.order_by("-cases").values_list("lemma", flat=True))
    case = Case.objects.order_by("-pk")[0]
    kinds = {
        "frequent": lambda: rng.choice(words[:40]),
        "middle": lambda: rng.choice(words[40:800]),
        "rare": lambda: rng.choice(words[2000:]),
        "two": lambda: " ".join(rng.sample(words[:800], 2)),
        "mistake": lambda: _mistaken(rng.choice([w for w in words[:800] if len(w) > 5])),
        "phrase": lambda: f'"{" ".join(rng.choice(words[:800]) for _ in range(2))}"',
        "number": lambda: case.number,
    }
    return {kind: _spread(by, [draw() for _ in range(times)]) for kind, draw in kinds.items()}


def _mistaken(word: str) -> str:
    """The word without its third letter."""
    return word[:2] + word[3:]


def _spread(by: "Actor", asked: list[str]) -> dict[str, float]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from mcu.cases.queries import feed  # noqa: PLC0415
    from mcu.cases.rules.feed import FeedFilter, Sort, Status  # noqa: PLC0415

    whole, alone, now = [], [], timezone.now()
    for words in asked:
        chosen = FeedFilter(q=words, status=Status.ALL, sort=Sort.BEST)
        begun = perf_counter()
        with CaptureQueriesContext(connection) as captured:
            feed(by, chosen, 1, now)
        whole.append((perf_counter() - begun) * 1000)
        alone.append(sum(_explained(query["sql"]) for query in captured.captured_queries))
    return {
        "p50_ms": round(statistics.median(whole)), "p95_ms": round(_p95(whole)),
        "database_p50_ms": round(statistics.median(alone)), "database_p95_ms": round(_p95(alone)),
    }  # fmt: skip


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[18]


def _explained(sql: str) -> float:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
        found = cursor.fetchone()[0]
    plan = found if isinstance(found, list) else json.loads(found)
    return float(plan[0]["Execution Time"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", required=True)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.times), ensure_ascii=False, indent=1))
        return
    env = prepared(given.keep)
    command = [sys.executable, "-m", "bench.search", "--inside", "--times", str(given.times)]
    subprocess.run([*command, "--keep", given.keep], env={**os.environ, **env}, check=True)
    postgres.detach(Path(given.keep))


if __name__ == "__main__":
    main()
