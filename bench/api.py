"""How many cards with history a second the API gives: `python -m bench.api`.

Starts `mcu up` with an embedded database and the demo profile, registers messages with a life behind them
(notes, clocks, journal), and reads `GET /api/v1/cases/ID` over keep-alive connections by the token of the
head of the centre. A card counts when its history came whole. The pace of the token is lifted.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.portal import PORT, processor, wait

CASES, NOTES = 50, 20


def prepare() -> str:
    """Inside Django: a token and the keys of cases with a history, as JSON."""
    from django.utils import timezone  # noqa: PLC0415 -- this side runs with Django's settings

    from mcu.cases.actions.annotate import note  # noqa: PLC0415
    from mcu.cases.actions.register import Incoming, register  # noqa: PLC0415
    from mcu.org.actions import add_person, give_duty, make_token  # noqa: PLC0415
    from mcu.org.queries import actor_for, municipality  # noqa: PLC0415
    from mcu.org.rules.roles import program  # noqa: PLC0415

    place, now = municipality(), timezone.now()
    by = program(place.pk)
    person = add_person(
        municipality=place, login="bench", full_name="Замерова Анна", password="-", by=by, hashed=True
    )  # fmt: skip
    give_duty(person=person, role="head_of_centre", by=by, since=now.date())
    keys = []
    for number in range(CASES):
        said = Incoming(
            channel="vk", text=f"На Полевой, {number} яма во всю дорогу", received_at=now
        )
        case = register(incoming=said, municipality=place, by=by)
        for _ in range(NOTES):
            note(case=case, text="Выехали, посмотрели", by=by)
        keys.append(case.pk)
    token = make_token(
        person=person, name="bench", scopes=["read"], days=30, by=actor_for(person), now=now
    )
    return json.dumps({"token": token, "keys": keys})


def client(given: dict, seed: int, until: float, times: list[float]) -> None:
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    headers = {"Host": f"127.0.0.1:{PORT}", "Authorization": f"Bearer {given['token']}"}
    while time.perf_counter() < until:
        begun = time.perf_counter()
        connection.request("GET", f"/api/v1/cases/{chance.choice(given['keys'])}", headers=headers)
        if len(json.loads(connection.getresponse().read())["history"]) > NOTES:
            times.append(time.perf_counter() - begun)


def measure(given: dict, clients: int, seconds: float) -> dict[str, float]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=client, args=(given, n, until, times)) for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    centiles = statistics.quantiles(times, n=100)
    return {
        "cards": len(times), "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(centiles[49] * 1000, 1), "p95_ms": round(centiles[94] * 1000, 1),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mcu-bench-") as folder:
        run(given, {**os.environ, "MCU_DATA": folder, "MCU_API_RATE": "100000000"})


def run(given: argparse.Namespace, environment: dict[str, str]) -> None:
    mcu = [sys.executable, "-m", "mcu"]
    up = [*mcu, "up", "--port", str(PORT), "--workers", str(given.workers), "--profile", "demo"]
    with (Path(environment["MCU_DATA"]) / "log").open("wb") as out:
        server = subprocess.Popen(up, env=environment, stdout=out, stderr=out)
    try:
        wait()
        words = "from bench.api import prepare; print(prepare())"
        told = subprocess.run(
            [*mcu, "shell", "-c", words],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        made = json.loads(told.stdout.strip().splitlines()[-1])
        measure(made, given.clients, 3)  # processes warm up
        busy = processor(server.pid)
        found = measure(made, given.clients, given.seconds)
        spent = processor(server.pid) - busy
        found["server_cpu_ms"] = round(1000 * spent / max(found["cards"], 1), 2)
        print(json.dumps({"load": os.getloadavg()[0], **found}))
    finally:
        server.terminate()
        server.wait(60)


if __name__ == "__main__":
    main()
