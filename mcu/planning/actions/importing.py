"""A table of values taken in at once; what was refused is kept with its reason."""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission, may
from mcu.planning.actions.entering import corrected, locked
from mcu.planning.models import Indicator, IndicatorValue, ValueChange, ValuesImport
from mcu.planning.queries.catalogue import indicators, known_settlements, may_enter
from mcu.planning.rules.numbers import shown
from mcu.planning.rules.table import Known, Reader, Refused, Row, Said

LIMIT = 10 * 2**20
NOTHING = (
    "В файле нет ни одного значения. Впишите числа в столбец «Значение» и загрузите файл снова."
)


def take_in(
    *, place: Municipality, file: IO[bytes], name: str, by: Actor, now: datetime | None = None
) -> ValuesImport:
    """Rows of a table; the same file again changes nothing, another value is a correction."""
    if not may(by, Permission.TERRITORY):
        require(by, Permission.TERRITORY_ENTER)
    moment = now or timezone.now()
    rows = list(indicators(by).filter(active=True))
    today = timezone.localdate(moment, timezone=zone(place))
    reader = Reader([_known(row, by) for row in rows], known_settlements(by), today)
    with open_table(file, name, limit=LIMIT) as table:
        read = list(reader.read(table.numbered()))
    if not read:
        raise RuleViolation(NOTHING)
    return _written(place, rows, read, name, by, moment)


@transaction.atomic
def _written(
    place: Municipality, rows: list[Indicator], read: list[Row], name: str, by: Actor, at: datetime
) -> ValuesImport:
    """The indicators are held from here on, when the file has been read."""
    said = [row for row in read if isinstance(row, Said)]
    named = {row.indicator for row in said}
    taking = _Taking(locked([row for row in rows if row.pk in named], by), name, by, at)
    for one in said:
        taking.take(one)
    return taking.written(place, [row for row in read if isinstance(row, Refused)])


def _known(row: Indicator, by: Actor) -> Known:
    return Known(row.pk, row.name, row.cadence, row.by_settlement, may_enter(by, row), row.owner)


class _Taking:
    """What is known of the indicators, and the rows of a file laid over it."""

    def __init__(self, rows: list[Indicator], name: str, by: Actor, at: datetime) -> None:
        self.rows, self.by, self.at = {row.pk: row for row in rows}, by, at
        self.name = name[:255]
        values = IndicatorValue.objects.filter(indicator__in=rows)
        self.values = {(row.indicator_id, row.settlement, row.since): row for row in values}
        self.new: list[IndicatorValue] = []
        self.old: list[IndicatorValue] = []
        self.changes: list[ValueChange] = []
        self.same = 0

    def take(self, said: Said) -> None:
        known = self.values.get(said.key)
        if known is None:
            made = IndicatorValue(
                indicator=self.rows[said.indicator], settlement=said.settlement, since=said.since,
                value=said.value, note=said.note, at=self.at, by_name=self.by.name[:200],
            )  # fmt: skip
            self.new.append(made)
        elif known.value == said.value and said.note in {"", known.note}:
            self.same += 1
        else:
            self._again(known, said)

    def _again(self, known: IndicatorValue, said: Said) -> None:
        known.indicator = self.rows[said.indicator]
        reason = f"загрузка файла «{self.name}»"[:300]
        self.changes.append(corrected(known, said.value, reason, self.by, self.at))
        known.value, known.note = said.value, said.note or known.note
        known.at, known.by_name = self.at, self.by.name[:200]
        self.old.append(known)

    def written(self, place: Municipality, refused: list[Refused]) -> ValuesImport:
        IndicatorValue.objects.bulk_create(self.new, batch_size=500)
        IndicatorValue.objects.bulk_update(
            self.old, ("value", "note", "at", "by_name"), batch_size=500
        )
        ValueChange.objects.bulk_create(self.changes, batch_size=500)
        run = ValuesImport.objects.create(
            municipality=place, file_name=self.name, at=self.at, by_id=self.by.person_id,
            by_name=self.by.name[:200], added=len(self.new), changed=len(self.old), same=self.same,
            rejected=len(refused), rejects=[[row.line, row.reason, *row.cells] for row in refused],
        )  # fmt: skip
        self._journal(run)
        return run

    def _journal(self, run: ValuesImport) -> None:
        """The file, and every correction by itself."""
        counts = {"new": run.added, "changed": run.changed, "rejected": run.rejected}
        journal.write(
            "passport.import", by=self.by, municipality_id=run.municipality_id, of=run,
            after=counts, at=self.at,
        )  # fmt: skip
        told = [
            (
                row.indicator,
                {
                    "period": row.period,
                    "was": shown(was.was),
                    "value": shown(row.value),
                    "reason": was.reason,
                },
            )
            for row, was in zip(self.old, self.changes, strict=True)
        ]
        journal.write_each(
            "passport.correct", by=self.by, municipality_id=run.municipality_id, of=told, at=self.at
        )
