"""What the town promised: confirmed after an answer, mostly kept with an act, some of it late."""

from datetime import datetime, time, timedelta
from random import Random

from mcu.cases.actions import annotate, promise
from mcu.cases.models import Case, Promise
from mcu.cases.rules.promises import PromiseState
from mcu.org.rules.roles import Actor

ACT = "Акт выполненных работ.txt"
KEPT, MOVED = 0.8, 0.9
DONE = (
    "Здравствуйте! Обещанные работы выполнены, акт подписан. Если что-то осталось не сделано, "
    "ответьте на это сообщение."
)


def confirmed(case: Case, by: Actor, rng: Random, now: datetime) -> list[Promise]:
    """Most of what the program found is confirmed, some of it is no promise, some still waits."""
    found = list(case.promises.filter(state=PromiseState.SUGGESTED))
    given = []
    for each in found:
        luck = rng.random()
        if luck < 0.75 and each.due_on >= now.date():
            given.append(promise.confirm(promise=each, by=by, now=now))
        elif luck < 0.85:
            promise.decline(promise=each, by=by, now=now)
    return given


def day_of(each: Promise, rng: Random, now: datetime) -> datetime:
    """When somebody comes back to it: a little before its day, sometimes after."""
    noon = datetime.combine(each.due_on, time(12), tzinfo=now.tzinfo)
    return max(now + timedelta(hours=2), noon + timedelta(days=rng.randint(-4, 1)))


def settle(case: Case, worker: Actor, coordinator: Actor, rng: Random, now: datetime) -> None:
    """Kept with an act and told, moved to a later day, or forgotten."""
    for each in case.promises.filter(state=PromiseState.OPEN):
        luck = rng.random()
        if luck < KEPT:
            act = annotate.take_in(ACT, [f"Работы выполнены. {now:%d.%m.%Y}".encode()])
            kept = promise.keep(promise=each, evidence=act, by=worker, now=now)
            if rng.random() < KEPT:
                promise.tell(promise=kept, text=DONE, by=coordinator, now=now)
        elif luck < MOVED:
            until = max(each.due_on, now.date()) + timedelta(days=rng.randint(5, 20))
            reason = "Подрядчик не успел, работы продолжаются"
            promise.move(promise=each, until=until, reason=reason, by=coordinator, now=now)
