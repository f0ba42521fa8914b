"""The list of cases at 100,000 cases, for an executor of two bodies: `python -m bench.feed`.

Fills a database by an import, starts `mcu up`, signs in, and asks for the first page of the list
over keep-alive connections: first four clients at once for requests per second, then one for the
time of a lone request; then the same for the head of the centre, who sees every case. Queries are
counted by Django itself on the same page. The processor time of one request, of the program and of
the database, hardly depends on what else the machine does. Start-up time and the memory of the
whole installation (database, supervisor, web, worker) are measured at the end.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import psutil

from mcu.core import postgres
from mcu.intake.tests.workbook import write_incident_workbook

PAGE = "/cases/"
PORT = 8391
PASSWORD = "bench-bench"


def prepare(rows: int) -> dict[str, object]:
    """Inside Django: an executor of the two bodies with most cases, a head; queries of the page."""
    import django  # noqa: PLC0415 -- this side of the script runs with Django's settings

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.models import Count  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from mcu.org import actions, queries  # noqa: PLC0415
    from mcu.org.models import Body  # noqa: PLC0415
    from mcu.org.rules.roles import Role, program  # noqa: PLC0415

    place = queries.municipality()
    by = program(place.pk)
    person, head = (
        actions.add_person(
            municipality=place, login=login, full_name="Замер Быстрый", password=PASSWORD, by=by
        )
        for login in ("executor", "head")
    )
    actions.give_duty(person=head, role=Role.HEAD_OF_CENTRE, by=by)
    bodies = Body.objects.filter(municipality=place).annotate(n=Count("cases")).order_by("-n")[:2]
    for body in bodies:
        actions.give_duty(person=person, role=Role.EXECUTOR, body=body, by=by)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(PAGE)
    return {
        "queries": len(captured),
        "page_kib": round(len(answer.content) / 1024),
        "rows_shown": answer.content.count(b"data-row"),
        "cases_of_two_bodies": sum(body.n for body in bodies),
    }


def sign_in(login: str) -> str:
    """The session cookie of this person."""
    door = http.client.HTTPConnection("127.0.0.1", PORT)
    door.request("GET", "/sign-in/")
    answer = door.getresponse()
    page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    cookie = answer.getheader("Set-Cookie", "").split(";")[0]
    assert token
    body = urlencode({"csrfmiddlewaretoken": token[1], "username": login, "password": PASSWORD})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    door.request("POST", "/sign-in/", body, headers)
    answer = door.getresponse()
    answer.read()
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    assert any("sessionid" in value for value in cookies), answer.status
    return "; ".join(value.split(";")[0] for value in cookies)


def ask(cookie: str, times: int, taken: list[float]) -> None:
    door = http.client.HTTPConnection("127.0.0.1", PORT)
    for _ in range(times):
        begun = time.perf_counter()
        door.request("GET", PAGE, headers={"Cookie": cookie})
        answer = door.getresponse()
        assert len(answer.read()) > 10_000, answer.status
        assert answer.status == 200
        taken.append(time.perf_counter() - begun)


def load(cookie: str, clients: int, times: int) -> dict[str, float]:
    """Requests per second of the clients together, and the spread of one answer in ms."""
    taken: list[float] = []
    threads = [threading.Thread(target=ask, args=(cookie, times, taken)) for _ in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    cuts = statistics.quantiles(taken, n=20)
    return {
        "clients": clients,
        "per_second": round(clients * times / seconds, 1),
        "p50_ms": round(statistics.median(taken) * 1000, 1),
        "p95_ms": round(cuts[18] * 1000, 1),
    }


def wait_for_door(seconds: float = 60) -> float:
    """Seconds until the page answers."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        try:
            door = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            door.request("GET", "/sign-in/")
            door.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return time.perf_counter() - begun
    raise SystemExit("the web process did not answer")


def processor(process: psutil.Process) -> float:
    """Seconds of processor time that it and what it started have used."""
    each = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in each)


def requests(login: str, times: int, program: psutil.Process, server: psutil.Process) -> object:
    """The list of this person: four clients, one client, processor time of one request in ms."""
    cookie = sign_in(login)
    load(cookie, 4, 10)
    before = processor(program), processor(server)
    four = load(cookie, 4, times)
    used = processor(program) - before[0], processor(server) - before[1]
    each = [round(seconds / (4 * times) * 1000, 1) for seconds in used]
    return {
        "four_clients": four,
        "one_client": load(cookie, 1, times),
        "program_cpu_ms": each[0],
        "database_cpu_ms": each[1],
    }


def memory(root: psutil.Process, server: psutil.Process) -> dict[str, float]:
    """Proportional memory (PSS) of everything that runs, in MiB."""

    def pss(process: psutil.Process) -> float:
        return (
            sum(one.memory_full_info().pss for one in [process, *process.children(recursive=True)])
            / 2**20
        )

    return {"program_mib": round(pss(root)), "database_mib": round(pss(server))}


def server_of(data: Path) -> psutil.Process:
    for process in psutil.process_iter(["name", "cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if process.info["name"] == "postgres" and str(data) in line:
            return process
    raise SystemExit("no database server of this run")


def measure(rows: int, times: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        url = postgres.attach(data)
        env = {**os.environ, "MCU_DATA": str(data), "MCU_DATABASE_URL": url}
        env["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
        path = Path(folder) / "export.xlsx"
        write_incident_workbook(path, rows=rows)
        mcu = [sys.executable, "-m", "mcu"]
        for command in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"],
                        ["profile", "load", "demo"], ["import", str(path), "--json"]):  # fmt: skip
            subprocess.run([*mcu, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        prepared = subprocess.run(
            [sys.executable, "-m", "bench.feed", "--prepare", str(rows)],
            env=env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        begun = time.perf_counter()
        up = subprocess.Popen([*mcu, "up", "--port", str(PORT)], env=env, stdout=subprocess.DEVNULL)
        try:
            wait_for_door()
            start = time.perf_counter() - begun
            program, server = psutil.Process(up.pid), server_of(data)
            executor, head = (
                requests(login, times, program, server) for login in ("executor", "head")
            )
            weight = memory(program, server)
        finally:
            up.terminate()
            up.wait(20)
            postgres.detach(data)
    return {
        "cases": rows,
        **json.loads(prepared.stdout.strip().splitlines()[-1]),
        "executor": executor,
        "head_of_centre": head,
        "start_s": round(start, 1),
        "memory": weight,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--prepare", type=int)
    given = parser.parse_args()
    found = prepare(given.prepare) if given.prepare else measure(given.rows, given.times)
    print(json.dumps(found, ensure_ascii=False, indent=None if given.prepare else 2))


if __name__ == "__main__":
    main()
