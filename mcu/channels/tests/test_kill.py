"""A worker is killed at the worst moment: nothing is lost, and twice only under one number."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from mcu.channels import jobs
from mcu.channels.actions.outbox import CUT_OFF
from mcu.channels.models import Delivery, Outgoing
from mcu.channels.tests.conftest import founded

ROOT = Path(__file__).parents[3]
WORK = """
import django
django.setup()
from mcu.channels import jobs
jobs.deliver()
"""


@pytest.fixture
def town(committed_db, settings, tmp_path):
    settings.MCU_KEYS = tmp_path / "keys"
    return founded()


def worker(settings) -> subprocess.Popen[bytes]:
    """Another process that delivers from the same outbox."""
    given = connection.settings_dict
    host = given["HOST"].replace("/", "%2F")
    url = f"postgresql://{given['USER']}@/{given['NAME']}?host={host}&port={given['PORT']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mcu.settings",
        "MCU_DATABASE_URL": url,
        "MCU_DATA": str(settings.MCU_KEYS.parent),
        "MCU_SMTP_HOST": settings.MCU_SMTP_HOST,
        "MCU_SMTP_PORT": str(settings.MCU_SMTP_PORT),
        "MCU_SMTP_SECURITY": "none",
        "MCU_SMTP_FROM": settings.MCU_SMTP_FROM,
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen([sys.executable, "-c", WORK], env=environment, cwd=ROOT)


def test_killed_between_the_server_and_the_record(town, server, postman, settings):
    letter = town.letter()
    postman.stall = True  # the server has the letter, its answer is not out yet
    process = worker(settings)
    assert postman.seen.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    letter.refresh_from_db()
    assert letter.state == Outgoing.State.SENDING
    postman.stall = False
    jobs.deliver()
    assert len(postman.taken) == 1  # the claim of the killed worker still holds
    Outgoing.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    jobs.deliver()
    letter.refresh_from_db()
    assert letter.state == Outgoing.State.SENT
    first, second = postman.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()
    cut, done = letter.deliveries.all()
    assert (cut.result, cut.sentence) == (Delivery.Result.UNKNOWN, CUT_OFF)
    assert done.result == Delivery.Result.SENT


@pytest.mark.long
def test_two_workers_share_one_outbox(town, server, postman, settings):
    for number in range(60):
        town.letter(f"k{number}")
    processes = [worker(settings) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert len(postman.taken) == len({m["Message-ID"] for m in postman.taken}) == 60
    assert set(Outgoing.objects.values_list("state", flat=True)) == {Outgoing.State.SENT}
