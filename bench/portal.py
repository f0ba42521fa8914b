"""How many messages a second the portal takes in whole: `python -m bench.portal`.

Starts `mcu up` with an embedded database and the demo profile, opens the portal with open problems on its streets,
and sends the form of a resident over keep-alive connections, each with a text and an address of its own. The
acknowledgement brings number, code and term; a message counts when it is understood to the end: a case with masked
text, clocks, suggested topics, journal, the letter of the automatic reply, and its likes and problem looked for.
The clock runs from the first sending to the last message understood.
"""

import argparse
import http.client
import json
import os
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from bench.serving import HOST, PORT, Served, pressed, serving

ACCEPTED = "Сообщение принято"
READY = 10  # seconds until whoever watches for the end has started
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
    _open_problems(place, by)
    return f"/portal/{place.code}/"


def _open_problems(place: Any, by: Any) -> None:
    """Two on each street, of two messages each: whoever writes of the same has something to be like."""
    from django.utils import timezone  # noqa: PLC0415

    from mcu.cases.actions.problem import open_problem  # noqa: PLC0415
    from mcu.cases.actions.register import Incoming, register  # noqa: PLC0415

    now = timezone.now()
    for number, street in enumerate(STREETS * 2):
        said = f"На {street}, {number + 5} {THINGS[number % len(THINGS)]}. Помогите!"
        cases = [
            register(
                incoming=Incoming(
                    channel="vk", text=f"{said} {MORE[each]}", received_at=now,
                    settlement="Замерный", street=street, house=f"{number + 5}",
                ),
                municipality=place, by=by,
            )
            for each in range(2)
        ]  # fmt: skip
        open_problem(municipality=place, cases=cases, by=by)


def waited(after: float) -> str:
    """Inside Django: when, from that moment on, nothing of the portal was left to be understood, and how many are."""
    from mcu.cases.models import Footprint  # noqa: PLC0415
    from mcu.intake.models import Arrival  # noqa: PLC0415

    time.sleep(max(0.0, after - time.time()))
    waiting = Arrival.objects.filter(state="waiting")
    behind = Footprint.objects.filter(step__lt=Footprint.Step.LOOKED)
    while waiting.exists() or behind.exists():
        time.sleep(0.2)
    looked = Footprint.objects.filter(step=Footprint.Step.LOOKED, case__channel="web")
    return json.dumps([time.time(), looked.count()])


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
        """Whether the acknowledgement came back; who is shown something similar sends all the same."""
        chance = self.random
        street, house = chance.choice(STREETS), chance.randint(1, 199)
        text = f"На {street}, {house} {chance.choice(THINGS)}. {' '.join(chance.sample(MORE, 2))}"
        form = {
            "csrfmiddlewaretoken": self.token, "key": f"{chance.getrandbits(160):040x}", "text": text,
            "address": f"{street}, {house}", "checked": self.looked, "email": "zhitel@example.ru",
            "name": "Бобров Лев", "consent": "on",
        }  # fmt: skip
        return ACCEPTED in self._answer(form) or ACCEPTED in self._answer(form | {"checked": "1"})

    def _answer(self, form: dict[str, str]) -> str:
        headers = {
            "Host": HOST, "Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self.connection.request("POST", self.path, urlencode(form), headers)
        return self.connection.getresponse().read().decode()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument(
        "--looked",
        action="store_const",
        const="1",
        default="",
        help="similar problems were shown before, as pages with scripts do",
    )
    given = parser.parse_args()
    options = ("--workers", str(given.workers), "--profile", "demo")
    with serving(*options, MCU_PORTAL_RATE="100000000") as server:
        path = server.told("from bench.portal import open_portal; print(open_portal())")

        def client(seed: int, until: float, times: list[float]) -> None:
            resident = Resident(path, seed, given.looked)
            while time.perf_counter() < until:
                begun = time.perf_counter()
                if resident.send():
                    times.append(time.perf_counter() - begun)

        # Dictionaries are read, processes warm up; by other residents, so that no text comes twice.
        pressed(lambda n, *rest: client(1000 + n, *rest), given.clients, 4)
        _, before = understood(server, 0)
        begin = time.time() + READY
        last = ThreadPoolExecutor().submit(understood, server, begin + given.seconds)
        time.sleep(READY)
        busy = server.spent()
        found = pressed(client, given.clients, given.seconds)
        ended, looked = last.result()
        count, spent = looked - before, server.spent() - busy
        print(json.dumps({
            "load": os.getloadavg()[0], "acknowledged": found, "understood": count,
            "seconds": round(ended - begin, 1), "per_second": round(count / (ended - begin), 1),
            "server_cpu_ms": round(1000 * spent / count, 2),
        }))  # fmt: skip


def understood(server: Served, after: float) -> tuple[float, int]:
    """When the last one was, and how many are."""
    ended, looked = json.loads(
        server.told(f"from bench.portal import waited; print(waited({after}))")
    )
    return ended, looked


if __name__ == "__main__":
    main()
