"""The pages of indicators over real cases: the number, the list behind it, the trend, slow places."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.analytics import queries
from mcu.analytics.rules.kpi import BY_CODE
from mcu.analytics.rules.summary import read_period
from mcu.cases.actions import answer, finish, route
from mcu.cases.rules.feed import FeedFilter
from mcu.org.rules.roles import program
from mcu.quality.models import Rating


def url(name, *args):
    return reverse(f"analytics:{name}", args=args)


def page(client, name, *args, **query):
    response = client.get(url(name, *args), query)
    assert response.status_code == 200
    return response.content.decode()


def lived(town, *, outcome="solved", hours=30.0, approval=2.0, body=None, **given):
    """A case that came some hours ago, waited for approval, was answered and closed."""
    by, came = program(town.place.pk), timezone.now() - timedelta(hours=hours)
    case = town.case(received_at=came, **given)
    case.kind = "solvable"
    case.save(update_fields=["kind"])
    at = came + timedelta(hours=1)
    route.assign(case=case, body=body or town.roads, by=by, now=at)
    answer.save_draft(case=case, text="Яму засыпали сегодня.", by=by, now=at)
    answer.submit(case=case, by=by, now=at)
    done = at + timedelta(hours=approval)
    answer.approve(case=case, by=by, now=done)
    answer.publish(case=case, url="", by=by, now=done)
    finish.close(case=case, outcome=outcome, by=by, now=done)
    return case


def facts(town):
    now = timezone.now()
    period = read_period("year", None, None, timezone.localdate(now))
    return queries.facts(town.actor(), town.place, FeedFilter(), period, now)


def value(town, code):
    return BY_CODE[code].compute(facts(town))


@pytest.mark.row(42)
def test_solvable_cases_are_told_apart_by_whether_they_were_solved_with_the_list_and_the_trend(
    town, web
):
    solved, explained = lived(town), lived(town, outcome="explained")
    assert (value(town, "R1").value, value(town, "R2").value) == (50.0, 50.0)
    text = page(web.head, "solvable")
    assert text.count("50,0 %") == 2
    month = timezone.localdate(solved.received_at)
    assert f"{month:%Y}</td>" in text
    listed = page(web.head, "behind", "R2", period="year")
    assert str(explained) in listed
    assert str(solved) not in listed


@pytest.mark.row(56)
def test_where_time_goes_is_shown_by_state_and_a_slow_place_becomes_a_task(town, web):
    for _ in range(8):
        lived(town, approval=6)
    for _ in range(6):
        lived(town, approval=28, body=town.housing)
    text = page(web.head, "process", period="year")
    assert "На согласовании" in text
    assert "Жилищный отдел: «На согласовании» — 28 ч против обычных 6 ч" in text
    offered = text.split("Сделать задачей")[0].rsplit('href="', 1)[1].split('"')[0]
    form = web.head.get(offered.replace("&amp;", "&")).content.decode()
    assert "Жилищный отдел" in form


def test_the_facts_of_a_case_are_what_was_done_with_it(town):
    case = lived(town, hours=40, approval=3)
    Rating.objects.create(case=case, score=4, source="page", at=timezone.now())
    fact = next(each for each in facts(town).cases if each.key == case.pk)
    assert (fact.outcome, fact.rating, fact.returned, fact.misrouted) == ("solved", 4, 0, False)
    assert fact.due_at
    assert fact.met_at
    assert fact.worked is not None
    assert value(town, "S1").value == 100.0
    assert value(town, "Q3").value == 0.0


def test_a_returned_answer_and_a_changed_body_are_counted(town):
    by, case = program(town.place.pk), town.case()
    route.assign(case=case, body=town.roads, by=by)
    route.assign(case=case, body=town.housing, by=by)
    answer.save_draft(case=case, text="Нет.", by=by)
    answer.submit(case=case, by=by)
    answer.return_draft(case=case, reason="Нет срока", by=by)
    assert value(town, "Q3").value == 100.0
    fact = facts(town).cases[0]
    assert (fact.returned, fact.misrouted) == (1, True)


def test_every_number_of_the_page_opens_and_a_wrong_one_is_not_found(town, web):
    lived(town)
    text = page(web.head, "indicators", period="year")
    for code in BY_CODE:
        assert f"<b>{code}</b>" in text
        page(web.head, "behind", code, period="year")
    assert web.head.get(url("behind", "X9")).status_code == 404
    sheet = b"".join(web.head.get(url("indicators-export"), {"period": "year"}).streaming_content)
    assert sheet[:2] == b"PK"


@pytest.mark.parametrize(
    "query",
    [
        {"since": "вчера"},
        {"since": "2026-02-01", "until": "2020-01-01"},
        {"body": "x" * 900},
        {"topic": "\x00"},
    ],
)
def test_a_senseless_period_is_told_and_something_is_shown(town, web, query):
    for name in ("indicators", "solvable", "process"):
        assert web.head.get(url(name), query).status_code == 200


def test_nobody_counts_the_cases_of_a_neighbour(town, elsewhere, sign_in):
    case = lived(town)
    foreign = sign_in(elsewhere.head)
    assert str(case) not in page(foreign, "behind", "R1", period="year")


def test_the_page_asks_as_often_for_many_cases(town, web, django_assert_max_num_queries):
    for _ in range(5):
        lived(town)
    with django_assert_max_num_queries(16):
        page(web.head, "indicators", period="year")
    with django_assert_max_num_queries(16):
        page(web.head, "process", period="year")
