"""Appeals of the invented town: receptions, resolutions, decisions that wait, notices not sent yet."""

from datetime import datetime, timedelta

from mcu.cases.actions.appeal import decisions, facts, notices
from mcu.cases.actions.appeal.numbers import set_up
from mcu.cases.actions.appeal.reception import Card, receive
from mcu.cases.actions.register import Incoming, register
from mcu.cases.models import AppealSetup, Case
from mcu.cases.rules.appeal import Category
from mcu.cases.rules.workflow import OPEN, State
from mcu.org.models import Body, Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Actor, program

CATEGORIES = (
    Category.CITIZEN,
    Category.CITIZEN,
    Category.CITIZEN,
    Category.LEGAL,
    Category.FOREIGNER,
)
RESULTS = ("measures", "explained", "supported", "explained", "not_supported")
PLACE = "Тихоозёрск, площадь Мира, 1, кабинет 3"
OFFICIAL = "Заозерский В. И., глава округа"
VISITS = (
    ("Ракитина Нина Павловна", "Просит разъяснить, как оформить льготу на вывоз мусора", "explained",
     "Льготу оформляет отдел соцзащиты, кабинет 5, по вторникам"),
    ("Осокин Егор Ильич", "Спрашивает, когда начнут ремонт моста через протоку", "orally",
     "Работы по плану идут с 10 мая, объезд открыт"),
    ("Кленова Тамара Юрьевна", "Жалуется, что второй месяц не чинят крышу над её подъездом", "written", ""),
)  # fmt: skip
MAIL = "Прошу перенести остановку у поликлиники ближе к входу, пожилым людям далеко идти."


def hush(place: Municipality) -> None:
    """Nobody is answered by a machine for what was written months ago."""
    _reply(place, replies=False, by=program(place.pk))


def _reply(place: Municipality, *, replies: bool, by: Actor) -> None:
    """Numbers stay as the act has them."""
    form = AppealSetup.objects.get(municipality=place).number_format
    set_up(replies=replies, number_format=form, subject="", text="", by=by)


def receive_appeals(place: Municipality, until: datetime) -> None:
    """What the last days brought to the appeals; called when the town has lived its months."""
    chief = actor_for(Person.objects.get(municipality=place, login="chief"))
    _facets(place, until)
    _on_file(place, until)
    _in_hand(place, chief, until)
    for number, (name, matter, heard, said) in enumerate(VISITS):
        card = Card(
            at=until - timedelta(days=number // 2, hours=2 + number), place=PLACE, official=OFFICIAL,
            matter=matter, kind="complaint" if heard == "written" else "statement", heard=heard,
            booked=number == 1, document_shown=True, consent=heard == "orally", answer=said, signed=True,
            category=Category.CITIZEN, applicant={"applicant_name": name},
        )  # fmt: skip
        receive(card=card, municipality=place, by=chief, now=until)
    _mail(place, until)


def _facets(place: Municipality, until: datetime) -> None:
    """Who writes and whom to, of the appeals still in work."""
    cases = Case.objects.filter(municipality=place, regime="appeal", state__in=sorted(OPEN))
    for number, case in enumerate(cases.select_related("body").order_by("pk")):
        facts.set_facets(
            case=case, form="", category=CATEGORIES[number % len(CATEGORIES)],
            addressees=[case.body] if case.body else [], by=program(place.pk), now=until,
        )  # fmt: skip


def _on_file(place: Municipality, until: datetime) -> None:
    closed = Case.objects.filter(municipality=place, regime="appeal", state=State.CLOSED)
    answered = closed.filter(answers__published_at__isnull=False).distinct().order_by("pk")
    for number, case in enumerate(answered[:20]):
        by = program(place.pk, "Делопроизводство")
        facts.conclude(
            case=case, result=RESULTS[number % len(RESULTS)], signed_by="Полозова М. А.",
            answer_number=f"{110 + number}-о", way="post", by=by, now=until,
        )  # fmt: skip
        if number % 3:
            facts.put_on_file(case=case, index_of_file="01-14", sheets=3, by=by, now=until)


def _in_hand(place: Municipality, chief: Actor, until: datetime) -> None:
    """One extended, one that waits for a decision, one left without an answer, copies of another."""
    cases = Case.objects.filter(municipality=place, regime="appeal", state__in=sorted(OPEN))
    running = cases.filter(terms__kind="answer", terms__due_at__gt=until, terms__met_at__isnull=True,
                           terms__cancelled_at__isnull=True, executor__isnull=False)  # fmt: skip
    found = list(running.select_related("executor", "body").distinct().order_by("-received_at")[:4])
    for number, case in enumerate(found[:2]):
        worker = actor_for(case.executor) if case.executor else chief
        asked = decisions.propose_extension(
            case=case, days=15, reason="request", words="Ждём сведения из Росреестра",
            by=worker, now=until,
        )  # fmt: skip
        if number == 0:
            decisions.prolong(decision=asked, by=chief, now=until)
        facts.resolve(
            case=case, author_name=OFFICIAL, text="Рассмотреть с выездом, доложить",
            body=case.body, by=chief, now=until,
        )  # fmt: skip
    for case in found[2:3]:
        others = ["Государственная жилищная инспекция области"]
        bodies = list(Body.objects.filter(municipality=place, code="administration"))
        notices.copies(case=case, bodies=bodies, others=others, by=chief, now=until)
    for case in found[3:4]:
        words = "В письме только адрес дома, что случилось, не написано"
        decisions.propose_no_reply(case=case, ground="unclear", words=words, by=chief, now=until)


def _mail(place: Municipality, until: datetime) -> None:
    """From now on whoever writes by mail is told the valid ways; somebody just did."""
    by = program(place.pk, "Приём сообщений")
    _reply(place, replies=True, by=by)
    applicant = {"applicant_contacts": "n.klenova@pochta.example"}
    incoming = Incoming(
        channel="mail", text=MAIL, received_at=until - timedelta(minutes=40), applicant=applicant
    )
    register(incoming=incoming, municipality=place, by=by, now=until)
