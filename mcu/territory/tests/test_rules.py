"""GeoJSON piece by piece, geometries, rows of files, where a point lies: without a database."""

import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mcu.territory.rules import geojson
from mcu.territory.rules.areas import areas_of, as_known
from mcu.territory.rules.drawing import path, sheet_of
from mcu.territory.rules.geojson import BadGeoJson, features
from mcu.territory.rules.geometry import BadGeometry, inside, middle, polygons
from mcu.territory.rules.rows import (
    ObjectRow,
    RejectedRow,
    columns_of,
    of_cells,
    of_feature,
    swapped,
)
from mcu.territory.rules.where import Kind, Outline, Territory

SQUARE = [[46.0, 54.0], [46.2, 54.0], [46.2, 54.2], [46.0, 54.2], [46.0, 54.0]]
HOLE = [[46.05, 54.05], [46.1, 54.05], [46.1, 54.1], [46.05, 54.1], [46.05, 54.05]]


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(lon=46.1, lat=54.1):
    return {"type": "Point", "coordinates": [lon, lat]}


def read(text: str):
    return list(features(io.StringIO(text)))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.lists(PLAIN, max_size=6), st.integers(1, 40), st.sampled_from([None, 1]))
@example([1.5, -2e-07, 3e16, 10], 1, None)
@example([0, 1.25], 7, 1)
def test_what_is_read_in_pieces_is_what_was_written(values, chunk, indent):
    text = json.dumps({"type": "FeatureCollection", "features": values, "name": "x"}, indent=indent)
    usual, geojson.CHUNK = geojson.CHUNK, chunk
    try:
        assert read(text) == values
    finally:
        geojson.CHUNK = usual


@given(st.text(max_size=40))
def test_a_file_of_anything_is_read_or_refused_in_words(text):
    try:
        read(text)
        said = "."
    except BadGeoJson as refusal:
        said = str(refusal)
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "FeatureCollection", "features": [{"type": "Feature"}, {"ty', "После объекта 1"),
        ('{"type": "FeatureCollection", "features": [{"a": NaN}]}', "испорчен"),
        ("[" * 100_000, "скобок"),
        ('{"features": [1' + "0" * 5000 + "]}", "испорчен"),
        ('{"type": "Topology", "objects": {}}', "TopoJSON"),
        ('{"elements": []}', "Overpass"),
        ('{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}, "features": []}', "3857"),
        ('{"type": "Gallery"}', "Gallery"),
        ('{"features": [] "name": 1}', "испорчен"),
        ("номер;широта", "не GeoJSON"),
    ],
)
def test_a_broken_file_says_where_and_why(text, words):
    with pytest.raises(BadGeoJson, match=words):
        read(text)


def test_one_feature_one_geometry_and_one_a_line_are_read_too():
    one = json.dumps(feature(point()))
    assert len(read(one)) == 1
    assert len(read(f"{one}\n\x1e{one}\n")) == 2
    assert read(json.dumps(point()))[0]["geometry"]["type"] == "Point"
    assert read('{"crs": {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "features": []}') == []  # fmt: skip


@pytest.mark.parametrize(
    ("geometry", "found"),
    [
        (point(), (54.1, 46.1)),
        ({"type": "MultiPoint", "coordinates": [[46, 54], [46.2, 54.2]]}, (54.2, 46.2)),
        ({"type": "LineString", "coordinates": [[46, 54], [46.1, 54.1], [46.2, 54]]}, (54.1, 46.1)),
        ({"type": "Polygon", "coordinates": [SQUARE]}, (54.1, 46.1)),
        ({"type": "GeometryCollection", "geometries": [point()]}, (54.1, 46.1)),
    ],
)
def test_each_geometry_has_one_point(geometry, found):
    assert middle(geometry) == pytest.approx(found)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "Нет геометрии"),
        ({"type": "Circle"}, "Circle"),
        ({"type": "Point", "coordinates": [5134000.0, 7200000.0]}, "WGS 84"),
        ({"type": "Point", "coordinates": ["46", "54"]}, "не числа"),
        ({"type": "Point", "coordinates": [True, False]}, "не числа"),
        ({"type": "Point", "coordinates": []}, "Нет координат"),
        ({"type": "LineString", "coordinates": []}, "Нет координат"),
        ({"type": "Polygon", "coordinates": []}, "ни одной границы"),
        ({"type": "Polygon", "coordinates": [[[46, 54], [46, 54]]]}, "трёх точек"),
        ({"type": "Polygon", "coordinates": [46, 54]}, "GeoJSON"),
    ],
)
def test_what_is_no_place_says_why(geometry, words):
    with pytest.raises(BadGeometry, match=words):
        middle(geometry)


