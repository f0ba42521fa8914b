"""A spike is found, told in words, decided by a person; outages explain it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.insight.actions import alarms as acts
from mcu.insight.actions.outages import take_in
from mcu.insight.actions.watch import look_through
from mcu.insight.models import Alarm, Outage
from mcu.insight.queries import alarms as queries
from mcu.insight.queries.shown import chart_of, reason_of
from mcu.insight.tests.conftest import burst
from mcu.org.rules.roles import Role
from tests.world.town import hire


def test_a_burst_of_today_is_one_alarm_with_its_reason_and_what_is_common(risen):
    (alarm,) = look_through(place=risen.place)
    assert (alarm.topic, alarm.state, alarm.since) == (risen.topic, "new", timezone.localdate())
    assert reason_of(alarm).startswith("за сутки 14, обычно ")
    assert any(line.startswith("улица Садовая — 14 из 14") for line in alarm.common)
    assert (alarm.body_id, alarm.block_id) == (risen.roads.pk, risen.block.pk)
    chart = chart_of(alarm)
    assert chart.days[-1].above
    assert sum(day.above for day in chart.days) <= 3


def test_looked_at_again_it_stays_one_alarm_and_keeps_what_was_decided(risen):
    (alarm,) = look_through(place=risen.place)
    acts.advance(alarm=alarm, act="false", words="Учения", by=risen.actor())
    (again,) = look_through(place=risen.place)
    assert (again.pk, again.state, Alarm.objects.count()) == (alarm.pk, "false", 1)


def test_the_region_reads_where_and_about_how_many_and_no_message(risen, sign_in):
    look_through(place=risen.place)
    client = sign_in(hire(risen.place, Role.REGIONAL, "region", "roads"))
    page = client.get(reverse("insight:spikes"))
    assert [about for _, about in page.context["rows"]] == [15]
    assert "Садовая" not in page.content.decode()
    (alarm,) = Alarm.objects.all()
    assert client.get(reverse("insight:spike", args=[alarm.pk])).status_code == 403
    Alarm.objects.update(count=4)
    assert client.get(reverse("insight:spikes")).context["rows"] == []


def test_a_quiet_town_and_an_empty_one_have_no_alarms(town, elsewhere):
    burst(town, number=4)
    assert look_through(place=town.place) == []
    assert look_through(place=elsewhere.place) == []


def test_an_imported_outage_explains_the_spike(risen):
    day = timezone.localdate()
    rows = (
        f"Что;С;По;Улица;Организация\nВода;{day:%d.%m.%Y};;ул. Садовая;Водоканал\nСвет;когда;;;\n"
    )
    taken = take_in(
        municipality=risen.place, file=BytesIO(rows.encode()), name="о.csv", by=risen.actor()
    )
    assert (taken.new, [row.line for row in taken.rejected]) == (1, [3])
    again = take_in(
        municipality=risen.place, file=BytesIO(rows.encode()), name="о.csv", by=risen.actor()
    )
    assert (again.new, again.known, Outage.objects.count()) == (0, 1, 1)
    (alarm,) = look_through(place=risen.place)
    assert any("Водоканал" in line for line in alarm.common)


def test_a_spike_becomes_a_problem_of_its_messages_in_one_click(risen, sign_in):
    (alarm,) = look_through(place=risen.place)
    client = sign_in(risen.head)
    answer = client.post(reverse("insight:spike-problem", args=[alarm.pk]))
    alarm.refresh_from_db()
    assert answer.url == reverse("cases:problem", args=[alarm.problem_id])
    assert (alarm.state, alarm.problem.size) == ("problem", 14)
    assert JournalEntry.objects.filter(action="alarm.problem").count() == 1
    with pytest.raises(RuleViolation):
        acts.to_problem(alarm=alarm, cases=queries.free_of(risen.actor(), alarm), by=risen.actor())


def test_a_spike_becomes_a_task_which_leads_back_to_it(risen, sign_in):
    (alarm,) = look_through(place=risen.place)
    client = sign_in(risen.head)
    due = timezone.localdate() + timedelta(days=3)
    given = {"what": "Узнать, что на Садовой", "body": risen.roads.pk, "due": due.isoformat()}
    client.post(reverse("insight:spike-task", args=[alarm.pk]), given)
    alarm.refresh_from_db()
    assert (alarm.state, alarm.task.object_url) == (
        "task",
        reverse("insight:spike", args=[alarm.pk]),
    )
    page = client.get(reverse("insight:spike", args=[alarm.pk])).content.decode()
    assert f"Задача № {alarm.task_id}" in page


def test_the_page_the_card_and_today_show_the_spike_to_those_who_read_figures(risen, sign_in):
    (alarm,) = look_through(place=risen.place)
    client = sign_in(risen.head)
    listed = client.get(reverse("insight:spikes"), {"q": "Заречный"}).content.decode()
    assert "за сутки 14, обычно" in listed
    assert "<polygon" in listed
    assert reason_of(alarm) in client.get(reverse("insight:today")).content.decode()
    assert client.get(reverse("insight:spike", args=[alarm.pk])).status_code == 200
    assert client.get(reverse("insight:spikes-export")).status_code == 200
    assert sign_in(risen.executor).get(reverse("insight:spikes")).status_code == 403


def test_whoever_does_not_lead_problems_decides_nothing(risen):
    (alarm,) = look_through(place=risen.place)
    with pytest.raises(AccessDenied):
        acts.advance(alarm=alarm, act="seen", words="Видел", by=risen.actor("auditor"))


def test_the_number_of_queries_of_the_list_does_not_grow_with_alarms(
    risen, sign_in, django_assert_max_num_queries
):
    (alarm,) = look_through(place=risen.place)
    client, url = sign_in(risen.head), reverse("insight:spikes")
    client.get(url)
    for _ in range(9):
        alarm.pk = None
        alarm.save()
    with django_assert_max_num_queries(12):
        client.get(url)
