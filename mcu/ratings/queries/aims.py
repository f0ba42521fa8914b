"""The aims of a municipality: now, in its baseline, by month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import sliced
from mcu.analytics.rules.slices import Slice, Whose
from mcu.analytics.rules.summary import LONGEST, Period
from mcu.org.models import Municipality
from mcu.ratings.models import Baseline, Target
from mcu.ratings.rules.aims import AIMS, CATALOGUE, Progress, Value


@dataclass(frozen=True, slots=True)
class Measured:
    """Every aim over a period, and month by month; the moment it tells of."""

    period: Period
    values: dict[str, Value]
    months: list[tuple[str, dict[str, Value]]]
    as_of: datetime
    cases: int


def measured(place: Municipality, period: Period, now: datetime | None = None) -> Measured:
    """The whole municipality, by the measures of the slices."""
    scope = Whose(place.pk, place.population)
    manifest = mart.published()
    # A slice takes twelve measures, and there are thirteen with the count.
    found = [
        sliced(Slice(period, "month", "", codes), scope, place, manifest=manifest, now=now)
        for codes in (("count", *tuple(AIMS)[:6]), tuple(AIMS)[6:])
    ]
    totals = [cell for grid in found for cell in grid.total.total]
    values = [Value(cell.value, cell.base) for cell in totals]
    months = [
        (first.head.label, _by_code([*first.total[1:], *second.total]))
        for first, second in zip(found[0].lines, found[1].lines, strict=True)
    ]
    return Measured(
        period, dict(zip(AIMS, values[1:], strict=True)), months, found[0].as_of,
        int(values[0].value or 0),
    )  # fmt: skip


def baselines(place: Municipality) -> list[Baseline]:
    return list(Baseline.objects.filter(municipality=place)[:24])


def targets(place: Municipality) -> dict[str, Target]:
    return {row.code: row for row in Target.objects.filter(municipality=place)}


def progress(now: Measured, base: Baseline | None, wanted: dict[str, Target]) -> list[Progress]:
    """Every aim with what it was and what is wanted: the municipality's own target, else the usual."""
    return [
        Progress(
            aim,
            Value(*base.values[aim.code]) if base and aim.code in base.values else None,
            now.values[aim.code],
            wanted[aim.code].value if aim.code in wanted else aim.target,
        )
        for aim in CATALOGUE
    ]


def whole_span(base: Baseline | None, period: Period) -> Period:
    """From the baseline to the end of the period, as far back as a slice goes."""
    earliest: date = period.until - timedelta(days=LONGEST - 1)
    since = min(base.since, period.since) if base else period.since
    return Period(max(since, earliest), period.until)


def _by_code(cells: list) -> dict[str, Value]:
    return {code: Value(cell.value, cell.base) for code, cell in zip(AIMS, cells, strict=True)}
