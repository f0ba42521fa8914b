"""«Сводка»: every number is the number of its list, whoever asks."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mcu.analytics import queries
from mcu.analytics.rules import summary as rules
from mcu.analytics.rules.summary import MEASURES, Figures, read_period
from mcu.cases.forms import FeedForm
from mcu.cases.models import Case
from mcu.cases.queries import classifier_for, matching
from mcu.cases.rules.feed import FeedFilter
from mcu.org.queries import blocks, bodies, calendar_for
from mcu.org.rules.roles import DEFAULT, Permission, Role

from .conftest import NOON

PAGE = reverse("analytics:summary")
EXPORT = reverse("analytics:export")
READERS = [right.role for right in DEFAULT.holders(Permission.SUMMARY)]
NOVEMBER = read_period("", date(2026, 11, 1), date(2026, 11, 20), date(2026, 11, 20))
# Everything, a block, a body: the other readers see what the head of the centre sees.
KINDS_OF_READER = [Role.HEAD_OF_CENTRE, Role.BLOCK_HEAD, Role.APPROVER]
SUMMARY_QUERIES = 14


@pytest.fixture(autouse=True)
def moscow():
    with timezone.override("Europe/Moscow"):
        yield


def figures(district, role=Role.HEAD_OF_CENTRE, base=None, period=NOVEMBER, sort="received"):
    person = district.person(role)
    return queries.summary(
        district.actor(role), person.municipality, base or FeedFilter(), period, NOON, sort
    )


def counted(actor, chosen) -> int:
    """How many cases the page of the list shows under the address of this filter."""
    form = FeedForm(
        QueryDict(rules.query(chosen)),
        topics=classifier_for(actor.municipality_id).rows,
        bodies=list(bodies(actor)),
        blocks=list(blocks(actor)),
    )
    assert form.chosen == chosen
    return matching(actor, form.chosen, NOON).count()


def every_number(found):
    """(what, number, filter of its list) of the whole page."""
    for measure in MEASURES:
        yield f"total {measure}", getattr(found.total.figures, measure), found.total.lists[measure]
    for table in found.tables:
        for line in table.lines:
            for measure, chosen in (line.lists or {}).items():
                number = getattr(line.figures, measure)
                yield f"{table.key} {line.name} {measure}", number, chosen
    for point in found.points:
        yield f"received {point.step.label}", point.received, point.lists["received"]
        yield f"closed {point.step.label}", point.closed, point.lists["closed"]


LONG = [pytest.param(each, marks=pytest.mark.long) for each in ("today", "last_month", "year")]


@pytest.mark.parametrize("role", KINDS_OF_READER)
@pytest.mark.parametrize("preset", ["month", "quarter", *LONG])
def test_every_number_is_the_number_of_its_list(full, role, preset):
    actor = full.actor(role)
    period = read_period(preset, None, None, date(2026, 11, 20))
    found = figures(full, role, period=period)
    for what, number, chosen in every_number(found):
        assert number == counted(actor, chosen), what


@pytest.mark.parametrize(
    "given",
    [
        {"system": "pos"},
        {"channel": ("phone",)},
        {"regime": "message"},
        {"body": "water"},
        {"block": "city"},
        {"topic": "tap"},
        {"topic": "water", "system": "own"},
    ],
    ids=str,
)
def test_every_number_is_the_number_of_its_list_when_narrowed(full, given):
    keys = {"body": full.bodies, "block": full.blocks}
    named = {name: keys[name][value].pk if name in keys else value for name, value in given.items()}
    if "topic" in named:
        named["topic"] = full.topics[named["topic"]].code
    found = figures(full, base=FeedFilter(**named))
    for what, number, chosen in every_number(found):
        assert number == counted(full.actor(Role.HEAD_OF_CENTRE), chosen), what


@pytest.mark.parametrize("role", KINDS_OF_READER)
def test_the_tables_add_up_to_the_total(full, role):
    found = figures(full, role)
    for table in found.tables:
        added = sum((line.figures for line in table.lines if not line.level), Figures())
        assert added == found.total.figures, table.key
    assert sum(point.received for point in found.points) == found.total.figures.received
    assert sum(point.closed for point in found.points) == found.total.figures.closed


def test_a_case_belongs_to_the_day_it_came_on_in_the_place(district):
    midnight = NOON.replace(day=1, hour=0) - timedelta(hours=3)  # 1 November 00:00 here
    district.case(midnight)
    district.case(midnight - timedelta(seconds=1))
    assert figures(district).total.figures.received == 1
    assert figures(district).points[0].received == 1


def test_late_now_does_not_ask_when_it_came(district):
    district.case(NOON - timedelta(days=200), due=NOON - timedelta(minutes=1))
    district.case(NOON - timedelta(days=200), due=NOON + timedelta(minutes=1))
    found = figures(district).total.figures
    assert (found.received, found.late) == (0, 1)


def test_the_share_in_time_counts_whoever_missed_any_term(district):
    came = NOON - timedelta(days=3)
    district.case(came, due=NOON - timedelta(days=2), closed_at=NOON - timedelta(days=1))
    for _ in range(3):
        district.case(came, due=NOON, closed_at=NOON - timedelta(days=1))
    found = figures(district).total.figures
    assert (found.closed, found.missed, found.in_time) == (4, 1, 0.75)


def test_the_same_days_before_stand_beside(district):
    district.case(NOON - timedelta(days=22))
    found = figures(district).total
    assert (found.figures.received, found.before.received) == (0, 1)


def test_a_renamed_topic_is_one_line_under_its_new_name(district):
    district.case(topic=district.topics["former"])
    district.case(topic=district.topics["tap"])
    lines = figures(district).by_topic.lines
    assert [(line.name, line.figures.received) for line in lines] == [("Вода", 2), ("Нет воды", 2)]


def test_topics_stand_under_their_group_in_any_order(full):
    for sort in ("received", "name", "closed", "late", "in_time", "missed"):
        lines = figures(full, sort=sort).by_topic.lines
        group = ""
        for line in lines:
            group = line.key if not line.level else group
            assert line.key.split("/")[0] == group
    assert lines[-1].name == "не определено"


def test_the_tables_are_sorted_as_asked(full):
    lines = figures(full, sort="late").by_body.lines
    numbers = [line.figures.late for line in lines if line.lists]
    assert numbers == sorted(numbers, reverse=True)
    names = [line.name for line in figures(full, sort="name").by_body.lines]
    assert names == ["Водоканал", "Дорожная служба", "Отдел школ", "не определено"]


# ---- the first answer ----------------------------------------------------------------------------


def test_the_median_is_by_the_clock_and_in_working_hours(district):
    water = district.bodies["water"]
    friday = NOON - timedelta(days=7)  # noon: an hour of work, lunch, four hours of work
    for hours in (1, 24 * 3, 24 * 3 + 2):
        district.case(friday, first_answer_at=friday + timedelta(hours=hours), body=water)
    found = figures(district)
    assert found.total.reaction.clock == 72 * 3600
    # Friday 12–13 and 14–18, Monday 9–12.
    assert found.total.reaction.working == 8 * 3600
    by_name = {line.name: line.reaction for line in found.by_body.lines}
    assert by_name["Водоканал"].count == 3


def test_working_seconds_agree_with_the_calendar(full):
    calendar = calendar_for(full.place)
    spent = sorted(
        calendar.working_seconds_between(case.received_at, case.first_answer_at)
        for case in Case.objects.filter(
            municipality=full.place, first_answer_at__isnull=False,
            received_at__gte=NOON.replace(day=1, hour=0) - timedelta(hours=3),
        )
    )  # fmt: skip
    middle = (spent[(len(spent) - 1) // 2] + spent[len(spent) // 2]) / 2
    assert figures(full).total.reaction.working == pytest.approx(middle)


def test_without_answers_there_is_no_median(district):
    district.case()
    reaction = figures(district).total.reaction
    assert (reaction.count, reaction.clock, reaction.working) == (0, None, None)


def test_a_period_ahead_is_empty(full):
    ahead = read_period("", date(2027, 1, 1), date(2027, 2, 1), date(2026, 11, 20))
    assert figures(full, period=ahead).total.figures.received == 0


# ---- cost ----------------------------------------------------------------------------------------


def test_it_asks_as_many_queries_for_many_cases_as_for_few(full):
    def asked(period):
        with CaptureQueriesContext(connection) as found:
            figures(full, period=period)
        return len(found)

    full.actor(Role.HEAD_OF_CENTRE)
    empty = read_period("", date(2010, 1, 1), date(2010, 1, 2), date(2026, 11, 20))
    year = read_period("year", None, None, date(2026, 11, 20))
    actor_queries = 1  # the duties of whoever asks
    assert asked(empty) == asked(year) == SUMMARY_QUERIES + actor_queries


# ---- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_the_page_is_for_whoever_may_read_it(full, role):
    client = full.client(role)
    expected = 200 if role in READERS else 403
    assert client.get(PAGE).status_code == expected
    may_export = role in READERS and DEFAULT.has(role, Permission.EXPORT)
    assert client.get(EXPORT).status_code == (200 if may_export else 403)


def test_a_head_of_a_block_sees_the_block_and_an_approver_the_body(full):
    def received(role):
        return figures(full, role).total.figures.received

    own = {line.name: line.figures.received for line in figures(full).by_block.lines}
    assert received(Role.BLOCK_HEAD) == own["Городское хозяйство"]
    bodies_of = {line.name: line.figures.received for line in figures(full).by_body.lines}
    assert received(Role.APPROVER) == bodies_of["Водоканал"]


def test_every_link_of_the_page_opens_the_list_with_that_many(full):
    client = full.client(Role.HEAD_OF_CENTRE)
    page = unescape(client.get(PAGE, {"period": "year", "topics": "1"}).content.decode())
    found = re.findall(r'<a href="(/cases/\?[^"]+)"[^>]*>(?:<span[^>]*>.</span> )?([\d\s]+)<', page)
    assert len(found) > 30
    for address, number in dict(found).items():
        shown = client.get(address)
        total = shown.context["feed"].total
        assert total == int(re.sub(r"\s", "", number)), address


@pytest.mark.parametrize(
    "query",
    [
        {"since": "2026-13-45"},
        {"since": "вчера"},
        {"since": "\x00"},
        {"until": "9" * 50},
        {"since": "2026-11-20", "until": "2026-11-01"},
        {"since": "1900-01-01", "until": "1900-01-02"},
        {"since": "2000-01-01", "until": "2026-01-01"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
    ],
    ids=str,
)
def test_wrong_dates_are_told_beside_the_field(full, query):
    response = full.client(Role.HEAD_OF_CENTRE).get(PAGE, query)
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"period": "<script>"},
        {"period": "\x00" * 10},
        {"order": "; drop table"},
        {"body": "10" * 30},
        {"body": "-1"},
        {"block": "x"},
        {"topic": "' or 1=1"},
        {"system": "\x00"},
        {"channel": "vk,ok"},
        {"topics": "<b>"},
        {"since": "2005-01-01", "until": "2005-01-01"},
        {"since": "2099-12-01", "until": "2099-12-31"},
        {"period": "x" * 5000},
    ],
    ids=lambda query: str(query)[:40],
)
def test_nonsense_in_the_address_is_left_out(full, query):
    response = full.client(Role.HEAD_OF_CENTRE).get(PAGE, query)
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_the_chips_take_a_narrowing_away(full):
    body = full.bodies["water"]
    page = full.client(Role.HEAD_OF_CENTRE).get(PAGE, {"period": "year", "body": body.pk})
    [chip] = page.context["chips"]
    assert (chip.label, chip.without) == ("Водоканал", "period=year")


def test_names_are_escaped_in_the_page_and_in_its_charts(full):
    body = full.bodies["water"]
    body.name = "</script><script>alert(1)</script>"
    body.save()
    page = full.client(Role.HEAD_OF_CENTRE).get(PAGE, {"period": "year"}).content.decode()
    assert "<script>alert" not in page


def test_an_empty_district_says_what_to_do(district):
    page = district.client(Role.HEAD_OF_CENTRE).get(PAGE).content.decode()
    assert "За этот период ничего нет" in page


# ---- to take away --------------------------------------------------------------------------------


def test_the_table_to_take_away_holds_the_figures_of_the_page(full):
    client = full.client(Role.HEAD_OF_CENTRE)
    response = client.get(EXPORT, {"since": "2026-11-01", "until": "2026-11-20", "system": "pos"})
    assert "svodka-2026-11-01-2026-11-20.xlsx" in response["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    head, total = rows[0], rows[1]
    assert head[2:4] == ["Поступило", "Закрыто"]
    page = client.get(PAGE, {"since": "2026-11-01", "until": "2026-11-20", "system": "pos"})
    found = page.context["summary"].total.figures
    assert [int(value) for value in total[2:5]] == [found.received, found.closed, found.missed]
    assert sum(row[0] == "По органам" for row in rows) == len(page.context["summary"].by_body.lines)
    notes = " ".join(
        str(cell) for row in book.get_sheet_by_name("Пояснения").to_python() for cell in row
    )
    assert "Отбор: ПОС" in notes
