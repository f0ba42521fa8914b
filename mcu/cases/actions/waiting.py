"""The clocks stand while the author is asked for what only they know."""

from datetime import datetime

from mcu.cases.actions import terms
from mcu.cases.actions.step import step
from mcu.cases.models import Case
from mcu.cases.rules.workflow import Verb
from mcu.org.rules.roles import Actor


def wait_for_author(*, case: Case, reason: str, by: Actor, now: datetime | None = None) -> Case:
    """Every clock whose norm allows it stands from now on, with the reason."""
    with step(Verb.WAIT, case, by=by, now=now) as work:
        terms.pause(work, reason=reason)
        work.extra["reason"] = reason.strip()[: terms.MAX_REASON]
    return case


def author_answered(*, case: Case, by: Actor, now: datetime | None = None) -> Case:
    """The clocks go on, later by what they stood."""
    with step(Verb.RESUME, case, by=by, now=now) as work:
        terms.resume(work)
    return case
