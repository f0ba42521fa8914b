"""Tasks of the invented town in every state, a repeat, a check of a sample, a link of a contractor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mcu.cases.models import Case
from mcu.core.errors import RuleViolation
from mcu.org.models import Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Actor
from mcu.tasks.actions import extend, gather, life, links, recurrence, verification
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.actions.recurrence import Rule
from mcu.tasks.models import Task, VerifiedCase
from mcu.tasks.queries import about_case, link_of

V = VerifiedCase.Verdict


@dataclass(frozen=True, slots=True)
class Office:
    """Whom the errands go between."""

    place: Municipality
    chief: Actor
    roads: Person
    worker: Actor
    press: Person
    until: datetime


def errands(place: Municipality, until: datetime) -> None:
    """Called when the town has lived its months; the latest cases are what the tasks are about."""
    people = {person.login: person for person in Person.objects.filter(municipality=place)}
    road = people["executor.roads"]
    office = Office(
        place, actor_for(people["chief"]), road, actor_for(road), people["press"], until
    )
    _in_every_state(office)
    _legal(office)
    _contractor(office)
    _repeats(office)
    _check(office)


def _in_every_state(office: Office) -> None:
    chief, worker = office.chief, office.worker
    _set(office, "Обновить список дежурных на выходные", 9, kind="other")
    taken = _set(office, "Сверить адреса остановок с реестром", 2, steps=("Полевая", "Лесная"))
    life.take(now=office.until, task=taken, by=worker)
    gather.tick(now=office.until, task=taken, item=taken.items.all()[0].pk, done=True, by=worker)
    done = _set(office, "Проверить освещение у школы", 3, kind="check")
    gather.add_evidence(
        now=office.until,
        task=done,
        by=worker,
        text="Горят 11 фонарей из 12, двенадцатый заменят в среду.",
    )
    life.report(now=office.until, task=done, by=worker, result="Обошли вечером, список приложен")
    returned = _set(office, "Подготовить схему объезда", 4)
    life.report(now=office.until, task=returned, by=worker, result="Готово")
    life.send_back(now=office.until, task=returned, reason="Нет пешеходного прохода", by=chief)
    accepted = _set(office, "Передать ключи от павильона", 6, kind="other")
    life.report(now=office.until, task=accepted, by=worker, result="Переданы под подпись")
    life.accept(now=office.until, task=accepted, by=chief)
    life.cancel(
        now=office.until,
        task=_set(office, "Закупить баннер", 5),
        reason="Ярмарку перенесли",
        by=chief,
    )
    longer = _set(office, "Согласовать график ямочного ремонта", 1)
    day = (office.until + timedelta(days=20)).date()
    extend.ask_extension(
        now=office.until, task=longer, until=day, reason="Ждём смету подрядчика", by=worker
    )


def _legal(office: Office) -> None:
    case = Case.objects.filter(municipality=office.place).order_by("-pk").first()
    if case is None:
        return
    what = What(
        "Вправе ли округ чинить дорогу садового товарищества?", "legal", executor=office.press
    )
    task = set_task(
        municipality=office.place,
        what=what,
        by=office.chief,
        about=about_case(case),
        now=office.until - timedelta(days=1),
    )
    life.conclude(now=office.until,
        task=task, by=actor_for(office.press), conclusion="risk",
        grounds="Дорога не в муниципальной собственности; нужно соглашение с товариществом (не проверено).",
        advice="Предложить товариществу передать дорогу на баланс округа.",
    )  # fmt: skip


def _contractor(office: Office) -> None:
    task = _set(office, "Засыпать яму у поворота на Полевую", 2)
    brief = "Засыпать яму у поворота на Полевую улицу, прислать снимок."
    secret = links.give_link(
        now=office.until, task=task, contractor="Дорожная бригада № 2", brief=brief, by=office.chief
    )
    link = link_of(secret)
    if link:
        links.report_by_link(
            now=office.until,
            link=link,
            text="Засыпали щебнем и уплотнили, ограждение убрали.",
            photos=[],
        )


def _repeats(office: Office) -> None:
    body = Body.objects.filter(municipality=office.place, code="roads").first()
    what = What("Свод по дорогам для штаба", "other", body=body, steps=("Цифры", "Подпись"))
    since = (office.until - timedelta(days=21)).date()
    recurrence.repeat(
        municipality=office.place, what=what, rule=Rule("week", since, number=1), by=office.chief
    )
    recurrence.set_due(municipality=office.place, now=office.until)


def _check(office: Office) -> None:
    """A check of the last month, half done, with one requirement."""
    since, until = (office.until - timedelta(days=30)).date(), office.until.date()
    try:
        made = verification.draw(
            now=office.until,
            municipality=office.place,
            since=since,
            until=until,
            size=12,
            seed="demo",
            by=office.chief,
        )
    except RuleViolation:
        return  # a very small town has closed nothing in a month
    rows = list(made.cases.exclude(body=None).order_by("pk")[:6])
    for number, row in enumerate(rows):
        wrong = number == 0
        verification.judge(now=office.until,
            row=row, by=office.chief, verdict=V.MISMATCH if wrong else V.MATCH,
            what="evidence" if wrong else "",
            note="В карточке нет ни снимка, ни акта: закрыто по слову исполнителя." if wrong else "",
        )  # fmt: skip


def _set(office: Office, title: str, ago: int, **given: object) -> Task:
    what = What(title, executor=office.roads, **given)  # type: ignore[arg-type]
    now = office.until - timedelta(days=ago)
    return set_task(municipality=office.place, what=what, by=office.chief, now=now)
