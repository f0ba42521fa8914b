"""The charts and the library that draws them."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import altair as alt
import pytest
from django.contrib.staticfiles import finders

from mcu.analytics import bundle, charts, slice_charts
from mcu.analytics.queries import Line, Point, Table
from mcu.analytics.queries import slices as grids
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules.slices import Slice
from mcu.analytics.rules.summary import Figures, Period, Step
from mcu.cases.rules.feed import FeedFilter
from mcu.core.errors import RuleViolation


def point(day: int) -> Point:
    on = date(2026, 11, day)
    lists = {"received": FeedFilter(received_from=on), "closed": FeedFilter(closed_from=on)}
    return Point(Step(f"{on:%d.%m}", on, on), day, day - 1, lists)


def line(name: str, late: int) -> Line:
    return Line(name, name, Figures(late=late), {"late": FeedFilter(body=late)})


def values(spec: dict) -> list[dict]:
    alt.Chart.from_dict(spec)  # it fits the schema, which pages do not ask again
    return spec["data"]["values"]


def test_the_steps_are_drawn_in_their_order_and_open_their_lists():
    spec = charts.by_step([point(2), point(1)], "/cases/")
    assert [row["step"] for row in values(spec)] == ["02.11", "02.11", "01.11", "01.11"]
    assert values(spec)[0]["url"] == "/cases/?status=open&received_from=2026-11-02"
    assert json.loads(json.dumps(spec)) == spec


def test_only_the_latest_bodies_are_drawn_and_not_those_without_a_list():
    table = Table("body", "По органам", [line(str(n), n) for n in range(20)])
    nameless = Line("", "не определено", Figures(late=99), {})
    table.lines.append(nameless)
    drawn = [row["count"] for row in values(charts.late_by_body(table, "/cases/"))]
    assert drawn == list(range(19, 19 - charts.SHOWN, -1))


def test_a_chart_of_nothing_is_still_a_chart():
    assert charts.late_by_body(Table("body", "", []), "/cases/")["layer"]
    assert charts.by_step([], "/cases/")["layer"]


def grid(rows: str, columns: str = "") -> grids.Grid:
    """Two rows, two columns where there are any, a number and a share."""
    chosen = Slice(Period(date(2026, 1, 1), date(2026, 3, 1)), rows, columns, ("count", "in_time"))
    heads = [grids.Head("vk", "VK"), grids.Head("ok", "OK")] if columns else []
    several = [Cell(7.0, 7), Cell(None, 0)]
    lines = [grids.Line(grids.Head(name, name), [several for _ in heads], several) for name in "аб"]
    return grids.Grid(chosen, heads, lines, lines[0], datetime(2026, 3, 1, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("rows", "columns", "marks"),
    [
        ("month", "", [["line", "point"], ["line", "point"]]),
        ("month", "channel", [["line", "point"], ["line", "point"]]),
        ("body", "", [["bar", "text"], ["bar", "text"]]),
        ("body", "channel", [["bar"], ["point"]]),
    ],
)
def test_every_measure_of_a_slice_is_drawn_as_its_shape_asks(rows, columns, marks):
    drawn = slice_charts.of_slice(grid(rows, columns))
    assert [one.title for one in drawn] == ["Сообщений", "Ответы в срок, %"]
    assert [
        [each["mark"]["type"] for each in one.spec.get("layer", [one.spec])] for one in drawn
    ] == marks
    assert len(values(drawn[0].spec)) == (4 if columns else 2)
    assert values(drawn[1].spec) == []  # nothing was counted: nothing is drawn
    whole = slice_charts.together(drawn, 900, ["Период"])
    assert [each["width"] for each in whole["vconcat"]] == [900, 900]


def test_beyond_eight_columns_counts_are_put_together_and_shares_left_out():
    asked = grid("body", "channel")
    heads = [grids.Head(f"c{n}", f"c{n}") for n in range(12)]
    lines = [replace(line, cells=[[Cell(2.0, 4), Cell(0.5, 4)]] * 12) for line in asked.lines]
    counts, shares = slice_charts.of_slice(replace(asked, columns=heads, lines=lines))
    assert counts.heads == [*(f"c{n}" for n in range(7)), "остальные"]
    assert {row["what"]: row["value"] for row in values(counts.spec)}["остальные"] == 10
    assert (shares.heads[-1], shares.left_out) == ("c7", "первые 8 столбцов из 12")
    assert len(values(shares.spec)) == 16


def test_one_row_is_no_chart():
    one = grid("body")
    del one.lines[1]
    assert slice_charts.of_slice(one) == []


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def test_the_library_is_made_once_and_served_as_a_static_file(data, monkeypatch):
    made = []
    monkeypatch.setattr(bundle, "_generate", lambda: made.append(1) or b"draw")
    found = finders.find(bundle.NAME)
    assert found is not None
    with open(found, "rb") as file:
        assert file.read() == b"draw"
    [(name, storage)] = list(bundle.BundleFinder().list(None))
    assert storage.size(name) == len(b"draw")
    assert made == [1]


def test_it_minds_no_other_file(data):
    assert bundle.BundleFinder().find("mcu/app.css") is None
    assert bundle.BundleFinder().find("mcu/app.css", find_all=True) == []


def test_a_broken_package_is_told_in_words(data, monkeypatch):
    monkeypatch.setattr(bundle, "CODE", "raise SystemExit(3)")
    with pytest.raises(RuleViolation, match="vl-convert"):
        bundle.made()
    assert not list(data.rglob("vega.js"))


def test_the_library_draws_without_making_code_at_run_time(data):
    text = (bundle.made() / bundle.NAME).read_text("utf-8")
    assert "window.vegaEmbed" in text
    assert "http://www.w3.org" in text  # namespaces only; nothing is fetched from elsewhere


def test_the_pages_never_load_the_package_itself():
    code = (
        "import sys, django; django.setup(); import mcu.urls, mcu.analytics.bundle; "
        "sys.exit('vl_convert' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
