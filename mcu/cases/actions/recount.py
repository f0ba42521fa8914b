"""Open terms are counted anew: looked through in batches, shown, confirmed by a person."""

import hashlib
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from mcu.cases.models import Recount, RecountLine
from mcu.cases.queries.recount import Counter, terms_after
from mcu.cases.rules.workflow import FINISHED
from mcu.core import bulk, journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

BATCH = 2000
COLUMNS = ("recount_id", "term_id", "due_before", "due_after", "norm_id", "late")
# A term that somebody moved meanwhile is left as it is now.
APPLY = """
UPDATE cases_term AS term SET due_at = line.due_after, norm_id = line.norm_id
FROM cases_recountline AS line
WHERE line.recount_id = %s AND term.id = line.term_id AND term.due_at = line.due_before
  AND term.met_at IS NULL AND term.cancelled_at IS NULL AND term.paused_at IS NULL
"""
REPEAT = """
UPDATE cases_case AS one SET due_at = nearest.due_at, due_kind = nearest.kind
FROM (
  SELECT DISTINCT ON (term.case_id) term.case_id, term.due_at, term.kind
  FROM cases_term AS term
  WHERE term.met_at IS NULL AND term.cancelled_at IS NULL AND term.paused_at IS NULL
    AND term.case_id IN (
      SELECT found.case_id FROM cases_recountline AS line
      JOIN cases_term AS found ON found.id = line.term_id WHERE line.recount_id = %s)
  ORDER BY term.case_id, term.due_at, term.id
) AS nearest
WHERE one.id = nearest.case_id AND NOT one.state = ANY (%s)
"""


@transaction.atomic
def start_recount(*, place: Municipality, by: Actor, now: datetime | None = None) -> Recount:
    """Begin to look; one at a time, what was found before and not decided is dismissed."""
    require(by, Permission.NORMS)
    Municipality.objects.select_for_update().get(pk=place.pk)
    open_ones = Recount.objects.filter(municipality=place)
    if open_ones.filter(state=Recount.State.COUNTING).exists():
        raise RuleViolation("Пересчёт уже идёт. Дождитесь, пока он закончится.")
    moment = now or timezone.now()
    for old in open_ones.filter(state=Recount.State.READY):
        _decide(old, Recount.State.DISMISSED, by, moment)
    return Recount.objects.create(municipality=place, asked_at=moment, asked_by_name=by.name)


def look_on(recount: Recount, now: datetime | None = None) -> Recount:
    """Look at the open terms from where it stands to the end, each batch in whole or not at all."""
    counter, moment = Counter(recount.municipality), now or timezone.now()
    while _batch(recount, counter, moment):
        pass
    return recount


@transaction.atomic
def apply_recount(*, recount: Recount, by: Actor, now: datetime | None = None) -> Recount:
    """What was shown becomes so; one entry of the journal with a digest of all the lines."""
    require(by, Permission.NORMS)
    found = _ready(recount)
    with connection.cursor() as cursor:
        cursor.execute(APPLY, [found.pk])
        found.applied = cursor.rowcount
        cursor.execute(REPEAT, [found.pk, sorted(FINISHED)])
    found.digest = _digest(found)
    _decide(found, Recount.State.APPLIED, by, now or timezone.now())
    journal.write(
        "terms.recount",
        by=by,
        municipality_id=found.municipality_id,
        of=found,
        after={
            "rows": found.applied,
            "sooner": found.sooner,
            "later": found.later,
            "hash": found.digest,
        },
    )
    return found


@transaction.atomic
def dismiss_recount(*, recount: Recount, by: Actor, now: datetime | None = None) -> Recount:
    """Nothing changes."""
    require(by, Permission.NORMS)
    found = _ready(recount)
    _decide(found, Recount.State.DISMISSED, by, now or timezone.now())
    return found


@transaction.atomic
def _batch(recount: Recount, counter: Counter, now: datetime) -> bool:
    locked = Recount.objects.select_for_update().get(pk=recount.pk)
    if locked.state != Recount.State.COUNTING:
        return False
    terms = terms_after(locked, BATCH, whole=bool(counter.conditions))
    changed = [row for row in counter.count(terms) if row[2] != row[0].due_at]
    lines = [
        (locked.pk, term.pk, term.due_at, due, norm, due < now <= term.due_at)
        for term, norm, due in changed
    ]
    bulk.insert(RecountLine, COLUMNS, lines)
    locked.looked += len(terms)
    locked.sooner += sum(due < term.due_at for term, _, due in changed)
    locked.later += sum(due > term.due_at for term, _, due in changed)
    locked.late += sum(line[-1] for line in lines)
    if len(terms) == BATCH:
        locked.position = terms[-1].pk
    else:
        locked.state = Recount.State.READY
    locked.save()
    recount.__dict__.update(locked.__dict__)
    return locked.state == Recount.State.COUNTING


def _ready(recount: Recount) -> Recount:
    found = Recount.objects.select_for_update().get(pk=recount.pk)
    if found.state != Recount.State.READY:
        raise RuleViolation(
            f"Пересчёт в состоянии «{found.get_state_display()}»: решать не о чем. Обновите страницу."
        )
    return found


def _decide(recount: Recount, state: str, by: Actor, now: datetime) -> None:
    recount.state, recount.decided_at, recount.decided_by_name = state, now, by.name
    recount.save()


def _digest(recount: Recount) -> str:
    """SHA-256 over «term before after», line by line in the order they were found."""
    found = hashlib.sha256()
    lines = RecountLine.objects.filter(recount=recount).order_by("term_id")
    for term, before, after in lines.values_list("term_id", "due_before", "due_after").iterator():
        found.update(f"{term} {before.isoformat()} {after.isoformat()}\n".encode())
    return found.hexdigest()
