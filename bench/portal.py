"""How many messages a second the portal registers: `python -m bench.portal`.

Starts `mcu up` with an embedded database and the demo profile, opens the portal, and sends the form of a
resident over keep-alive connections, each with a text and an address of its own. A message counts when
its acknowledgement with number, code and term came back: raw stored, similar problems looked for, address
read, case registered with masking, clocks, suggested topics and journal, everything committed.
"""

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

PORT = 8393
HOST = f"127.0.0.1:{PORT}"
STREETS = [f"улица {name}" for name in (
    "Полевая", "Мира", "Садовая", "Лесная", "Школьная", "Речная", "Новая", "Южная", "Заводская", "Парковая",
)]  # fmt: skip
THINGS = (
    "яма во всю дорогу", "не горит фонарь", "не вывозят мусор с площадки", "течёт труба у подъезда",
    "нет горячей воды", "упало дерево на тротуар", "сломаны качели на площадке", "не чистят снег",
)  # fmt: skip
MORE = (
    "Дети ходят в школу.",
    "Звонили, обещали и не приехали.",
    "Мой телефон 8 900 000-00-01.",
    "Помогите!",
)


def open_portal() -> str:
    """Inside Django: the path of the form of a town with ten streets."""
    from mcu.org.queries import municipality  # noqa: PLC0415 -- this side runs with Django's settings
    from mcu.org.rules.roles import program  # noqa: PLC0415
    from mcu.places.actions import add_place  # noqa: PLC0415
    from mcu.portal.actions import setup  # noqa: PLC0415

    place = municipality()
    by = program(place.pk)
    add_place(municipality=place, kind="settlement", name="Замерный", by=by)
    for street in STREETS:
        kind, name = street.split()
        add_place(
            municipality=place, kind="street", type=kind, name=name, settlement="Замерный",
            houses="1-199", by=by,
        )  # fmt: skip
    setup.open_portal(place=place, active=True, by=by)
    return f"/portal/{place.code}/"


class Resident:
    """One browser: its connection, its cookie, the token of its forms."""

    def __init__(self, path: str, seed: int, looked: str) -> None:
        self.path, self.random, self.looked = path, random.Random(seed), looked
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.connection.request("GET", path, headers={"Host": HOST})
        answer = self.connection.getresponse()
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
        assert found
        self.token = found[1]

    def send(self) -> bool:
        """Whether the acknowledgement came back."""
        chance = self.random
        street, house = chance.choice(STREETS), chance.randint(1, 199)
        text = f"На {street}, {house} {chance.choice(THINGS)}. {' '.join(chance.sample(MORE, 2))}"
        form = {
            "csrfmiddlewaretoken": self.token, "key": f"{chance.getrandbits(160):040x}", "text": text,
            "address": f"{street}, {house}", "checked": self.looked, "email": "zhitel@example.ru",
            "name": "Бобров Лев", "consent": "on",
        }  # fmt: skip
        headers = {
            "Host": HOST, "Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.connection.request("POST", self.path, urlencode(form), headers)
        return "Сообщение принято" in self.connection.getresponse().read().decode()


def client(path: str, seed: int, looked: str, until: float, times: list[float]) -> None:
    resident = Resident(path, seed, looked)
    while time.perf_counter() < until:
        begun = time.perf_counter()
        if resident.send():
            times.append(time.perf_counter() - begun)


def measure(path: str, clients: int, seconds: float, seed: int, looked: str) -> dict[str, float]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=client, args=(path, seed + n, looked, until, times))
        for n in range(clients)
    ]
    before = os.times()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = os.times()
    centiles = statistics.quantiles(times, n=100)
    own = after.user + after.system - before.user - before.system
    return {
        "messages": len(times), "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(centiles[49] * 1000, 1), "p95_ms": round(centiles[94] * 1000, 1),
        "client_cpu_ms": round(1000 * own / max(len(times), 1), 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--looked",
        action="store_const",
        const="1",
        default="",
        help="similar problems were shown before, as pages with scripts do",
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mcu-bench-") as folder:
        run(given, {**os.environ, "MCU_DATA": folder, "MCU_PORTAL_RATE": "100000000"})


def run(given: argparse.Namespace, environment: dict[str, str]) -> None:
    mcu = [sys.executable, "-m", "mcu"]
    up = [*mcu, "up", "--port", str(PORT), "--workers", str(given.workers), "--profile", "demo"]
    log = Path(environment["MCU_DATA"]) / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(up, env=environment, stdout=out, stderr=out)
    try:
        wait()
        words = "from bench.portal import open_portal; print(open_portal())"
        told = subprocess.run(
            [*mcu, "shell", "-c", words],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        path = told.stdout.split()[-1]
        measure(
            path, given.clients, 4, 1000, given.looked
        )  # dictionaries are read, processes warm up
        busy = processor(server.pid)
        found = measure(path, given.clients, given.seconds, 1, given.looked)
        spent = processor(server.pid) - busy
        found["server_cpu_ms"] = round(1000 * spent / max(found["messages"], 1), 2)
        print(json.dumps({"load": os.getloadavg()[0], **found}))
    finally:
        server.terminate()
        server.wait(60)


def processor(parent: int) -> float:
    """Seconds of processor time of the supervisor and everything below it, the database too."""
    below: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        fields, pid = rest.split(), int(path.parent.name)
        below.setdefault(int(fields[1]), []).append(pid)
        spent[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    found, left = 0.0, [parent]
    while left:
        pid = left.pop()
        found += spent.get(pid, 0.0)
        left += below.get(pid, [])
    return found


def wait() -> None:
    until = time.monotonic() + 300
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
