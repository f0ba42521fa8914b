"""Residents send while whoever understands is killed: every number that was told is a case, once."""

import random
import re
import signal
import time

import pytest
from django.test import Client
from django.urls import reverse

from mcu.cases.models import Case
from mcu.cases.tests.conftest import found
from mcu.core.models import JournalEntry
from mcu.intake import jobs
from mcu.intake.models import Arrival
from mcu.intake.tests.test_connections_kill import worker
from mcu.portal.models import Submission
from mcu.portal.queries.codes import new_key
from mcu.portal.tests.conftest import open_door

KILLS, EACH = 12, 15
NUMBER = re.compile(r"<dt>Номер</dt><dd>([^<]+)</dd>")


@pytest.mark.long
def test_killed_again_and_again_each_number_is_a_case_once(committed_db, settings, tmp_path):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    settings.MCU_PORTAL_RATE = 10_000
    chance, told = random.Random(20261122), []
    url = reverse(
        "portal:send", args=[open_door(found("lukomorye", "Лукоморский район").place).code]
    )
    for kill in range(KILLS):
        process = worker(settings)
        for each in range(EACH):
            text = f"На Полевой, {kill} яма номер {each}"
            page = Client().post(url, {"text": text, "key": new_key(), "checked": "1"})
            told.append(NUMBER.search(page.content.decode())[1])
        time.sleep(chance.uniform(0.5, 4.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
    jobs.digest()
    assert sorted(Case.objects.values_list("number", flat=True)) == sorted(told)
    assert Submission.objects.count() == Arrival.objects.filter(state="done").count() == len(told)
    registered = JournalEntry.objects.filter(action="case.register")
    assert registered.count() == registered.values("object_id").distinct().count() == len(told)
