"""ClickHouse counts what PostgreSQL counts: its own engine in process (chdb), where it is installed."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.actions import mart as keeping
from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import sliced
from mcu.analytics.rules.slices import Whose
from mcu.analytics.tests.test_mart import a_slice, built, own_folder  # noqa: F401
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Role

pytestmark = pytest.mark.long


@pytest.fixture
def server(tmp_path, settings):
    """The engine of ClickHouse behind the HTTP interface the program speaks to."""
    session = pytest.importorskip("chdb.session").Session(str(tmp_path / "clickhouse"))
    session.query("CREATE DATABASE mcu ENGINE = Atomic")
    session.query("USE mcu")

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            given = dict(parse_qsl(urlsplit(self.path).query))
            body = self.rfile.read(int(self.headers.get("content-length") or 0)) or _chunks(self)
            sql, params = body.decode(), {
                name.removeprefix("param_"): value
                for name, value in given.items() if name.startswith("param_")
            }  # fmt: skip
            if "query" in given:
                sql = f"{given['query']}\n{sql}"
            found = session.query(sql, given.get("default_format", "CSV"), params=params).bytes()
            self.send_response(200)
            self.send_header("content-length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        def log_message(self, *args):
            pass

    door = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    settings.MCU_ANALYTICS_URL = f"http://127.0.0.1:{door.server_port}/mcu"
    yield
    door.shutdown()
    door.server_close()
    session.close()


def _chunks(request):
    """A body of unknown length comes in pieces."""
    found = b""
    while size := int(request.rfile.readline(), 16):
        found += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return found


def told(grid):
    """What stands where, and the values."""
    cells = [
        (line.head.label, cell)
        for line in [*grid.lines, grid.total]
        for group in [*line.cells, line.total]
        for cell in group
    ]
    values = [cell.value for _, cell in cells]
    return [(label, cell.base) for label, cell in cells], values


def test_clickhouse_and_the_mart_give_the_same_numbers(server, built, settings):  # noqa: F811
    district, _ = built
    place = district.place
    keeping.rebuild()
    district.case(timezone.now(), topic=district.topics["pit"])
    case = district.case(timezone.now())
    case.system = "incident"
    case.save()
    assert keeping.refresh(small=0).changed == 2
    manifest = mart.published()
    bodies = frozenset({district.bodies["water"].pk})
    there_is = settings.MCU_ANALYTICS_URL

    @given(a_slice(), st.booleans())
    def same(chosen, everything):
        whose = Whose(place.pk, 12_000, everything, bodies)
        found = []
        for url in (there_is, ""):
            settings.MCU_ANALYTICS_URL = url
            try:
                found.append(told(sliced(chosen, whose, place, manifest=manifest)))
            except RuleViolation as refused:
                found.append((refused.sentence, []))
        (there, theirs), (here, ours) = found
        assert there == here
        assert theirs == pytest.approx(
            ours, abs=1e-6
        )  # the last millionth is rounded each in its way
        assert "MCU_ANALYTICS_URL" not in there

    same()


def test_a_server_that_is_silent_is_told_in_words(full, settings):
    keeping.rebuild()
    settings.MCU_ANALYTICS_URL = "http://127.0.0.1:9/mcu"
    page = full.client(Role.HEAD_OF_CENTRE).get(reverse("analytics:slices"))
    assert "не ответило" in page.content.decode()
