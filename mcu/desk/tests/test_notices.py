"""Who is told of what, once, in words that may leave; the bell, the page, the letters."""

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
from mcu.cases.models import Appeal, Case, InfoRequest, Term
from mcu.cases.rules.ladder import near_at
from mcu.channels import jobs as channels
from mcu.channels.models import Outgoing
from mcu.core import journal
from mcu.core.models import JournalEntry
from mcu.desk import jobs
from mcu.desk.actions.notices import look_through
from mcu.desk.rules.journal import WORDS
from mcu.desk.rules.notices import ACTS, FOLDED_FROM, CaseFacts, told
from mcu.intake.models import ImportRun
from mcu.org.actions import acts, entered, set_active, set_substitution
from mcu.org.actions.notices import choose, forget_notices
from mcu.org.models import Notice, NoticeCursor, Person
from mcu.org.queries.notices import PAGE
from mcu.org.rules.notices import Kind, Mail, Setting
from mcu.org.rules.roles import Role, program

HEAD, EXECUTOR, APPROVER = Role.HEAD_OF_CENTRE, Role.EXECUTOR, Role.APPROVER


@pytest.fixture
def town(district):
    """Everybody is there and has an address; what was before is not told."""
    for role in (HEAD, EXECUTOR, APPROVER, Role.BLOCK_HEAD, Role.CURATOR, Role.ADMINISTRATOR):
        person = district.person(role)
        Person.objects.filter(pk=person.pk).update(email=f"{role}@klyuchi.example")
    look_through(district.place, timezone.now())
    return district


def case_of(town, **given) -> Case:
    values = {
        "body": town.bodies["water"],
        "block": town.blocks["city"],
        "topic": town.topics["tap"],
    }
    return town.case(**values | given)


def told_to(town, role: Role) -> list[str]:
    return [n.kind for n in Notice.objects.filter(person=town.person(role)).order_by("pk")]


# ---- who is told ---------------------------------------------------------------------------------


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


# ---- what leaves ---------------------------------------------------------------------------------

NASTY = (
    "Меня зовут Иванова Мария Петровна, позвоните 8 900 111-22-33 или ivanova@mail.example, "
    "живу на Садовой, 14, кв. 7"
)
SECRETS = ("Иванов", "Мария", "900", "111-22", "mail.example", "Садов", "кв. 7", "звон")


def test_nothing_personal_leaves_whatever_was_written_anywhere(town, settings):
    """Text, place, question, reply, draft, reason, file name, even the topic a file brought."""
    settings.MCU_URL = "https://mcu.example"
    topic = town.topics["tap"]
    topic.name = "Вода: 8 900 111-22-33, ivanova@mail.example"
    topic.save()
    case = case_of(
        town, text=NASTY, street="Садовая", house="14", landmark=NASTY, settlement="Садовое",
        community=NASTY, executor=town.person(EXECUTOR), state="in_work",
    )  # fmt: skip
    asked = answer.ask_block(
        case=case, question=NASTY, body=town.bodies["water"], by=town.actor(HEAD)
    )
    answer.reply_to(request=asked, reply=NASTY, by=town.actor(APPROVER))
    route.assign(
        case=case, body=town.bodies["water"], executor=town.person(EXECUTOR), reason=NASTY,
        by=town.actor(HEAD),
    )  # fmt: skip
    answer.save_draft(case=case, text=NASTY, by=town.actor(EXECUTOR))
    answer.submit(case=case, by=town.actor(EXECUTOR), reason="проба")
    answer.return_draft(case=case, reason=NASTY, by=town.actor(APPROVER))
    jobs.notify()
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds >= {Kind.ASKED, Kind.REPLIED, Kind.ASSIGNED, Kind.TO_APPROVE, Kind.RETURNED}
    Notice.objects.update(mail_at=timezone.now())
    channels.mail_notices()
    letters = [f"{letter.subject}\n{letter.body}" for letter in Outgoing.objects.all()]
    assert len(letters) >= 3
    for letter in letters:
        assert not [secret for secret in SECRETS if secret in letter], letter
        assert case.number in letter
        assert "https://mcu.example/notices/" in letter


def test_a_topic_is_cut_and_put_on_one_line():
    facts = CaseFacts("2026-11-1", "Яма\n" * 200, None, None, None, None)
    title = told(Kind.ASSIGNED, facts)
    assert "\n" not in title
    assert len(title) < 150


def test_one_letter_holds_what_waits_and_nothing_is_mailed_twice(town):
    for _ in range(3):
        route.assign(
            case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
            by=town.actor(HEAD),
        )  # fmt: skip
        jobs.notify()
    Notice.objects.update(mail_at=timezone.now())
    channels.mail_notices()
    channels.mail_notices()
    letter = Outgoing.objects.get()
    assert letter.subject == "Пульт МЦУ: уведомлений — 3"
    assert letter.body.count("Вам назначено №") == 3
    assert letter.kind == "digest"


def test_what_was_read_meanwhile_is_not_mailed(town):
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    Notice.objects.update(mail_at=timezone.now())
    town.client(EXECUTOR).get(reverse("org:notice", args=[Notice.objects.get().pk]))
    channels.mail_notices()
    assert not Outgoing.objects.exists()


