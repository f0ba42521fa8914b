"""From messages to a cause, a measure, a road map, its effect; decisions and their data."""

from datetime import timedelta
from unittest.mock import ANY

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.coordination.actions import road_maps
from mcu.coordination.models import Cause, Decision, RoadMap
from mcu.coordination.tests.conftest import cause_in, drafted, problem_in
from mcu.core.models import JournalEntry
from mcu.org.models import LegalAct
from mcu.tasks.actions import gather, life
from mcu.tasks.models import Task


def to(name, *args):
    return reverse(f"coordination:{name}", args=args)


def page(client, name, *args, **query):
    response = client.get(to(name, *args), query)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def day(ahead):
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def done(task, by, now=None):
    """Worked with proof and accepted."""
    gather.add_evidence(task=task, by=by, text="Акт № 7", now=now)
    life.report(task=task, by=by, result="Сделано", now=now)
    life.accept(task=task, by=by, now=now)


@pytest.mark.row(46)
def test_behind_a_problem_stands_its_cause_and_a_measure_against_it(town, web):
    problem = problem_in(town)
    block = page(web.head, "of-problem", problem.pk)
    assert f"?problem={problem.pk}" in block
    assert f'value="{problem.number}"' in page(web.head, "enter", problem=problem.pk)
    given = {
        "statement": "Основание дороги размывает", "kind": "worn", "problems": str(problem.number),
        "why": "Вода стоит\nНет ливнёвки", "established_by": "Дорожная служба",
        "grounds": "Обследование 12.11, звонил Иванов 8 900 111-22-33",
    }  # fmt: skip
    assert web.head.post(to("enter"), given).status_code == 302
    cause = Cause.objects.get()
    assert (cause.topic, cause.street) == (town.topic, "Полевая")
    assert "111-22-33" not in cause.grounds
    assert (
        web.head.post(to("advance-cause", cause.pk, "confirm"), {"words": "Акт № 3"}).status_code
        == 302
    )
    order = {"what": "Проложить ливнёвку", "body": town.roads.pk, "due": day(20)}
    assert web.head.post(to("measure", cause.pk), order).status_code == 302
    task = Task.objects.get()
    assert (task.kind, task.object_type, task.object_id) == (
        "measure",
        "coordination.cause",
        cause.pk,
    )
    shown = page(web.head, "cause", cause.pk)
    for words in ("Нет ливнёвки", "Проложить ливнёвку", "Установлена", "Акт № 3", problem.title):
        assert words in shown
    assert "размывает" in page(web.head, "of-problem", problem.pk)
    codes = JournalEntry.objects.filter(action__startswith="cause.").order_by("pk")
    assert list(codes.values_list("action", flat=True)) == ["cause.enter", "cause.confirm"]


@pytest.mark.row(46)
def test_a_group_of_messages_of_a_topic_at_a_place_has_a_cause(town, web):
    for _ in range(3):
        town.case()
    town.case("Темно у школы")
    Case.objects.filter(text__contains="яма").update(topic=town.topic, settlement="Заречный")
    given = {
        "statement": "Нет графика",
        "kind": "organisation",
        "topic": town.topic.pk,
        "settlement": "Заречный",
    }
    assert web.head.post(to("enter"), given).status_code == 302
    cause = Cause.objects.get()
    assert "3 сообщения" in page(web.head, "cause", cause.pk)
    assert cause.statement in page(web.auditor, "causes", q="графика", state="supposed")
    assert cause.statement not in page(web.auditor, "causes", state="removed")


@pytest.mark.row(47)
def test_a_road_map_is_approved_worked_and_its_effect_measured(town, web):
    """Points become tasks when it is approved; done in time when accepted; the effect is measured by
    the messages around the day it was done."""
    cause, by, now = cause_in(town), town.actor(), timezone.now()
    act = LegalAct.objects.create(municipality=town.place, code="p7", title="О ремонте", number="7")
    assert (
        web.head.post(
            to("make-road-map"), {"title": "Ремонт", "causes": f"№ {cause.number}"}
        ).status_code
        == 302
    )
    row = RoadMap.objects.get()
    point = {
        "what": "Засыпать",
        "body": town.roads.pk,
        "person": town.executor.pk,
        "due": day(3),
        "effect": "Ям нет",
    }
    assert web.head.post(to("add-point", row.pk), point).status_code == 302
    assert web.head.post(to("add-point", row.pk), point | {"what": "Закатать"}).status_code == 302
    assert not Task.objects.exists()
    approval = {"approved_by": "Глава района", "approved_on": day(0), "act": act.pk}
    assert web.head.post(to("approve-road-map", row.pk), approval).status_code == 302
    first, second = Task.objects.order_by("pk")
    assert (first.title, first.executor, first.object_type) == (
        "Засыпать",
        town.executor,
        "coordination.roadmap",
    )
    done(first, by)
    assert "в срок 100 %" in page(web.head, "road-map", row.pk)
    early = web.head.post(to("end-road-map", row.pk), {"on": day(0), "result": "Всё"})
    assert early.status_code == 422
    assert "Не принято пунктов: 1" in early.content.decode()
    done(second, by)
    assert (
        web.head.post(to("end-road-map", row.pk), {"on": day(0), "result": "Ям нет"}).status_code
        == 302
    )
    assert "Мало данных" in page(web.auditor, "effect", row.pk)
    flow(town, before=12, after=1)
    RoadMap.objects.update(ended_on=now.date() - timedelta(weeks=6))
    shown = page(web.auditor, "effect", row.pk)
    assert "Сообщений стало меньше" in shown
    assert "та же тема в других местах" in shown
    assert "Глава района" in page(web.auditor, "road-map", row.pk)
    sheet = web.head.get(to("road-map-export", row.pk))
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


