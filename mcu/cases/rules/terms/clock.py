"""How a term stands now: a state, a sign and words, never a colour alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mcu.web.words import duration, plural_form


class ClockState(StrEnum):
    LATE = "late"
    SOON = "soon"
    OK = "ok"
    MET = "met"
    MET_LATE = "met_late"
    PAUSED = "paused"
    NONE = "none"


SIGNS = {
    ClockState.LATE: "▲",
    ClockState.SOON: "●",
    ClockState.OK: "✓",
    ClockState.MET: "✓",
    ClockState.MET_LATE: "▲",
    ClockState.PAUSED: "‖",
    ClockState.NONE: "—",
}


@dataclass(frozen=True, slots=True)
class Soon:
    """A term is near when less than `share` of it is left, or less than `floor`."""

    share: float = 0.2
    floor: timedelta = timedelta(hours=2)


DEFAULT_SOON = Soon()


@dataclass(frozen=True, slots=True)
class ClockView:
    state: ClockState
    sign: str
    words: str


def clock(
    due: datetime | None,
    met_at: datetime | None,
    now: datetime,
    *,
    start: datetime | None = None,
    soon: Soon = DEFAULT_SOON,
) -> ClockView:
    """The state of a term at `now`; all moments aware.

    A term is met up to and including its due moment. Without `start` the length of the term is
    unknown and only `soon.floor` makes it near.
    """
    if due is None:
        return _view(ClockState.NONE, "срока нет")
    if met_at is not None:
        if met_at <= due:
            return _view(ClockState.MET, "выполнен в срок")
        return _view(ClockState.MET_LATE, f"выполнен, опоздание {duration(met_at - due)}")
    left = due - now
    if left < timedelta():
        return _view(ClockState.LATE, f"просрочен {duration(-left)}")
    if left < soon.floor or (start is not None and left < (due - start) * soon.share):
        return _view(ClockState.SOON, remaining(left))
    return _view(ClockState.OK, duration(left))


def paused(since: datetime, now: datetime) -> ClockView:
    """The clock stands: nothing of it is late."""
    return _view(ClockState.PAUSED, f"остановлен {duration(now - since)}")


def remaining(left: timedelta) -> str:
    """«осталось 38 мин», «остался 21 день»."""
    verb = plural_form(left.days, "остался|осталось|осталось") if left.days > 1 else "осталось"
    return f"{verb} {duration(left)}"


def _view(state: ClockState, words: str) -> ClockView:
    return ClockView(state, SIGNS[state], words)
