"""Who is told of what, once."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import annotate, answer, answer_parts, promise, route
from mcu.cases.actions.answering import set_stage
from mcu.cases.actions.appeal import decisions
from mcu.cases.models import Appeal, InfoRequest, Term
from mcu.cases.rules.ladder import near_at
from mcu.core import journal
from mcu.desk import jobs
from mcu.desk.actions.notices import look_through
from mcu.desk.rules.journal import WORDS
from mcu.desk.rules.notices import ACTS, FOLDED_FROM
from mcu.desk.tests.notices.told import APPROVER, EXECUTOR, HEAD, case_of, told_to
from mcu.intake.models import ImportRun
from mcu.org.actions import acts, entered, set_active, set_substitution
from mcu.org.actions.notices import choose
from mcu.org.models import Notice, NoticeCursor
from mcu.org.rules.notices import Kind, Mail, Setting
from mcu.org.rules.roles import Role, program


def test_a_part_of_an_answer_is_asked_of_its_body_and_told_to_whoever_joins_it(town):
    case = case_of(town, body=town.bodies["school"], executor=town.person(Role.CURATOR))
    (part,) = answer_parts.involve(
        case=case, bodies=[town.bodies["water"]], about="Трубы", by=town.actor(HEAD),
        until=timezone.localdate() + timedelta(days=1),
    )  # fmt: skip
    jobs.notify()
    notice = Notice.objects.get(person=town.person(EXECUTOR))
    assert (notice.kind, "срок" in notice.title) == (Kind.PART, True)
    answer_parts.write_part(part=part, text="К маю.", by=town.actor(EXECUTOR))
    jobs.notify()
    assert told_to(town, HEAD) == told_to(town, Role.CURATOR) == [Kind.PART_GIVEN]


def test_whoever_decides_is_told_when_it_is_their_turn_and_whoever_proposed_when_it_is_decided(town):  # fmt: skip
    case = case_of(town, regime="appeal", state="in_work", executor=town.person(EXECUTOR))
    now = timezone.now()
    Term.objects.create(case=case, kind="answer", started_at=now, due_at=now + timedelta(days=9))
    Appeal.objects.create(case=case, municipality=town.place, number="1", numbered_at=now)
    made = decisions.propose_extension(
        case=case, days=5, reason="request", words="Ждём.", by=town.actor(EXECUTOR)
    )
    jobs.notify()
    assert told_to(town, HEAD) == [Kind.TO_DECIDE]
    decisions.refuse(decision=made, reason="Успеете", by=town.actor(HEAD))
    jobs.notify()
    assert told_to(town, EXECUTOR) == [Kind.DECIDED]
    by = town.actor(Role.ADMINISTRATOR)
    for order, role in ((1, APPROVER), (2, HEAD)):
        set_stage(municipality=town.place, order=order, title=role, role=role, regime="", by=by)
    answer.save_draft(case=case, text="Починили.", by=town.actor(EXECUTOR))
    answer.submit(case=case, by=town.actor(EXECUTOR), reason="так")
    jobs.notify()
    assert told_to(town, APPROVER)[-1] == Kind.TO_APPROVE
    assert told_to(town, HEAD) == [Kind.TO_DECIDE]
    answer.approve(case=case, by=town.actor(APPROVER))
    jobs.notify()
    assert told_to(town, HEAD) == [Kind.TO_DECIDE, Kind.TO_APPROVE]


def test_the_executor_is_told_of_what_is_assigned(town):
    case = case_of(town)
    route.assign(
        case=case, body=town.bodies["water"], executor=town.person(EXECUTOR), by=town.actor(HEAD)
    )
    jobs.notify()
    notice = Notice.objects.get(person=town.person(EXECUTOR))
    assert notice.kind == Kind.ASSIGNED
    assert notice.title == f"Вам назначено № {case.number} · Нет воды"
    assert notice.url == reverse("cases:card", args=[case.pk])
    assert told_to(town, HEAD) == []


def test_without_an_executor_the_executors_of_the_body_are_told_else_the_block(town):
    route.assign(case=case_of(town), body=town.bodies["water"], by=town.actor(HEAD))
    route.assign(case=case_of(town), body=town.bodies["roads"], by=town.actor(HEAD))
    jobs.notify()
    assert told_to(town, EXECUTOR) == [Kind.ASSIGNED]
    assert told_to(town, Role.BLOCK_HEAD) == [Kind.ASSIGNED]


def test_nobody_is_told_of_what_they_did_themselves(town):
    route.assign(
        case=case_of(town),
        body=town.bodies["water"],
        executor=town.person(HEAD),
        by=town.actor(HEAD),
    )
    jobs.notify()
    assert not Notice.objects.exists()


def test_a_question_goes_to_the_block_with_its_term_and_the_reply_comes_back(town):
    case = case_of(town)
    asked = answer.ask_block(
        case=case, question="Когда дадут воду?", block=town.blocks["city"], by=town.actor(HEAD)
    )
    due = timezone.now() + timedelta(hours=2)
    term = Term.objects.create(case=case, kind="block_info", started_at=timezone.now(), due_at=due)
    InfoRequest.objects.filter(pk=asked.pk).update(term=term)
    jobs.notify()
    notice = Notice.objects.get(person=town.person(Role.BLOCK_HEAD))
    assert notice.kind == Kind.ASKED
    local = due.astimezone(ZoneInfo("Europe/Moscow"))
    assert f"срок {local:%d.%m %H:%M}" in notice.title
    answer.reply_to(request=asked, reply="К вечеру.", by=town.actor(Role.BLOCK_HEAD))
    jobs.notify()
    assert told_to(town, HEAD) == [Kind.REPLIED]


def test_a_draft_goes_to_the_approver_and_comes_back_to_the_executor(town):
    case = case_of(town, executor=town.person(EXECUTOR), state="in_work")
    answer.save_draft(case=case, text="Воду дадут.", by=town.actor(EXECUTOR))
    answer.submit(case=case, by=town.actor(EXECUTOR))
    jobs.notify()
    assert told_to(town, APPROVER) == [Kind.TO_APPROVE]
    answer.return_draft(case=case, reason="Иванова с Садовой, 14 ждёт", by=town.actor(APPROVER))
    jobs.notify()
    notice = Notice.objects.get(person=town.person(EXECUTOR))
    assert notice.kind == Kind.RETURNED
    assert "Иванова" not in notice.title


def test_a_second_answer_is_told_to_whoever_decides_it_in_turn_and_comes_back(town):
    by = town.actor(HEAD)
    case = case_of(
        town, body=town.bodies["water"], executor=town.person(EXECUTOR), state="closed",
    )  # fmt: skip
    made = promise.make(case=case, what="Вода", due=timezone.localdate(), by=by)
    kept = promise.keep(promise=made, evidence=annotate.take_in("акт.txt", [b"1"]), by=by)
    chain = {"municipality": town.place, "regime": "", "by": town.actor(Role.ADMINISTRATOR)}
    for order, role in ((1, APPROVER), (2, Role.BLOCK_HEAD)):
        set_stage(order=order, title=role, role=role, **chain)
    jobs.notify()
    promise.tell(promise=kept, text="Вода есть.", by=by)
    jobs.notify()
    assert (told_to(town, APPROVER), told_to(town, Role.BLOCK_HEAD)) == ([Kind.TO_APPROVE], [])
    promise.send_back(promise=kept, reason="Где?", by=town.actor(APPROVER))
    jobs.notify()
    assert told_to(town, EXECUTOR)[-1] == Kind.RETURNED
    promise.tell(promise=kept, text="На Садовой вода есть.", by=by)
    jobs.notify()
    promise.agree(promise=kept, by=town.actor(APPROVER))
    jobs.notify()
    assert told_to(town, Role.BLOCK_HEAD) == [Kind.TO_APPROVE]
    promise.agree(promise=kept, by=town.actor(Role.BLOCK_HEAD))
    told = Notice.objects.count()
    jobs.notify()
    assert Notice.objects.count() == told


def test_terms_are_told_when_they_come_near_and_when_they_run_out(town):
    now = timezone.now()
    case = case_of(town, executor=town.person(EXECUTOR), state="in_work")
    Term.objects.create(
        case=case,
        kind="answer",
        started_at=now - timedelta(hours=1),
        due_at=now + timedelta(hours=9),
    )
    look_through(town.place, now)
    assert told_to(town, EXECUTOR) == []
    look_through(town.place, now + timedelta(hours=8))
    assert told_to(town, EXECUTOR) == [Kind.NEAR]
    look_through(town.place, now + timedelta(hours=8, minutes=30))
    assert told_to(town, EXECUTOR) == [Kind.NEAR]
    look_through(town.place, now + timedelta(hours=10))
    assert told_to(town, EXECUTOR) == [Kind.NEAR, Kind.LATE]
    for role in (HEAD, Role.CURATOR, Role.BLOCK_HEAD):
        assert told_to(town, role) == [Kind.CONTROL]
    look_through(town.place, now + timedelta(hours=11))
    assert Notice.objects.count() == 5


@pytest.mark.parametrize(("state", "met"), [("in_work", True), ("closed", False)])
def test_a_term_that_was_met_or_whose_case_is_finished_is_not_told(town, state, met):
    now = timezone.now()
    case = case_of(town, executor=town.person(EXECUTOR), state=state)
    due = now + timedelta(hours=1)
    Term.objects.create(
        case=case, kind="answer", started_at=now, due_at=due, met_at=now if met else None
    )
    look_through(town.place, now + timedelta(hours=2))
    assert not Notice.objects.exists()


def test_a_promise_is_reminded_of_in_a_closed_case_as_well(town):
    now = timezone.now()
    case = case_of(town, executor=town.person(EXECUTOR), state="closed")
    began, due = now - timedelta(days=10), now + timedelta(days=5)
    Term.objects.create(case=case, kind="promise", started_at=began, due_at=due)
    look_through(town.place, now)
    look_through(town.place, due - timedelta(days=2))
    assert told_to(town, EXECUTOR) == [Kind.NEAR]
    look_through(town.place, due + timedelta(minutes=1))
    assert told_to(town, EXECUTOR) == [Kind.NEAR, Kind.LATE]


def test_what_was_late_before_anybody_looked_is_not_told(town):
    now = timezone.now()
    case = case_of(town, executor=town.person(EXECUTOR), state="in_work")
    Term.objects.create(
        case=case, kind="answer", started_at=now - timedelta(days=9), due_at=now - timedelta(days=5)
    )
    look_through(town.place, now)
    assert not Notice.objects.exists()


def test_a_crowd_of_one_kind_becomes_one_notice_with_a_list(town):
    for _ in range(FOLDED_FROM):
        route.assign(
            case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
            by=town.actor(HEAD),
        )  # fmt: skip
    jobs.notify()
    notice = Notice.objects.get()
    assert notice.title == f"Вам назначено сообщений: {FOLDED_FROM}"
    client = town.client(EXECUTOR)
    response = client.get(reverse("org:notice", args=[notice.pk]), follow=True)
    assert len(response.context["rows"]) == FOLDED_FROM


def test_an_import_is_told_to_whoever_started_it(town):
    run = ImportRun.objects.create(
        municipality=town.place, file_key="k", file_name="Жалоба Ивановой.xlsx",
        created_at=timezone.now(), by=town.person(HEAD),
    )  # fmt: skip
    journal.record("import.done", by=town.actor(HEAD), municipality_id=town.place.pk, of=run,
                   after={"new": 5, "updated": 1, "rejected": 0})  # fmt: skip
    journal.record("import.fail", by=program(town.place.pk), municipality_id=town.place.pk, of=run)
    jobs.notify()
    notice = Notice.objects.get()
    assert notice.person == town.person(HEAD)
    assert notice.title == "Загрузка файла закончена: новых 5, обновлено 1, отклонено 0"


def test_only_a_new_device_of_somebody_known_is_told(town):
    person = town.person(EXECUTOR)
    for device in ("Firefox, Windows", "Firefox, Windows"):
        entered(person=person, way="password", address="10.0.0.1", device=device)
    jobs.notify()
    assert told_to(town, EXECUTOR) == []
    entered(person=person, way="password", address="10.0.0.9", device="Chrome, Linux")
    jobs.notify()
    assert told_to(town, EXECUTOR) == [Kind.SECURITY]
    assert "10.0.0.9" not in Notice.objects.get().title


def test_the_daily_line_goes_to_whoever_wants_it(town):
    person = town.person(Role.ADMINISTRATOR)
    actor = town.actor(Role.ADMINISTRATOR)
    choose(person=person, chosen={Kind.ANCHOR: Setting(False, Mail.DIGEST)}, by=actor)
    jobs.anchor(0)
    jobs.notify()
    notice = Notice.objects.get()
    assert (notice.person, notice.shown) == (person, False)
    assert re.search(r"записей \d+, хеш [0-9a-f]{64}", notice.title)


def test_whoever_stands_in_is_told_instead(town):
    today = timezone.localdate()
    set_substitution(
        absent=town.person(EXECUTOR), substitute=town.person(APPROVER), since=today,
        until=today + timedelta(days=5), reason="vacation", by=town.actor(HEAD),
    )  # fmt: skip
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    assert told_to(town, EXECUTOR) == []
    assert told_to(town, APPROVER) == [Kind.ASSIGNED]


def test_whoever_may_not_sign_in_is_told_nothing(town):
    set_active(person=town.person(EXECUTOR), active=False, by=town.actor(HEAD))
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    assert not Notice.objects.exists()


def test_everything_is_told_once(town):
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    for _ in range(3):
        jobs.notify()
    assert Notice.objects.count() == 1


def test_a_cursor_that_is_thrown_back_tells_nothing_twice(town):
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    NoticeCursor.objects.update(sequence=0)
    jobs.notify()
    assert Notice.objects.filter(kind=Kind.ASSIGNED).count() == 1


def test_the_acts_that_are_told_exist():
    assert sorted(ACTS.keys() - WORDS.keys()) == []


def test_looking_costs_the_same_for_one_assignment_and_for_nine(town):
    def asked(count: int) -> int:
        for _ in range(count):
            route.assign(
                case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
                by=town.actor(HEAD),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as found:
            look_through(town.place, timezone.now())
        return len(found)

    asked(1)
    assert asked(1) == asked(9)


@pytest.mark.parametrize(
    ("length", "margin"),
    [(timedelta(minutes=30), 15), (timedelta(hours=2), 24), (timedelta(hours=10), 120),
     (timedelta(days=30), 3 * 24 * 60)],
)  # fmt: skip
def test_a_term_is_near_when_a_fifth_of_it_is_left(length, margin):
    start = timezone.now()
    assert start + length - near_at(start, start + length) == timedelta(minutes=margin)


def test_whoever_must_read_an_act_is_told_and_reminded_until_confirmed(town):
    by = program(town.place.pk)
    act = acts.save_act(act=None, title="О создании центра", kind="order", by=by)
    readers = [town.person(HEAD), town.person(EXECUTOR)]
    acts.ask_to_read(act=act, people=readers, by=by)
    look_through(town.place, timezone.now())
    assert [told_to(town, role) for role in (HEAD, EXECUTOR, APPROVER)] == [["act"], ["act"], []]
    acts.confirm_read(act=act, by=town.actor(HEAD))
    acts.remind(act=act, by=by)
    look_through(town.place, timezone.now())
    assert [len(told_to(town, role)) for role in (HEAD, EXECUTOR)] == [1, 2]
    last = Notice.objects.filter(person=town.person(EXECUTOR)).latest("pk")
    assert "О создании центра" in last.title
    assert last.url == reverse("org:act", args=[act.pk])
