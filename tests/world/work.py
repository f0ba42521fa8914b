"""Tasks, ratings and papers of coordination in the states that their doors need."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mcu.coordination.actions import causes, decisions, road_maps
from mcu.coordination.actions.causes import CauseText
from mcu.core.vault import unseal
from mcu.insight.models import Alarm, Outage
from mcu.org.models import Body, Municipality, Person
from mcu.org.rules.roles import program
from mcu.planning.actions import catalogue
from mcu.planning.models import ValuesImport
from mcu.quality import actions as quality
from mcu.quality.models import LookRun, SecondLook
from mcu.quality.rules.codes import spelled
from mcu.ratings.models import Priority, RatingRow, RatingRun
from mcu.tasks.actions import extend, gather, life, links, recurrence, verification
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.actions.recurrence import Rule
from mcu.tasks.queries import link_of


def some_tasks(
    place: Municipality, executor: Person, body: Body, case: Any
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Tasks in the states that their doors need: keys and values of all of them."""
    by = program(place.pk)

    def task(kind: str = "order", **given: Any) -> Any:
        what = What(
            title="Убрать снег", kind=kind, body=body, executor=executor, steps=["Вывезти"], **given
        )
        return set_task(municipality=place, what=what, by=by)

    plain, done, finished, asked, reported = (task() for _ in range(5))
    legal = task("legal")
    for each in (done, finished):
        for item in each.items.all():
            gather.tick(task=each, item=item.pk, done=True, by=by)
        life.report(task=each, by=by, result="Убрано")
    life.accept(task=finished, by=by)
    until = timezone.localdate() + timedelta(days=90)
    extend.ask_extension(task=asked, until=until, reason="Метель", by=by)
    upload = gather.Upload("акт.txt", b"text")
    shown = gather.add_evidence(task=plain, by=by, uploads=[upload]).files.get()
    link = link_of(links.give_link(task=reported, contractor="Бригада", brief="Снег", by=by))
    report = links.report_by_link(link=link, text="Убрали", photos=[])
    secret = links.give_link(task=plain, contractor="Бригада", brief="Снег", by=by)
    rule = Rule("week", timezone.localdate())
    again = recurrence.repeat(
        municipality=place, what=What(title="Обход", body=body), rule=rule, by=by
    )
    day = timezone.localdate()
    check = verification.draw(municipality=place, since=day, until=day, by=by)
    keys = {
        "task": [plain.pk], "task done": [done.pk], "task finished": [finished.pk], "task legal": [legal.pk],
        "task asked": [asked.pk], "task file": [plain.pk, shown.address], "task reported": [reported.pk],
        "task case": ["cases.case", case.pk], "repeat": [again.pk], "work link": [secret],
        "check": [check.pk], "check row": [check.cases.first().pk],
    }  # fmt: skip
    values = {
        "item": str(plain.items.get().pk), "report": str(report.pk), "link row": str(link.pk), "task": str(plain.pk)
    }  # fmt: skip
    return keys, values


def asked_and_looked(place: Municipality, case: Any) -> dict[str, list[Any]]:
    """An invitation, a draw with one look, two surveys, a conflict; keys of all of them."""
    by, now, today = program(place.pk), timezone.now(), timezone.localdate()
    asked = quality.invite(case=case, wave="answer", about=1, by=by, now=now)
    days = {"since": today, "until": today}
    run = LookRun.objects.create(
        municipality=place, share=5, least=1, seed="x", population=1, drawn=1, at=now, **days
    )
    look = SecondLook.objects.create(run=run, case=case, body=case.body)
    draft, running = (
        quality.make_survey(place=place, title="Опрос", questions="Как?", size=1, by=by, **days)
        for _ in range(2)
    )
    quality.open_questions(survey=running, until=today + timedelta(days=9), by=by)
    drawn = running.invitations.get()
    conflict = quality.report(kind="rude", words="Грубо", by=by, case=case)
    return {
        "code": [spelled(unseal(asked.code))], "survey code": [spelled(unseal(drawn.code))],
        "invitation": [asked.pk], "look run": [run.pk], "look": [look.pk], "survey": [draft.pk],
        "running survey": [running.pk], "conflict": [conflict.pk],
        "conflict step": [conflict.pk, "advise"],
    }  # fmt: skip


def coordinated(place: Municipality, problem: Any, body: Body) -> dict[str, list[Any]]:
    """A cause, a road map in draft and one under way, a decision; keys of all of them."""
    by, day = program(place.pk), timezone.localdate()
    text = CauseText("Нет графика", "organisation", problems=[problem])
    cause = causes.enter(municipality=place, text=text, by=by)
    draft, going = (
        road_maps.make(municipality=place, title="Зима", causes=[cause], by=by) for _ in range(2)
    )
    point, worked = (
        road_maps.add_point(road_map=each, what="График", due=day, body=body, by=by)
        for each in (draft, going)
    )
    road_maps.approve(road_map=going, approval=road_maps.Approval("Глава", day), by=by)
    decided = decisions.Decided("Зима", "Усилить", "Глава", day)
    decision = decisions.record(municipality=place, decided=decided, by=by)
    risen = {
        "municipality": place, "kind": "spike", "topic": problem.topic, "since": day, "until": day,
        "days": 1, "count": 9, "usual": 2, "low": 0, "high": 4, "rarity": 0.001,
        "found_at": timezone.now(), "body": body, "block": body.block,
    }  # fmt: skip
    alarm = Alarm.objects.create(**risen)
    outage = Outage.objects.create(municipality=place, what="Вода", since=day, until=day)
    return {
        "season": [place.topics.first().pk], "spike": [alarm.pk], "spike step": [alarm.pk, "seen"], "outage": [outage.pk],
        "cause": [cause.pk], "cause step": [cause.pk, "confirm"], "road map": [draft.pk],
        "road map under way": [going.pk], "point": [point.pk], "point under way": [worked.pk],
        "ruling": [decision.pk], "ruling step": [decision.pk, "reached"],
    }  # fmt: skip


def measured(place: Municipality, body: Body) -> dict[str, list[Any]]:
    """An indicator of the territory and a file of values; keys of them."""
    now, by = timezone.now(), program(place.pk)
    given = {"name": "Дороги", "cadence": "year", "direction": "more", "body": body}
    row = catalogue.add(place=place, given=given, by=by)
    file = ValuesImport.objects.create(
        municipality=place, file_name="п.xlsx", at=now, by_name="Кто-то"
    )
    return {"territory indicator": [row.pk], "values file": [file.pk]}


def rated(place: Municipality, body: Body) -> dict[str, list[Any]]:
    """A frozen rating with one body and one priority; keys of them."""
    now = timezone.now()
    run = RatingRun.objects.create(
        municipality=place, number=1, since="2026-01-01", until="2026-01-31", values={},
        as_of=now, at=now, by_name="Кто-то", digest="0" * 64,
    )  # fmt: skip
    RatingRow.objects.create(
        run=run, scope="all", body=body, body_name=str(body), cases=5, parts=[]
    )
    priority = Priority.objects.create(
        run=run, body=body, part="in_time", title="Сроки", text="Разобрать", lost=9
    )
    return {"rating": [run.pk], "rated": [run.pk, body.pk], "priority": [priority.pk]}
