"""«Пульт»: totals of one municipality as they are now, beside what is usual. Of nobody in particular."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import sliced
from mcu.analytics.rules.slices import Basis, Slice, Whose
from mcu.analytics.rules.summary import FIRST_YEAR, Period
from mcu.cases.models import Case, Problem
from mcu.cases.queries.map import Spread, spread_cases
from mcu.cases.rules.problem import LIVE
from mcu.cases.rules.words import Outcome
from mcu.dashboards.queries.standing import usual_standing
from mcu.dashboards.rules.wall import MOST_ROWS, Contentment, Standing, Tile, Usual, come_by, where
from mcu.insight.models import Alarm
from mcu.insight.queries.daily import Daily, come_at, daily
from mcu.insight.queries.shown import reason_of
from mcu.insight.rules.expected import LEAST_HISTORY, LEVEL_DAYS, band
from mcu.insight.rules.states import AlarmState
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import program

MAP_DAYS, RATED_DAYS, SPIKE_DAYS = timedelta(days=30), timedelta(days=90), timedelta(days=2)
SOLVED = (("outcome", (str(Outcome.SOLVED),)),)


@dataclass(frozen=True, slots=True)
class Wall:
    """All that one look at the wall needs; `at` is the moment the figures are of."""

    place: Municipality
    at: datetime
    tiles: list[Tile]
    spikes: list[tuple[str, str]]
    spikes_more: int
    problems: list[Standing]
    problems_more: int
    contentment: Contentment
    spread: Spread


def wall(place: Municipality, now: datetime) -> Wall:
    """A fixed number of questions to the mart and of queries, however much there is."""
    local = timezone.localtime(now, zone(place))
    spikes, more = _spikes(place, local)
    problems, left = _problems(place, now)
    published = mart.published()
    return Wall(
        place, published.as_of if published else now, _tiles(place, local), spikes, more,
        problems, left, _contentment(place, local), _spread(place, now),
    )  # fmt: skip


def _tiles(place: Municipality, now: datetime) -> list[Tile]:
    came = daily(place, now)
    solved = daily(place, now, filters=SOLVED, basis=Basis.CLOSED)
    part = come_by(come_at(place, now, LEVEL_DAYS), now)
    stands, usual = _standing(place, now), usual_standing(place, now.date())
    return [
        Tile("came", "поступило сегодня", _today(came), _usual(came, part), 0, "к этому часу"),
        Tile("open", "в работе", stands[0], usual["open"], -1, "в такой день недели"),
        Tile("late", "просрочено", stands[1], usual["late"], -1, "в такой день недели"),
        Tile("solved", "решено сегодня", _today(solved), _usual(solved), 1, "за такой день", whole_day=True),
    ]  # fmt: skip


def _today(found: Daily) -> int:
    return int(found.flow.counts[0, found.today])


def _usual(found: Daily, part: float = 1.0) -> Usual | None:
    """Of today, or of a part of it; None while the days before are too few to know."""
    if found.today < LEAST_HISTORY:
        return None
    middle = found.flow.usual(found.today, found.today + 1)[:, 0] * max(part, 0.01)
    low, high = band(middle, found.flow.spread(found.today))
    return Usual(float(middle[0]), float(low[0]), float(high[0]))


def _standing(place: Municipality, now: datetime) -> tuple[int, int]:
    """In work and overdue, of all that ever came."""
    ever = Period(now.date().replace(year=FIRST_YEAR, month=1, day=1), now.date())
    asked = Slice(ever, rows="system", measures=("open", "late_now"))
    whole = sliced(asked, Whose(place.pk), place, manifest=mart.published(), now=now)
    stands, late = (int(cell.value or 0) for cell in whole.total.total)
    return stands, late


def _contentment(place: Municipality, now: datetime) -> Contentment:
    """By marks on what was closed in the last quarter."""
    asked = Slice(
        Period(now.date() - RATED_DAYS, now.date()), rows="system",
        measures=("satisfied", "rating"), basis=Basis.CLOSED,
    )  # fmt: skip
    whole = sliced(asked, Whose(place.pk), place, manifest=mart.published(), now=now)
    share, mean = whole.total.total
    return Contentment(share.base, share.value, mean.value)


def _spikes(place: Municipality, now: datetime) -> tuple[list[tuple[str, str]], int]:
    """Of the last two days, except those found false."""
    rows = Alarm.objects.filter(municipality=place, until__gte=now.date() - SPIKE_DAYS)
    live = rows.exclude(state=AlarmState.FALSE).select_related("topic").order_by("rarity", "-pk")
    found = list(live[: 3 * MOST_ROWS])
    shown = found[: MOST_ROWS - 2]
    return [(one.name, reason_of(one)) for one in shown], len(found) - len(shown)


def _problems(place: Municipality, now: datetime) -> tuple[list[Standing], int]:
    """The largest that are not solved: their topic and street, never their house."""
    live = Problem.objects.filter(municipality=place, state__in=LIVE).select_related("topic")
    today = now.date()
    shown = [
        Standing(
            str(one.topic or one.title), where((one.street, one.settlement)), one.size,
            (now - one.opened_at).days, bool(one.plan_until and one.plan_until < today),
        )
        for one in live.order_by("-size", "opened_at")[:MOST_ROWS]
    ]  # fmt: skip
    return shown, live.count() - len(shown)


def _spread(place: Municipality, now: datetime) -> Spread:
    """Messages of the last days by streets and landmarks."""
    rows = Case.objects.filter(municipality=place, received_at__gte=now - MAP_DAYS)
    return spread_cases(program(place.pk, "Пульт"), rows)
