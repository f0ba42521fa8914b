"""Co-executors: parts of one answer, each with its own term, joined by the lead, nothing lost."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases import queries
from mcu.cases.actions.answer import approve, publish, save_draft, submit
from mcu.cases.actions.answer_parts import (
    drop_part,
    involve,
    remind_of_part,
    return_part,
    write_part,
)
from mcu.cases.actions.gather import gather
from mcu.cases.actions.route import assign, take
from mcu.cases.models import Answer, AnswerPart
from mcu.cases.rules.answer_parts import (
    Heading,
    PartState,
    Piece,
    in_order,
    joined,
    proposed,
)
from mcu.cases.rules.terms import TermKind
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.workdays import WorkCalendar
from mcu.org.actions import add_person, give_duty
from mcu.org.models import Body
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Role, program

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=MOSCOW)


@pytest.fixture
def case(town):
    """The road service answers for it, its executor has taken it."""
    found = town.case(received_at=MONDAY, channel="letter", regime="appeal")
    assign(case=found, body=town.roads, by=town.actor(), now=MONDAY)
    take(case=found, by=town.actor("executor"), now=MONDAY)
    return found


@pytest.fixture
def water(town):
    return Body.objects.create(municipality=town.place, code="water", name="Водоканал")


@pytest.fixture
def plumber(town, water):
    """Of the water works, who has nothing to do with the case but the part."""
    by = program(town.place.pk)
    person = add_person(municipality=town.place, login="plumber", full_name="Ключев Олег Ильич", password="-", by=by, hashed=True)  # fmt: skip
    give_duty(person=person, role=Role.EXECUTOR, body=water, block=None, by=by, since=date(2020, 1, 1))  # fmt: skip
    return person


def asked(town, case, *bodies, until=date(2026, 11, 20)):
    return involve(case=case, bodies=bodies, about="Трубы под дорогой", until=until, by=town.actor(), now=MONDAY)  # fmt: skip


def test_each_body_writes_its_part_by_its_own_day_and_the_lead_makes_one_answer(town, case, water, plumber):  # fmt: skip
    lead, wet = town.actor("executor"), actor_for(plumber)
    save_draft(case=case, text="Здравствуйте.", by=lead, now=MONDAY)
    pipes, yards = asked(town, case, water, town.housing)
    assert pipes.term.due_at == datetime(2026, 11, 20, 18, tzinfo=MOSCOW)
    write_part(part=pipes, text="Трубы поменяем.", by=wet, now=MONDAY)
    write_part(part=pipes, text="Трубы поменяем к маю.", by=wet, now=MONDAY)
    write_part(part=yards, text="Двор уберём.", by=lead, now=MONDAY)
    return_part(part=yards, reason="Когда?", until=date(2026, 11, 18), by=lead, now=MONDAY)
    with pytest.raises(RuleViolation, match="изменилась"):
        gather(case=case, places={yards.pk: 1}, by=lead, now=MONDAY)
    write_part(part=yards, text="Двор уберём в среду.", by=lead, now=MONDAY)
    made = gather(case=case, places={pipes.pk: 2, yards.pk: 1}, heading=Heading.BODY, by=lead, now=MONDAY)  # fmt: skip
    assert made.text == (
        "Здравствуйте.\n\nЖилищный отдел:\nДвор уберём в среду.\n\nВодоканал:\nТрубы поменяем к маю."
    )
    # Nothing is lost: the draft before, every version of every part, who wrote what.
    assert [a.state for a in case.answers.all()] == [Answer.State.REPLACED, Answer.State.DRAFT]
    assert [v.text for v in pipes.versions.all()] == ["Трубы поменяем.", "Трубы поменяем к маю."]
    assert [(j.version.author_name, j.version.number) for j in made.joined.all()] == [
        ("Дорохов П. И.", 2),
        ("Ключев О. И.", 2),
    ]
    assert not case.terms.filter(kind=TermKind.PART, met_at=None).exists()
    with pytest.raises(RuleViolation, match="попросите ответственного"):
        write_part(part=pipes, text="Нет, к июню.", by=wet, now=MONDAY)
    acts = JournalEntry.objects.filter(object_type="cases.case", object_id=case.pk)
    assert acts.filter(action="case.part").count() == 4
    assert acts.get(action="case.gather").after["asked"] == "Жилищный отдел, Водоканал"


def test_a_joined_part_may_be_returned_and_joined_again_instead_of_the_draft(town, case, water, plumber):  # fmt: skip
    lead, wet = town.actor("executor"), actor_for(plumber)
    (part,) = asked(town, case, water)
    write_part(part=part, text="К маю.", by=wet, now=MONDAY)
    gather(case=case, places={part.pk: 1}, by=lead, now=MONDAY)
    return_part(part=part, reason="К какому дню?", by=lead, now=MONDAY)
    part.refresh_from_db()
    assert part.term.due_at == datetime(2026, 11, 17, 18, tzinfo=MOSCOW)  # the next working day
    write_part(part=part, text="К 1 мая.", by=wet, now=MONDAY)
    made = gather(case=case, places={part.pk: 1}, instead=True, by=lead, now=MONDAY)
    assert (made.number, made.text) == (2, "К 1 мая.")


def test_what_was_not_sent_when_the_answer_is_given_is_let_go(town, case, water, plumber):
    lead = town.actor("executor")
    (part,) = asked(town, case, water)
    save_draft(case=case, text="Ответим сами.", by=lead, now=MONDAY)
    submit(case=case, by=lead, reason="срочно", now=MONDAY)
    approve(case=case, by=town.actor(), now=MONDAY)
    publish(case=case, url="", by=town.actor(), now=MONDAY)
    part.refresh_from_db()
    assert (part.state, part.reason) == (PartState.DROPPED, "Ответ дан без неё")
    assert part.term.cancelled_at
    with pytest.raises(AccessDenied):
        write_part(part=part, text="Поздно.", by=actor_for(plumber), now=MONDAY)


def test_a_co_executor_sees_the_case_until_the_part_is_dropped(town, case, water, plumber):
    wet = actor_for(plumber)
    assert case not in queries.cases_for(wet)
    (part,) = asked(town, case, water)
    assert case in queries.cases_for(wet)
    with pytest.raises(AccessDenied):
        gather(case=case, places={part.pk: 1}, by=wet, now=MONDAY)
    (other,) = asked(town, case, town.housing)
    with pytest.raises(AccessDenied, match="не ваш орган"):
        write_part(part=other, text="За других.", by=wet, now=MONDAY)
    drop_part(part=part, reason="Спросили другого", by=town.actor(), now=MONDAY)
    assert case not in queries.cases_for(wet)


@pytest.mark.parametrize(
    ("bodies", "until", "words"),
    [
        ([], None, "Выберите органы"),
        (["roads"], None, "и так отвечает"),
        (["housing"], date(2026, 11, 13), "уже прошёл"),
        (["housing"], date(2027, 3, 1), "позже срока ответа"),
    ],
)
def test_who_cannot_be_asked_or_by_when_is_said_in_words(town, case, bodies, until, words):
    with pytest.raises(RuleViolation, match=words):
        asked(town, case, *(getattr(town, name) for name in bodies), until=until)
    assert not AnswerPart.objects.exists()


def test_a_body_has_one_part_at_a_time_and_is_reminded_once_an_hour(town, case):
    (part,) = asked(town, case, town.housing)
    with pytest.raises(RuleViolation, match="уже готовит"):
        asked(town, case, town.housing)
    lead = town.actor("executor")
    remind_of_part(part=part, by=lead, now=MONDAY)
    with pytest.raises(RuleViolation, match="меньше часа"):
        remind_of_part(part=part, by=lead, now=MONDAY + timedelta(minutes=59))
    remind_of_part(part=part, by=lead, now=MONDAY + timedelta(hours=1))
    part.refresh_from_db()
    assert part.reminders == 2


def test_the_whole_way_through_the_pages(town, water, plumber, web, sign_in):
    case, wet = town.case(channel="letter", regime="appeal"), sign_in(plumber)
    assign(case=case, body=town.roads, by=town.actor())
    take(case=case, by=town.actor("executor"))
    block = reverse("cases:answer-parts", args=[case.pk])
    assert "Привлечь соисполнителей" in web.head.get(block).content.decode()
    web.head.post(reverse("cases:involve-bodies", args=[case.pk]), {"bodies": [water.pk], "about": "Трубы"})  # fmt: skip
    part = AnswerPart.objects.get()
    page = wet.get(block).content.decode()
    assert "Написать часть" in page
    assert "Собрать ответ" not in page
    wet.post(reverse("cases:write-part", args=[part.pk]), {"text": "Поменяем к маю."})
    assert "Поменяем к маю." in web.executor.get(block).content.decode()
    web.executor.post(reverse("cases:return-part", args=[part.pk]), {"reason": "К какому дню?"})
    assert "К какому дню?" in wet.get(block).content.decode()
    web.executor.post(reverse("cases:remind-part", args=[part.pk]))
    wet.post(reverse("cases:write-part", args=[part.pk]), {"text": "К 1 мая."})
    given = {f"place_{part.pk}": "1", "heading": "about"}
    assert (
        web.executor.post(reverse("cases:gather-parts", args=[case.pk]), given).status_code == 302
    )
    assert case.answers.get().text == "Трубы:\nК 1 мая."
    version = web.head.get(reverse("cases:answer-version", args=[case.pk, 1])).content.decode()
    assert "Собрано из частей" in version
    assert "Ключев О. И." in version
    web.head.post(reverse("cases:involve-bodies", args=[case.pk]), {"bodies": [town.housing.pk], "about": "Двор"})  # fmt: skip
    other = AnswerPart.objects.latest("pk")
    assert wet.post(reverse("cases:write-part", args=[other.pk]), {"text": "?"}).status_code == 403
    web.head.post(reverse("cases:drop-part", args=[other.pk]), {"reason": "Не нужна"})
    other.refresh_from_db()
    assert other.state == PartState.DROPPED


def test_the_block_costs_the_same_however_many_parts_it_has(town, case, web):
    def cost(code: str) -> int:
        body = Body.objects.create(municipality=town.place, code=code, name=f"Орган {code}")
        write_part(part=asked(town, case, body)[0], text="Да.", by=town.actor(), now=MONDAY)
        with CaptureQueriesContext(connection) as caught:
            web.head.get(reverse("cases:answer-parts", args=[case.pk]))
        return len(caught)

    assert cost("one") == cost("two") == cost("three")


@given(st.lists(st.text("аб\n ", min_size=1).filter(str.strip), max_size=4), st.text("аб"))
def test_joining_keeps_every_word_in_order(texts, draft):
    told = joined(draft, [Piece("Орган", "О чём", text) for text in texts], Heading.NONE)
    at = 0
    for text in filter(None, [draft.strip(), *(text.strip() for text in texts)]):
        at = told.index(text, at) + len(text)
    assert at == len(told)


def test_places_are_read_by_number_and_refused_when_two_share_one():
    assert in_order({"a": 3, "b": None, "c": 1}) == ["c", "a"]
    for wrong, words in (({"a": None}, "хотя бы одну"), ({"a": 1, "b": 1}, "один номер")):
        with pytest.raises(RuleViolation, match=words):
            in_order(wrong)


def test_the_day_proposed_leaves_two_days_to_join():
    calendar = WorkCalendar(MOSCOW)
    assert proposed(MONDAY, MONDAY + timedelta(days=9), calendar) == date(2026, 11, 23)
    assert proposed(MONDAY, MONDAY + timedelta(hours=4), calendar) == date(2026, 11, 16)
    assert proposed(MONDAY, MONDAY - timedelta(hours=4), calendar) is None
