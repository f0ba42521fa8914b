"""Who is told what of a task; the title of a task never leaves by letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mcu.cases.tests.conftest import files_folder, town  # noqa: F401
from mcu.desk.actions.notices import look_through
from mcu.org.models import Notice, Person
from mcu.org.rules.notices import Kind
from mcu.tasks.actions import extend, life
from mcu.tasks.actions.life import What, set_task


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def task(town):  # noqa: F811
    look_through(town.place, timezone.now())
    what = What(title="Засыпать яму Громова", executor=town.executor, value=5, unit="working_days")
    return set_task(municipality=town.place, what=what, by=town.actor())


def test_the_doer_hears_of_the_task_and_who_set_it_of_what_waits_for_a_decision(town, task):  # noqa: F811
    look_through(town.place, timezone.now())
    assert told(town.executor) == [Kind.TASK]
    assert "Громов" not in Notice.objects.get().title
    until = timezone.localdate() + timedelta(days=60)
    extend.ask_extension(task=task, until=until, reason="Дожди", by=town.actor("executor"))
    life.report(task=task, by=town.actor("executor"), result="Готово")
    look_through(town.place, timezone.now())
    assert told(town.head) == [Kind.TASK_DECIDE, Kind.TASK_DECIDE]
    life.send_back(task=task, reason="Не всё", by=town.actor())
    look_through(town.place, timezone.now())
    assert told(town.executor) == [Kind.TASK, Kind.TASK]


def test_a_term_that_comes_near_is_told_to_the_doer_and_a_late_one_to_both_once(town, task):  # noqa: F811
    look_through(town.place, task.due_at - timedelta(minutes=10))
    assert told(town.executor) == [Kind.TASK, Kind.TASK_TERM]
    assert told(town.head) == []
    for minutes in (1, 2):
        look_through(town.place, task.due_at + timedelta(minutes=minutes))
    assert told(town.executor) == [Kind.TASK, Kind.TASK_TERM, Kind.TASK_TERM]
    assert told(town.head) == [Kind.TASK_TERM]
