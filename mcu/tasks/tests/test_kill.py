"""The worker that sets repeated tasks is killed in the middle: each day once, none lost."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from mcu.cases.tests.conftest import found
from mcu.tasks.actions.life import What
from mcu.tasks.actions.recurrence import Rule, repeat, set_due
from mcu.tasks.models import Task

ROOT = Path(__file__).parents[3]
WORK = """
import django
django.setup()
from mcu.tasks import jobs
jobs.repeat(0)
"""

pytestmark = pytest.mark.long


def worker() -> subprocess.Popen[bytes]:
    given = connection.settings_dict
    host = given["HOST"].replace("/", "%2F")
    url = f"postgresql://{given['USER']}@/{given['NAME']}?host={host}&port={given['PORT']}"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "mcu.settings", "MCU_DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", WORK], env=environment, cwd=ROOT)


def test_a_killed_run_loses_nothing_and_sets_nothing_twice(committed_db, files_folder):
    town = found("lukomorye", "Лукоморский район")
    rule = Rule("day", date(2024, 1, 9))
    repeat(municipality=town.place, what=What(title="Обход", body=town.roads), rule=rule, by=town.actor())  # fmt: skip
    process = worker()
    until = time.monotonic() + 120
    while Task.objects.count() < 20 and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    made = Task.objects.count()
    two = [worker(), worker()]
    assert [each.wait() for each in two] == [0, 0]
    days = list(Task.objects.order_by("occurrence").values_list("occurrence", flat=True))
    assert len(days) > made >= 20
    assert len(set(days)) == len(days)
    assert days[0] == date(2024, 1, 9)
    assert (timezone.localdate() - days[-1]).days < 12
    assert set_due(municipality=town.place, now=timezone.now()) == 0
