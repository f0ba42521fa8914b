"""Setting a municipality up from a file: all or nothing, in words."""

import json

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcu.cases.models import ClassifierVersion, Norm, Route, Topic
from mcu.cases.queries import topics_of
from mcu.cases.rules.terms import default_norms
from mcu.core.errors import RuleViolation
from mcu.core.journal import verify
from mcu.core.profile import read_data
from mcu.desk.actions import check_profile, load_profile, profiles
from mcu.desk.queries.profile import PARTS, SECTIONS
from mcu.org.models import Block, Body, Municipality

GOOD = """
[municipality]
code = "ruchey"
name = "Ручейский округ"
population = 1200
[municipality.working_time]
start = "08:30"
[[blocks]]
code = "city"
name = "Городское хозяйство"
topics = ["Дороги", "ЖКХ"]
[[bodies]]
code = "water"
name = "Водоканал"
block = "city"
[[norms]]
code = "block"
title = "Сведения от блока"
kind = "block_info"
unit = "clock_hours"
value = 2
source = "распоряжение, пункт 3"
[[routes]]
group = "ЖКХ"
body = "water"
"""


@pytest.fixture
def written(tmp_path):
    """A profile of this text, ready to be loaded."""

    def write(text: str) -> str:
        path = tmp_path / "ruchey.toml"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_a_profile_sets_a_municipality_up(db, written):
    place = load_profile(written(GOOD))
    assert (place.name, place.profile, f"{place.work_start:%H:%M}") == (
        "Ручейский округ", "ruchey", "08:30",
    )  # fmt: skip
    assert Body.objects.get().block == Block.objects.get()
    assert topics_of(place.pk).count() > 200
    assert verify(place.pk) is None


def test_loading_again_changes_nothing(db, written):
    path = written(GOOD)
    load_profile(path)
    counted = [m.objects.count() for m in (Municipality, Block, Body, Topic, Norm, Route)]
    load_profile(path)
    assert [m.objects.count() for m in (Municipality, Block, Body, Topic, Norm, Route)] == counted
    assert ClassifierVersion.objects.count() == 1


def test_a_changed_profile_brings_the_municipality_up_to_date(db, written):
    load_profile(written(GOOD))
    place = load_profile(written(changed("Ручейский округ", "Ручейский район")))
    assert place.name == "Ручейский район"
    assert Municipality.objects.count() == 1


def test_common_norms_stand_under_those_of_the_profile(db, written):
    common = default_norms()[0]
    own = f"""
[[norms]]
code = "{common.code}"
title = "Своя норма"
kind = "{common.kind}"
unit = "working_days"
value = 1
source = "распоряжение"
"""
    load_profile(written(GOOD + own))
    assert Norm.objects.get(code=common.code).title == "Своя норма"
    assert Norm.objects.count() == len(default_norms()) + 1


def test_the_topics_of_a_block_are_routed_to_it_unless_said_otherwise(db, written):
    load_profile(written(GOOD))
    routes = {route.topic.name: route for route in Route.objects.select_related("topic", "body")}
    assert routes["ЖКХ"].body == Body.objects.get()
    assert (routes["Дороги"].body, routes["Дороги"].block) == (None, Block.objects.get())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[municipality", "не читается как TOML"),
        ("", r"раздела \[municipality\]"),
        (f"{GOOD}\n[x]\na = 1", "неизвестный раздел «x»"),
        (changed("[[bodies]]", "[[bodyes]]"), "Может быть, «bodies»"),
        (changed("[[blocks]]", "[blocks]"), r"строками \[\[blocks\]\]"),
        (changed('name = "Водоканал"\n', ""), "bodies «water»: нет поля name"),
        (changed('name = "Водоканал"', "name = 5"), "поле name — текст в кавычках"),
        (changed('"Водоканал"', '"' + "в" * 301 + '"'), "поле name — длиннее 300"),
        (changed("population = 1200", 'population = "много"'), "целое число"),
        (changed("population = 1200", "population = -1"), "целое число"),
        (changed('start = "08:30"', 'start = "рано"'), "поле start — время пишется так"),
        (changed('start = "08:30"', 'begin = "08:30"'), "working_time: неизвестное поле begin"),
        (
            changed('topics = ["Дороги", "ЖКХ"]', "topics = [1]"),
            "поле topics — список в квадратных скобках, в нём текст",
        ),
        (changed('"Дороги", ', '"Полёты", '), "«Полёты» в классификаторе нет"),
        (
            changed('block = "city"', 'block = "town"'),
            "bodies «water»: в разделе blocks нет «town»",
        ),
        (changed('body = "water"', 'body = "fire"'), "строка 25: .* в разделе bodies нет «fire»"),
        (changed("value = 2", "value = 0"), "целое положительное число"),
        (changed("value = 2", "value = 2.5"), "целое число"),
        (
            changed('unit = "clock_hours"', 'unit = "weeks"'),
            "поле unit — «weeks», а бывает: clock_hours",
        ),
        (
            changed("value = 2", "value = 2\nspeed = 'x'"),
            "строка 22: norms «block»: неизвестное поле speed",
        ),
        (changed("value = 2", "value = 2\nvalid_from = 'завтра'"), "дата без кавычек"),
        (changed('code = "ruchey"', 'code = "ruchey\\u0000"'), "текст в кавычках"),
    ],
)
def test_it_refuses_in_one_sentence_and_leaves_nothing(db, written, text, said):
    with pytest.raises(RuleViolation, match=said) as refused:
        load_profile(written(text))
    assert "\n" not in refused.value.sentence
    assert not Municipality.objects.exists()
    assert not Topic.objects.exists()


def test_it_refuses_what_is_no_profile(db, tmp_path):
    binary = tmp_path / "photo.toml"
    binary.write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(RuleViolation, match="не в кодировке UTF-8"):
        load_profile(str(binary))
    with pytest.raises(RuleViolation, match="Нет ни профиля, ни файла"):
        load_profile(str(tmp_path))
    with pytest.raises(RuleViolation, match="Может быть, «demo»"):
        load_profile("dmeo")
    with pytest.raises(RuleViolation, match="Нет ни профиля, ни файла"):
        load_profile("\x00")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*SECTIONS, "another"]), JUNK, max_size=4))
def test_any_shape_is_accepted_or_refused_in_words(data):
    read, mistakes = read_data(data, PARTS)
    assert mistakes or read["municipality"]["code"]


def test_every_profile_of_the_program_loads(db):
    for name in profiles():
        assert load_profile(name).profile == name


def test_checking_leaves_nothing(db, written):
    check_profile(written(GOOD))
    assert not Municipality.objects.exists()
    with pytest.raises(RuleViolation, match="нет «fire»"):
        check_profile(written(changed('body = "water"', 'body = "fire"')))


def test_the_command_lists_checks_and_loads(db, written, capsys):
    call_command("profile", "list")
    assert "demo" in capsys.readouterr().out
    call_command("profile", "list", "--json")
    assert "demo" in json.loads(capsys.readouterr().out)
    call_command("profile", "check", written(GOOD))
    assert "можно загружать" in capsys.readouterr().out
    call_command("profile", "load", written(GOOD), "--json")
    totals = json.loads(capsys.readouterr().out)
    assert (totals["municipality"], totals["bodies"]) == ("ruchey", 1)
    call_command("profile", "load", written(GOOD))
    assert "mcu user add" in capsys.readouterr().out
