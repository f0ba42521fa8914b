"""Local wall time as whole microseconds, without asking the time zone at every count.

A wall number is microseconds since the midnight that began 01.01.0001, plus one day, so that
`wall // DAY` is `date.toordinal()` and `wall % DAY` the time of that day.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_WALL = date(1970, 1, 1).toordinal() * DAY
MICROSECOND = timedelta(microseconds=1)


class Zone:
    """Changes of the offset of one time zone from January of `first_year` to `last_year`.

    A moment outside keeps the nearest offset. A wall time that happens twice means its first
    occurrence, one that never happens is read with the offset before the jump (PEP 495, fold=0).
    """

    def __init__(self, tz: tzinfo, first_year: int, last_year: int) -> None:
        self.tz = tz
        self._base = datetime(1, 1, 1, tzinfo=tz)
        self._changes: list[int] = []
        self._offsets = [_offset(tz, datetime(first_year, 1, 1, tzinfo=UTC))]
        self._walls: list[int] = []
        self._find_changes(first_year, last_year)

    def _find_changes(self, first_year: int, last_year: int) -> None:
        at, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (first_year, last_year + 1))
        while at < end:
            following = at + timedelta(days=1)
            offset = _offset(self.tz, following)
            if offset != self._offsets[-1]:
                change = _utc(_last_before_change(self.tz, at, following)) + SECOND
                self._changes.append(change)
                self._walls.append(EPOCH_WALL + change + max(offset, self._offsets[-1]))
                self._offsets.append(offset)
            at = following

    def wall(self, moment: datetime) -> int:
        """Wall number of an aware moment. Raises ValueError for a moment without a time zone."""
        return self.wall_of_utc(self.utc(moment))

    def utc(self, moment: datetime) -> int:
        """Microseconds since 1970 in UTC. Raises ValueError for a moment without a time zone."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be counted")
        return _utc(moment)

    def wall_of_utc(self, utc: int) -> int:
        return EPOCH_WALL + utc + self._offsets[bisect_right(self._changes, utc)]

    def moment(self, wall: int) -> datetime:
        """The aware moment of a wall number."""
        return self._base + timedelta(days=wall // DAY - 1, microseconds=wall % DAY)

    def moment_of_utc(self, utc: int) -> datetime:
        """The aware moment of a UTC number, the second occurrence of an hour told apart."""
        moment = self.moment(self.wall_of_utc(utc))
        index = bisect_right(self._changes, utc)
        if index and self.wall_of_utc(utc) < self._walls[index - 1]:
            return moment.replace(fold=1)
        return moment


@cache
def zone_of(tz: tzinfo, first_year: int, last_year: int) -> Zone:
    """One shared table per time zone: finding its changes takes some forty milliseconds."""
    return Zone(tz, first_year, last_year)


def _utc(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _offset(tz: tzinfo, moment: datetime) -> int:
    offset = moment.astimezone(tz).utcoffset()
    return (offset or timedelta()) // MICROSECOND


def _last_before_change(tz: tzinfo, before: datetime, after: datetime) -> datetime:
    """The last whole second that still has the offset of `before`."""
    old = _offset(tz, before)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(tz, before + timedelta(seconds=middle)) == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=low)
