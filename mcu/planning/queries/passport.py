"""The passport of a territory: what was entered, and what the program counts by itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import sliced
from mcu.analytics.rules.measures import BY_CODE, Measure
from mcu.analytics.rules.slices import Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.org.models import Municipality
from mcu.planning.models import Indicator
from mcu.planning.queries.catalogue import points_of, population, standing
from mcu.planning.rules import cadence as periods
from mcu.planning.rules.cadence import Cadence
from mcu.planning.rules.standing import DIRECTIONS, Amount, Standing
from mcu.ratings.queries.aims import targets
from mcu.ratings.rules.aims import AIMS

KNOWN = ("per_1000", "overdue_share", "solved", "satisfied")
AIM_OF = {"overdue_share": "in_time"}  # what the aims say the other way round
QUARTERS = 9


@dataclass(frozen=True, slots=True)
class Passport:
    """The rows as they stand on a day: those entered, those counted; `as_of`: the moment of these.

    `protected`: the numbers counted are for somebody who may know totals only.
    """

    place: Municipality
    settlement: str
    on: date
    entered: list[Standing]
    counted: list[Standing]
    as_of: datetime
    protected: bool = False

    @property
    def rows(self) -> list[Standing]:
        return [*self.entered, *self.counted]

    @property
    def where(self) -> str:
        return self.settlement or str(self.place)


def passport(
    place: Municipality, on: date, settlement: str = "", *, shared: bool = False,
    now: datetime | None = None,
) -> Passport:  # fmt: skip
    """Every indicator that is kept; four questions whatever there is, and one to the facts."""
    rows = Indicator.objects.filter(municipality=place, active=True)
    if settlement:
        rows = rows.filter(by_settlement=True)
    kept = list(rows.select_related("body", "person").order_by("name"))
    points = points_of(kept, settlement)
    counted, as_of = _counted(place, on, settlement, shared, now)
    entered = [standing(row, points.get(row.pk, {}), on) for row in kept]
    return Passport(place, settlement, on, entered, counted, as_of, shared)


def _counted(
    place: Municipality, on: date, settlement: str, shared: bool, now: datetime | None
) -> tuple[list[Standing], datetime]:
    """By finished quarters, by the measures of the slices."""
    end = periods.first_day(Cadence.QUARTER, on)
    period = Period(periods.shifted(end, -3 * QUARTERS), end - timedelta(days=1))
    filters = (("settlement", (settlement,)),) if settlement else ()
    scope = Whose(place.pk, population(place, settlement, on))
    found = sliced(
        Slice(period, "quarter", "", KNOWN, filters), scope, place, shared=shared,
        manifest=mart.published(), now=now,
    )  # fmt: skip
    points: list[dict[date, Amount]] = [{} for _ in KNOWN]
    for line in found.lines:
        for at, cell in enumerate(line.total):
            if cell.value is not None and isinstance(line.head.value, date):
                points[at][line.head.value] = round(cell.value, 1)
    wanted = _targets(place)
    rows = [
        _standing(BY_CODE[code], on, values, wanted.get(code))
        for code, values in zip(KNOWN, points, strict=True)
    ]
    return rows, found.as_of


def _standing(
    measure: Measure, on: date, points: dict[date, Amount], target: float | None
) -> Standing:
    return Standing(
        NAMES.get(measure.code, measure.title), measure.unit, Cadence.QUARTER,
        DIRECTIONS[measure.good], on, points, target, measure.source, measure.owner, known=True,
        verified=measure.verified,
    )  # fmt: skip


NAMES = {
    "per_1000": "Сообщений на 1000 жителей",
    "overdue_share": "Просроченных ответов",
    "satisfied": "Удовлетворённость: оценки 4 и 5",
}


def _targets(place: Municipality) -> dict[str, float]:
    """What «Цели» want of the same measures; of the overdue share, what is left of answers in time."""
    own = targets(place)
    found = {}
    for code in KNOWN:
        aim = AIMS.get(AIM_OF.get(code, code))
        if aim is None:
            continue
        wanted = own[aim.code].value if aim.code in own else aim.target
        if wanted is not None:
            found[code] = 100 - wanted if code in AIM_OF else wanted
    return found


def beside(place: Municipality, rows: list[Standing], on: date) -> dict[str, Standing]:
    """The same indicators over the whole municipality, to set a settlement against; by name."""
    whole = passport(place, on)
    names = {row.name for row in rows}
    return {row.name: row for row in whole.rows if row.name in names}
