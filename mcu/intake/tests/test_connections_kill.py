"""Whoever reads, digests and answers is killed at random moments: once stays once."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from mcu.cases.models import Case, Utterance
from mcu.channels.models import Outgoing
from mcu.intake import jobs
from mcu.intake.models import Arrival, Source
from mcu.intake.queries.audit import audit
from mcu.intake.tests.connections import connect
from mcu.intake.tests.test_connections import answered

ROOT = Path(__file__).parents[3]
MESSAGES, ANSWERS, KILLS = 300, 40, 25
WORK = """
import django
django.setup()
from mcu.channels.jobs import deliver
from mcu.intake.jobs import poll
while True:
    poll()
    deliver()
"""


def worker(settings) -> subprocess.Popen[bytes]:
    given = connection.settings_dict
    host = given["HOST"].replace("/", "%2F")
    url = f"postgresql://{given['USER']}@/{given['NAME']}?host={host}&port={given['PORT']}"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "mcu.settings", "MCU_DATABASE_URL": url,
        "MCU_DATA": str(settings.MCU_KEYS.parent), "PYTHONPATH": str(ROOT), "MCU_LOG": "ERROR",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", WORK], env=environment, cwd=ROOT)


@pytest.mark.long
def test_killed_again_and_again_nothing_is_lost_or_doubled(
    committed_intake, dummy, settings, tmp_path
):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    connected = connect(committed_intake, dummy)
    chance = random.Random(20261121)
    first = [
        dummy.says(f"Сообщение {n}", thread=f"t{n}", author={"id": n}) for n in range(MESSAGES)
    ]
    for said in first[: MESSAGES // 2]:
        connected.pushes(said)
        connected.pushes(said)
    jobs.digest()
    for case in Case.objects.order_by("pk")[:ANSWERS]:
        answered(connected, case)
    for number in range(KILLS):
        Source.objects.update(asked_at=None)  # the minute is over
        process = worker(settings)
        time.sleep(chance.uniform(0.5, 3.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        dummy.says(f"Ещё {number}", thread=f"t{number}", author={"id": number})
    Source.objects.update(asked_at=None)
    Outgoing.objects.filter(state="sending").update(claimed_until=timezone.now())
    jobs.poll()
    connected.sends()
    assert Case.objects.count() == MESSAGES
    assert Utterance.objects.filter(ours=False).count() == MESSAGES + KILLS
    assert Arrival.objects.exclude(state="done").count() == 0
    assert len(dummy.replies) == Outgoing.objects.filter(state="sent").count() == ANSWERS
    assert audit(timezone.now()).clean
