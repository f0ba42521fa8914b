"""A condition means one thing: what is evaluated, what the database finds and what the words say."""

import json
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.cases.models import Appeal, Case, Topic
from mcu.cases.queries.conditions import as_q, facts_of
from mcu.cases.queries.naming import names_for
from mcu.cases.rules.conditions import (
    ALWAYS,
    FIELDS,
    Facts,
    Group,
    Line,
    Moment,
    Shape,
    dumps,
    evaluate,
    loads,
    narrowed,
    read,
    said,
    words,
)
from mcu.cases.rules.conditions.fields import WITHOUT_VALUE, Operator
from mcu.cases.rules.workflow import FINISHED
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.workdays import WorkCalendar
from mcu.org.rules.roles import program

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=ZONE)
MOMENT = Moment(NOW, WorkCalendar(ZONE))
PLACES = ["", "Заречный", "заречный", "Ёлкино", "Елкино"]
TEXTS = [
    "На Полевой яма во всю дорогу", "ЯМА", "Приямок залит", "Подъезд №4: нет света",
    "подЪЕЗД\nсломан", "", "снег-каша", "20 ям 5%", "«яма»", "o'clock \\ [",
]  # fmt: skip
TAGS = ["", "снег, двор", "Снег"]
NAMED = {
    "topic": ["dorogi", "yamy", "gone"],
    "block": ["city", "none"],
    "body": ["roads", "housing", "none"],
    "executor": ["lukomorye-executor", "lukomorye-head", "nobody"],
}
WORDS = ["яма", "ям", "подъезд", "снег", "снег-каша", "20", "света", "clock"]


@st.composite
def lines(draw):
    field = FIELDS[draw(st.sampled_from(sorted(FIELDS)))]
    op = draw(st.sampled_from(field.operators))
    if op in WITHOUT_VALUE:
        return Line(field.code, op)
    if field.shape is Shape.NUMBER:
        return Line(field.code, op, draw(st.integers(0, min(field.highest, 400))))
    if field.shape is Shape.DAY:
        return Line(field.code, op, date(2026, 11, 20) - timedelta(draw(st.integers(-2, 40))))
    values = {
        Shape.CHOICE: sorted(field.choices),
        Shape.NAMED: NAMED.get(field.code, ["none"]),
        Shape.PLACE: PLACES[1:],
        Shape.WORDS: WORDS,
    }[field.shape]
    chosen = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
    return Line(field.code, op, tuple(chosen))


def groups(depth):
    inside = lines() if depth == 1 else st.one_of(lines(), groups(depth - 1))
    return st.builds(
        Group, st.sampled_from(["all", "any"]), st.lists(inside, min_size=1, max_size=4).map(tuple)
    )


def a_town_of_every_kind(town):
    """Eighty cases that differ in everything a condition may ask of."""
    rng = random.Random(7)
    group = Topic.objects.get(municipality=town.place, parent__isnull=True)
    Topic.objects.filter(pk=group.pk).update(code="dorogi", path="dorogi")
    Topic.objects.filter(pk=town.topic.pk).update(code="yamy", path="dorogi/yamy", speed="fast")
    group, topic = Topic.objects.get(pk=group.pk), Topic.objects.get(pk=town.topic.pk)
    pick = {name: sorted(field.choices) for name, field in FIELDS.items() if field.choices}
    made = Case.objects.bulk_create(
        Case(
            municipality=town.place,
            number=f"2026-11-{n}",
            topic=rng.choice([None, group, topic]),
            block=rng.choice([None, town.block]),
            body=rng.choice([None, town.roads, town.housing]),
            executor=rng.choice([None, town.executor, town.head]),
            text=rng.choice(TEXTS),
            tags=rng.choice(TAGS),
            settlement=rng.choice(PLACES),
            street=rng.choice(PLACES),
            collective=rng.random() < 0.5,
            form=rng.choice(["", *pick["form"]]),
            category=rng.choice(["", *pick["category"]]),
            audience=rng.choice([None, 0, 5, 300]),
            received_at=_moment(rng),
            registered_at=NOW,
            first_answer_at=rng.choice([None, _moment(rng)]),
            closed_at=rng.choice([None, _moment(rng)]),
            due_at=rng.choice([None, NOW, _moment(rng), NOW + timedelta(hours=rng.randint(0, 90))]),
            outcome=rng.choice(["", *pick["outcome"]]),
            kind=rng.choice(["", *pick["kind"]]),
            appeal_kind=rng.choice(["", *pick["appeal_kind"]]),
            **{
                name: rng.choice(pick[name])
                for name in ("regime", "system", "channel", "importance", "state")
            },
        )
        for n in range(80)
    )
    Appeal.objects.bulk_create(
        Appeal(
            case=case,
            municipality=town.place,
            number=str(case.pk),
            numbered_at=NOW,
            former=rng.choice([None, made[0]]),
        )
        for case in made[40:]
    )
    for case in made[:30]:
        action = rng.choice(["case.postpone", "case.reopen"])
        by = program(town.place.pk)
        journal.record(action, by=by, municipality_id=town.place.pk, of=case)
    return list(Case.objects.select_related("topic", "block", "body", "executor"))


