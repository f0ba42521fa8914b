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
import time

from bench.serving import PORT, pressed, serving

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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    with serving(MCU_HOOK_RATE="100000") as server:
        path = server.told("from bench.webhook import connect; print(connect())")

        def client(start: int, until: float, times: list[float]) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
            number = 1 + start * 10**7
            while time.perf_counter() < until:
                body, headers = event(number)
                begun = time.perf_counter()
                connection.request("POST", path, body, headers)
                if connection.getresponse().read() == b"ok":
                    times.append(time.perf_counter() - begun)
                number += 1

        # Processes warm up; by other events, so that none comes twice.
        pressed(lambda n, *rest: client(100 + n, *rest), given.clients, 2)
        server.report(client, given.clients, given.seconds)


if __name__ == "__main__":
    main()
