"""Three sides compared: what the profile wants, what stands, what it wanted before."""

import pytest

from mcu.core.profile import Code, Field, Flag, Many, Section, Since, Table, Text, Time
from mcu.core.profile.difference import Verdict, compare

RULES = Section(
    "rules",
    "Правила",
    (
        Field("code", "код", Code(), required=True),
        Field("name", "название", Text(), required=True),
        Field("source", "основание", Text(), default=""),
        Field("active", "действует", Flag(), default=True, implied=True),
        Field("since", "с", Since()),
    ),
    key=("code",),
    off=lambda row: row.get("active") is False,
)
PLACE = Section(
    "place",
    "Место",
    (
        Field("zone", "пояс", Text(), default="Москва"),
        Field("tags", "метки", Many(Text(), ordered=False), default=[]),
        Field("hours", "часы", Table((Field("start", "начало", Time()),))),
    ),
)


def told(wanted, now, before=None, restored=lambda place: False):
    found = compare(
        (RULES, PLACE), wanted=wanted, now=now, before=before or {}, restored=restored
    )  # fmt: skip
    return [(c.verdict, c.section.name, c.key, c.place[2]) for c in found.changes], found


def row(name="Первое", **said):
    return {"rules": [{"code": "a", "name": name, **said}]}


@pytest.mark.parametrize(
    ("wanted", "now", "before", "expected"),
    [
        (row(), {}, {}, Verdict.ADD),
        (row(), row("Второе"), {}, Verdict.SET),
        (row("Третье"), row("Второе"), row(), Verdict.SET),  # the profile speaks anew
        (row(), row("Второе"), row(), Verdict.KEPT),  # changed by hand, the profile has not
        (row(), {}, row(), Verdict.KEPT),  # removed by hand
        (row("Второе"), {}, row(), Verdict.ADD),
        ({}, row(), row(), Verdict.DROP),  # the profile no longer has it
        ({}, row(), {}, Verdict.OWN),  # made by hand
        (row(), row(source="приказ"), row(), Verdict.OWN),  # filled by hand
        (row(), row(source="приказ"), row(source="приказ"), Verdict.SET),  # back to the default
        (row(), row(source="иное"), row(source="приказ"), Verdict.KEPT),
        (row(), row(active=False), row(), Verdict.KEPT),
        ({"place": {"zone": "Урал"}}, {"place": {}}, {}, Verdict.SET),
        ({"place": {"hours": {"start": 8}}}, {"place": {"hours": {"start": 9}}}, {}, Verdict.SET),
        (row(clause=["2"]), row(clause=["1"]), row(clause=["1"]), Verdict.SET),
    ],
)
def test_what_happens_to_a_difference(wanted, now, before, expected):
    (change,) = told(wanted, now, before)[0]
    assert change[0] == expected


@pytest.mark.parametrize(
    ("wanted", "now"),
    [
        (row(), row()),
        ({"place": {"tags": ["б", "а"]}}, {"place": {"tags": ["а", "б"]}}),
        ({"place": {"zone": "Москва"}}, {"place": {}}),
        (row(since=1), row(since=2)),  # a successor begins later and is the same thing
        ({}, row(active=False)),  # switched off and not named
    ],
)
def test_what_is_no_difference(wanted, now):
    assert told(wanted, now)[0] == []


def test_what_stays_and_what_goes_stands_in_the_target():
    wanted = {"rules": [{"code": "a", "name": "Новое"}, {"code": "b", "name": "Второе"}]}
    now = {"rules": [{"code": "b", "name": "Своё"}, {"code": "c", "name": "Третье"}]}
    before = {"rules": [{"code": "b", "name": "Второе"}, {"code": "c", "name": "Третье"}]}
    found = told(wanted, now, before)[1]
    assert [(one["code"], one["name"]) for one in found.target["rules"]] == [
        ("a", "Новое"),
        ("b", "Своё"),
    ]
    assert found.gone == {"rules": [("c",)]}
    assert (len(found.written), len(found.kept)) == (2, 1)


def test_one_place_is_restored_and_nothing_else():
    now = {"rules": [{"code": "a", "name": "Своё", "source": "своё"}]}
    before = row(source="акт")
    place = ("rules", ("a",), ("name",))
    changes, found = told(before, now, before, lambda one: one == place)
    assert {change[3]: change[0] for change in changes} == {
        ("name",): Verdict.SET,
        ("source",): Verdict.KEPT,
    }
    assert (found.target["rules"][0]["name"], found.target["rules"][0]["source"]) == (
        "Первое",
        "своё",
    )
