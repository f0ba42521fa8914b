"""How many views of a map of 4,000 points a second: `python -m bench.map`.

Starts `mcu up` with an embedded database: 4,000 open cases, each on a street of its own with coordinates, all within one
view. Its clusters are asked for as JSON by the head of the centre over keep-alive connections; a view counts when all
the points are in it.
"""

import argparse
import http.client
import json
import time
from datetime import timedelta

from bench.serving import HOST, PORT, pressed, serving

PATH = "/cases/map/points/?at=54.05,46.05&z=11"


def prepare(points: int) -> str:
    """Inside Django: the town, and the cookie of its head."""
    from django.conf import settings  # noqa: PLC0415 -- this side runs with Django's settings
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from mcu.cases.models import Case  # noqa: PLC0415
    from mcu.org import actions  # noqa: PLC0415
    from mcu.org.queries import municipality  # noqa: PLC0415
    from mcu.org.rules.roles import Role, program  # noqa: PLC0415
    from mcu.places.models import KnownPlace  # noqa: PLC0415

    place, now = municipality(), timezone.now()
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
    client = Client(headers={"host": HOST})
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=4000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=3)
    given = parser.parse_args()
    with serving("--workers", str(given.workers), "--profile", "demo") as server:
        words = f"from bench.map import prepare; print(prepare({given.points}))"
        headers = {"Host": HOST, "Cookie": server.told(words)}

        def client(number: int, until: float, times: list[float]) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
            while time.perf_counter() < until:
                begun = time.perf_counter()
                connection.request("GET", PATH, headers=headers)
                found = json.loads(connection.getresponse().read())["points"]
                if sum(each["count"] for each in found) == given.points:
                    times.append(time.perf_counter() - begun)

        pressed(client, given.clients, 3)  # processes warm up
        server.report(client, given.clients, given.seconds)


if __name__ == "__main__":
    main()
