"""Processes of an import die at any moment: every row is in, and once."""

import os
import signal

import psutil
import pytest

from mcu.cases.models import Answer, Applicant, Case, Term
from mcu.core import journal
from mcu.intake.models import ImportRun, RawMessage
from mcu.intake.tests.workbook import write_incident_workbook

pytestmark = pytest.mark.owner  # COPY and whole tables are the owner's

ROWS = 12_000
KILLS = 3


def wait_for(position: int, process) -> int:
    """The position of the run once it is beyond this one; 0 when the process has ended."""
    while process.poll() is None:
        run = ImportRun.objects.first()
        if run and run.position > position:
            return run.position
    return 0


def readers_of(pid: int) -> list[psutil.Process]:
    return [
        p for p in psutil.Process(pid).children() if "mcu.intake.reader" in " ".join(p.cmdline())
    ]


@pytest.mark.long
def test_a_command_killed_several_times_ends_with_every_row_once(committed_intake, command, write):
    path = write("a.xlsx", write_incident_workbook, rows=ROWS)
    position = 0
    for _ in range(KILLS):
        process = command(str(path), "--json")
        position = wait_for(position, process)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert 0 < position < ROWS
    process = command(str(path), "--json")
    _, words = process.communicate()
    assert (process.returncode, words) == (0, "")
    run = ImportRun.objects.get()
    assert (run.state, run.position, run.new) == (ImportRun.State.DONE, ROWS, ROWS)
    assert Case.objects.count() == RawMessage.objects.count() == ROWS
    assert RawMessage.objects.values("key").distinct().count() == ROWS
    assert Case.objects.values("number").distinct().count() == ROWS
    assert Term.objects.values("case", "kind").distinct().count() == Term.objects.count()
    assert Answer.objects.values("case", "text").distinct().count() == Answer.objects.count()
    assert Applicant.objects.exists()
    assert journal.verify(committed_intake.place.pk) is None


@pytest.mark.long
def test_no_reader_outlives_its_command(command, write):
    path = write("a.xlsx", write_incident_workbook, rows=8000)
    process = command(str(path))
    assert wait_for(0, process)
    readers = readers_of(process.pid)
    assert readers
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(readers, timeout=30)
    assert not alive


@pytest.mark.long
def test_a_reader_that_was_killed_is_replaced_and_no_row_is_missed(intake, write, monkeypatch):
    monkeypatch.setattr("mcu.intake.actions.runs.BATCH", 50)
    killed = []

    def kill(run: ImportRun) -> None:
        if not killed:
            killed.extend(readers_of(os.getpid()))
            for reader in killed:
                reader.kill()

    run = intake.take(write("a.xlsx", write_incident_workbook, rows=3000), progress=kill)
    assert killed
    assert (run.state, run.position, run.new) == (ImportRun.State.DONE, 3000, 3000)
    assert Case.objects.count() == 3000
