"""A value entered, corrected or taken out; what it was stays in the history."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission
from mcu.planning.models import Indicator, IndicatorValue, ValueChange
from mcu.planning.queries.catalogue import known_settlements, may_enter
from mcu.planning.rules import cadence as periods
from mcu.planning.rules.numbers import shown
from mcu.planning.rules.table import MOST_NOTE, begun

WHY = "Значение за этот период уже внесено. Чтобы исправить его, напишите почему."


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody says of a period; without `value` it is taken out. `reason` is for a correction."""

    since: date
    value: Decimal | None
    settlement: str = ""
    note: str = ""
    reason: str = ""


@transaction.atomic
def enter(
    *, indicator: Indicator, entry: Entry, by: Actor, now: datetime | None = None
) -> IndicatorValue | None:
    """The value of a period; the same again changes nothing, another one wants a reason."""
    row = locked([indicator], by)[0]
    moment = now or timezone.now()
    _check(row, entry, by, timezone.localdate(moment, timezone=zone(row.municipality)))
    known = row.values.filter(settlement=entry.settlement, since=entry.since).first()
    if known is None:
        return _made(row, entry, by, moment)
    known.indicator = row
    if entry.value == known.value and entry.note in {"", known.note}:
        return known
    return _corrected(known, entry, by, moment)


def locked(rows: list[Indicator], by: Actor) -> list[Indicator]:
    """The indicators for writing; AccessDenied for one that somebody else enters."""
    keys = [row.pk for row in rows]
    found = Indicator.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    kept = list(found.select_related("body", "person", "municipality"))
    for row in kept:
        if not row.active:
            raise RuleViolation(f"Показатель «{row}» больше не ведётся.")
        if not may_enter(by, row):
            raise AccessDenied(
                f"Показатель «{row}» вносит {row.owner}. Исправить владельца может руководитель МЦУ.",
                Permission.TERRITORY_ENTER,
            )
    return kept


def corrected(
    known: IndicatorValue, value: Decimal | None, reason: str, by: Actor, at: datetime
) -> ValueChange:
    """What is kept of a correction; not yet written."""
    return ValueChange(
        indicator_id=known.indicator_id, settlement=known.settlement, since=known.since,
        was=known.value, became=value, reason=reason, at=at, by_name=by.name[:200],
    )  # fmt: skip


def _check(row: Indicator, entry: Entry, by: Actor, today: date) -> None:
    if entry.since != periods.first_day(row.cadence, entry.since):
        raise RuleViolation("Такого периода у показателя нет. Выберите из списка.")
    try:
        begun(entry.since, today)
    except ValueError as early:
        raise RuleViolation("Период ещё не начался: вносят то, что уже известно.") from early
    if entry.settlement and not row.by_settlement:
        raise RuleViolation("Показатель вносят по муниципалитету в целом, без населённого пункта.")
    if entry.settlement and entry.settlement not in known_settlements(by):
        raise RuleViolation("Такого населённого пункта в справочнике мест нет.")


def _made(row: Indicator, entry: Entry, by: Actor, at: datetime) -> IndicatorValue:
    if entry.value is None:
        raise RuleViolation("Внесите значение.")
    made = IndicatorValue.objects.create(
        indicator=row, settlement=entry.settlement, since=entry.since, value=entry.value,
        note=entry.note[:MOST_NOTE], at=at, by_name=by.name[:200],
    )  # fmt: skip
    after = {"period": made.period, "value": shown(entry.value)}
    journal.write(
        "passport.enter", by=by, municipality_id=row.municipality_id, of=row, after=after, at=at
    )
    return made


def _corrected(
    known: IndicatorValue, entry: Entry, by: Actor, at: datetime
) -> IndicatorValue | None:
    reason, row = entry.reason.strip()[:MOST_NOTE], known.indicator
    if not reason:
        raise RuleViolation(WHY)
    corrected(known, entry.value, reason, by, at).save()
    after = {"period": known.period, "was": shown(known.value), "reason": reason}
    if entry.value is None:
        known.delete()
        code = "passport.remove"
    else:
        known.value, known.at, known.by_name = entry.value, at, by.name[:200]
        known.note = entry.note[:MOST_NOTE] or known.note
        known.save()
        code, after = "passport.correct", after | {"value": shown(entry.value)}
    journal.write(code, by=by, municipality_id=row.municipality_id, of=row, after=after, at=at)
    return None if entry.value is None else known
