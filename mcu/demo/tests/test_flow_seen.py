"""The flow of a town is looked through on its busiest day and at its end."""

from datetime import timedelta

from django.utils import timezone

from mcu.cases.models import Case
from mcu.demo.flow import watch_flow
from mcu.insight.models import Alarm
from mcu.insight.tests.conftest import burst, files_folder, messages, town  # noqa: F401


def test_the_busiest_day_of_the_town_is_an_alarm(town):  # noqa: F811
    burst(town, number=4)
    day = timezone.localdate() - timedelta(days=20)
    Case.objects.bulk_create(messages(town, day, 15, street="Садовая"))
    watch_flow(town.place, timezone.now())
    assert [alarm.since for alarm in Alarm.objects.all()] == [day]
