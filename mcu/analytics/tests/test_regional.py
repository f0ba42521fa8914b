"""The methodologist of the region: totals of several municipalities, and nobody in them."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.analytics.queries import Summary, protected, summary
from mcu.analytics.rules.summary import Figures, read_period, rounded, rounded_figures
from mcu.cases.rules.feed import FeedFilter
from mcu.org.actions import give_duty
from mcu.org.models import Municipality
from mcu.org.rules.roles import Role, program

PAGE = reverse("analytics:summary")


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (7, 5), (8, 10), (1002, 1000)]
)
def test_one_case_more_or_less_is_not_to_be_seen(count, shown):
    assert rounded(count) == shown


def test_no_more_are_missed_than_closed():
    assert rounded_figures(Figures(9, 2, 2, 1)) == Figures(10, 0, 0, 0)
    assert rounded_figures(Figures(0, 7, 8, 0)).in_time == 0


def numbers(found: Summary) -> set[int]:
    lines = [line for table in found.tables for line in table.lines]
    figures = [found.total.figures, found.total.before, *(line.figures for line in lines)]
    counted = {n for f in figures for n in (f.received, f.closed, f.missed, f.late)}
    return counted | {n for point in found.points for n in (point.received, point.closed)}


def test_every_number_is_rounded_and_no_list_stands_behind_it(full):
    now = timezone.now()
    period = read_period("year", None, None, timezone.localdate())
    found = summary(full.actor(Role.HEAD), full.place, FeedFilter(), period, now)
    shared = protected(found)
    assert any(number % 5 for number in numbers(found))
    assert not any(number % 5 for number in numbers(shared))
    assert shared.total.lists == {}
    assert not any(line.lists for table in shared.tables for line in table.lines)
    assert not any(point.lists for point in shared.points)


def test_a_median_of_few_is_not_shown(district):
    moment = timezone.now()
    for _ in range(3):
        district.case(moment, first_answer_at=moment)
    client = district.client(Role.REGIONAL)
    assert client.get(PAGE).context["summary"].total.reaction.clock is None
    assert district.client(Role.HEAD).get(PAGE).context["summary"].total.reaction.count == 3


def test_the_page_opens_no_case_and_counts_what_the_head_sees(full):
    page = full.client(Role.REGIONAL).get(PAGE, {"period": "year"})
    whole = full.client(Role.HEAD).get(PAGE, {"period": "year"})
    received = whole.context["summary"].total.figures.received
    assert page.context["summary"].total.figures.received == rounded(received) > 0
    text = page.content.decode()
    assert not re.search(r"/cases/[?\d]", text)
    assert "Числа округлены до пяти" in text


@pytest.mark.parametrize("name", ["cases:feed", "cases:export", "analytics:export"])
def test_neither_texts_nor_tables_are_given(full, name):
    assert full.client(Role.REGIONAL).get(reverse(name)).status_code == 403


def test_the_day_of_a_methodologist_is_the_summary(full):
    response = full.client(Role.REGIONAL).get(reverse("desk:today"))
    assert response["Location"] == reverse("dashboards:board")


def test_a_municipality_that_is_served_is_chosen_and_another_is_not_found(full):
    other, third = (
        Municipality.objects.create(code=code, name=name, timezone="Asia/Yekaterinburg")
        for code, name in (("gornyi", "Горный район"), ("lesnoi", "Лесной район"))
    )
    person = full.person(Role.REGIONAL)
    give_duty(person=person, role=Role.REGIONAL, by=program(other.pk), since=date(2020, 1, 1))
    client = full.client(Role.REGIONAL)
    page = client.get(PAGE, {"period": "year", "place": "gornyi"})
    assert page.context["summary"].total.figures == Figures()
    assert [place.code for place in page.context["places"]] == sorted(
        ["gornyi", full.place.code], key=lambda code: Municipality.objects.get(code=code).name
    )
    assert client.get(PAGE, {"place": third.code}).status_code == 404
    assert client.get(PAGE, {"place": "\x00"}).status_code == 404


def test_whoever_sees_one_municipality_cannot_choose(full):
    page = full.client(Role.HEAD).get(PAGE, {"place": "lesnoi"})
    assert page.context["place"] == full.place
    assert not page.context["shared"]
