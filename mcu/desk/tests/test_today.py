"""«Сегодня»: its numbers are those of the list, its list is what the rule says."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.forms import FeedForm
from mcu.cases.models import Case, InfoRequest, Term
from mcu.cases.queries import classifier_for, matching
from mcu.cases.rules.workflow import FINISHED, State
from mcu.desk import queries
from mcu.desk.rules.day import CONTROL, Seen, wanted
from mcu.org.queries import actor_for, blocks, bodies, calendar_for
from mcu.org.rules.roles import Role

TODAY = "/"
SHELL_AND_SESSION = 5  # session, person, duties, counts of the menu, the bell
# queues, arrivals, list with its questions and its total, days, bodies, calendar
PAGE = 10


@pytest.fixture
def busy(district):
    """A case in every state, with nobody, with us and with somebody else, late and not."""
    now = timezone.now()
    us, them = district.person(Role.EXECUTOR), district.person(Role.CURATOR)
    for number, state in enumerate(sorted(State)):
        for executor in (None, us, them):
            for name in ("water", "school", None):
                body = district.bodies.get(name)
                late = (number + len(str(executor))) % 2
                district.case(
                    state=state,
                    executor=executor,
                    body=body,
                    block=body.block if body else None,
                    system="pos" if number % 3 else "incident",
                    due_at=None if state in FINISHED else now + timedelta(hours=-5 if late else 90),
                    closed_at=now if state in FINISHED else None,
                )
    for case in Case.objects.filter(state=State.IN_WORK)[:4]:
        term = Term.objects.create(
            case=case, kind="block_info", started_at=now, due_at=now + timedelta(hours=2)
        )
        InfoRequest.objects.create(
            case=case, block=district.blocks["city"], question="Когда дадут воду?",
            asked_at=now, term=term,
        )  # fmt: skip
    return district


def listed(actor, query):
    """The cases of the list under an address."""
    form = FeedForm(
        QueryDict(query),
        topics=classifier_for(actor.municipality_id).rows,
        bodies=list(bodies(actor)),
        blocks=list(blocks(actor)),
    )
    return matching(actor, form.chosen, timezone.now())


@pytest.mark.parametrize("role", list(Role))
def test_every_number_is_the_number_of_its_list(busy, role):
    actor = busy.actor(role)
    day = queries.today(actor, timezone.now())
    for queue in day.queues:
        assert queue.count == listed(actor, queue.query).count(), queue.tile.key
    assert day.arrivals.count == listed(actor, day.arrivals.query).count()
    for bar in day.days:
        assert bar.count == listed(actor, bar.query).count()
    for body in day.bodies:
        assert body.open == listed(actor, body.open_query).count()
        assert body.late == listed(actor, body.late_query).count()


@pytest.mark.parametrize("role", list(Role))
def test_the_list_holds_exactly_what_the_rule_wants(busy, role):
    actor = busy.actor(role)
    now = timezone.now()
    tomorrow = datetime.combine(
        timezone.localdate() + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone()
    )
    system = {Role.POS: "pos", Role.INCIDENT: "incident"}.get(role, "")
    expected = set()
    for case in listed(actor, "status=open").prefetch_related("info_requests"):
        asked = any(
            q.replied_at is None and q.block_id in actor.block_ids for q in case.info_requests.all()
        )
        want = wanted(Seen(case.state, case.executor_id, case.body_id, case.block_id, asked), actor)
        soon = case.due_at is not None and case.due_at < tomorrow
        if want and (want is not CONTROL or soon) and system in ("", case.system):
            expected.add((case.pk, want.key))
    day = queries.today(actor, now, rows=queries.ROWS * 20)
    found = {(line.case.pk, line.want.key) for line in day.lines}
    assert found == (set() if day.calm else expected)
    assert day.total == len(found)


def test_the_most_urgent_comes_first(busy):
    day = queries.today(busy.actor(Role.HEAD_OF_CENTRE), timezone.now(), rows=200)
    dues = [line.case.due_at for line in day.lines if line.case.due_at]
    assert dues == sorted(dues)


def test_a_question_shows_its_own_clock(district):
    now = timezone.now()
    case = district.case(state=State.IN_WORK, due_at=now + timedelta(days=20))
    term = Term.objects.create(
        case=case, kind="block_info", started_at=now, due_at=now - timedelta(minutes=80)
    )
    InfoRequest.objects.create(
        case=case, body=district.bodies["water"], question="Когда?", asked_at=now, term=term
    )
    [line] = queries.today(district.actor(Role.EXECUTOR), now).lines
    assert (line.want.key, line.clock.state) == ("reply", "late")
    assert line.question.question == "Когда?"


def test_arrivals_are_compared_with_the_same_hour_of_former_weeks(district):
    now = timezone.localtime().replace(hour=12, minute=0)
    for week in range(9):
        day = now - timedelta(weeks=week)
        for hour in [9, 11] if week else [9, 10, 11]:
            district.case(received_at=day.replace(hour=hour))
        district.case(received_at=day.replace(hour=15))  # later than this hour: not yet counted
    Case.objects.filter(received_at__gt=now).delete()
    arrivals = queries.arrivals(district.actor(Role.HEAD), now)
    assert (arrivals.count, arrivals.usual) == (3, 2)
    assert arrivals.label.endswith("к этому часу обычно 2")
    assert replace(arrivals, day=date(2026, 11, 22)).label.startswith(
        "поступило с утра · по воскресеньям"
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "рабочий день 09:00–18:00"),
        (date(2026, 11, 3), "короткий день 09:00–17:00"),
        (date(2026, 11, 21), "выходной"),
        (date(2026, 11, 4), "выходной: День народного единства"),
    ],
)
def test_the_head_of_the_page_says_what_day_it_is(district, day, words):
    assert queries.working_day(district.place, calendar_for(district.place), day) == words


def test_nothing_is_called_usual_in_the_first_week(district):
    district.case()
    assert queries.arrivals(district.actor(Role.HEAD), timezone.now()).usual is None


@pytest.mark.parametrize("role", [role for role in Role if role != Role.REGIONAL])
def test_the_page_shows_to_everybody_who_sees_cases(busy, role):
    response = busy.client(role).get(TODAY)
    assert response.status_code == 200
    assert f'href="{TODAY}" aria-current="page"' in response.content.decode()


def test_it_asks_as_many_queries_for_many_cases_as_for_few(district):
    for number in range(3):
        district.case(state=State.NEW, due_at=timezone.now() - timedelta(hours=number))
    few = asked(district)
    for number in range(60):
        case = district.case(state=State.NEW, due_at=timezone.now() - timedelta(hours=number))
        InfoRequest.objects.create(
            case=case, block=district.blocks["city"], question="?", asked_at=timezone.now()
        )
    assert len(asked(district)) == len(few) + 1 == SHELL_AND_SESSION + PAGE


def asked(district):
    client = district.client(Role.HEAD_OF_CENTRE)
    with CaptureQueriesContext(connection) as found:
        assert client.get(TODAY).status_code == 200
    return found.captured_queries


def test_the_part_that_refreshes_itself_comes_alone(busy):
    client = busy.client(Role.HEAD_OF_CENTRE)
    part = client.get(TODAY, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="live"')
    assert 'hx-trigger="every 60s"' in part
    assert "<html" not in part


def test_a_case_can_be_taken_right_from_the_list(busy):
    client = busy.client(Role.EXECUTOR)
    case = Case.objects.filter(state=State.ASSIGNED, executor=None, body=busy.bodies["water"]).get()
    Case.objects.exclude(pk=case.pk).update(state=State.CLOSED)
    address = reverse("cases:take", args=[case.pk])
    assert f'action="{address}"' in client.get(TODAY).content.decode()
    assert client.post(address, {"back": TODAY}).status_code == 302
    assert "Готовить ответ" in client.get(TODAY).content.decode()


def test_a_long_menu_folds_and_remembers_what_was_open(district):
    client = district.client(Role.HEAD_OF_CENTRE)

    def opened(path: str) -> list[str]:
        parts = client.get(path).context["shell"].rail
        return [part.code for part in parts if part.title and part.open]

    appeals = reverse("cases:appeals")
    assert (opened(TODAY), opened(appeals)) == (["numbers"], ["answers"])
    client.cookies["rail"] = "intake.nonsense"
    assert (opened(TODAY), opened(appeals)) == (["intake"], ["answers", "intake"])
    client.cookies["rail"] = ""
    assert opened(TODAY) == []


def test_a_short_menu_stands_whole(district):
    (part,) = district.client(Role.EXECUTOR).get(TODAY).context["shell"].rail
    assert not part.title


def test_an_empty_district_says_what_to_do_next(district):
    page = district.client(Role.HEAD_OF_CENTRE).get(TODAY).content.decode()
    assert "Сообщений ещё нет" in page
    assert reverse("intake:index") in page
    district.case(state=State.CLOSED, closed_at=timezone.now())
    page = district.client(Role.HEAD_OF_CENTRE).get(TODAY).content.decode()
    assert "От вас сейчас ничего не ждут" in page


def test_somebody_without_a_role_is_told_so(district, client):
    person = district.person(Role.HEAD)
    person.duties.all().delete()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    assert "Ролей у вас нет" in client.get(TODAY).content.decode()


@pytest.mark.parametrize("rows", ["-1", "abc", "9" * 30, "\x00", "<b>", "1e3", "٣"])
def test_it_takes_any_number_of_rows_calmly(busy, rows):
    assert busy.client(Role.CURATOR).get(TODAY, {"rows": rows}).status_code == 200


def test_what_residents_write_stays_text(district):
    district.case(text="<script>alert(1)</script>", state=State.NEW)
    page = district.client(Role.HEAD_OF_CENTRE).get(TODAY).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_stranger_is_sent_to_sign_in(client, db):
    response = client.get(TODAY)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("org:sign-in"))


def test_the_menu_is_nothing_for_a_stranger(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("org:sign-in")).content.decode()
    assert 'class="rail"' not in page


def test_a_missing_calendar_is_told_to_whoever_may_mend_it(district):
    late, calendar = date(2098, 11, 2), calendar_for(district.place)
    mends, works = district.person(Role.ADMINISTRATOR), district.person(Role.EXECUTOR)
    assert queries.calendar_missing(actor_for(mends), calendar, late) == [2098, 2099]
    assert queries.calendar_missing(actor_for(works), calendar, late) == []
    now = queries.calendar_missing(actor_for(mends), calendar, timezone.localdate())
    page = district.client(Role.ADMINISTRATOR).get(TODAY).content.decode()
    assert page.count("Производственного календаря на") == len(now)
