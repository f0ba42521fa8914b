"""The pages of figures on a million cases: `python -m bench.board --login chief --rows 1000000`.

A mart is generated as for slices (bench/slices.py) for the municipality of a person of the database named by
MCU_DATABASE_URL (a demo town will do: figures come from the mart, names and people from the database). Then «Сводка»,
«Пульт», «Прогноз» and «Нагрузка» are asked as that person, each time as if the mart were new; whole answers.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mcu.settings")
NOW = datetime(2026, 10, 30, 9, tzinfo=UTC)  # the generated years end the day after
PAGES = ("/summary/", "/pult/", "/summary/forecast/", "/centre/workload/")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--login", default="chief")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MCU_DATA"] = folder
        print(json.dumps(measured(given), indent=1))


def measured(given: argparse.Namespace) -> dict[str, Any]:
    import django  # noqa: PLC0415 -- with the data folder of this run

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from bench.slices import _built  # noqa: PLC0415
    from mcu.analytics.queries import mart  # noqa: PLC0415
    from mcu.org.models import Person  # noqa: PLC0415

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        plain  # names of files are gathered where one serves
    )
    mart.database = lambda: "bench"
    mart.folder().mkdir(parents=True, exist_ok=True)
    person = Person.objects.get(login=given.login)
    if person.municipality_id != 1:
        raise SystemExit("The generated mart is of municipality 1: take a database with one town.")
    _built(given.rows, 1)
    timezone.now = lambda: NOW
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    found: dict[str, Any] = {"rows": given.rows, "load_before": round(os.getloadavg()[0], 1)}
    for page in PAGES:
        found[page] = _asked(client, page, given.times, mart)
    return found | {"load_after": round(os.getloadavg()[0], 1)}


def _asked(client: Any, page: str, times: int, mart: Any) -> dict[str, float]:
    clock, processor = [], []
    for number in range(times + 2):
        mart._answers.clear()
        began, worked = time.perf_counter(), time.process_time()
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.status_code)
        if number > 1:  # the first ones load what is loaded once
            clock.append(1000 * (time.perf_counter() - began))
            processor.append(1000 * (time.process_time() - worked))
    return {
        "median_ms": round(statistics.median(clock)), "p95_ms": round(_p95(clock)),
        "processor_median_ms": round(statistics.median(processor)),
        "processor_p95_ms": round(_p95(processor)),
    }  # fmt: skip


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


if __name__ == "__main__":
    main()
