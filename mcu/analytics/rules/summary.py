"""The period of a summary, its steps, and the arithmetic of its figures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from mcu.cases.rules.feed import Due, FeedFilter, Sort, Status
from mcu.core.errors import RuleViolation

PRESETS = {
    "today": "Сегодня",
    "yesterday": "Вчера",
    "week": "7 дней",
    "month": "Этот месяц",
    "last_month": "Прошлый месяц",
    "quarter": "Этот квартал",
    "year": "Этот год",
}
DEFAULT = "month"
LONGEST = 3 * 366
FIRST_YEAR, LAST_YEAR = 2005, 2099
EVER = (LAST_YEAR - FIRST_YEAR + 1) * 366
BY_DAY, BY_WEEK = 62, 400
DATES = "Период пишут так: 2026-01..2026-09, 2026-03-01..2026-03-31, 2026, 2026-Q3 или 2026-03."
YEAR = 365
MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь",
    "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both ends included; `preset` is its name when it has one."""

    since: date
    until: date
    preset: str = ""

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Period":
        """As many days right before this period, to compare with."""
        return Period(self.since - self.days * DAY, self.since - DAY)

    @property
    def words(self) -> str:
        if self.days == 1:
            return f"{self.since:%d.%m.%Y}"
        return f"{self.since:%d.%m.%Y} – {self.until:%d.%m.%Y}"


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the chart: a day, a week or a month, cut to the period."""

    label: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of cases: received and closed in the period, of the closed those with a missed
    term, and overdue at this moment whenever they were received."""

    received: int = 0
    closed: int = 0
    missed: int = 0
    late: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.received + other.received,
            self.closed + other.closed,
            self.missed + other.missed,
            self.late + other.late,
        )

    @property
    def in_time(self) -> float | None:
        """Share of the closed without a missed term, 0–1; None when nothing was closed."""
        return 1 - self.missed / self.closed if self.closed else None

    @property
    def tone(self) -> str:
        """How the share looks: «ok» from 90 %, «soon» from 75 %, else «late»."""
        if self.in_time is None:
            return ""
        return "ok" if self.in_time >= 0.9 else "soon" if self.in_time >= 0.75 else "late"


GRAIN = 5