def test_a_letter_waits_for_its_hour(town):
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    Notice.objects.update(mail_at=timezone.now() + timedelta(hours=1))
    channels.mail_notices()
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("email", ["", "не адрес"])
def test_without_an_address_the_notice_stays_in_the_program(town, email):
    Person.objects.update(email=email)
    town.people.clear()
    by = program(town.place.pk)
    executor = Person.objects.get(login=f"{town.place.code}-{EXECUTOR}")
    route.assign(case=case_of(town), body=town.bodies["water"], executor=executor, by=by)
    jobs.notify()
    Notice.objects.update(mail_at=timezone.now())
    channels.mail_notices()
    assert Notice.objects.count() == 1
    assert not Outgoing.objects.exists()


# ---- pages ---------------------------------------------------------------------------------------


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def notice(town) -> Notice:
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    return Notice.objects.get()


def test_the_bell_counts_and_opening_reads(town, notice):
    client = town.client(EXECUTOR)
    assert 'новых:</span> <span class="count late">1</span>' in text_of(
        client.get(reverse("org:bell"))
    )
    page = text_of(client.get(reverse("org:notices")))
    assert notice.title in page
    response = client.get(reverse("org:notice", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, notice.url)
    assert "новых" not in text_of(client.get(reverse("org:bell")))
    assert "Таких уведомлений нет" in text_of(client.get(reverse("org:notices"), {"unread": "on"}))


def test_all_are_read_at_once_and_only_ones_own(town, notice):
    town.client(HEAD).post(reverse("org:read-notices"))
    assert Notice.objects.get().read_at is None
    town.client(EXECUTOR).post(reverse("org:read-notices"))
    assert Notice.objects.get().read_at


def test_a_notice_of_somebody_else_is_not_found(town, notice):
    client = town.client(HEAD)
    assert client.get(reverse("org:notice", args=[notice.pk])).status_code == 404
    assert notice.title not in text_of(client.get(reverse("org:notices")))


def test_the_bell_costs_one_query_however_many_there_are(town, notice):
    client = town.client(EXECUTOR)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("org:bell"))
        return [query["sql"] for query in found if "org_notice" in query["sql"]]

    one = asked()
    many = [
        Notice(
            municipality=town.place, person=town.person(EXECUTOR), kind=Kind.LATE, moment=str(n),
            title="x", made_at=timezone.now(),
        )
        for n in range(150)
    ]  # fmt: skip
    Notice.objects.bulk_create(many)
    assert len(one) == len(asked()) == 1
    assert "99+" in text_of(client.get(reverse("org:bell")))


def test_pages_follow_each_other(town):
    person = town.person(EXECUTOR)
    Notice.objects.bulk_create(
        Notice(municipality=town.place, person=person, kind=Kind.LATE, moment=str(n),
               title=f"Срок {n:03d}", made_at=timezone.now())
        for n in range(PAGE + 5)
    )  # fmt: skip
    client, seen, address = town.client(EXECUTOR), [], reverse("org:notices")
    while address:
        page = text_of(client.get(address))
        seen += re.findall(r"Срок (\d{3})</a>", page)
        following = re.search(r'href="(\?[^"]*before=\d+[^"]*)" rel="next"', page)
        address = reverse("org:notices") + following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"{n:03d}" for n in range(PAGE + 4, -1, -1)]


@pytest.mark.parametrize(
    "query", [{"before": "x"}, {"before": "9" * 40}, {"kind": "x"}, {"kind": "\x00"}]
)
def test_wrong_filters_are_told(town, query):
    assert town.client(EXECUTOR).get(reverse("org:notices"), query).status_code == 422


def test_a_person_chooses_and_what_is_obligatory_stays(town):
    client = town.client(EXECUTOR)
    form = client.get(reverse("org:my-notices")).context["form"]
    given = {f"{kind}_mail": form[f"{kind}_mail"].value() for kind in Kind}
    given |= {"near_mail": "none", "assigned_mail": "digest"}
    client.post(reverse("org:my-notices"), given)
    now = timezone.now()
    case = case_of(town, executor=town.person(EXECUTOR), state="in_work")
    Term.objects.create(case=case, kind="answer", started_at=now, due_at=now + timedelta(hours=10))
    route.assign(
        case=case, body=town.bodies["water"], executor=town.person(EXECUTOR), by=town.actor(HEAD)
    )
    look_through(town.place, now + timedelta(hours=9))
    notice = Notice.objects.get(person=town.person(EXECUTOR))
    assert notice.kind == Kind.ASSIGNED  # the near term was muted, this cannot be
    entry = JournalEntry.objects.filter(action="notice.choose").get()
    assert "Мне назначено сообщение" in entry.after
    bad = client.post(reverse("org:my-notices"), given | {"assigned_mail": "none"})
    assert bad.status_code == 422


def test_old_notices_are_forgotten(town, notice):
    forget_notices(timezone.now() + timedelta(days=89))
    assert Notice.objects.exists()
    forget_notices(timezone.now() + timedelta(days=91))
    assert not Notice.objects.exists()


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