def _moment(rng):
    return NOW - timedelta(hours=rng.choice([0, 1, 24, 48, rng.randint(0, 900)]))


@pytest.fixture
def cases(town):
    return a_town_of_every_kind(town)


def test_the_database_finds_exactly_what_evaluation_says(cases):
    facts = facts_of(cases)
    seen: set[str] = set()

    @settings(max_examples=250, derandomize=True)
    @given(groups(3))
    def agrees(condition):
        seen.update(condition.fields)
        found = set(Case.objects.filter(as_q(condition, MOMENT)).values_list("pk", flat=True))
        assert found == {key for key, one in facts.items() if evaluate(condition, one, MOMENT)}

    agrees()
    assert seen == set(FIELDS)


def test_every_line_of_the_table_divides_the_town(cases):
    """No field is asked in vain: each finds some of the cases and leaves others."""
    asked = [
        Line("topic", Operator.ANY, ("dorogi",)),
        Line("text", Operator.HAS, ("яма",)),
        Line("weekday", Operator.ANY, ("1", "2")),
        Line("hour", Operator.LEAST, 12),
        Line("worked", Operator.LEAST, 40),
        Line("due", Operator.MOST, 24),
        Line("postponed", Operator.LEAST, 1),
        Line("answered", Operator.SINCE, date(2026, 11, 10)),
        Line("settlement", Operator.ANY, ("елкино",)),
        Line("form", Operator.ANY, ("written", "oral")),
        Line("category", Operator.EMPTY),
        Line("repeated", Operator.YES),
    ]
    for test in asked:
        found = Case.objects.filter(as_q(Group("all", (test,)), MOMENT)).count()
        assert 0 < found < len(cases), test


@given(groups(3))
def test_what_is_written_down_is_read_back_the_same(condition):
    assert loads(dumps(condition)) == condition
    assert read(said(condition)) == condition
    assert words(condition, {})


