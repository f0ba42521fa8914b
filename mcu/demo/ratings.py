"""What residents of the invented town said of the answers, and what a second look found."""

import random
from datetime import datetime, timedelta

from mcu.cases.models import Case
from mcu.cases.rules.words import System
from mcu.cases.rules.workflow import State
from mcu.org.models import Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Actor, Role
from mcu.quality import actions
from mcu.quality.models import Conflict
from mcu.quality.rules.look import Verdict
from mcu.quality.rules.rating import Reason, Solved

CALLED, LOOKED = 60, 8
SCORES = (5, 5, 5, 4, 4, 4, 4, 3, 3, 2)
WORDS = {
    5: ("Спасибо, всё сделали быстро.", "Приехали в тот же день, молодцы.", ""),
    4: ("Сделали, но пришлось ждать.", "", ""),
    3: ("Сделали наполовину, бордюр так и лежит.", "Ответ понятный, а дела пока не видно."),
    2: ("Ответили, что всё убрано. Я вышла — не убрано.", "Отписка, ни срока, ни фамилии."),
}
SEEN = {
    Verdict.DONE: "",
    Verdict.PARTLY: "Половина площадки засыпана, у второго подъезда без изменений.",
    Verdict.NOT_DONE: "На месте ничего не изменилось, соседи подтвердили.",
}


def residents_speak(place: Municipality, until: datetime, dice: random.Random) -> None:
    """Calls to those who were answered lately, a draw with its checks, advice on a conflict."""
    by = _leader(place)
    finished = Case.objects.filter(
        municipality=place, system=System.OWN, state=State.CLOSED, closed_at__lt=until,
        closed_at__gte=until - timedelta(days=45), applicant__isnull=False,
    )  # fmt: skip
    for case in finished.order_by("-closed_at", "pk")[:CALLED]:
        _call(case, until, dice, by)
    _look_again(place, until, by)
    for conflict in Conflict.objects.filter(municipality=place)[:1]:
        actions.advance(conflict=conflict, act="advise", words=conflict.advice, by=by, now=until)


def _call(case: Case, until: datetime, dice: random.Random, by: Actor) -> None:
    score = dice.choice(SCORES)
    solved = Solved.YES if score >= 4 else Solved.PARTLY if score == 3 else Solved.NO
    closed = case.closed_at or until
    actions.rate_by_phone(
        case=case, score=score, solved=solved, by=by, comment=dice.choice(WORDS[score]),
        reasons=[Reason.FORMAL] if score == 2 else [],
        now=min(closed + timedelta(hours=dice.randint(20, 70)), until),
    )  # fmt: skip


def _look_again(place: Municipality, until: datetime, by: Actor) -> None:
    """The lot of the month before; most was done, one thing in part, one not at all."""
    day = until.date()
    try:
        run = actions.draw_looks(
            place=place, since=day - timedelta(days=40), until=day - timedelta(days=5), by=by,
            now=until,
        )  # fmt: skip
    except actions.NothingToDraw:
        return
    verdicts = [Verdict.NOT_DONE, Verdict.PARTLY, *[Verdict.DONE] * LOOKED]
    for found, verdict in zip(run.looks.order_by("pk"), verdicts[:LOOKED], strict=False):
        actions.look(
            found=found, method="visit", verdict=verdict, words=SEEN[verdict], by=by, now=until
        )


def _leader(place: Municipality) -> Actor:
    holder = Person.objects.filter(municipality=place, duties__role=Role.INCIDENT).order_by("pk")
    return actor_for(holder[0])
