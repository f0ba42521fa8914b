"""Imports in the background: claimed by a lock that dies with its process, so a kill loses nothing."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.core import files
from mcu.core.claims import claimed
from mcu.core.contents import remove_unused
from mcu.core.errors import NoRoom, RuleViolation
from mcu.intake import actions, queries
from mcu.intake.models import ImportRun
from mcu.org.models import Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Actor, program

log = logging.getLogger(__name__)

LOCK_SPACE = 4011  # a number of our own that keeps these advisory locks apart from others
STALLED_AFTER = timedelta(seconds=20)


@app.task(name="intake.run", queue="imports", pass_context=False)
def run(run_id: int) -> None:
    """Take one file in to its end, unless another process is at it."""
    with claimed(LOCK_SPACE, run_id) as free:
        if not free:
            return
        found = ImportRun.objects.select_related("municipality", "by").get(pk=run_id)
        if found.state not in {ImportRun.State.WAITING, ImportRun.State.RUNNING}:
            return
        path = files.path_of(found.file_key)
        if found.by_id is None and not path.exists():
            return  # of the command `mcu import`, which takes its run up with its own file
        try:
            actions.carry_on(run=found, path=path, by=_actor(found))
        except NoRoom as refusal:
            log.warning("import %s stands still: %s", run_id, refusal.sentence)
            actions.pause(run=found, refusal=refusal)
        except RuleViolation as refusal:
            actions.fail(run=found, sentence=refusal.sentence, by=_actor(found))
        else:
            remove_unused([found.file_key], apart_from=found)


@app.task(name="intake.resume", queue="imports")
def resume(timestamp: int) -> None:
    """Every minute: runs whose process died go on from their position."""
    for stalled in queries.stalled(timezone.now() - STALLED_AFTER):
        run(stalled.pk)


def _actor(found: ImportRun) -> Actor:
    person: Person | None = found.by
    return actor_for(person) if person else program(found.municipality_id)
