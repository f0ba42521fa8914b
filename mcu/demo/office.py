"""How the centre of the invented town is staffed: marks, absences, proposals, owners, hours."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from mcu.cases.actions.handover import settle
from mcu.org import actions
from mcu.org.actions import structure
from mcu.org.models import Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.proposals import Ask, Origin, Subject, Verb
from mcu.org.rules.roles import Role, program
from mcu.org.rules.structure import Grounds
from mcu.org.rules.substitutions import Reason

ORDER = "Распоряжение о составе МЦУ (выдуманное)"
CENTRE = {
    "address": "Тихоозёрск, площадь Мира, 1",
    "room": "кабинет 12, второй этаж",
    "provided_by": "Администрация округа",
    "phone": "8 800 000-00-00",
    "hours": "пн–пт 8:00–17:00",
    "equipment": "Четыре рабочих места, экран на стене, видеосвязь с ЦУР.",
    "support": "Управление делами администрации округа",
    "funding": "Местный бюджет; оплата руководителя — иной межбюджетный трансферт",
    "basis": ORDER,
}
HOURS = {"incident": (31, 34, 28, 36), "pos": (22, 25, 24, 20), "executor.housing": (9, 12, 8, 14)}
INDICATORS = ("in-time", "solved")  # of the profile
OWN_INDICATOR = "Доля сообщений, закрытых с первого ответа"
OWNERS = {"utilities": "block.utilities", "roads": "block.roads", "social": "block.social"}


def furnish(place: Municipality, start: date) -> None:
    """Everything about people beside their work; called when the town has lived its months."""
    people = {person.login: person for person in Person.objects.filter(municipality=place)}
    actions.set_centre(municipality=place, by=program(place.pk), **CENTRE)
    _marks(place, people, start)
    _owners(place, people, start)
    _participants(place)
    _hours(people)
    _proposals(place, people, start)
    _absences(place, people)
    settle(municipality=place)


def _marks(place: Municipality, people: dict[str, Person], start: date) -> None:
    by = program(place.pk)
    for login in ("chief", "incident", "pos"):
        actions.set_marks(
            person=people[login], by=by, permanent_since=start, permanent_act=ORDER,
            instruction_on=start + timedelta(days=14),
        )  # fmt: skip
    actions.set_marks(
        person=people["chief"], by=by, outside_service=True, pay="transfer", pay_act=ORDER
    )
    # Somebody helped in the first months and was released: the composition has a history.
    actions.give_duty(
        person=people["pos.second"], role=Role.STAFF, since=start,
        until=start + timedelta(days=60), act=ORDER, by=by,
    )  # fmt: skip


def _owners(place: Municipality, people: dict[str, Person], start: date) -> None:
    by = program(place.pk)
    blocks = {block.code: block for block in place.blocks.all()}
    own = actions.add_indicator(
        municipality=place, name=OWN_INDICATOR, source="решение руководителя", by=by
    )
    for indicator in (*INDICATORS, own.code):
        for code, login in OWNERS.items():
            actions.set_owner(
                municipality=place, indicator=indicator, block=blocks[code], person=people[login],
                since=start, act=ORDER, by=by,
            )  # fmt: skip


def _participants(place: Municipality) -> None:
    by = program(place.pk)
    actions.include_all(municipality=place, by=by, act=ORDER)
    actions.add_participant(
        municipality=place, name="Энергосбыт области (выдуманный)",
        contact="Диспетчерская", phone="8 800 000-00-01",
        hours="круглосуточно", way="phone", by=by,
        grounds=Grounds(timezone.localdate(), "Соглашение о взаимодействии"),
    )  # fmt: skip


def _hours(people: dict[str, Person]) -> None:
    today = timezone.localdate()
    for login, weeks in HOURS.items():
        person = people[login]
        for back, hours in enumerate(weeks):
            week = today - timedelta(weeks=back)
            actions.set_hours(person=person, week=week, hours=Decimal(hours), by=actor_for(person))


def _proposals(place: Municipality, people: dict[str, Person], start: date) -> None:
    """One carried out, one of ЦУР that waits for its act, one that waits for a decision."""
    chief, author = people["chief"], people["block.roads"]
    done = actions.make_proposal(
        municipality=place, subject=Subject.CENTRE, by=actor_for(author), made_by=author,
        text="Закрепить за разбором сообщений о дорогах ещё одного сотрудника.",
    )  # fmt: skip
    actions.ask_for(
        proposal=done, ask=Ask.GIVE_DUTY, by=actor_for(author), person=people["incident.second"],
        role=Role.STAFF,
    )  # fmt: skip
    by, act_on = actor_for(chief), start + timedelta(days=120)
    actions.move_proposal(proposal=done, verb=Verb.APPROVE, by=by)
    actions.move_proposal(
        proposal=done, verb=Verb.ENACT, by=by, act="Распоряжение № 41 (выдуманное)", act_on=act_on
    )
    actions.move_proposal(proposal=done, verb=Verb.CARRY_OUT, by=by)
    region = actions.make_proposal(
        municipality=place, subject=Subject.EXTEND, origin=Origin.REGION_CENTRE, by=by,
        letter="письмо ЦУР № 17 (выдуманное)", made_by=chief,
        text="Выделить туризм и гостеприимство в отдельный блок к летнему сезону.",
    )  # fmt: skip
    actions.ask_for(proposal=region, ask=Ask.ADD_BLOCK, by=by, name="Туризм")
    actions.move_proposal(proposal=region, verb=Verb.APPROVE, by=actor_for(people["curator"]))
    head = people["block.utilities"]
    actions.make_proposal(
        municipality=place, subject=Subject.STRENGTHEN, by=actor_for(head), made_by=head,
        block=place.blocks.get(code="utilities"),
        text="В отопительный сезон одному инженеру не справиться: нужен второй исполнитель.",
    )  # fmt: skip
    body = place.bodies.get(code="roadworks")
    structure.change_body(
        body=body, aliases=[*body.aliases, "Дорожный участок"], by=program(place.pk),
        grounds=Grounds(start + timedelta(days=90), "Так орган назван в выгрузках"),
    )  # fmt: skip


def _absences(place: Municipality, people: dict[str, Person]) -> None:
    today, by = timezone.localdate(), program(place.pk)
    for absent, substitute, first, last, reason in (
        ("executor.housing", "executor.housing.second", -2, 9, Reason.VACATION),
        ("curator", "chief", 12, 25, Reason.TRIP),
    ):
        actions.set_substitution(
            absent=people[absent], substitute=people[substitute], reason=reason,
            since=today + timedelta(days=first), until=today + timedelta(days=last), by=by,
            act="приказ (выдуманный)",
        )  # fmt: skip
