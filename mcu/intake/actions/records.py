"""What a later file says of the marks of its system: ratings, terms, considering again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mcu.cases.actions.interim import follow_record, reconsider
from mcu.cases.models import Case, SourceRecord
from mcu.cases.rules.words import Regime
from mcu.cases.rules.workflow import FINISHED, MOVES, Verb
from mcu.core import bulk
from mcu.intake.actions.storing import RECORD_COLUMNS, has_record, record_row
from mcu.intake.reader import Entry
from mcu.intake.rules.digest import Digested
from mcu.org.rules.roles import Actor

AGAIN = "Житель не согласен с ответом, по файлу"


def follow_records(pairs: Sequence[tuple[int, Entry]], by: Actor, now: datetime) -> None:
    """Keep the marks; a message that became repeated is considered again, one that became fast or
    was extended gets the term of it. The few such cases are done one by one."""
    said = {case_id: entry.said for case_id, entry in pairs if has_record(entry.said)}
    known = SourceRecord.objects.in_bulk(said)
    for case in Case.objects.filter(pk__in=said).exclude(regime=Regime.APPEAL):
        row, before = said[case.pk], known.get(case.pk)
        repeated = row.repeated and not (before and before.repeated)
        fast = row.fast_track and not (before and before.fast_track)
        if repeated and not row.closed_at and case.state in MOVES[Verb.RECONSIDER].sources:
            reconsider(case=case, reason=AGAIN, by=by, now=now)
        if case.state not in FINISHED and (fast or row.extended):
            due_at = row.due_at if row.extended else None
            follow_record(case=case, by=by, fast=fast, due_at=due_at, now=now)
    _keep(said)


def _keep(said: Mapping[int, Digested]) -> None:
    """`repeats` is counted here and stays; a rating that was given is not taken away."""
    known = SourceRecord.objects.in_bulk(said)
    fresh = [record_row(key, row) for key, row in said.items() if key not in known]
    bulk.insert(SourceRecord, RECORD_COLUMNS, fresh)
    changed = [
        (key, row.number[:80] or known[key].number, row.rating or known[key].rating, row.fast_track,
         row.repeated or known[key].repeated, row.extended, row.due_at or known[key].due_at)
        for key, row in said.items()
        if key in known
    ]  # fmt: skip
    bulk.update(SourceRecord, ("case_id",), RECORD_COLUMNS[1:-1], changed)
