"""The journal at a million entries: `python -m bench.journal --entries 1000000`.

Writes a chain of entries like those of real work by COPY, hashed by the program itself. Then the
walk of `mcu journal verify` beside its floor (every row read by COPY and hashed as it comes), each in
a process of its own, with memory and processor time; then pages of «Журнал» by each filter.
"""

import argparse
import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import psycopg

from bench.import_rows import measured
from mcu.core import postgres

ACTIONS = ("case.classify", "case.assign", "case.draft", "case.approve", "applicant.reveal")
BATCH = 20_000
PEOPLE = 40


def floor(url: str) -> None:
    """Read every row as text and hash it: no verification does less."""
    begun, count = time.perf_counter(), 0
    everything = "COPY (SELECT * FROM journal_entry ORDER BY sequence) TO STDOUT"
    with psycopg.connect(url) as connection, connection.cursor().copy(everything) as out:
        for line in out:
            hashlib.sha256(line).hexdigest()
            count += 1
    print(json.dumps({"seconds": time.perf_counter() - begun, "entries": count}))


def fill(entries: int) -> None:
    """Inside Django: the chain of the only municipality, and an auditor who reads it."""
    from django.db import connection  # noqa: PLC0415 -- after django.setup()

    from mcu.core import bulk  # noqa: PLC0415
    from mcu.core.models import JournalEntry, JournalHead  # noqa: PLC0415
    from mcu.org.actions import add_person, give_duty, load_organisation  # noqa: PLC0415
    from mcu.org.models import Person  # noqa: PLC0415
    from mcu.org.rules.profile import OrgPart  # noqa: PLC0415
    from mcu.org.rules.roles import Role, program  # noqa: PLC0415

    place = load_organisation(part=OrgPart(code="bench", name="Замер"), profile="bench")
    by = program(place.pk)
    people = [
        add_person(
            municipality=place, login=f"p{n}", full_name=f"Сотрудник {n}", password="-", hashed=True,
            by=by,
        ).pk
        for n in range(PEOPLE)
    ]  # fmt: skip
    give_duty(person=Person.objects.get(login="p0"), role=Role.AUDITOR, by=by)
    head = JournalHead.objects.get(pk=place.pk)
    rows: list[dict[str, Any]] = []
    for row in chained(people, head, entries):
        rows.append(row)
        if len(rows) == BATCH or row["sequence"] == head.sequence + entries:
            bulk.insert(JournalEntry, list(row), [list(each.values()) for each in rows])
            JournalHead.objects.update(sequence=row["sequence"], hash=row["hash"])
            rows.clear()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE journal_entry")


def chained(people: list[int], head: Any, entries: int) -> Iterator[dict[str, Any]]:
    """Entries one after another, six for each case, forty people, three years."""
    from mcu.core.journal.writing import digest_of  # noqa: PLC0415

    begin, previous = datetime(2023, 11, 20, tzinfo=UTC), head.hash
    for number in range(1, entries + 1):
        row = {
            "municipality_id": head.pk,
            "sequence": head.sequence + number,
            "at": begin + timedelta(seconds=95 * number),
            "action": ACTIONS[number % 5],
            "actor_id": people[number % PEOPLE],
            "actor_name": f"Сотрудник {number % PEOPLE}",
            "object_type": "cases.case",
            "object_id": number // 6,
            "object_name": f"№ 2026-11-{number // 6}",
            "before": {"state": "assigned", "executor_id": None, "due_at": "2026-11-20T09:00:00"},
            "after": {"state": "in_work", "executor_id": 12, "topic_id": number % 300},
            "request_id": f"{number:036d}",
            "previous_hash": previous,
        }
        previous = row["hash"] = digest_of(row)
        yield row


def pages(entries: int) -> dict[str, float]:
    """Inside Django: median milliseconds of a page by each filter."""
    from django.test import Client  # noqa: PLC0415

    from mcu.org.models import Person  # noqa: PLC0415

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Person.objects.get(login="p0"))
    first, second = (Person.objects.get(login=login).pk for login in ("p7", "p4"))
    asked = {
        "newest": "",
        "deep": f"?before={entries // 2}",
        "person": f"?person={first}",
        "action": "?action=applicant.reveal",
        "group": "?action=group:personal",
        "object": f"?object=2026-11-{entries // 60}",
        "month_long_ago": "?since=2024-02-01&until=2024-02-29",
        "request": f"?request={entries // 3:036d}",
        "person_action_month": f"?person={second}&action=applicant.reveal&since=2024-02-01&until=2024-02-29",
    }
    return {name: _median(client, f"/settings/journal/{query}") for name, query in asked.items()}


def _median(client: Any, address: str) -> float:
    times = []
    for _ in range(7):
        begun = time.perf_counter()
        assert client.get(address).status_code == 200, address
        times.append(1000 * (time.perf_counter() - begun))
    return round(statistics.median(times), 1)


def measure(entries: int) -> dict[str, object]:
    import django  # noqa: PLC0415 -- this side of the script runs with Django's settings

    folder = postgres.data_folder()
    url = os.environ["MCU_DATABASE_URL"] = postgres.attach(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mcu.settings")
    django.setup()
    from mcu.core import startup  # noqa: PLC0415

    startup.migrate()
    startup.collect()
    fill(entries)
    shown = pages(entries)
    startup.close_connections()
    server = psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))
    least = measured(server, "-m", "bench.journal", "--floor", url)
    walked = measured(server, "-m", "mcu", "journal", "verify", "--json")
    return {
        "entries": walked.printed["entries"],
        "floor_s": round(least.wall, 2),
        "verify_s": round(walked.wall, 2),
        "ratio": round(walked.wall / least.wall, 2),
        "verify_cpu_s": round(walked.cpu, 2),
        "verify_peak_mib": round(walked.peak, 1),
        "pages_ms": shown,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--floor", metavar="URL")
    given = parser.parse_args()
    if given.floor:
        floor(given.floor)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MCU_DATA"] = folder
        try:
            print(json.dumps(measure(given.entries), ensure_ascii=False, indent=2))
        finally:
            postgres.detach(postgres.data_folder())


if __name__ == "__main__":
    sys.exit(main())
