"""Not faster than a service allows: whoever would be too early waits their turn."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST_NAMES = 10_000


class Limiter:
    """So many within so many seconds for each name apart, counted in this process."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._turns: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def pause(self, seconds: float) -> None:
        """A pause that a service asks for in the middle of its work."""
        self._sleep(seconds)

    def wait(self, name: str, most: int, seconds: float = 1.0) -> None:
        """Return when one more may go; turns are given out in the order they were asked for."""
        with self._lock:
            now = self._clock()
            turn = self._turn(name, most, seconds, now)
        if turn > now:
            self._sleep(turn - now)

    def _turn(self, name: str, most: int, seconds: float, now: float) -> float:
        turns = self._turns.pop(name, None)
        if turns is None or turns.maxlen != most:
            turns = deque(turns or (), maxlen=most)
        turn = now if len(turns) < most else max(now, turns[0] + seconds)
        turns.append(turn)
        self._turns[name] = turns
        if len(self._turns) > MOST_NAMES:
            self._turns.popitem(last=False)
        return turn
