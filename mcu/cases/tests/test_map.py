"""«Карта»: where things are, what stands near together, nobody's house."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.map import HIGH, WIDE, View, clusters, heat, project, tiles, unproject, view_of
from mcu.cases.tests.test_problem_answers import ready
from mcu.org.rules.roles import program
from mcu.places.actions import add_place
from mcu.places.models import KnownHouse, KnownPlace

PAGE = "/cases/map/"
LATS, LONS = st.floats(-80, 80), st.floats(-179.9, 179.9)


@given(LATS, LONS, st.integers(3, 18))
def test_a_point_comes_back_from_the_sheet_where_it_was(lat, lon, zoom):
    assert unproject(*project(lat, lon, zoom), zoom) == pytest.approx((lat, lon), abs=1e-6)


@given(st.lists(st.tuples(st.floats(54, 54.3), st.floats(46, 46.3), st.integers(1, 99)), max_size=60))  # fmt: skip
def test_nothing_in_sight_is_lost_or_counted_twice(points):
    view = view_of("", "", points)
    if not points:
        assert view is None
        return
    assert sum(each.count for each in clusters(points, view)) == len(points)
    assert sum(count for *_, count, _ in heat(points, view)) == len(points)
    assert all(-1 <= c.x <= WIDE + 1 and -1 <= c.y <= HIGH + 1 for c in clusters(points, view))


def test_near_ones_stand_as_one_and_part_when_looked_at_nearer():
    points = [(54.1, 46.1, 1), (54.1004, 46.1004, 2), (54.2, 46.2, 3)]
    far, near = View(54.15, 46.15, 11), View(54.1, 46.1, 18)
    assert sorted(c.count for c in clusters(points, far)) == [1, 2]
    assert sorted(c.count for c in clusters(points, near)) == [1, 1]


@pytest.mark.parametrize(
    ("at", "zoom", "seen"),
    [
        ("54.1,46.1", "12", View(54.1, 46.1, 12)),
        ("54.1,46.1", "99", View(54.1, 46.1, 15)),
        ("nan,46.1", "12", None),
        ("91,46.1", "12", None),
        ("здесь", "12", None),
        ("1,2,3", "x", None),
    ],
)
def test_an_address_that_makes_no_sense_is_no_view(at, zoom, seen):
    assert view_of(at, zoom, []) == seen


def test_tiles_are_asked_for_only_with_an_address_of_ones_own():
    view = View(54.1, 46.1, 12)
    assert list(tiles(view, "")) == []
    found = list(tiles(view, "https://t.example/{z}/{x}/{y}.png"))
    assert len(found) >= 12
    assert all(address.startswith("https://t.example/12/") for *_, address in found)


@pytest.fixture
def street(town) -> KnownPlace:
    by = program(town.place.pk)
    made = add_place(
        municipality=town.place, kind="street", type="улица", name="Полевая", settlement="Заречный",
        lat=54.1, lon=46.1, by=by,
    )  # fmt: skip
    KnownHouse.objects.create(place=made, number="14", lat=54.105, lon=46.105)
    return made


def test_a_message_stands_on_its_street_and_never_at_a_house(town, web, street):
    case = town.case(street="улица Полевая", house="14", settlement="Заречный")
    town.case("Где-то яма")
    points = web.head.get(reverse("cases:map-points")).json()
    assert points["points"] == [{"lat": 54.1, "lon": 46.1, "count": 1, "id": case.pk}]
    assert points["nowhere"] == 1
    page = web.head.get(PAGE).content.decode()
    assert reverse("cases:card", args=[case.pk]) in page
    assert "В середине: улица Полевая, Заречный, 0 м" in page
    assert "54.105" not in page
    found = web.head.get(PAGE, {"at": "54.105,46.105", "z": "17"}).content.decode()
    assert "улица Полевая, 14, Заречный, 0 м" in found
    assert "Здесь ничего нет" not in page
    away = web.head.get(PAGE, {"at": "10,10", "z": "17"}).content.decode()
    assert "Здесь ничего нет" in away
    assert "адресов в справочнике нет" in away


def test_filters_of_the_list_hold_on_the_map_and_foreign_cases_are_not_on_it(town, web, street):
    town.case(street="улица Полевая", settlement="Заречный", channel="phone")
    where = reverse("cases:map-points")
    assert web.head.get(where, {"channel": "vk"}).json()["points"] == []
    assert len(web.head.get(where, {"channel": "phone"}).json()["points"]) == 1
    assert web.executor.get(where).json()["points"] == []


def test_problems_stand_where_somebody_put_them_and_questions_stay_few(town, web, street):
    problem, _ = ready(town, 2)
    problem.latitude, problem.longitude = 54.2, 46.2
    problem.save()
    with CaptureQueriesContext(connection) as few:
        page = web.head.get(PAGE, {"what": "problems"}).content.decode()
    assert reverse("cases:problem", args=[problem.pk]) in page
    assert "heat-5" in web.head.get(PAGE, {"what": "problems", "look": "heat"}).content.decode()
    for n in range(5):
        town.case(street="улица Полевая", settlement="Заречный", house=str(n))
    web.head.get(PAGE)
    with CaptureQueriesContext(connection) as many:
        web.head.get(PAGE, {"what": "problems"})
    assert len(many) <= len(few)
