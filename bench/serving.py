"""A server of its own for a measurement over HTTP, and clients that press it for some seconds."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = 8393
HOST = f"127.0.0.1:{PORT}"
SLOWEST_START = 300  # seconds

# (number of the client, from 0; until which moment of perf_counter; where its times go, in seconds)
Client = Callable[[int, float, list[float]], None]


class Served:
    """`mcu up` in a folder that goes with it."""

    def __init__(self, environment: dict[str, str], server: subprocess.Popen[bytes]) -> None:
        self._environment, self._server = environment, server

    def told(self, words: str) -> str:
        """The last line of what a piece of Python prints inside Django."""
        shell = [sys.executable, "-m", "mcu", "shell", "-c", words]
        told = subprocess.run(
            shell, env=self._environment, capture_output=True, text=True, check=True
        )
        return told.stdout.strip().splitlines()[-1]

    def spent(self) -> float:
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
        found, left = 0.0, [self._server.pid]
        while left:
            pid = left.pop()
            found += spent.get(pid, 0.0)
            left += below.get(pid, [])
        return found

    def report(self, client: Client, clients: int, seconds: float) -> None:
        """Press it and print the figures as JSON, with the load of the machine."""
        busy = self.spent()
        found = pressed(client, clients, seconds)
        used = (self.spent() - busy) / max(found["count"], 1)
        found["server_cpu_ms"] = round(1000 * used, 2)
        print(json.dumps({"load": os.getloadavg()[0], **found}))


@contextmanager
def serving(*options: str, **settings: str) -> Iterator[Served]:
    """Start the program on an embedded database; it ends with the block."""
    up = [sys.executable, "-m", "mcu", "up", "--port", str(PORT), *options]
    with tempfile.TemporaryDirectory(prefix="mcu-bench-") as folder:
        environment = {**os.environ, "MCU_DATA": folder, **settings}
        with (Path(folder) / "log").open("wb") as out:
            server = subprocess.Popen(up, env=environment, stdout=out, stderr=out)
        try:
            _wait()
            yield Served(environment, server)
        finally:
            server.terminate()
            server.wait(60)


def pressed(client: Client, clients: int, seconds: float) -> dict[str, float]:
    """Each client in a thread of its own; how many answers, how long they took."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=client, args=(number, until, times)) for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    centiles = statistics.quantiles(times, n=100)
    return {
        "count": len(times), "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(centiles[49] * 1000, 1), "p95_ms": round(centiles[94] * 1000, 1),
        "p99_ms": round(centiles[98] * 1000, 1),
    }  # fmt: skip


def _wait() -> None:
    until = time.monotonic() + SLOWEST_START
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/sign-in/")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.3)
    raise SystemExit("the server did not start")
