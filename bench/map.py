"""The map's box of 4,000 points: `python -m bench.map --points 4000`.

A town of its own on the embedded server: 4,000 open cases, each on its own street with coordinates. The clusters
of one view are asked for through the whole program (session, rights, filters, JSON) in one process.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from mcu.core import postgres


def measure(points: int, times: int) -> dict[str, float]:
    """Inside Django: requests a second of one process by the wall clock, and by its processor time."""
    import django  # noqa: PLC0415 -- this side of the script runs with Django's settings

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from mcu.cases.models import Case  # noqa: PLC0415
    from mcu.org import actions  # noqa: PLC0415
    from mcu.org.models import Municipality  # noqa: PLC0415
    from mcu.org.rules.roles import Role, program  # noqa: PLC0415
    from mcu.places.models import KnownPlace  # noqa: PLC0415

    place, _ = Municipality.objects.get_or_create(code="bench", defaults={"name": "Замер"})
    now = timezone.now()
    KnownPlace.objects.bulk_create(
        KnownPlace(municipality=place, kind="street", type="улица", name=f"Улица {n}", settlement="Город",
                   lat=54 + (n % 64) / 640, lon=46 + (n // 64) / 640)
        for n in range(points)
    )  # fmt: skip
    Case.objects.bulk_create(
        Case(municipality=place, number=f"б-{n}", system="own", channel="phone", text="Яма", settlement="Город",
             street=f"улица Улица {n}", received_at=now - timedelta(minutes=n), registered_at=now)
        for n in range(points)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    by = program(place.pk)
    person = actions.add_person(
        municipality=place, login="bench", full_name="Замер Быстрый", password="x", by=by, hashed=True
    )  # fmt: skip
    actions.give_duty(person=person, role=Role.HEAD_OF_CENTRE, by=by)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    address = "/cases/map/points/?at=54.05,46.05&z=11"
    found = json.loads(client.get(address).content)
    assert sum(each["count"] for each in found["points"]) == points, found["nowhere"]
    begun, worked = time.perf_counter(), time.process_time()
    for _ in range(times):
        client.get(address)
    wall, work = time.perf_counter() - begun, time.process_time() - worked
    return {
        "points": points, "clusters": len(found["points"]),
        "per_s_one_process": round(times / wall, 1), "per_s_of_processor": round(times / work, 1),
    }  # fmt: skip


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--points", type=int, default=4000)
    words.add_argument("--times", type=int, default=200)
    words.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = words.parse_args()
    if chosen.inside:
        print(json.dumps(measure(chosen.points, chosen.times), ensure_ascii=False, indent=1))
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        env = {**os.environ, "MCU_DATA": str(data), "MCU_DATABASE_URL": postgres.attach(data)}
        env["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
        inside = [
            "-m",
            "bench.map",
            "--inside",
            f"--points={chosen.points}",
            f"--times={chosen.times}",
        ]
        for command in (["-m", "mcu", "migrate", "-v", "0"], inside):
            subprocess.run([sys.executable, *command], env=env, check=True)
        postgres.detach(data)


if __name__ == "__main__":
    main()
