"""How many requests a second a door lets in; counted in one process, for each door apart."""

from collections import OrderedDict

MOST_DOORS = 1000


class Pace:
    """A bucket for each door that fills by the clock: `rate` a second, as many at once."""

    def __init__(self) -> None:
        self._doors: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def lets_in(self, door: int, rate: int, now: float) -> bool:
        """Whether one more may come in at `now` (seconds of a clock that never goes back)."""
        left, at = self._doors.pop(door, (float(rate), now))
        left = min(rate, left + (now - at) * rate)
        free = left >= 1
        self._doors[door] = (left - 1 if free else left, now)
        if len(self._doors) > MOST_DOORS:
            self._doors.popitem(last=False)
        return free


class Once:
    """Work asked for many times a second is asked for once: whoever comes within the pause is covered."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._covered_until = float("-inf")

    def is_mine(self, now: float) -> bool:
        """Whether this caller has to ask; the work shall begin after the pause."""
        if now < self._covered_until:
            return False
        self._covered_until = now + self._pause
        return True