def flow(town, *, before, after):
    """So many messages a week here for six weeks before and after; elsewhere ten all the time."""
    start = timezone.now() - timedelta(weeks=12)
    for week in range(12):
        here = before if week < 6 else after
        for number in range(here + 10):
            case = town.case(received_at=start + timedelta(weeks=week, hours=1 + number))
            place = "Заречный" if number < here else "Дальний"
            Case.objects.filter(pk=case.pk).update(topic=town.topic, settlement=place)


@pytest.mark.row(47)
def test_a_day_moved_with_a_reason_is_counted_and_does_not_mend_the_share_in_time(
    town, web, approved
):
    point = approved.points.first()
    moved = {"until": day(15), "reason": "Метель"}
    assert web.head.post(to("move-point", point.pk), moved | {"reason": ""}).status_code == 422
    assert web.head.post(to("move-point", point.pk), moved).status_code == 302
    assert web.head.post(to("move-point", point.pk), moved | {"until": day(2)}).status_code == 422
    later = timezone.now() + timedelta(days=10)
    task = Task.objects.get(pk=point.task_id)
    done(task, town.actor(), later)
    shown = page(web.head, "road-map", approved.pk)
    assert "1 перенос" in shown
    assert "позже срока" in shown
    assert "в срок 0 %" in shown
    assert task.extensions.get().reason == "Метель"


def test_a_stopped_road_map_cancels_what_is_open(town, web, approved):
    given = {"on": day(0), "result": "Денег не дали", "stops": "on"}
    assert web.head.post(to("end-road-map", approved.pk), given).status_code == 302
    assert set(Task.objects.values_list("state", flat=True)) == {"cancelled"}
    approved.refresh_from_db()
    assert approved.state == "stopped"


def test_what_was_approved_is_not_rewritten(town, web, approved):
    point = approved.points.first()
    change = {"title": "Иначе", "causes": "1"}
    for door, data in (
        ("change-road-map", change),
        ("approve-road-map", {"approved_by": "Я", "approved_on": day(0)}),
    ):
        assert web.head.post(to(door, approved.pk), data).status_code == 422
    assert web.head.post(to("drop-point", point.pk)).status_code == 422
    assert approved.points.count() == 2


@pytest.mark.parametrize(
    "given",
    [{"what": ""}, {"what": "\x00"}, {"body": ""}, {"body": "99999999999"}, {"due": "вчера"}, {"due": ""},
     {"what": "я" * 400}],
)  # fmt: skip
def test_a_point_that_says_too_little_is_refused_and_nothing_typed_is_lost(town, web, given):
    row = drafted(town)
    point = {"what": "Засыпать", "body": town.roads.pk, "due": day(3), "effect": "Ям нет"}
    answer = web.head.post(to("add-point", row.pk), point | given)
    assert answer.status_code == 422
    assert 'value="Ям нет"' in answer.content.decode()
    assert not row.points.exists()


def test_a_draft_with_a_past_day_is_not_approved(town, web):
    row = drafted(town, -1)
    answer = web.head.post(
        to("approve-road-map", row.pk), {"approved_by": "Глава", "approved_on": day(0)}
    )
    assert answer.status_code == 422
    assert "уже прошёл" in answer.content.decode()
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "given",
    [{"statement": ""}, {"kind": "злая"}, {"problems": ""}, {"problems": "пять"}, {"problems": "999"},
     {"why": "почему\n" * 6}, {"topic": "0"}],
)  # fmt: skip
def test_a_cause_that_says_too_little_is_refused(town, web, given):
    values = {"statement": "Износ", "kind": "worn", "problems": str(problem_in(town).number)}
    assert web.head.post(to("enter"), values | given).status_code == 422
    assert not Cause.objects.exists()