@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["all", "any", "field", "op", "value", "topic"]), inner, max_size=3
        ),
    ),
    max_leaves=12,
))  # fmt: skip
def test_any_json_is_a_condition_or_a_sentence(hostile):
    try:
        found = loads(json.dumps(hostile))
    except RuleViolation as refusal:
        said = refusal.sentence
    else:
        said = words(found, {}) + "."
    assert said.endswith((".", "?"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"all": [{"field": "topik", "op": "any", "value": ["a"]}]},
         "Строка 1: поля «topik» нет. Возможно, «topic»?"),
        ({"all": [{"field": "age", "op": "any", "value": 1}]},
         "Строка 1, «прошло с получения»: сравнения «any» нет. Можно: least (не меньше), most (не больше)."),
        ({"all": [{"field": "age", "op": "least", "value": "24"}]},
         "Строка 1, «прошло с получения»: нужно целое число от 0 до 100000."),
        ({"all": [{"field": "age", "op": "least", "value": True}]},
         "Строка 1, «прошло с получения»: нужно целое число от 0 до 100000."),
        ({"any": [{"all": [{"field": "channel", "op": "any", "value": ["icq"]}]}]},
         "Строка 1.1, «канал»: значения «icq» нет в списке."),
        ({"all": [{"any": [{"all": [{"any": [{"field": "open", "op": "yes"}]}]}]}]},
         "Строка 1.1.1: группы вложены глубже 3 уровней."),
        ({"all": []}, "Условие: группа пуста. Добавьте в неё строку или уберите её."),
        ({"all": [{"field": "open", "op": "yes", "value": 1}]},
         "Строка 1, «в работе»: значение здесь не нужно."),
        ({"all": [{"field": "received", "op": "since", "value": "вчера"}]},
         "Строка 1, «получено»: нужна дата, например 2026-01-31."),
        ({"all": [{"field": "text", "op": "has", "value": [".*"]}]},
         "Строка 1, «текст»: «.*» — пишите слово или его начало буквами, не короче двух."),
        ({"all": [{"field": "open", "op": "yes"}] * 41},
         "Условие: больше 40 строк. Разделите условие."),
        ({"all": [{"all": [{"field": "open", "op": "yes"}] * 30}] * 2},
         "В условии больше 40 строк. Разделите его на несколько."),
        ([1], "Условие: ожидается группа «all» или «any» со списком строк."),
        ({"all": [{"field": "open", "op": "yes", "sql": "1"}]}, "Строка 1: лишнее «sql»."),
    ],
)  # fmt: skip
def test_a_wrong_condition_is_refused_with_its_place(given, sentence):
    with pytest.raises(RuleViolation) as refusal:
        read(given)
    assert refusal.value.sentence == sentence


def test_nesting_without_end_is_a_sentence():
    with pytest.raises(RuleViolation, match=r"не читается|слишком длинное"):
        loads('{"all":[' * 2400)


@pytest.mark.parametrize(
    ("given", "said_as"),
    [
        ({}, "любое сообщение"),
        ({"all": [{"field": "topic", "op": "any", "value": ["yamy", "dorogi"]},
                  {"field": "age", "op": "least", "value": 24}]},
         "тема: Ямы, Дороги и прошло с получения не меньше 24 ч"),
        ({"any": [{"field": "overdue", "op": "yes"},
                  {"all": [{"field": "text", "op": "has", "value": ["прорыв", "потоп"]},
                           {"field": "postponed", "op": "least", "value": 2}]}]},
         "просрочено или (текст: есть «прорыв…», «потоп…» и откладывали не меньше 2 раз)"),
        ({"all": [{"field": "topic", "op": "none", "value": ["old"]}]},
         "тема: кроме «old» (тема больше не действует)"),
        ({"all": [{"field": "channel", "op": "any", "value": ["vk", "max"]},
                  {"field": "received", "op": "until", "value": "2026-03-01"},
                  {"field": "executor", "op": "empty"}]},
         "канал: ВКонтакте, MAX и получено по 01.03.2026 и исполнитель не указано"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_russian(given, said_as):
    names = {"topic": {"yamy": "Ямы", "dorogi": "Дороги"}}
    assert words(read(given), names) == said_as


def test_a_renamed_topic_stays_a_removed_one_is_marked(town):
    names = names_for(town.place.pk, {"topic"})
    assert names["topic"][town.topic.code] == "Ямы на дорогах"
    Topic.objects.filter(pk=town.topic.pk).update(name="Ямы и выбоины")
    condition = Group("all", (Line("topic", Operator.ANY, (town.topic.code, "old.gone")),))
    case = town.case()
    Case.objects.filter(pk=case.pk).update(topic=town.topic)
    assert Case.objects.filter(as_q(condition, MOMENT)).get().pk == case.pk
    assert "больше не действует" in words(condition, names)


def test_an_empty_condition_holds_for_everything(cases):
    assert Case.objects.filter(as_q(ALWAYS, MOMENT)).count() == len(cases)
    assert evaluate(ALWAYS, Facts(received_at=NOW), MOMENT)
    one = Line("open", Operator.YES)
    assert narrowed(ALWAYS, one) == Group("all", (one,))
    assert narrowed(Group("any", (one, one)), one).items[1] is one
    assert {
        case.state for case in Case.objects.filter(as_q(Group("all", (one,)), MOMENT))
    }.isdisjoint(FINISHED)
