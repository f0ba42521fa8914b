"""Cases in the states that their doors need, and what hangs on them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mcu.cases.actions import answer, finish, promise, redirect, route
from mcu.cases.actions.appeal import papers
from mcu.cases.actions.appeal.decisions import propose_no_reply
from mcu.cases.actions.appeal.notices import copies, sent
from mcu.cases.actions.appeal.reception import Card, receive
from mcu.cases.actions.fast import set_fast_route
from mcu.cases.actions.register import Incoming, register
from mcu.cases.actions.rules import set_rule
from mcu.cases.actions.stages import set_word
from mcu.cases.models import (
    Answer,
    AnswerPart,
    Attachment,
    Case,
    FastRun,
    Promise,
    Route,
    Topic,
)
from mcu.cases.rules.automation import Act, Deed
from mcu.cases.rules.conditions import read as condition
from mcu.cases.rules.fast import StepPart
from mcu.org.models import Body, Municipality, Person
from mcu.org.rules.roles import program


def case_at(place: Municipality, steps: int, executor: Person) -> Any:
    by, body = program(place.pk), executor.duties.get().body
    incoming = Incoming(
        channel="vk", text="Снег на Полевой не убран, позвоните 8 900 111-22-33",
        received_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    case = register(incoming=incoming, municipality=place, by=by)
    route.assign(case=case, body=body, executor=executor, by=by)
    later = [
        lambda: answer.save_draft(case=case, text="Вывезут сегодня до 18:00.", by=by),
        lambda: answer.submit(case=case, by=by),
        lambda: answer.approve(case=case, by=by),
        lambda: answer.publish(case=case, url="", by=by),
    ]
    for step in later[:steps]:
        step()
    return case


def promises_and_redirects(place: Municipality, case: Case, proof: Attachment, executor: Person):  # type: ignore[no-untyped-def]
    """Keys of what ПОС, promises and redirects have doors to."""
    by, day = program(place.pk), timezone.localdate() + timedelta(days=9)
    made = [promise.make(case=case, what=f"Обещано {n}", due=day, by=by) for n in range(4)]
    Promise.objects.filter(pk=made[0].pk).update(state="suggested", term=None)
    for each in made[2:]:
        promise.keep(promise=each, evidence=proof, by=by)
    second = promise.tell(promise=made[3], text="Готово", by=by)
    Answer.objects.filter(pk=second.pk).update(state="approval", published_at=None)
    Promise.objects.filter(pk=made[3].pk).update(told_at=None)
    going, gone, of_pos, told = (case_at(place, steps, executor) for steps in (1, 1, 1, 4))
    redirect.decide(case=going, to="Область", by=by)
    redirect.decide(case=gone, to="Область", number="1", told_on=timezone.localdate(), by=by)
    Case.objects.filter(pk=of_pos.pk).update(system="pos")
    word = set_word(municipality=place, system="pos", word="Ждёт", stage="approval", by=by)
    return {
        "suggested": [made[0].pk], "promised": [made[1].pk], "kept": [made[2].pk], "told of": [made[3].pk],
        "redirecting": [going.pk], "redirected": [gone.pk], "of pos": [of_pos.pk],
        "kept case": [told.pk], "system": ["pos"], "stage word": [word.pk],
    }  # fmt: skip


def appeals(place: Municipality, executor: Person) -> dict[str, list[Any]]:
    """A letter with a decision and a notice that wait, another that is answered, a reception."""
    by, now = program(place.pk), timezone.now()
    letters = []
    for _ in range(2):
        incoming = Incoming(channel="letter", regime="appeal", text="Крыша", received_at=now)
        case = register(incoming=incoming, municipality=place, by=by)
        route.assign(case=case, body=executor.duties.get().body, executor=executor, by=by)
        letters.append(case)
    waiting, done = letters
    proposed = propose_no_reply(case=waiting, ground="abuse", words="Брань", by=by)
    notice = copies(case=waiting, bodies=[], others=["Росреестр"], by=by)[0]
    asked = papers.ask_papers(case=waiting, to="Росреестр", what="Выписку", by=by)
    sent(notice=asked, way="post", by=by)
    for act in (
        lambda: answer.save_draft(case=done, text="Починят.", by=by),
        lambda: answer.submit(case=done, by=by),
        lambda: answer.approve(case=done, by=by),
        lambda: answer.publish(case=done, url="", by=by),
    ):
        act()
    visitor = {"applicant_name": "Гость Г. Г."}
    card = Card(
        now, "Мира, 1", "Глава", "Тепло", "statement", "explained", answer="В УК", applicant=visitor
    )
    received = receive(card=card, municipality=place, by=by)
    return {
        "appeal": [waiting.pk], "answered appeal": [done.pk], "decision": [proposed.pk],
        "notice": [notice.pk], "request of papers": [asked.pk], "reception": [received.pk],
        "letter of": [waiting.pk, "control"], "letter kind": ["control"],
    }  # fmt: skip


def automatic(place: Municipality, case: Case, topic: Topic) -> dict[str, list[Any]]:
    """A fast route with the case on it, a rule and what it did to the case."""
    by, step = program(place.pk), StepPart("roads", "Осмотреть", 1, "working_days")
    entry = condition({"all": [{"field": "topic", "op": "any", "value": [topic.code]}]})
    way = set_fast_route(place=place, name="Быстро", entry=entry, steps=[step], by=by)
    FastRun.objects.create(case=case, route=way, entered_at=timezone.now())
    acts = [Act(Deed.TAG, "двор")]
    rule = set_rule(place=place, name="П", event="closed", condition=entry, acts=acts, by=by)
    run = rule.runs.create(case=case, key="closed:1", version=1, at=timezone.now())
    plain = Route.objects.create(municipality=place, topic=topic, settlement="Яр")
    return {
        "topic_route": [topic.pk, plain.pk],
        "fast_route": [way.pk],
        "rule": [rule.pk],
        "rule_run": [rule.pk, run.pk],
    }


def closed_today(place: Municipality, executor: Person) -> Any:
    """A case closed today, to be checked."""
    case = case_at(place, 4, executor)
    finish.close(case=case, outcome="solved", by=program(place.pk))
    return case


def part_owed(case: Case, body: Body) -> AnswerPart:
    """A part of the answer that the body of the case itself owes."""
    return AnswerPart.objects.create(
        case=case, body=body, block=body.block, about="Снег", asked_at=timezone.now()
    )
