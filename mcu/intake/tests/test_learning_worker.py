"""`mcu worker` teaches: asked by a person, then by itself when enough was decided, each in `mcu learn`."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.db import connection

from mcu.cases.actions.learning import ask_training, set_learning
from mcu.cases.jobs import learn, learn_when_due
from mcu.cases.models import LearnedModel, Training
from mcu.core import files
from mcu.intake.tests.test_learning import SETTINGS, best, read_here, rows, running, write_in

ROOT = Path(__file__).parents[3]
PATIENCE = 300.0


@pytest.fixture
def worker(committed_intake, settings, tmp_path) -> Iterator[psutil.Process]:
    """The process of background work on the database of the test."""
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    given = connection.settings_dict
    host = given["HOST"].replace("/", "%2F")
    address = f"postgresql://{given['USER']}@/{given['NAME']}?host={host}&port={given['PORT']}"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "mcu.settings", "PYTHONPATH": str(ROOT),
        "MCU_DATABASE_URL": address, "MCU_DATA": str(tmp_path), "MCU_LOG": "ERROR",
    }  # fmt: skip
    command = [sys.executable, "-m", "mcu", "worker"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    yield psutil.Process(process.pid)
    process.terminate()
    process.wait(30)


def finished(count: int) -> Training:
    """The last of so many trainings, when it has ended."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        done = Training.objects.filter(finished_at__isnull=False)
        if done.count() == count:
            return done.order_by("-pk")[0]
        time.sleep(0.2)
    pytest.fail("the worker has not taught in five minutes")


@pytest.mark.long
@pytest.mark.timeout(0)
def test_a_live_worker_teaches_and_teaches_anew(committed_intake, worker, tmp_path, monkeypatch):
    monkeypatch.setattr("mcu.intake.actions.runs.reading", read_here)
    town = committed_intake

    def take(count: int, seed: int) -> None:
        path = tmp_path / f"{seed}.csv"
        head = "Исполнитель;Группа тем;Текст инцидента;Тема\n"
        path.write_text(head + "\n".join(rows(count, seed)) + "\n", encoding="utf-8")
        town.take(path)

    take(150, 1)
    set_learning(place=town.place, learning=SETTINGS, by=town.by)
    learn.defer(training_id=ask_training(place=town.place, by=town.by).pk)
    first = finished(1)
    assert (first.state, running().version) == (Training.State.DONE, 1)
    assert best(write_in(town, "Стая голубей, гнездо на карнизе и перья")).title == "Голуби"

    take(120, 2)
    learn_when_due.defer(timestamp=0)
    second = finished(2)
    assert (second.state, second.decided - first.decided) == (Training.State.DONE, 120)
    found = LearnedModel.objects.get(target="topic", version=2)
    assert (found.rival, found.state) == (1, "refused" if running().version == 1 else "running")
    assert files.path_of(running().key).exists()
    assert worker.is_running()
    _, left = psutil.wait_procs(worker.children(recursive=True), timeout=PATIENCE)
    assert left == [], "what teaching took in memory has gone with its process"