@pytest.mark.row(54)
def test_a_decision_stands_with_the_data_it_rests_on_and_what_came_of_it(town, web):
    problem = problem_in(town)
    given = {
        "title": "Ремонт вне очереди", "text": "Выделить бригаду", "decider": "Глава района", "on": day(0),
        "expected": "Вдвое меньше сообщений", "review_on": day(0),
    }  # fmt: skip
    assert web.head.post(to("record"), given).status_code == 302
    row = Decision.objects.get()
    data = {"kind": "problem", "reference": str(problem.number), "figure": "142 за месяц"}
    listed = {"kind": "list", "title": "Ямы", "reference": "http://testserver/cases/?q=яма"}
    assert web.head.post(to("ground", row.pk), data).status_code == 302
    assert web.head.post(to("ground", row.pk), listed).status_code == 302
    order = {"what": "Собрать бригаду", "body": town.roads.pk, "due": day(2)}
    assert web.head.post(to("charge", row.pk), order).status_code == 302
    rows = list(row.grounds.values_list("object_type", "object_id", "url", "figure", "figure_on"))
    assert rows == [
        ("cases.problem", problem.pk, ANY, "142 за месяц", timezone.localdate()),
        ("", None, "/cases/?q=яма", "", None),
    ]
    assert web.auditor.get(rows[0][2]).status_code == 200
    assert "пора" in page(web.auditor, "decisions", due="on", q="глава")
    web.head.post(to("advance-decision", row.pk, "partly"), {"words": "Стало 90 за месяц"})
    shown = page(web.auditor, "decision", row.pk)
    for words in ("142 за месяц", "Стало 90 за месяц", "Достигнут частично", "Ямы"):
        assert words in shown
    assert "Ремонт" not in page(web.auditor, "decisions", due="on")
    assert Task.objects.get().object_type == "coordination.decision"
    sheet = web.head.get(to("decisions-export"))
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize(
    "given",
    [{"kind": "list", "reference": "https://evil.example/"}, {"kind": "list", "reference": "/nowhere/at/all/"},
     {"kind": "problem", "reference": "99"}, {"kind": "problem", "reference": "DROP"},
     {"kind": "case", "reference": "\x00"}, {"kind": "wish", "reference": "1"},
     {"kind": "cause", "reference": "9" * 30}],
)  # fmt: skip
def test_data_that_is_not_there_is_refused(town, web, given):
    values = {"title": "О", "text": "Т", "decider": "Г", "on": day(0)}
    web.head.post(to("record"), values)
    row = Decision.objects.get()
    assert web.head.post(to("ground", row.pk), given).status_code == 422
    assert not row.grounds.exists()


@pytest.mark.parametrize("given", [{"on": day(1)}, {"review_on": "2020-01-01"}, {"text": " "}])
def test_a_decision_of_tomorrow_or_without_words_is_refused(town, web, given):
    values = {"title": "О", "text": "Т", "decider": "Г", "on": day(0)}
    assert web.head.post(to("record"), values | given).status_code == 422
    assert not Decision.objects.exists()


def test_lists_say_what_to_do_when_empty_and_forgive_odd_filters(town, web):
    assert "Первопричин пока нет" in page(web.head, "causes")
    assert "Дорожных карт пока нет" in page(web.head, "road-maps")
    assert "Решений в реестре нет" in page(web.head, "decisions")
    for name in ("causes", "road-maps", "decisions"):
        page(web.head, name, state="злое", q="\x00", page="-1", since="вчера", due="x")


def test_neighbours_do_not_find_it(town, elsewhere, sign_in, approved):
    client = sign_in(elsewhere.head)
    cause, point = approved.causes.get(), approved.points.first()
    for name, pk in (("cause", cause.pk), ("road-map", approved.pk), ("effect", approved.pk)):
        assert client.get(to(name, pk)).status_code == 404
    assert (
        client.post(to("move-point", point.pk), {"until": day(30), "reason": "x"}).status_code
        == 404
    )


def test_the_pages_take_as_many_queries_for_ten_points_as_for_one(town, web):
    def queries(row):
        with CaptureQueriesContext(connection) as caught:
            page(web.head, "road-map", row.pk), page(web.head, "road-maps")
        return len(caught)

    few, many = drafted(town, 3), drafted(town, *range(2, 12))
    for row in (few, many):
        approval = road_maps.Approval("Глава", timezone.localdate())
        road_maps.approve(road_map=row, approval=approval, by=town.actor())
    page(web.head, "road-map", few.pk)
    assert queries(few) == queries(many)
