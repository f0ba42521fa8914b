"""The page of open cases by topic, pressed over HTTP: `python -m bench.report [--cases 100000]`.

Starts `mcu up` with an embedded database, fills a municipality as `bench.mart` does, builds the mart and
asks the page by the head of its centre over keep-alive connections. Told too: the queries of one page, and
how many of them the frame asks where there is nothing else (session, person, duties, the numbers of the menu).
"""

import argparse
import http.client
import json
import time
from urllib.parse import urlencode

from bench.serving import HOST, PORT, pressed, serving

PATH = f"/summary/slices/?{urlencode({'rows': 'topic', 'measures': 'open', 'period': 'year'})}"
HEADING = "Тема 1.1"


def prepare(cases: int) -> str:
    """Inside Django: the mart of a filled municipality; queries of the page, and a cookie, as JSON."""
    from django.conf import settings  # noqa: PLC0415 -- this side runs with Django's settings
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from bench.mart import fill  # noqa: PLC0415
    from mcu.analytics.actions import mart  # noqa: PLC0415
    from mcu.org.models import Person  # noqa: PLC0415

    fill(cases)
    mart.rebuild()
    client = Client(headers={"host": HOST})
    client.force_login(Person.objects.get(login="bench"))
    asked = {}
    for name, path in {"queries": PATH, "of_the_frame": "/nothing/"}.items():
        client.get(path)
        with CaptureQueriesContext(connection) as heard:
            client.get(path)
        asked[name] = len(heard)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return json.dumps({"cookie": cookie, **asked})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=4)
    given = parser.parse_args()
    with serving("--workers", "3", "--profile", "base") as server:
        told = server.told(f"from bench.report import prepare; print(prepare({given.cases}))")
        made = json.loads(told)
        headers = {"Host": HOST, "Cookie": made.pop("cookie")}
        print(json.dumps(made))

        def client(number: int, until: float, times: list[float]) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
            while time.perf_counter() < until:
                begun = time.perf_counter()
                connection.request("GET", PATH, headers=headers)
                if HEADING in connection.getresponse().read().decode():
                    times.append(time.perf_counter() - begun)

        pressed(client, given.clients, 3)  # processes warm up
        server.report(client, given.clients, given.seconds)


if __name__ == "__main__":
    main()
