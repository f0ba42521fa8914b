"""How many cards with history a second the API gives: `python -m bench.api`.

Starts `mcu up` with an embedded database and the demo profile, registers messages with a life behind them
(notes, clocks, journal), and reads `GET /api/v1/cases/ID` over keep-alive connections by the token of the
head of the centre. A card counts when its history came whole. The pace of the token is lifted.
"""

import argparse
import http.client
import json
import random
import time

from bench.serving import HOST, PORT, pressed, serving

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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=3)
    given = parser.parse_args()
    options = ("--workers", str(given.workers), "--profile", "demo")
    with serving(*options, MCU_API_RATE="100000000") as server:
        made = json.loads(server.told("from bench.api import prepare; print(prepare())"))

        def client(seed: int, until: float, times: list[float]) -> None:
            chance = random.Random(seed)
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
            headers = {"Host": HOST, "Authorization": f"Bearer {made['token']}"}
            while time.perf_counter() < until:
                begun = time.perf_counter()
                path = f"/api/v1/cases/{chance.choice(made['keys'])}"
                connection.request("GET", path, headers=headers)
                if len(json.loads(connection.getresponse().read())["history"]) > NOTES:
                    times.append(time.perf_counter() - begun)

        pressed(client, given.clients, 3)  # processes warm up
        server.report(client, given.clients, given.seconds)


if __name__ == "__main__":
    main()
