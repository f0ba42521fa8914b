"""ClickHouse counts what PostgreSQL counts: its own engine in process (chdb), where it is installed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.actions import mart as keeping
from mcu.analytics.queries import sources
from mcu.analytics.queries.clickhouse import ClickHouse, table_sql
from mcu.analytics.queries.slices import sliced
from mcu.analytics.rules.slices import Whose
from mcu.analytics.tests.test_mart import a_slice, built, own_folder  # noqa: F401
from mcu.core.errors import RuleViolation

pytestmark = pytest.mark.long


@pytest.fixture
def send(built, tmp_path):  # noqa: F811
    session = pytest.importorskip("chdb.session").Session(str(tmp_path / "clickhouse"))
    session.query(table_sql())
    export = keeping._exported()
    session.query(f"INSERT INTO fact FROM INFILE '{export}' FORMAT CSV")
    yield lambda sql, params: json.loads(
        session.query(sql, "JSONCompact", params=dict(params)).bytes()
    )
    session.close()


def told(grid):
    return [
        (line.head.label, [
            [(cell.base, None if cell.value is None else round(cell.value, 6)) for cell in cells]
            for cells in [*line.cells, line.total]
        ])
        for line in [*grid.lines, grid.total]
    ]  # fmt: skip


def test_clickhouse_and_the_mart_give_the_same_numbers(built, send, monkeypatch):  # noqa: F811
    district, manifest = built
    place = district.place
    bodies = frozenset({district.bodies["water"].pk})
    asked = []

    class There(ClickHouse):
        def __init__(self, place, scope, as_of):
            asked.append(scope)
            super().__init__(place, scope, as_of, send)

    @given(a_slice(), st.booleans())
    def same(chosen, everything):
        whose = Whose(place.pk, 12_000, everything, bodies)
        try:
            here = told(sliced(chosen, whose, place, manifest=manifest))
        except RuleViolation:
            return
        with monkeypatch.context() as patched:
            patched.setattr(sources, "_Postgres", There)
            there = told(sliced(chosen, whose, place, now=manifest.as_of))
        assert there == here

    same()
    assert asked
