"""Half a year of the invented town, lived through the program's own actions.

A queue of moments: each act puts the next one into it, at a time when somebody would do it. What
lies after the end is not done, so that the town stands today with work in every state.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from django.db import transaction

from mcu.cases.actions import annotate, answer, fast, finish, redirect, route
from mcu.cases.actions.automation import look_through
from mcu.cases.actions.place import set_place
from mcu.cases.actions.register import Incoming, register
from mcu.cases.models import Answer, Case, FastRun, Topic
from mcu.cases.queries import classifier_for
from mcu.cases.queries.fast import way_of
from mcu.cases.rules.answering import next_stage
from mcu.cases.rules.placing import PlaceWords
from mcu.cases.rules.workflow import State
from mcu.core.workdays import WorkCalendar
from mcu.dashboards.actions.standing import keep_standing
from mcu.demo import answers, promises
from mcu.demo.appeals import hush, receive_appeals
from mcu.demo.asked import asked
from mcu.demo.automation import FAST_TOPIC, LIVED, followed, rest, set_up
from mcu.demo.channels import join_services
from mcu.demo.errands import errands
from mcu.demo.flow import watch_flow
from mcu.demo.gazetteer import settle
from mcu.demo.office import furnish
from mcu.demo.papers import write_reports
from mcu.demo.passport import keep_indicators
from mcu.demo.portal import open_door
from mcu.demo.problems import lead_problems
from mcu.demo.ratings import residents_speak
from mcu.demo.roads import mend_roads
from mcu.demo.staff import Staff, hire
from mcu.demo.standing import freeze_months
from mcu.demo.territory import lay_out
from mcu.demo.town import MUNICIPALITY
from mcu.demo.voices import Voice, stream
from mcu.demo.watching import watched
from mcu.desk.actions import load_profile
from mcu.org.models import Body, Municipality, Person
from mcu.org.queries import calendar_for, zone
from mcu.org.rules.roles import Actor, program

DAYS = 182
CHECKED = "Исполнитель перечитал: лишних данных в ответе нет"
UNREAD = timedelta(days=2)
TOGETHER = 100  # acts in one transaction: the town has nothing to lose while it is being built

Act = Callable[[], None]
Progress = Callable[[int, int], None]


def build(
    *, seed: int, cases: int, until: datetime, progress: Progress | None = None
) -> Municipality:
    """Make the town and let it live up to `until`; the same seed and moment give the same town."""
    place = load_profile(MUNICIPALITY)
    rest(place)
    start = until.date() - timedelta(days=DAYS)
    staff = hire(place, start)
    hush(place)
    settle(place)
    lay_out(place)
    town = Town(place, staff, random.Random(f"life {seed}"), until)  # noqa: S311
    voices = stream(seed, start=start, days=DAYS + 1, total=cases)
    town.live(voices, cases, progress or (lambda done, total: None))
    lead_problems(place, until)
    open_door(place, until)
    receive_appeals(place, until)
    join_services(place, until, staff.by_login["chief"])
    watched(place, until, staff.by_login["incident"])
    asked(place, until, staff.by_login["chief"])
    furnish(place, start)
    keep_indicators(place, staff, until)
    errands(place, until)
    mend_roads(place, staff, until)
    watch_flow(place, until)
    residents_speak(place, until, random.Random(f"ratings {seed}"))  # noqa: S311
    freeze_months(place, staff, until)
    write_reports(place, staff, until)
    return place


class Town:
    """The queue of what is going to be done, and the habits of those who do it."""

    def __init__(
        self, place: Municipality, staff: Staff, rng: random.Random, until: datetime
    ) -> None:
        self.place, self.staff, self.rng, self.until = place, staff, rng, until
        self.calendar: WorkCalendar = calendar_for(place)
        self.zone = zone(place)
        self.bodies = {body.code: body for body in Body.objects.filter(municipality=place)}
        self.topics = classifier_for(place.pk).by_code
        self.cases: dict[int, Case] = {}
        self.queue: list[tuple[datetime, int, Act]] = []
        self.order = count()

    def live(self, voices: Iterator[Voice], total: int, progress: Progress) -> None:
        """Do everything up to the end, in the order of time, many acts to a transaction."""
        heard = 0
        for voice in voices:
            heard += 1
            if voice.received_at <= self.until:
                self.at(voice.received_at, partial(self.receive, voice))
        begun = self.until - LIVED
        self.at(begun, partial(set_up, self.place, self.staff.by_login["chief"], begun))
        done, kept = 0, None
        while self.queue:
            with transaction.atomic():
                for _ in range(min(TOGETHER, len(self.queue))):
                    now, _, act = heapq.heappop(self.queue)
                    act()
                    if now.date() != kept:
                        kept = now.date()
                        keep_standing(place=self.place, now=now)
                look_through(place=self.place, now=now)
            done = len(self.cases)
            progress(done, min(total, heard))

    def at(self, moment: datetime, act: Act) -> None:
        """Put an act into the queue, unless its time has not come by the end."""
        if moment <= self.until:
            heapq.heappush(self.queue, (moment, next(self.order), act))

    def later(self, moment: datetime, act: Callable[[datetime], None], *minutes: int) -> None:
        """An act within that many minutes of work after the moment."""
        wait = timedelta(minutes=self.rng.randint(*minutes))
        then = self._at_work(moment + wait)
        self.at(then, lambda: act(then))

    def _at_work(self, moment: datetime) -> datetime:
        local = moment.astimezone(self.zone)
        for days in range(20):
            for begin, end in self.calendar.intervals(local.date() + timedelta(days=days)):
                if moment < end:
                    inside = max(moment, begin + timedelta(minutes=self.rng.randint(1, 25)))
                    return min(inside, end)
        return moment

    def receive(self, voice: Voice) -> None:
        """A resident wrote: the case appears as it came, with its clocks and suggestions."""
        case = register(
            incoming=_incoming(voice, told=not self._unread(voice)),
            municipality=self.place,
            by=program(self.place.pk, "Приём сообщений"),
            now=voice.received_at,
        )
        self.cases[voice.index] = case
        Life(self, voice, case).begin()

    def _unread(self, voice: Voice) -> bool:
        """Comments of the last days came with their text only: the program suggests the place."""
        return voice.system == "incident" and voice.received_at > self.until - UNREAD


class Life:
    """What becomes of one message; each step puts the next into the queue of the town."""

    def __init__(self, town: Town, voice: Voice, case: Case) -> None:
        self.town, self.voice, self.case, self.rng = town, voice, case, town.rng
        self._given_to(town.bodies[voice.body])
        coordinator = "pos" if voice.system == "pos" else "incident"
        self.coordinator = town.staff.by_login[coordinator]
        # Some bodies are slow, and the ratings are going to show it.
        self.slowness = {"waterheat": 3, "roadworks": 2, "housing": 2}.get(voice.body, 1)

    def _given_to(self, body: Body, executor: Person | None = None) -> None:
        """Whoever works on it, and signs it, in the body that has the case."""
        self.body = body
        self.executor = executor or self.rng.choice(self.town.staff.executors[body.code])
        self.worker = self.town.staff.actors[self.executor.pk]
        self.signer = self.town.staff.by_login[answers.approver_of(body.code).login]

    def begin(self) -> None:
        quick = (3, 60) if self.voice.urgent else (10, 300)
        self.town.later(self.voice.received_at, self.sort, *quick)

    def sort(self, now: datetime) -> None:
        """The coordinator confirms the topic and decides whose it is."""
        original = self._original()
        if original and self.rng.random() < 0.12:
            route.merge(case=self.case, into=original, by=self.coordinator, now=now)
            return
        said = PlaceWords(self.voice.settlement, self.voice.street, self.voice.house, self.voice.landmark)  # fmt: skip
        if said.title and not self.case.address:
            set_place(case=self.case, place=said, by=self.coordinator, now=now)
        route.classify(case=self.case, topic=self._topic(), by=self.coordinator, now=now)
        if self.voice.tone == "thanks":
            self.town.later(now, self.thank, 5, 120)
        elif (
            now > self.town.until - LIVED
            and self.voice.topic_code == FAST_TOPIC
            and followed(self.case, now)
        ):
            self.town.later(now, self.hurry, 10, 90)
        elif self.rng.random() < 0.02:
            self._redirect(now)
        else:
            self.assign(now)

    def assign(self, now: datetime) -> None:
        route.assign(case=self.case, body=self.body, executor=self.executor, by=self.coordinator,
                     reason="по маршруту темы", now=now)  # fmt: skip
        if self.voice.system == "incident" and self.rng.random() < 0.35:
            self.town.later(now, self.ask, 2, 30)
        if self.rng.random() < 0.10:
            annotate.note(
                case=self.case,
                text=answers.staff_note(self.voice, self.rng),
                by=self.coordinator,
                now=now,
            )
        self.town.later(now, self.take, 10, 240 * self.slowness)

    def hurry(self, now: datetime) -> None:
        """A stage of the fast route is done by whoever has the case; after the last one the answer."""
        self.case.refresh_from_db()
        waiting = way_of(self.case).now
        if waiting is None:
            if self.case.body:
                self._given_to(self.case.body, self.case.executor)
            self.draft(now)
            return
        worker = self.town.staff.actors[self.town.staff.executors[waiting.body.code][0].pk]
        if self.case.state == State.ASSIGNED:
            route.take(case=self.case, by=worker, now=now)
        fast.finish_stage(case=self.case, by=worker, now=now)
        self.town.later(now, self.hurry, 30, 240)

    def ask(self, now: datetime) -> None:
        asked = answer.ask_block(
            case=self.case,
            question=answers.block_question(self.voice, self.rng),
            body=self.body,
            by=self.coordinator,
            now=now,
        )
        late = self.rng.random() < 0.15 * self.slowness
        wait = (180, 600) if late else (10, 110)

        def reply(then: datetime) -> None:
            text = answers.block_reply(self.voice, self.rng, on=then.date(), late=late)
            if self._is_open():
                answer.reply_to(request=asked, reply=text, by=self.worker, now=then)

        self.town.later(now, reply, *wait)

    def take(self, now: datetime) -> None:
        if self.case.state != State.ASSIGNED:
            return
        route.take(case=self.case, by=self.worker, now=now)
        days = 5 if self.voice.system != "incident" else 1
        self.town.later(now, self.draft, 20, 300 * days * self.slowness)

    def draft(self, now: datetime) -> None:
        reply = answers.reply_to(self.voice, self.rng, on=now.date())
        answer.save_draft(case=self.case, text=reply.text, by=self.worker, now=now)
        forgotten = self.rng.random() < 0.03
        self.town.later(now, self.submit, *((2000, 9000) if forgotten else (1, 45)))

    def submit(self, now: datetime) -> None:
        answer.submit(case=self.case, by=self.worker, reason=CHECKED, now=now)
        self.town.later(now, self.decide, 5, 180 * self.slowness)

    def decide(self, now: datetime) -> None:
        """The approver lets the answer go, or sends it back with what to mend."""
        if self.rng.random() < 0.13:
            _, words = answers.return_reason(self.rng)
            answer.return_draft(case=self.case, reason=words, by=self._turn(), now=now)
            self.town.later(now, self.draft, 30, 400)
            return
        answer.approve(case=self.case, by=self._turn(), now=now)
        self.town.later(now, self.publish, 2, 60)

    def _turn(self) -> Actor:
        """Who decides now: by the stage of approval where the profile has one."""
        submitted = self.case.answers.filter(state=Answer.State.APPROVAL).last()
        stage = next_stage(list(submitted.approvals.all())) if submitted else None
        return self.town.staff.by_login["chief"] if stage else self.signer

    def publish(self, now: datetime) -> None:
        url = (
            f"{self.voice.source_url}?reply={self.voice.index + 1}" if self.voice.source_url else ""
        )
        answer.publish(case=self.case, url=url, by=self.coordinator, now=now)
        self.town.later(now, self.promise, 5, 55)
        if FastRun.objects.filter(case=self.case, ended_at__isnull=True).exists():
            fast.settle(case=self.case, now=now)
        if self.rng.random() < 0.05 and self.case.regime == "message":
            self.town.later(now, self.postpone, 30, 600)
        else:
            self.town.later(now, self.close, 60, 2880)

    def promise(self, now: datetime) -> None:
        for each in promises.confirmed(self.case, self.coordinator, self.rng, now):
            self._later_on(promises.day_of(each, self.rng, now))

    def _later_on(self, moment: datetime) -> None:
        def settle(now: datetime) -> None:
            promises.settle(self.case, self.worker, self.coordinator, self.rng, now)

        self.town.later(moment, settle, 0, 60)

    def close(self, now: datetime) -> None:
        outcome = {"solvable": "solved", "informational": "explained", "unsolvable": "explained"}[
            self.case.kind or "solvable"
        ]
        if outcome == "solved" and self.rng.random() < 0.3:
            outcome = self.rng.choice(["explained", "explained", "not_solved"])
        finish.close(case=self.case, outcome=outcome, by=self.coordinator, now=now)
        if self.rng.random() < 0.015:
            self.town.later(now, self.reopen, 600, 6000)

    def reopen(self, now: datetime) -> None:
        reason = "Житель пишет, что ничего не изменилось"
        finish.reopen(case=self.case, reason=reason, by=self.coordinator, now=now)
        self.town.later(now, self.draft, 60, 900)

    def thank(self, now: datetime) -> None:
        finish.close(
            case=self.case, outcome="closed", reason="Благодарность", by=self.coordinator, now=now
        )

    def postpone(self, now: datetime) -> None:
        """The work itself needs weeks; most of it is done by the day that was named."""
        wait = self.rng.randint(10, 45)
        reason = "Нужны подрядчик и материалы, работы включены в план"
        until = now.date() + timedelta(days=wait)
        finish.postpone(case=self.case, until=until, reason=reason, by=self.worker, now=now)
        self._later_on(now + timedelta(days=wait, hours=-96))
        minutes = wait * 24 * 60
        self.town.later(now, self.close, minutes - 4000, minutes + 3000)

    def _redirect(self, now: datetime) -> None:
        to = self.rng.choice(
            ["Министерство транспорта области", "Фонд капитального ремонта области"]
        )
        redirect.decide(case=self.case, to=to, by=self.coordinator, now=now)
        if self.rng.random() < 0.8:  # the rest still waits for its number
            self.town.later(now, self._send, 60, 3 * 24 * 60)

    def _send(self, now: datetime) -> None:
        redirect.send(
            case=self.case,
            number=f"ПОС-{self.rng.randint(10**6, 10**7)}",
            told_on=now.date(),
            told_by="pos",
            by=self.coordinator,
            now=now,
        )

    def _original(self) -> Case | None:
        index = self.voice.duplicate_of
        first = None if index is None else self.town.cases.get(index)
        if first is None or first.state in {State.MERGED, State.CLOSED}:
            return None
        return first if first.channel == self.case.channel else None

    def _topic(self) -> Topic:
        return self.town.topics[self.voice.topic_code]

    def _is_open(self) -> bool:
        return bool(Case.objects.get(pk=self.case.pk).is_open)


def _incoming(voice: Voice, *, told: bool = True) -> Incoming:
    """`told`: whoever passed the message on has filled in its place."""
    who = voice.author
    contacts = [contact for contact in (who.phone, who.email) if contact]
    personal = {"applicant_name": who.full_name or who.name, "applicant_profile": who.profile}
    return Incoming(
        channel=voice.channel,
        system=voice.system,
        regime=voice.regime,
        appeal_kind=voice.kind if voice.regime == "appeal" else "",
        importance="high" if voice.urgent else "fast" if voice.fast_track else "normal",
        text=voice.text,
        received_at=voice.received_at,
        community=voice.community,
        source_url=voice.source_url,
        settlement=voice.settlement if told else "",
        street=voice.street if told else "",
        house=voice.house if told else "",
        landmark=voice.landmark if told else "",
        collective=voice.collective > 0,
        applicant={**personal, "applicant_contacts": contacts} if contacts else personal,
    )
