"""When residents write: seasons, weather, days of the week, hours of the day."""

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Moscow")

# Twelve factors, January to December; in a month of zero nobody writes of it at all.
SEASONS: Mapping[str, tuple[float, ...]] = {
    "year": (1,) * 12,
    "snow": (1.5, 1.3, 0.7, 0, 0, 0, 0, 0, 0, 0, 0.9, 1.5),
    "mud": (0.2, 0.2, 1.5, 2.0, 1.2, 0.6, 0.6, 0.7, 1.2, 2.0, 1.6, 0.5),
    "roads": (0.5, 0.6, 1.8, 2.2, 1.8, 1.2, 1.1, 1.1, 1.2, 1.2, 0.9, 0.5),
    "summer": (0.1, 0.1, 0.3, 0.8, 1.4, 1.6, 1.6, 1.5, 1.0, 0.5, 0.2, 0.1),
    "summer_heavy": (0.7, 0.7, 0.8, 1.1, 1.3, 1.4, 1.5, 1.4, 1.1, 0.9, 0.8, 0.8),
    "spring_summer": (0.2, 0.2, 0.8, 1.8, 1.6, 1.2, 1.1, 1.0, 1.0, 0.9, 0.5, 0.2),
    "early_summer": (0, 0, 0, 1.0, 2.2, 2.2, 1.2, 0.5, 0.2, 0, 0, 0),
    "dust": (0, 0, 0.4, 1.6, 1.6, 1.6, 1.9, 1.4, 0.4, 0, 0, 0),
    "mow": (0, 0, 0, 0.1, 0.9, 2.0, 2.0, 1.4, 0.4, 0, 0, 0),
    "fires": (0, 0, 0.6, 2.4, 1.8, 0.9, 1.2, 1.1, 0.6, 0.3, 0, 0),
    "rain": (0.2, 0.2, 0.8, 1.4, 1.0, 1.0, 1.0, 1.0, 1.2, 1.3, 0.6, 0.3),
    "flood": (0, 0, 0.8, 2.5, 0.6, 0, 0, 0, 0, 0, 0, 0),
    "spring": (0.2, 0.2, 0.6, 1.8, 2.0, 1.2, 0.8, 0.8, 0.8, 0.5, 0.3, 0.2),
    "autumn": (0.2, 0.2, 0.8, 1.2, 0.8, 0.6, 0.6, 0.8, 1.3, 2.2, 1.4, 0.3),
    "dark": (1.6, 1.2, 0.7, 0.4, 0.2, 0.15, 0.2, 0.6, 1.2, 1.7, 1.9, 1.9),
    "heat": (1.8, 1.4, 0.8, 0.4, 0, 0, 0, 0, 0, 1.4, 1.3, 1.6),
    "heating_start": (0, 0, 0, 0, 0, 0, 0, 0, 2.0, 1.6, 0, 0),
    "hot_water": (0.7, 0.7, 0.7, 0.7, 1.2, 1.8, 1.7, 1.3, 0.8, 0.7, 0.7, 0.7),
    "school": (1.0, 1.0, 1.0, 1.0, 0.9, 0.15, 0.1, 0.9, 2.0, 1.4, 1.1, 1.0),
    "winter_sport": (1.5, 1.2, 0.3, 0, 0, 0, 0, 0, 0, 0, 0.7, 1.5),
}
# Monday to Sunday.
WEEK = (1.3, 1.18, 1.1, 1.05, 1.0, 0.66, 0.7)
# Events of weather: months in which they come, how many in a month, days they last, factor.
WEATHER: Mapping[str, tuple[frozenset[int], float, int, float]] = {
    "snow": (frozenset({11, 12, 1, 2, 3}), 2.6, 2, 6.0),
    "ice": (frozenset({11, 12, 1, 2, 3}), 2.2, 2, 5.0),
    "storm": (frozenset({5, 6, 7, 8, 9}), 1.3, 1, 9.0),
    "rain": (frozenset({4, 5, 6, 7, 8, 9, 10}), 2.0, 2, 4.0),
    "heat": (frozenset({6, 7, 8}), 1.2, 5, 2.5),
    "frost": (frozenset({9, 10, 11, 12, 1, 2}), 1.5, 3, 2.6),
}
# So many days before the end every weather of the season comes once: there is always fresh work.
LAST_EVENT = 4
DAYS_OFF = frozenset({(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9)})
DAYS_OFF |= frozenset({(6, 12), (11, 4)})

# Hour → weight: people at a telephone all day long, an office, a portal in the evening.
FEED = (2, 1, 0.4, 0.2, 0.2, 0.6, 2, 6, 8, 6, 5, 5, 6, 6, 5, 5, 5, 6, 8, 9, 10, 9, 7, 4)
DESK = (0, 0, 0, 0, 0, 0, 0, 0, 5, 9, 10, 8, 4, 4, 7, 7, 5, 0, 0, 0, 0, 0, 0, 0)
CALL = (0, 0, 0, 0, 0, 0.2, 1, 4, 9, 9, 8, 7, 5, 5, 6, 6, 6, 4, 2, 1, 0.5, 0.2, 0, 0)
PORTAL = (1, 0.4, 0.2, 0.1, 0.1, 0.3, 1, 3, 6, 8, 8, 7, 6, 6, 6, 6, 5, 5, 6, 8, 9, 8, 6, 3)
HOURS: Mapping[str, tuple[float, ...]] = {
    "vk": FEED,
    "ok": FEED,
    "max": FEED,
    "telegram": FEED,
    "pos": PORTAL,
    "web": PORTAL,
    "mail": PORTAL,
    "letter": DESK,
    "reception": DESK,
    "phone": CALL,
}
DESK_CHANNELS = frozenset({"letter", "reception"})


def is_working(day: date) -> bool:
    """A day on which an office receives letters; transfers of days off are of no matter here."""
    return day.weekday() < 5 and (day.month, day.day) not in DAYS_OFF


def season(name: str, day: date) -> float:
    """The factor of a season, smooth between the middles of months."""
    curve = SEASONS[name]
    position = (day.month - 1) + (day.day - 15) / 30
    low = int(position // 1)
    share = position - low
    smooth = curve[low % 12] * (1 - share) + curve[(low + 1) % 12] * share
    return smooth if curve[day.month - 1] else 0.0


def weather(rng: random.Random, start: date, days: int) -> dict[tuple[date, str], float]:
    """(day, event) → factor for the days that have an event."""
    found: dict[tuple[date, str], float] = {}
    for event, (months, rate, length, factor) in WEATHER.items():
        for number in range(days):
            day = start + timedelta(days=number)
            last = number == days - LAST_EVENT
            if day.month in months and (rng.random() < rate / 30 or last):
                strength = factor * rng.uniform(0.7, 1.2)
                for later in range(length):
                    found[day + timedelta(days=later), event] = strength / (1 + later * 0.5)
    return found


def moment(day: date, channel: str, rng: random.Random) -> datetime:
    """A believable moment of that day for that channel, in the zone of the town."""
    hour = rng.choices(range(24), weights=HOURS[channel])[0]
    return datetime.combine(day, time(hour, rng.randint(0, 59), rng.randint(0, 59)), tzinfo=ZONE)