def rounded(count: int) -> int:
    """To the nearest five: one case more or less is not to be seen in it."""
    return (count + GRAIN // 2) // GRAIN * GRAIN


def rounded_figures(figures: Figures) -> Figures:
    """Each number by itself; of the closed no more are missed than there are."""
    closed = rounded(figures.closed)
    return Figures(
        rounded(figures.received),
        closed,
        min(rounded(figures.missed), closed),
        rounded(figures.late),
    )


MEASURES = ("received", "closed", "missed", "late")


def filters(base: FeedFilter, period: Period) -> dict[str, FeedFilter]:
    """The list behind each measure: the numbers are counted by the same filters."""
    closed = replace(
        base,
        status=Status.FINISHED,
        closed_from=period.since,
        closed_to=period.until,
        sort=Sort.NEW,
    )
    return {
        "received": replace(
            base,
            status=Status.ALL,
            received_from=period.since,
            received_to=period.until,
            sort=Sort.NEW,
        ),
        "closed": closed,
        "missed": replace(closed, due=Due.MISSED),
        "late": replace(base, status=Status.OPEN, due=Due.LATE),
    }


def query(chosen: FeedFilter) -> str:
    """The query string of the list under this filter: what differs from the default, and the
    status always, so that the address says what the number counted."""
    given = [("status", chosen.status)]
    default = FeedFilter()
    for name in FeedFilter.__dataclass_fields__:
        value = getattr(chosen, name)
        if name != "status" and value != getattr(default, name):
            values = value if isinstance(value, tuple) else (value,)
            given += [(name, str(one)) for one in values]
    return urlencode(given)


def read_period(
    preset: str, since: date | None, until: date | None, today: date, longest: int = LONGEST
) -> Period:
    """The period of the page; RuleViolation when the dates contradict each other.

    With one end given the other is that day, or today.
    """
    if since is None and until is None:
        return _preset(preset if preset in PRESETS else DEFAULT, today)
    since = since or until or today
    until = until or max(since, today)
    if until < since:
        raise RuleViolation("Период кончается раньше, чем начинается. Поменяйте даты местами.")
    if since.year < FIRST_YEAR or until.year > LAST_YEAR:
        raise RuleViolation(f"Период возможен в пределах {FIRST_YEAR}–{LAST_YEAR} годов.")
    if (until - since).days >= longest:
        raise RuleViolation("Период не длиннее трёх лет. Сократите его.")
    return Period(since, until)


def read_span(text: str, today: date) -> Period:
    """«2026-01..2026-09», a year, a quarter, a month or days; this year when nothing is said."""
    if not text:
        return read_period("year", None, None, today)
    first, _, last = text.partition("..")
    try:
        return read_period("", _span(first)[0], _span(last or first)[1], today)
    except (ValueError, OverflowError) as wrong:
        raise RuleViolation(DATES) from wrong


def _span(text: str) -> tuple[date, date]:
    """The first and the last day of what is named."""
    year, _, part = text.partition("-")
    if not part:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if part[0] in "Qq":
        last = int(part[1:]) * 3
        return date(int(year), last - 2, 1), _end_of_month(int(year), last)
    month, _, day = part.partition("-")
    if not day:
        return date(int(year), int(month), 1), _end_of_month(int(year), int(month))
    one = date(int(year), int(month), int(day))
    return one, one


def span_of(months: int, day: date) -> Period:
    """The month (1), quarter (3) or year (12) the day lies in."""
    first = (day.month - 1) // months * months + 1
    return Period(date(day.year, first, 1), _end_of_month(day.year, first + months - 1))


def _end_of_month(year: int, month: int) -> date:
    return (date(year, month, 1) + 32 * DAY).replace(day=1) - DAY


def steps(period: Period) -> list[Step]:
    """Days up to two months, weeks up to a year, months above."""
    if period.days <= BY_DAY:
        return list(_days(period))
    if period.days <= BY_WEEK:
        return list(_weeks(period))
    return list(_months(period))


def step_name(period: Period) -> str:
    """How the steps of this period are called in a heading."""
    return (
        "по дням"
        if period.days <= BY_DAY
        else "по неделям"
        if period.days <= BY_WEEK
        else "по месяцам"
    )


def change(now: int, before: int) -> int | None:
    """Change in whole per cent; None when there was nothing to compare with."""
    return round((now - before) / before * 100) if before else None


def duration(seconds: float | None) -> str:
    """«2 сут 3 ч», «5 ч 12 мин», «48 мин»; a dash when unknown."""
    if seconds is None:
        return "—"
    minutes = round(seconds / 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} сут {hours} ч" if hours else f"{days} сут"
    if hours:
        return f"{hours} ч {rest} мин" if rest else f"{hours} ч"
    return f"{rest} мин"


def working_duration(seconds: float | None) -> str:
    """Working time is not rounded to days: «19 ч 5 мин»."""
    if seconds is None:
        return "—"
    hours, minutes = divmod(round(seconds / 60), 60)
    return (
        f"{hours} ч {minutes} мин"
        if hours and minutes
        else f"{hours} ч"
        if hours
        else f"{minutes} мин"
    )


def _preset(name: str, today: date) -> Period:
    month = today.replace(day=1)
    quarter = span_of(3, today).since
    ends = {
        "today": (today, today),
        "yesterday": (today - DAY, today - DAY),
        "week": (today - 6 * DAY, today),
        "month": (month, today),
        "last_month": ((month - DAY).replace(day=1), month - DAY),
        "quarter": (quarter, today),
        "year": (today.replace(month=1, day=1), today),
    }
    return Period(*ends[name], preset=name)


def _days(period: Period) -> Iterator[Step]:
    for number in range(period.days):
        day = period.since + number * DAY
        yield Step(f"{day:%d.%m}", day, day)


def _weeks(period: Period) -> Iterator[Step]:
    first = period.since
    form = "%d.%m" if period.days <= YEAR else "%d.%m.%y"  # a day comes twice in a longer period
    while first <= period.until:
        last = min(first + (6 - first.weekday()) * DAY, period.until)
        yield Step(f"{first:{form}}–{last:{form}}", first, last)
        first = last + DAY


def _months(period: Period) -> Iterator[Step]:
    first = period.since
    while first <= period.until:
        after = (first.replace(day=1) + 32 * DAY).replace(day=1)
        last = min(after - DAY, period.until)
        yield Step(f"{MONTHS[first.month - 1]} {first.year}", first, last)
        first = after
