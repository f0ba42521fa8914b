"""What the wall between municipalities costs: `python -m bench.wall`.

Fills a database by an import, takes the SQL of a few pages, and asks each question as the owner and
as the role that serves the pages, in turns, in one run. Milliseconds of PostgreSQL, medians.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mcu.core import postgres
from mcu.intake.tests.workbook import write_incident_workbook

PAGES = {
    "list": "/cases/",
    "search": "/cases/?q=снег",
    "late": "/cases/?due=late",
    "summary": "/summary/period/",
    "today": "/",
}


def compare(times: int) -> dict[str, dict[str, float]]:
    """Inside Django: page → milliseconds of its questions for each role, and their ratio."""
    import django  # noqa: PLC0415 -- this side of the script runs with Django's settings

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from mcu.core import wall  # noqa: PLC0415
    from mcu.org import actions, queries  # noqa: PLC0415
    from mcu.org.rules.roles import Role, program  # noqa: PLC0415

    wall.make_role()
    wall.build(anew=True)
    place = queries.municipality()
    by = program(place.pk)
    person = actions.add_person(
        municipality=place, login="bench", full_name="Замер", password="x", by=by, hashed=True
    )
    actions.give_duty(person=person, role=Role.INCIDENT, by=by)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    found = {}
    for name, address in PAGES.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        asked = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
        with wall.within([place.pk]):
            found[name] = _both(asked, times, wall.ROLE)
    return found


def _both(asked: list[str], times: int, role: str) -> dict[str, float]:
    from django.db import connection  # noqa: PLC0415

    taken: dict[str, list[float]] = {"postgres": [], role: []}
    with connection.cursor() as cursor:
        for _ in range(times):
            for who, each in taken.items():
                cursor.execute(f"SET ROLE {who}")
                begun = time.perf_counter()
                for sql in asked:
                    cursor.execute(sql)
                    cursor.fetchall()
                each.append((time.perf_counter() - begun) * 1000)
        cursor.execute("RESET ROLE")
    owner, app = (statistics.median(each) for each in taken.values())
    return {"owner_ms": round(owner, 1), "app_ms": round(app, 1), "ratio": round(app / owner, 2)}


def measure(rows: int, times: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        env = {**os.environ, "MCU_DATA": str(data), "MCU_DATABASE_URL": postgres.attach(data)}
        env["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
        path = Path(folder) / "export.xlsx"
        write_incident_workbook(path, rows=rows)
        mcu = [sys.executable, "-m", "mcu"]
        for command in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"],
                        ["profile", "load", "demo"], ["import", str(path), "--json"]):  # fmt: skip
            subprocess.run([*mcu, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        inside = [sys.executable, "-m", "bench.wall", "--compare", "--times", str(times)]
        answer = subprocess.run(inside, env=env, check=True, capture_output=True, text=True)
        postgres.detach(data)
    return answer.stdout.strip().splitlines()[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--compare", action="store_true")
    given = parser.parse_args()
    if given.compare:
        print(json.dumps(compare(given.times)))
        return
    for page, figures in json.loads(measure(given.rows, given.times)).items():
        print(page, figures)


if __name__ == "__main__":
    main()
