"""How many events a second the door of a service takes: `python -m bench.webhook`.

Starts `mcu up` with an embedded database, connects the sample service and sends signed events of
600 bytes over keep-alive connections for some seconds. An event counts when «ok» came back, and «ok»
comes after the raw row is committed.
"""

import argparse
import hashlib
import hmac
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PORT = 8392
SECRET = "bench"


def connect() -> str:
    """Inside Django: the connection, and the path of its door."""
    from mcu.channels import actions  # noqa: PLC0415 -- this side runs with Django's settings
    from mcu.core import vault  # noqa: PLC0415
    from mcu.org.actions import load_organisation  # noqa: PLC0415
    from mcu.org.rules.profile import OrgPart  # noqa: PLC0415
    from mcu.org.rules.roles import program  # noqa: PLC0415

    place = load_organisation(part=OrgPart(code="bench", name="Замер"), profile="bench")
    channel = actions.connect(
        transport="dummy", name="Замер", reads=True, replies=False, by=program(place.pk),
        settings={"base": "http://127.0.0.1:9", "token": "-", "secret": SECRET},
    )  # fmt: skip
    return f"/hook/{vault.unseal(channel.settings)['_hook']}/"


def event(number: int) -> tuple[bytes, dict[str, str]]:
    said = {
        "seq": number, "id": number, "at": "2026-11-20T09:00:00+03:00", "thread": f"t{number}",
        "author": {"id": number, "name": "Зоя"}, "text": "Во дворе третий день не вывозят мусор. " * 8,
    }  # fmt: skip
    body = json.dumps(said, ensure_ascii=False).encode()
    sign = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return body, {"Content-Type": "application/json", "X-Signature": sign}


def client(path: str, start: int, until: float, times: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    number = start
    while time.perf_counter() < until:
        body, headers = event(number)
        begun = time.perf_counter()
        connection.request("POST", path, body, headers)
        if connection.getresponse().read() == b"ok":
            times.append(time.perf_counter() - begun)
        number += 1


def measure(path: str, clients: int, seconds: float) -> dict[str, float]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=client, args=(path, 1 + n * 10**7, until, times))
        for n in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    centiles = statistics.quantiles(times, n=100)
    return {
        "events": len(times), "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(centiles[49] * 1000, 1), "p95_ms": round(centiles[94] * 1000, 1),
        "p99_ms": round(centiles[98] * 1000, 1),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mcu-bench-") as folder:
        run(given, {**os.environ, "MCU_DATA": folder, "MCU_HOOK_RATE": "100000"})


def run(given: argparse.Namespace, environment: dict[str, str]) -> None:
    up = [sys.executable, "-m", "mcu", "up", "--port", str(PORT)]
    log = Path(environment["MCU_DATA"]) / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(up, env=environment, stdout=out, stderr=out)
    try:
        wait()
        words = "from bench.webhook import connect; print(connect())"
        told = subprocess.run(
            [sys.executable, "-m", "mcu", "shell", "-c", words],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        path = told.stdout.split()[-1]
        measure(path, given.clients, 2)  # the processes warm up
        print(
            json.dumps({"load": os.getloadavg()[0], **measure(path, given.clients, given.seconds)})
        )
    finally:
        server.terminate()
        server.wait(60)


def wait() -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/sign-in/")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.3)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
