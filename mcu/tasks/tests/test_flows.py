"""The life of a task through its actions: from setting to acceptance, more time, evidence, repeats."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import Http404
from django.utils import timezone

from mcu.core import files
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.actions import set_substitution
from mcu.org.rules.roles import program
from mcu.tasks import queries
from mcu.tasks.actions import extend, gather, life, links, recurrence
from mcu.tasks.actions.gather import Upload
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.actions.recurrence import Rule
from mcu.tasks.models import Evidence, Recurrence, Task, WorkLink
from mcu.tasks.rules.recurrence import Every
from mcu.tasks.rules.words import TaskFilter, Whose
from mcu.tasks.rules.workflow import State
from mcu.tasks.tests.conftest import marked_jpeg

MOSCOW = ZoneInfo("Europe/Moscow")


def last(task: Task) -> JournalEntry:
    return JournalEntry.objects.filter(object_type="tasks.task", object_id=task.pk).last()


@pytest.mark.row(22)
def test_an_order_outside_the_usual_work_goes_from_setting_to_acceptance(town, tasked):
    task = tasked("Подготовить зал к встрече", kind="other", steps=["Стулья", "Звук"], value=3)
    doer, judge = town.actor("executor"), town.actor()
    assert (task.state, task.value, task.unit) == ("set", 3, "working_days")
    life.take(task=task, by=doer)
    with pytest.raises(RuleViolation, match="Не отмечено пунктов: 2"):
        life.report(task=task, by=doer, result="Готово")
    for item in task.items.all():
        gather.tick(task=task, item=item.pk, done=True, by=doer)
    life.report(task=task, by=doer, result="Зал готов")
    with pytest.raises(AccessDenied):
        life.accept(task=task, by=doer)
    with pytest.raises(RuleViolation, match="без причины"):
        life.send_back(task=task, by=judge, reason=" ")
    life.send_back(task=task, by=judge, reason="Нет воды")
    assert (task.state, task.returns, task.done_at) == (State.RETURNED, 1, None)
    life.report(task=task, by=doer, result="Вода есть")
    life.accept(task=task, by=judge)
    assert task.state == State.ACCEPTED
    assert last(task).action == "task.accept"
    with pytest.raises(RuleViolation, match="Принята"):
        life.cancel(task=task, by=judge, reason="Передумали")
    life.reopen(task=task, by=judge, reason="Сломался звук")
    assert task.state == State.RETURNED


def test_nobody_accepts_their_own_work_unless_it_was_their_own_idea(town, tasked):
    task = tasked(by=program(town.place.pk), executor=town.head)
    head = town.actor()
    life.report(task=task, by=head, result="Сделано")
    with pytest.raises(AccessDenied, match="Свою работу"):
        life.accept(task=task, by=head)
    own = tasked(executor=town.head)
    life.report(task=own, by=head, result="Сделано")
    life.accept(task=own, by=head)
    assert own.state == State.ACCEPTED


def test_a_kind_that_wants_proof_is_not_done_without_it(town, tasked):
    task = tasked(kind="check")
    with pytest.raises(RuleViolation, match="подтверждение"):
        life.report(task=task, by=town.actor("executor"), result="Видел")
    gather.add_evidence(task=task, by=town.actor("executor"), url="https://example.ru/акт")
    life.report(task=task, by=town.actor("executor"), result="Видел")
    assert task.state == State.DONE


def test_more_time_is_asked_for_given_refused_and_counted(town, tasked):
    task = tasked(value=5)
    doer, judge, first = town.actor("executor"), town.actor(), task.due_at
    day = timezone.localdate() + timedelta(days=30)
    with pytest.raises(RuleViolation, match="почему"):
        extend.ask_extension(task=task, until=day, reason="", by=doer)
    with pytest.raises(RuleViolation, match="позже"):
        extend.ask_extension(task=task, until=date(2020, 1, 1), reason="Дожди", by=doer)
    extend.ask_extension(task=task, until=day, reason="Дожди", by=doer)
    assert task.due_at == first
    with pytest.raises(RuleViolation, match="уже попросили"):
        extend.ask_extension(task=task, until=day, reason="Дожди", by=doer)
    with pytest.raises(AccessDenied):
        extend.decide_extension(task=task, approved=True, by=doer)
    extend.decide_extension(task=task, approved=False, refusal="Дождя нет", by=judge)
    assert task.due_at == first
    extend.ask_extension(task=task, until=day, reason="Нет щебня", by=doer)
    extend.decide_extension(task=task, approved=True, by=judge)
    assert timezone.localdate(task.due_at) == day
    extend.extend(task=task, until=day + timedelta(days=9), reason="Праздники", by=judge)
    card = queries.card(task, judge, timezone.now())
    assert (card.extended, len(card.extensions)) == (2, 3)


def test_a_body_gets_a_task_and_one_of_its_people_takes_it(town, tasked):
    task = tasked(executor=None, body=town.housing)
    with pytest.raises(Http404):
        queries.task_for(town.actor("approver"), task.pk)
    life.take(task=task, by=town.actor("executor"))
    assert task.executor == town.executor


def test_tasks_are_set_within_ones_own_place_only(town):
    what = What(title="Проверить", body=town.roads)
    set_task(municipality=town.place, what=what, by=town.actor("approver"))
    with pytest.raises(AccessDenied):
        set_task(municipality=town.place, what=What(title="Проверить", body=town.housing), by=town.actor("approver"))  # fmt: skip
    with pytest.raises(AccessDenied):
        set_task(municipality=town.place, what=what, by=town.actor("auditor"))


def test_another_municipality_sees_nothing(town, elsewhere, tasked):
    task = tasked()
    with pytest.raises(Http404):
        queries.task_for(elsewhere.actor(), task.pk)
    assert not queries.tasks_for(elsewhere.actor()).exists()


def test_a_substitute_finds_the_tasks_of_the_absent_and_does_them(town, tasked):
    task, day = tasked(body=None), timezone.localdate()
    with pytest.raises(Http404):
        queries.task_for(town.actor("approver"), task.pk)
    set_substitution(
        absent=town.executor, substitute=town.approver, reason="vacation", since=day, until=day,
        by=program(town.place.pk),
    )  # fmt: skip
    stand_in = town.actor("approver")
    mine = queries.listed(stand_in, TaskFilter(whose=Whose.MINE), 1, timezone.now())
    assert mine.tasks == [task]
    life.take(task=task, by=stand_in)
    assert task.state == State.IN_WORK


def test_whoever_sees_a_case_reads_its_tasks(town, tasked):
    case = town.case()
    task = tasked(executor=town.head, body=None, about=queries.about_case(case))
    assert queries.parts_of(task, town.actor("auditor")) == {"reader"}
    assert list(queries.tasks_about(town.actor(), queries.about_case(case))) == [task]


def test_a_photo_is_cleaned_and_a_program_is_refused(town, tasked):
    task, by = tasked(), town.actor("executor")
    made = gather.add_evidence(task=task, by=by, uploads=[Upload("DCIM/яма.JPG", marked_jpeg())])
    kept = made.files.get()
    assert (kept.name, kept.photo) == ("яма.JPG", "image/jpeg")
    assert b"GPS" not in files.path_of(kept.key).read_bytes()
    for name, content in (("a.jpg", b"MZ"), ("a.txt", b"MZ"), ("a.txt", b"")):
        with pytest.raises(RuleViolation):
            gather.add_evidence(task=task, by=by, uploads=[Upload(name, content)])
    with pytest.raises(RuleViolation, match="хоть что-то"):
        gather.add_evidence(task=task, by=by)


def test_a_contractor_reports_once_and_a_person_looks_at_it(town, tasked):
    task, by, now = tasked(), town.actor("executor"), timezone.now()
    secret = links.give_link(
        task=task, contractor="ООО «Дорстрой»", brief="Яма у дома 5. Тел. 8 900 111-22-33", by=by
    )
    link = queries.link_of(secret)
    assert "111-22-33" not in link.brief
    assert not WorkLink.objects.filter(digest=secret).exists()
    links.opened(link=link)
    links.opened(link=link)
    assert WorkLink.objects.get().opened == 2
    report = links.report_by_link(
        link=link, text="Засыпали", photos=[Upload("1.jpg", marked_jpeg())]
    )
    assert report.state == Evidence.State.WAITING
    with pytest.raises(RuleViolation, match="Ссылка не подходит"):
        links.report_by_link(link=link, text="Ещё раз", photos=[])
    with pytest.raises(RuleViolation, match="подрядчик"):
        links.review(evidence=report, accepted=False, by=by)
    links.review(evidence=report, accepted=False, reason="Снимок тёмный", by=by)
    link.refresh_from_db()
    assert links.is_open(link, now)
    again = links.report_by_link(link=link, text="Вот днём", photos=[])
    links.review(evidence=again, accepted=True, by=by)
    acts = JournalEntry.objects.filter(object_type="tasks.task").values_list("action", flat=True)
    assert list(acts).count("task.link_opened") == 1
    assert list(acts).count("task.link_report") == 2
    links.revoke_link(link=link, by=by)
    link.refresh_from_db()
    assert not links.is_open(link, now)


def test_a_link_that_is_over_or_of_a_finished_task_takes_nothing(town, tasked):
    task, by = tasked(), town.actor()
    secret = links.give_link(task=task, contractor="Бригада", brief="Яма", by=by, days=1)
    link = queries.link_of(secret)
    with pytest.raises(RuleViolation, match="Ссылка не подходит"):
        links.report_by_link(
            link=link, text="Поздно", photos=[], now=timezone.now() + timedelta(days=2)
        )
    life.cancel(task=task, by=by, reason="Не нужно")
    assert not links.is_open(queries.link_of(secret), timezone.now())


@pytest.mark.row(22)
def test_a_repeated_task_is_set_once_on_each_of_its_days(town):
    start = date(2026, 11, 2)
    rule = Rule(Every.MONTH, start, number=3, by_work=True)
    recurrence.repeat(
        municipality=town.place, what=What(title="Отчёт", body=town.roads, kind="other", steps=["Свод"]),
        rule=rule, by=town.actor(),
    )  # fmt: skip
    early = datetime(2026, 11, 4, 9, tzinfo=MOSCOW)
    assert recurrence.set_due(municipality=town.place, now=early) == 0
    later = datetime(2027, 1, 20, 9, tzinfo=MOSCOW)
    assert recurrence.set_due(municipality=town.place, now=later) == 3
    assert recurrence.set_due(municipality=town.place, now=later) == 0
    made = Task.objects.order_by("occurrence")
    assert [f"{task.occurrence:%d.%m.%Y}" for task in made] == ["05.11.2026", "03.12.2026", "13.01.2027"]  # fmt: skip
    assert made[0].items.get().text == "Свод"
    assert made[0].setter == town.head
    recurrence.stop(recurrence=Recurrence.objects.get(), by=town.actor())
    assert recurrence.set_due(municipality=town.place, now=later + timedelta(days=60)) == 0
