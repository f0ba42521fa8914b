"""A saved slice by mail: at its hour, by the rights of whoever reads it, never twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.actions.saved import save_slice
from mcu.analytics.jobs import send_due
from mcu.analytics.models import SliceSchedule, SliceSending
from mcu.analytics.rules.schedule import last_due, words
from mcu.channels.models import Outgoing
from mcu.core.files import path_of
from mcu.core.tables import open_table
from mcu.org.rules.roles import Role

TZ = ZoneInfo("Europe/Moscow")


@given(
    st.sampled_from([("week", 7), ("month", 28)]),
    st.integers(0, 27),
    st.integers(0, 23),
    st.integers(0, 15 * 366 * 86400),
)
def test_the_last_moment_has_come_and_no_other_lies_between(kind, day, hour, later):
    every, days = kind
    day, now = day % days + 1, datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=later)
    due = last_due(every, day, hour, now, TZ)
    local = due.astimezone(TZ)
    assert due <= now
    assert now - due < timedelta(days=8 if every == "week" else 32)
    assert local.hour == hour
    assert (local.isoweekday() if every == "week" else local.day) == day
    assert last_due(every, day, hour, due, TZ) == due
    assert last_due(every, day, hour, due - timedelta(seconds=1), TZ) < due


def test_a_schedule_is_said_in_words():
    assert words("week", 1, 9) == "каждую неделю: понедельник, 09:00"
    assert words("month", 5, 18) == "каждый месяц: 5-го числа, 18:00"


@pytest.fixture
def saved(full, settings, tmp_path):
    settings.MCU_FILES = tmp_path
    for role in (Role.HEAD_OF_CENTRE, Role.BLOCK_HEAD, Role.EXECUTOR, Role.APPROVER):
        person = full.person(role)
        person.email = f"{role}@example.ru"
        person.save(update_fields=["email"])
    query = "period=year&rows=body&measures=count"
    return save_slice(name="По органам", query=query, by=full.actor(Role.HEAD_OF_CENTRE))


def rows_of(letter):
    with open_table(path_of(letter.files[0]["key"]), "s.xlsx") as table:
        return {str(row[0]): row[1] for row in table.rows()}


def test_each_gets_what_their_rights_show_at_the_hour_once_and_nothing_without_rights(full, saved):
    client, now = full.client(Role.HEAD_OF_CENTRE), timezone.now()
    people = [
        full.person(role).pk for role in (Role.HEAD_OF_CENTRE, Role.BLOCK_HEAD, Role.EXECUTOR)
    ]
    address = reverse("analytics:slice-mail", args=[saved.pk])
    assert client.post(address, {"every": "week", "hour": "9"}).status_code == 422
    given = {"every": "week", "weekday": "1", "hour": "9", "people": people}
    assert client.post(address, given).status_code == 302
    row = SliceSchedule.objects.get()
    assert send_due(now) == 0
    later = now + timedelta(days=7)
    sent = send_due(later)
    assert send_due(later) == 0
    assert SliceSending.objects.count() == len(people)
    refused = {one.person_id: one.why for one in row.sendings.exclude(why="")}
    assert Outgoing.objects.count() == sent == len(people) - len(refused)
    assert "нет права" in refused[full.person(Role.EXECUTOR).pk]
    letters = {letter.key.split(":")[2]: letter for letter in Outgoing.objects.all()}
    whole = rows_of(letters[str(full.person(Role.HEAD_OF_CENTRE).pk)])
    assert "Отдел школ" in whole
    assert "Водоканал" in whole
    assert reverse("analytics:slices") + "?period=year" in letters[str(people[0])].body or (
        "Сводка → Срезы" in letters[str(people[0])].body
    )
    page = client.get(address).content.decode()
    assert "нет права" in page
    assert send_due(later + timedelta(days=21)) == sent
    key = row.sendings.exclude(file="").first().file
    client.post(reverse("analytics:slice-mail-stop", args=[saved.pk]))
    assert not SliceSchedule.objects.exists()
    assert not path_of(key).exists()
    assert send_due(later + timedelta(days=40)) == 0


def test_only_its_owner_sends_a_slice(full, saved):
    stranger = full.client(Role.CURATOR)
    assert stranger.get(reverse("analytics:slice-mail", args=[saved.pk])).status_code == 404