def test_a_hole_is_not_inside():
    found = polygons({"type": "Polygon", "coordinates": [SQUARE, HOLE]})
    assert inside((54.02, 46.02), found)
    assert not inside((54.07, 46.07), found)
    assert not inside((54.3, 46.1), found)


def test_columns_are_known_by_usual_names_and_the_rest_are_facts():
    names = ["Инв. номер", "Наименование", "Широта", "Долгота", "Мощность", "Адрес"]
    columns = columns_of(names)
    row = of_cells(7, names, ["Ф-12", "Фонарь", "54,1", "46.2", "60 Вт", "ул. Мира"], columns)
    assert row == ObjectRow(7, "Ф-12", "Фонарь", "ул. Мира", 54.1, 46.2, {"Мощность": "60 Вт"})


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("54.1, 46.2", (54.1, 46.2)),
        ("54.1 46.2", (54.1, 46.2)),
        ("54,1; 46,2", (54.1, 46.2)),
        ("POINT (46.2 54.1)", (54.1, 46.2)),
        ("POINT Z (46.2 54.1 120)", (54.1, 46.2)),
    ],
)
def test_a_point_may_stand_in_one_column(said, found):
    row = of_cells(1, ["номер", "координаты"], ["1", said], columns_of(["номер", "координаты"]))
    assert isinstance(row, ObjectRow)
    assert (row.lat, row.lon) == found


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["1", "", "46"], "нужны широта и долгота"),
        (["1", "север", "46"], "не числа"),
        (["1", "5512345", "46"], "WGS 84"),
        (["", "54", "46"], "Нет ни номера, ни названия"),
        (["9" * 81, "54", "46"], "длиннее 80"),
    ],
)
def test_a_row_that_makes_no_sense_says_why(cells, words):
    names = ["номер", "широта", "долгота"]
    row = of_cells(3, names, cells, columns_of(names))
    assert isinstance(row, RejectedRow)
    assert words in row.reason


@given(PLAIN)
def test_any_feature_becomes_a_row_or_a_reason(value):
    columns = columns_of(["name", "id"])
    for each in (value, feature(value, name="а"), feature(point(), name=value, id=value)):
        row = of_feature(1, each, columns)
        text = row.reason if isinstance(row, RejectedRow) else row.title + row.number
        assert text
        text.encode()


def test_swapped_coordinates_are_seen_by_where_the_municipality_is():
    row = ObjectRow(1, "1", "", "", 46.1, 54.1)
    assert swapped(row, (54.1, 46.1))
    assert not swapped(row, None)
    assert not swapped(ObjectRow(1, "1", "", "", 54.1, 46.1), (54.1, 46.1))


def test_borders_of_a_file_become_areas_and_what_is_none_says_why():
    file = [
        feature({"type": "Polygon", "coordinates": [SQUARE]}, name="село Гора"),
        feature({"type": "Polygon", "coordinates": [SQUARE]}),
        feature(point(), name="Точка"),
        "мусор",
    ]
    taken, rejected = areas_of(file, Kind.SETTLEMENT, "Город", ["Гора", "Новая Гора"])
    assert [area.name for area in taken] == ["Гора"]
    assert [row.line for row in rejected] == [2, 3, 4]
    whole, _ = areas_of(file, Kind.OUTLINE, "Город")
    assert [(area.name, len(area.polygons)) for area in whole] == [("Город", 2)]
    assert as_known("деревня Новая Гора", ["Гора", "Новая Гора"]) == "Новая Гора"


def test_where_a_point_lies():
    wide = Outline("Район", polygons({"type": "Polygon", "coordinates": [SQUARE]}), (54, 46, 54.2, 46.2))  # fmt: skip
    small = Outline("Село", polygons({"type": "Polygon", "coordinates": [HOLE]}), (54.05, 46.05, 54.1, 46.1))  # fmt: skip
    territory = Territory([wide], [wide, small], [])
    assert territory.where((54.07, 46.07)).settlement == "Село"
    assert territory.where((54.01, 46.01)).settlement == "Район"
    assert territory.where((55, 46)).outside
    assert not Territory().where((55, 46)).outside, "without a border nothing is said"


def test_a_border_is_drawn_without_what_is_far_out_of_sight():
    shapes = polygons({"type": "Polygon", "coordinates": [SQUARE]})
    drawn = path(shapes, lambda p: ((p[1] - 46.1) * 1e6, (p[0] - 54.1) * 1e6), 640, 420)
    numbers = [abs(float(part)) for part in drawn.strip("MZ").replace("L", " ").split()]
    assert numbers
    assert max(numbers) <= 840
    assert path(shapes, lambda p: (p[1] * 1e4, p[0] * 1e4), 640, 420) == ""
    sheet = sheet_of([Outline("а", shapes, (54, 46, 54.2, 46.2))])
    assert sheet
    assert sheet.shapes[0][1].startswith("M")
