"""«Контроль»: who is late and by how much, where the resident waits, one act to intervene."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mcu.cases.actions import answer, control, redirect, route, waiting
from mcu.cases.models import Case, InfoRequest, Intervention, Norm, Term
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Way
from mcu.cases.rules.workflow import State
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.desk import jobs
from mcu.desk.actions.notices import look_through
from mcu.desk.queries import control as queries
from mcu.desk.rules.control import By, Cell, ControlFilter, grouped, total
from mcu.org.models import Notice
from mcu.org.rules.notices import Kind
from mcu.org.rules.roles import Role

MOSCOW = ZoneInfo("Europe/Moscow")
HEAD, CURATOR, EXECUTOR = Role.HEAD_OF_CENTRE, Role.CURATOR, Role.EXECUTOR
FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=MOSCOW)


def charged(district, body="water", *, state=State.IN_WORK, late_hours=5, **given) -> Case:
    """A case of a body with one open clock that ran out so many hours ago."""
    now = timezone.now()
    found = district.bodies[body]
    case = district.case(
        body=found, block=found.block, topic=district.topics["tap"], state=state,
        received_at=now - timedelta(days=10), **given,
    )  # fmt: skip
    Term.objects.create(
        case=case, kind=TermKind.ANSWER, started_at=case.received_at,
        due_at=now - timedelta(hours=late_hours),
    )  # fmt: skip
    return case


# ---- the rules -----------------------------------------------------------------------------------


def test_groups_add_up_whatever_they_are_counted_by():
    moment = FRIDAY
    cells = [
        Cell(1, 11, 101, 2, 1, 5, moment),
        Cell(1, 12, None, 0, 0, 3, None),
        Cell(2, 21, 201, 4, 0, 4, moment - timedelta(days=1)),
    ]
    for by in By.values:
        whole = total(grouped(cells, by))
        assert (whole.late, whole.near, whole.open) == (6, 1, 12)
        assert whole.oldest == moment - timedelta(days=1)
    assert [g.key for g in grouped(cells, By.BLOCK)] == [2, 1]
    assert {g.key for g in grouped(cells, By.PERSON)} == {0, 101, 201}


# ---- who is late ---------------------------------------------------------------------------------


@pytest.mark.row(39)
def test_late_terms_are_counted_by_block_body_and_person_with_the_list_behind(district):
    person = district.person(EXECUTOR)
    late = charged(district, late_hours=30)
    charged(district, "roads", executor=person)
    charged(district, "school", late_hours=-5)
    paused = charged(district, "school")
    Term.objects.filter(case=paused).update(paused_at=timezone.now())
    page = district.client(HEAD).get(reverse("desk:control"))
    assert [(g.name, g.late, g.open) for g in page.context["board"].groups] == [
        ("Городское хозяйство", 2, 2),
        ("Социальный блок", 0, 1),
    ]
    assert page.context["board"].lines[0].of.case_id == late.pk
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "просрочен 30 ч" in text
    of_person = district.client(HEAD).get(
        reverse("desk:control"), {"by": "executor", "executor": person.pk}
    )
    (line,) = of_person.context["board"].lines
    assert line.of.case__executor__full_name == person.full_name


def test_a_block_sees_its_own_only_and_others_not_at_all(district):
    charged(district)
    charged(district, "school")
    leader = district.client(Role.BLOCK_HEAD)
    groups = leader.get(reverse("desk:control")).context["board"].groups
    assert [g.name for g in groups] == ["Городское хозяйство"]
    assert district.client(EXECUTOR).get(reverse("desk:control")).status_code == 403


def test_the_page_asks_a_constant_number_of_queries(district):
    client = district.client(HEAD)
    url = reverse("desk:control")
    charged(district)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url, {"show": "all"})
    for _ in range(12):
        charged(district, "roads", executor=district.person(EXECUTOR))
    with CaptureQueriesContext(connection) as many:
        client.get(url, {"show": "all"})
    assert len(many) == len(few)


def test_wrong_filters_are_left_out_and_the_list_is_taken_out(district):
    charged(district)
    client = district.client(HEAD)
    for query in (
        {"body": "x"},
        {"show": "never"},
        {"page": "-1"},
        {"days": "0"},
        {"executor": "9" * 30},
    ):
        assert client.get(reverse("desk:control"), query).status_code == 200
    answered = client.get(reverse("desk:control-export"))
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answered.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert any("просрочен" in str(cell) for row in rows for cell in row)
    assert JournalEntry.objects.filter(action="organisation.export").exists()


def test_questions_to_blocks_stand_with_their_clocks(district):
    case = charged(district)
    Norm.objects.create(
        municipality=district.place, code="block", title="Сведения", kind="block_info",
        unit="working_hours", value=2, source="Пучеж 3.3.3", start="requested",
    )  # fmt: skip
    asked = answer.ask_block(
        case=case, question="Когда?", block=district.blocks["city"], by=district.actor(HEAD)
    )
    page = district.client(HEAD).get(reverse("desk:control-questions"))
    assert [line.of.pk for line in page.context["board"].lines] == [asked.pk]
    late = reverse("desk:control")
    assert all(
        line.of.kind != TermKind.BLOCK_INFO
        for line in district.client(HEAD).get(late, {"show": "all"}).context["board"].lines
    )
    InfoRequest.objects.update(replied_at=timezone.now())
    page = district.client(HEAD).get(reverse("desk:control-questions"))
    assert "Все блоки ответили" in page.content.decode()


# ---- the resident waits --------------------------------------------------------------------------


def silent(district, days: int, now=FRIDAY, **given) -> Case:
    return charged(district, heard_at=now - timedelta(days=days), **given)


def waiting_ones(district, days: int = 3, role=HEAD) -> list[Case]:
    chosen = ControlFilter(days=days)
    return list(queries.silent_cases(district.actor(role), chosen, FRIDAY))


@pytest.mark.row(43)
def test_silence_is_counted_in_working_days_the_longest_first(district):
    week = silent(district, 7)
    silent(district, 1)
    weekend = silent(district, 2, body="roads")
    silent(district, 30, state=State.CHECK)
    silent(district, 30, state=State.POSTPONED)
    assert waiting_ones(district) == [week]
    monday = FRIDAY + timedelta(days=3)
    found = queries.silent_cases(district.actor(HEAD), ControlFilter(days=3), monday)
    assert list(found) == [week, weekend]


@pytest.mark.row(43)
def test_an_act_of_the_executor_ends_the_silence_and_one_of_the_centre_does_not(district):
    case = silent(district, 9, executor=district.person(EXECUTOR))
    from_centre = district.actor(HEAD)
    answer.save_draft(case=case, text="Проверим.", by=from_centre, now=FRIDAY)
    assert waiting_ones(district) == [case]
    answer.save_draft(case=case, text="Сделали.", by=district.actor(EXECUTOR), now=FRIDAY)
    assert waiting_ones(district) == []


def test_charging_somebody_else_begins_the_silence_anew(district):
    case = silent(district, 9)
    route.assign(case=case, body=district.bodies["roads"], by=district.actor(HEAD), now=FRIDAY)
    assert waiting_ones(district) == []


@pytest.mark.row(43)
def test_the_coordinator_asks_for_an_explanation_and_the_executor_gives_it(district):
    person, approver = district.person(EXECUTOR), district.person(Role.APPROVER)
    leader = district.person(Role.BLOCK_HEAD)
    look_through(district.place, timezone.now())
    case = charged(district, executor=person)
    curator = district.client(CURATOR)
    answered = curator.post(
        reverse("cases:intervene", args=[case.pk]),
        {"way": "explain", "words": "Неделю нет ответа жителю.", "back": "/control/silence/"},
    )
    assert answered.status_code == 302
    asked = Intervention.objects.get()
    assert asked.term.kind == TermKind.CONTROL
    jobs.notify()
    told = {n.person_id for n in Notice.objects.filter(kind=Kind.INTERVENED)}
    assert told == {person.pk, approver.pk, leader.pk}
    entry = JournalEntry.objects.filter(action="case.intervene").get()
    assert entry.after["way"] == Way.EXPLAIN
    control.explain(case=case, text="Ждали насос, поставим завтра.", by=district.actor(EXECUTOR))
    asked.refresh_from_db()
    assert asked.explained_at
    assert Term.objects.get(pk=asked.term_id).met_at == asked.explained_at
    jobs.notify()
    assert Notice.objects.get(kind=Kind.EXPLAINED).person_id == district.person(CURATOR).pk
    shown = district.client(CURATOR).get(reverse("cases:card", args=[case.pk]))
    assert "Ждали насос" in shown.content.decode()


@pytest.mark.row(44)
def test_the_coordinator_gives_the_case_to_another_or_sets_a_nearer_date(district):
    case = charged(district, late_hours=-24 * 20)
    curator = district.actor(CURATOR)
    control.intervene(
        case=case, way=Way.REASSIGN, words="Водоканал не отвечает.",
        body=district.bodies["roads"], by=curator, now=FRIDAY,
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.body, case.state) == (district.bodies["roads"], State.ASSIGNED)
    assert case.assignments.first().reason == "Водоканал не отвечает."
    near = FRIDAY.date() + timedelta(days=3)
    control.intervene(
        case=case, way=Way.NEARER, words="Без воды дети.", until=near, by=curator, now=FRIDAY
    )
    case.refresh_from_db()
    assert (case.due_kind, case.due_at.astimezone(MOSCOW).date()) == (TermKind.CONTROL, near)
    with pytest.raises(RuleViolation, match="без того раньше"):
        control.intervene(
            case=case,
            way=Way.NEARER,
            words="Ещё.",
            until=near + timedelta(days=5),
            by=curator,
            now=FRIDAY,
        )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"way": "punish", "words": "так"}, "Выберите, что сделать"),
        ({"way": "explain", "words": "  "}, "Напишите исполнителю"),
        ({"way": "nearer", "words": "так"}, "Назовите дату"),
        (
            {"way": "nearer", "words": "так", "until": FRIDAY.date() - timedelta(days=1)},
            "уже прошла",
        ),
        (
            {"way": "nearer", "words": "так", "until": FRIDAY.date() + timedelta(days=900)},
            "проверьте год",
        ),
        ({"way": "reassign", "words": "так"}, "Выберите орган или блок"),
    ],
)
def test_an_intervention_without_sense_is_refused_in_words(district, given, words):
    case = charged(district)
    with pytest.raises(RuleViolation, match=words):
        control.intervene(case=case, by=district.actor(CURATOR), now=FRIDAY, **given)
    assert not Intervention.objects.exists()


def test_who_does_not_control_may_not_intervene_and_nobody_explains_unasked(district):
    case = charged(district)
    with pytest.raises(AccessDenied):
        control.intervene(case=case, way=Way.EXPLAIN, words="Где?", by=district.actor(EXECUTOR))
    with pytest.raises(RuleViolation, match="никто не ждёт"):
        control.explain(case=case, text="Вот.", by=district.actor(EXECUTOR))


@pytest.mark.row(44)
def test_the_board_of_a_coordinator_works_by_page_alone(district):
    case = charged(district, heard_at=timezone.now() - timedelta(days=30))
    client = district.client(CURATOR)
    board = client.get(reverse("desk:control-silence"))
    assert "Житель ждёт, исполнитель молчит" in board.content.decode()
    action = reverse("cases:intervene", args=[case.pk])
    assert action in board.content.decode()
    client.post(action, {"way": "explain", "words": "Почему тихо?", "back": "/control/silence/"})
    board = client.get(reverse("desk:control-silence"))
    assert "Потребовать объяснение" in board.content.decode()
    assert board.context["unexplained"] == 1


# ---- clocks that stand, and the reason of every date ---------------------------------------------


def test_waiting_for_the_author_is_done_and_undone_on_the_card(district):
    case = charged(district, late_hours=-24 * 20)
    norm = Norm.objects.create(
        municipality=district.place, code="answer", title="Ответ", kind="answer",
        unit="calendar_days", value=30, source="порядок",
    )  # fmt: skip
    Term.objects.update(norm=norm)
    client = district.client(HEAD)
    client.post(reverse("cases:wait", args=[case.pk]), {"reason": "уточнить дом"})
    card = client.get(reverse("cases:card", args=[case.pk])).content.decode()
    assert "Автор ответил" in card
    assert "Ждать автора" not in card
    waiting.author_answered(case=case, by=district.actor(HEAD))
    card = client.get(reverse("cases:card", args=[case.pk])).content.decode()
    assert "Ждать автора" in card
    assert "Автор ответил" not in card


def test_every_date_opens_its_reason_with_the_norms_that_were_refused(district):
    case = charged(district)
    common = {
        "municipality": district.place,
        "kind": "answer",
        "unit": "working_days",
        "source": "порядок",
    }
    norm = Norm.objects.create(code="any", title="Общая", value=8, **common)
    Norm.objects.create(code="pos", title="Для ПОС", value=30, system="pos", **common)
    Term.objects.filter(case=case).update(norm=norm)
    page = district.client(HEAD).get(reverse("cases:clocks", args=[case.pk]))
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "норма: Общая — 8 рабочих дней; основание: порядок (не проверено)" in text
    assert "Для ПОС — 30 рабочих дней: для другой системы" in text
    part = district.client(HEAD).get(
        reverse("cases:clocks", args=[case.pk]), headers={"HX-Request": "true"}
    )
    assert "<html" not in part.content.decode()
    assert (
        reverse("cases:clocks", args=[case.pk])
        in district.client(HEAD).get(reverse("desk:control")).content.decode()
    )


def test_what_is_to_be_redirected_and_is_not_sent_is_listed(district):
    case = charged(district)
    redirect.decide(case=case, to="Министерство ЖКХ", by=district.actor(HEAD))
    page = district.client(HEAD).get(reverse("desk:control-redirected")).content.decode()
    assert "Министерство ЖКХ" in page
