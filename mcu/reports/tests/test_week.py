"""The week in short: off until asked for, once a week, as far as the reader's figures go."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from mcu.channels.actions import mail_notices
from mcu.channels.models import Outgoing
from mcu.org.actions.notices import choose
from mcu.org.models import Notice
from mcu.org.rules.notices import Kind, Mail, Setting
from mcu.org.rules.roles import Role
from mcu.reports.actions.weekly import tell_week
from mcu.reports.rules.periods import Every, last
from mcu.reports.tests.conftest import form_of

MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Moscow"))


def subscribed(town, role):
    person = town.person(role)
    person.email = f"{role}@example.ru"
    person.save(update_fields=["email"])
    wanted = {Kind.WEEKLY: Setting(True, Mail.NOW)}
    choose(person=person, chosen=wanted, by=town.actor(role))
    return person


def test_a_report_of_no_day_and_a_week_of_no_year_are_refused_in_words(town):
    chief, form = town.client(Role.HEAD_OF_CENTRE), form_of(town)
    empty = chief.post(reverse("reports:make"), {"form": form.pk})
    assert "Назовите день." in empty.content.decode()
    for day in ("0001-01-01", "9999-12-31"):
        assert chief.post(reverse("reports:make"), {"form": form.pk, "on": day}).status_code == 422
        assert chief.get(reverse("reports:week"), {"on": day}).status_code == 422


def test_who_asked_is_told_once_a_week_by_their_own_figures_and_nobody_else(town):
    period = last(Every.WEEK, MONDAY.date())
    day = datetime.combine(period.since, datetime.min.time(), tzinfo=MONDAY.tzinfo)
    water, school = town.bodies["water"], town.bodies["school"]
    tap = town.topics["tap"]
    rows = [(day + timedelta(hours=30), None, {"body": water, "topic": tap})] * 4
    rows += [(day + timedelta(hours=30), None, {"body": school})] * 2
    town.cases(rows)
    town.person(Role.POS)
    assert tell_week(place=town.place, now=MONDAY) == 0
    chief, block = subscribed(town, Role.HEAD_OF_CENTRE), subscribed(town, Role.BLOCK_HEAD)
    assert tell_week(place=town.place, now=MONDAY.replace(hour=3)) == 0
    assert tell_week(place=town.place, now=MONDAY) == 2
    assert tell_week(place=town.place, now=MONDAY + timedelta(days=2)) == 0
    titles = dict(Notice.objects.filter(kind=Kind.WEEKLY).values_list("person", "title"))
    assert "пришло 6," in titles[chief.pk]
    assert "пришло 4," in titles[block.pk]
    mail_notices(now=MONDAY + timedelta(hours=1))
    letter = Outgoing.objects.get(key__startswith=f"notices:{chief.pk}:")
    assert "Пришло 6\xa0сообщений, за неделю до этого 0." in letter.body
    assert "О чём писали: Вода — 4 (было 0)" in letter.body
    assert tell_week(place=town.place, now=MONDAY + timedelta(days=7)) == 2


def test_the_page_shows_a_week_with_links_to_what_is_behind_it(town, django_assert_max_num_queries):
    client = town.client(Role.HEAD_OF_CENTRE)
    town.case(received=timezone.now() - timedelta(days=7), topic=town.topics["pit"])
    address = reverse("reports:week")
    client.get(address)
    with django_assert_max_num_queries(45):
        page = client.get(address)
    assert page.context["week"].came == 1
    assert "received_from=" in page.content.decode()
    assert reverse("insight:seasons") in page.content.decode()
    assert client.get(address, {"on": "2026-99-99"}).status_code == 422
    assert town.client(Role.EXECUTOR).get(address).status_code in {200, 403}
