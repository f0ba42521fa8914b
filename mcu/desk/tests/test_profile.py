"""Setting a municipality up from a file: all or nothing, in words."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mcu
from mcu.cases.actions.profile import change_norm
from mcu.cases.models import ClassifierVersion, Norm, Route, Topic
from mcu.cases.queries import topics_of
from mcu.cases.rules.terms import default_norms
from mcu.core.errors import RuleViolation
from mcu.core.journal import verify
from mcu.core.models import JournalEntry
from mcu.core.profile import Mistakes, read_data
from mcu.desk.actions import check_profile, load_profile, profiles
from mcu.desk.queries.profile import PARTS, SECTIONS, wanted
from mcu.desk.tests.profiles import GOOD
from mcu.org.models import Block, Body, Municipality
from mcu.org.rules.roles import program


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
            changed("value = 2", "value = 2\ntempo = 'x'"),
            "строка 22: norms «block»: неизвестное поле tempo",
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


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
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


def test_every_mistake_is_told_with_its_line_and_what_was_meant(written):
    wrong = changed('name = "Водоканал"', 'naem = "Водоканал"').replace("city", "ctiy", 1)
    with pytest.raises(Mistakes) as refused:
        wanted(written(f"{wrong}\ntempo = 1\n[modules]\nrisk = true\n[[acts]]\ncode = 1\n"))
    assert refused.value.told == (
        "Профиль «ruchey.toml», строка 12: bodies «water»: нет поля name (название).",
        "Профиль «ruchey.toml», строка 14: bodies «water»: неизвестное поле naem. "
        "Может быть, «name»?",
        "Профиль «ruchey.toml», строка 15: bodies «water»: в разделе blocks нет «city». "
        "Может быть, «ctiy»?",
        "Профиль «ruchey.toml», строка 27: routes № 1: неизвестное поле tempo. "
        "Бывают: topic, group, settlement, condition, body, block, clause, clauses, note.",
        "Профиль «ruchey.toml», строка 29: modules: неизвестное поле risk. Может быть, «risks»?",
        "Профиль «ruchey.toml», строка 30: acts «1»: нет поля title (название).",
        "Профиль «ruchey.toml», строка 31: acts «1»: поле code — текст в кавычках.",
    )


ACTS = """
[[acts]]
code = "post"
title = "О центре"
[[acts]]
code = "old"
title = "Прежний"
amends = "post"
"""


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('[centre]\nname = "МЦУ"\nclause = "psot/3"', "«psot», которого нет. Может быть, «post»?"),
        ('[centre]\nclauses = { nmae = "3" }', "clauses называет неизвестное поле nmae"),
        ('[[acts]]\ncode = "a"\ntitle = "А"\namends = "b"', "в разделе acts нет «b»"),
        ('[[acts]]\ncode = "post"\ntitle = "А"', "acts «post» встречается дважды"),
        ('[[roles]]\nrole = "boss"', "поле role — «boss», а бывает: "),
        ('[[roles]]\nrole = "curator"\nduties = [{}]', "duties № 1: нет поля text"),
        (
            '[[channels]]\ncode = "telegramm"',
            "«telegramm» программа не знает. Может быть, «telegram»",
        ),
        ('[[holidays]]\nday = 2026-02-31\ntitle = "День"', "не читается как TOML: строка"),
        ('[[holidays]]\nday = 2026-02-03\ntitle = "День"\nkind = "of"', "Может быть, «off»"),
        ('[risk_procedure.alert]\nchannel = "tg"', "в разделе channels нет «tg»"),
        ('[[reports]]\ncode = "q"\ntitle = "О"\nto = "head"\ndue_day = 61', "от 1 до 60"),
        ('[[topics]]\ncode = "own.1"\nname = "Т"\ngroup = "Нет"', "«Нет» в классификаторе нет"),
        ('[[routes]]\ntopic = "zhkh"\nbody = "water"', "такой маршрут уже есть"),
        ("[meetings]\nforms = 1", "список в квадратных скобках, в нём текст"),
        ("[[meetings]]\nforms = []", r"раздел «meetings» пишется \[meetings\]"),
    ],
)
def test_what_a_section_refuses(written, added, said):
    with pytest.raises(Mistakes, match=said):
        wanted(written(GOOD + ACTS + added))


def test_acts_that_amend_in_a_circle_are_refused(written):
    with pytest.raises(Mistakes, match="по кругу"):
        wanted(written(GOOD + ACTS.replace('title = "О центре"', 'title = "О"\namends = "old"')))


def test_a_newer_format_asks_for_a_newer_program(written):
    with pytest.raises(Mistakes, match="формата 2, а эта программа читает формат 1"):
        wanted(written(f"format = 2\n{GOOD}"))


def test_a_load_is_kept_with_its_text_and_who_and_told_to_the_journal(db, written):
    place = load_profile(written(GOOD))
    row = place.profiles.get()
    assert (row.text, row.by_name, row.version) == (GOOD, "Программа", mcu.__version__)
    entry = JournalEntry.objects.get(action="profile.load")
    assert entry.after["digest"] == row.digest
    assert "add bodies water" in entry.after["changes"]
    load_profile(written(GOOD))
    assert place.profiles.count() == 1


def test_what_people_changed_stays_until_the_profile_itself_changes(db, written):
    place = load_profile(written(GOOD))
    Body.objects.update(name="Горводоканал")
    Municipality.objects.update(population=1300)
    load_profile(written(changed("population = 1200", "population = 1250")))
    place.refresh_from_db()
    assert (Body.objects.get().name, place.population) == ("Горводоканал", 1250)


def test_what_a_profile_no_longer_has_is_switched_off_and_comes_back(db, written):
    more = """
