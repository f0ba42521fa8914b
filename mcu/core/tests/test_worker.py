"""Background work: nothing a killed worker was doing is lost."""

import asyncio
import logging
import sys

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from mcu.core.management.commands.worker import one_line, take_up_stalled

STARTED = """
WITH worker AS (
    INSERT INTO procrastinate_workers (last_heartbeat)
    VALUES (now() - %s * interval '1 second') RETURNING id
)
UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker)
WHERE id = %s
"""


def job_begun(seconds_ago: int) -> int:
    """A job of a worker that was last heard of so many seconds ago."""
    job = app.configure_task("procrastinate.builtin_tasks.remove_old_jobs").defer(max_hours=1)
    with connection.cursor() as cursor:
        cursor.execute(STARTED, [seconds_ago, job])
    return job


def taken_up() -> int:
    async def take() -> int:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as working:
            async with working.open_async():
                return await take_up_stalled(working)

    return asyncio.run(take())


def test_what_a_killed_worker_was_doing_is_put_back(committed_db: str) -> None:
    job = job_begun(seconds_ago=120)
    assert taken_up() == 1
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"
    assert taken_up() == 0


def test_what_a_living_worker_is_doing_is_left_alone(committed_db: str) -> None:
    job = job_begun(seconds_ago=5)
    assert taken_up() == 0
    assert ProcrastinateJob.objects.get(pk=job).status == "doing"


def record(logger: str, error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception:
        return logging.LogRecord(logger, logging.ERROR, "", 0, "listener", (), sys.exc_info())


def test_a_lost_connection_is_one_line() -> None:
    lost = record("procrastinate.worker.worker", ConnectorException())
    assert one_line(lost)
    assert logging.Formatter().format(lost).count("\n") == 0
    assert not one_line(record("procrastinate.utils", ConnectorException()))


def test_a_fault_of_a_job_keeps_its_traceback() -> None:
    fault = record("procrastinate.worker.worker", ValueError("x"))
    assert one_line(fault)
    assert "Traceback" in logging.Formatter().format(fault)


@pytest.mark.parametrize("name", ["INFO", "ERROR"])
def test_plain_messages_pass(name: str) -> None:
    plain = logging.LogRecord("x", getattr(logging, name), "", 0, "слова", (), None)
    assert one_line(plain)
    assert plain.getMessage() == "слова"