[[bodies]]
code = "roads"
name = "Дорожная служба"
[[holidays]]
day = 2026-08-30
title = "День округа"
"""
    place = load_profile(written(GOOD + more))
    load_profile(written(changed("value = 2", "value = 2\nvalid_to = 2026-12-31")))
    assert not Body.objects.get(code="roads").active
    assert not place.calendar_days.exists()
    load_profile(written(GOOD + more))
    assert Body.objects.get(code="roads").active
    assert place.calendar_days.get().title == "День округа"


def test_a_norm_the_profile_changes_after_a_person_did_gets_a_successor(db, written):
    place = load_profile(written(GOOD))
    by, norm = program(place.pk), Norm.objects.get(code="block")
    change_norm(norm=norm, value=5, unit="clock_hours", since=date(2020, 1, 1), source="", by=by)
    load_profile(written(changed("value = 2", "value = 3")))
    versions = Norm.objects.filter(code="block").order_by("pk")
    assert [(v.value, v.valid_to is None) for v in versions] == [(2, False), (5, False), (3, True)]


def test_the_command_shows_what_will_change_and_asks(db, written, capsys, monkeypatch):
    call_command("profile", "load", written(GOOD))
    path = written(changed("population = 1200", "population = 1300"))
    capsys.readouterr()
    call_command("profile", "diff", path)
    assert "~ Муниципалитет: население: 1200 → 1300" in capsys.readouterr().out
    with pytest.raises(RuleViolation, match="повторите с --yes"):
        call_command("profile", "load", path)
    assert "1200 → 1300" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda: "нет")
    with pytest.raises(RuleViolation, match="Ничего не изменено"):
        call_command("profile", "load", path)
    assert Municipality.objects.get().population == 1200
    call_command("profile", "load", path, "--yes")
    assert Municipality.objects.get().population == 1300
    capsys.readouterr()
    call_command("profile", "diff", path)
    assert "Различий нет." in capsys.readouterr().out


def test_the_command_shows_what_an_act_says_and_leaves_open(db, written, capsys):
    said = GOOD + ACTS + '[centre]\nforms = "project_office"\nclauses = { forms = "post/1" }\n'
    call_command("profile", "show", written(said))
    out = capsys.readouterr().out
    assert "форма: проектный офис (иной акт, п. 1)" in out
    assert "По умолчанию программы: " in out
    assert "Центр управления: источник финансирования" in out


def test_the_command_exports_what_loads_without_a_difference(db, written, capsys, tmp_path):
    call_command("profile", "load", written(GOOD + ACTS))
    out = tmp_path / "out.toml"
    call_command("profile", "export", "--out", str(out))
    call_command("profile", "diff", str(out), "--json")
    told = capsys.readouterr().out.splitlines()[-1]
    assert json.loads(told) == {"changes": []}


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
    call_command("profile", "load", written(GOOD), "--yes")
    assert "mcu user add" in capsys.readouterr().out
