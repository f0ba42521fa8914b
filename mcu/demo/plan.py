"""What happens and when: which troubles, on which days, through which channels, told by how many.

Two layers: the everyday stream, drawn from the seasons and the weather, and stories (a burst pipe, a pack
of dogs by a school, a cancelled bus), which are many messages about one trouble.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate, count
from typing import Any

from mcu.demo.authors import SOCIAL
from mcu.demo.places import (
    CENTRE,
    SETTLEMENT,
    Place,
    find_street,
    house_number,
    landmarks_of,
    streets_of,
)
from mcu.demo.rhythm import (
    DESK_CHANNELS,
    WEEK,
    ZONE,
    is_working,
    moment,
    season,
    weather,
)
from mcu.demo.scenarios import SCENARIOS, Scenario
from mcu.demo.stories import BURST, LETTERS, Letter
from mcu.demo.town import SETTLEMENTS, STREETS, Landmark

CHANNELS = {
    "vk": 33,
    "ok": 11,
    "max": 9,
    "telegram": 12,
    "pos": 19,
    "mail": 3,
    "letter": 3.5,
    "phone": 5.5,
    "reception": 1.5,
    "web": 2.5,
}
FORMAL = {"pos": 2.0, "letter": 3.0, "reception": 2.5, "mail": 2.0, "vk": 0.5, "telegram": 0.4}
PRIVATE = frozenset({"private", "mixed"})
FLATS = frozenset({"flats", "mixed"})
THANKS_SHARE, DUPLICATE_SHARE, SECOND_SHARE, SLIP_SHARE = 0.3, 0.12, 0.05, 0.04
DUPLICATE_DAYS = 12
BURST_SIZE, BURST_PART = 60, 12  # sixty messages, or a twelfth of a short stream
BURST_AT = 0.86
# Ten past midnight to half past six nobody but a few writes: such moments are drawn again.
NIGHT = range(6)


@dataclass(frozen=True, slots=True)
class Item:
    """One message to be written. Items of one `trouble` speak of the same thing."""

    moment: datetime
    scenario: str
    channel: str
    place: Place
    trouble: int
    thanks: bool = False
    slip: bool = False
    second: str = ""
    story: str = ""
    phase: str = ""
    words: str = ""
    author_gender: str = ""
    letter: Letter | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """Several messages about one trouble in one place: `share` of all, from `at` of the period on."""

    name: str
    scenario: str
    share: float
    at: float
    days: int
    street: str = ""
    house: str = ""
    landmark: str = ""


STORIES = (
    Story("trash", "trash", 0.006, 0.3, 6, street="Молодёжная", house="5"),
    Story("dogs", "dogs", 0.007, 0.56, 5, landmark="школа № 3"),
    Story("bus", "bus_schedule", 0.008, 0.7, 7, landmark="остановка «Льнокомбинат»"),
    Story("cold", "cold_social", 0.004, 0.8, 4, landmark="детский сад «Ручеёк»"),
    Story("dark", "street_light", 0.006, 0.92, 8, street="Полевая"),
    Story("snowbank", "road_snow", 0.006, 0.975, 3, street="Мира"),
)


def plan(rng: random.Random, *, start: date, days: int, total: int) -> list[Item]:
    """Exactly `total` items in order of time."""
    troubles = count()
    items = [
        *_letters(rng, start, days, total, troubles),
        *_stories(rng, start, days, total, troubles),
        *_burst(rng, start, days, total, troubles),
    ][:total]
    rest = total - len(items)
    items += _everyday(rng, start, days, rest, troubles)
    return sorted(items, key=lambda item: (item.moment, item.trouble))


def _letters(
    rng: random.Random, start: date, days: int, total: int, troubles: Iterator[int]
) -> Iterator[Item]:
    fitting = [letter for letter in LETTERS if total >= 10 * len(LETTERS)]
    for letter in fitting:
        possible = [
            day
            for day in (start + timedelta(days=number) for number in range(days))
            if day.month in letter.months and (letter.channel in SOCIAL or is_working(day))
        ]
        if possible:
            yield Item(
                moment=moment(rng.choice(possible), letter.channel, rng),
                scenario=letter.scenario,
                channel=letter.channel,
                place=_letter_place(letter),
                trouble=next(troubles),
                author_gender=letter.gender,
                letter=letter,
            )


def _letter_place(letter: Letter) -> Place:
    return Place(
        SETTLEMENT[letter.settlement],
        find_street(letter.settlement, letter.street),
        letter.house,
        _landmark(letter.settlement, letter.landmark),
    )


def _landmark(settlement: str, name: str) -> Landmark | None:
    found = [mark for mark in landmarks_of(settlement) if mark.name == name]
    return found[0] if found else None


def _stories(
    rng: random.Random, start: date, days: int, total: int, troubles: Iterator[int]
) -> Iterator[Item]:
    for story in STORIES:
        first = start + timedelta(days=int(days * story.at))
        scenario = SCENARIOS[story.scenario]
        size = round(story.share * total)
        if size < 3 or not season(scenario.season, first):
            continue
        place, trouble = _story_place(story), next(troubles)
        for _ in range(size):
            # Most write in the first days, and nobody after the period.
            day = first + timedelta(days=int(rng.triangular(0, story.days, 0.5)))
            channel = _channel(scenario, min(day, start + timedelta(days=days - 1)), rng)
            when = moment(min(day, start + timedelta(days=days - 1)), channel, rng)
            yield Item(when, story.scenario, channel, place, trouble, story=story.name)


def _story_place(story: Story) -> Place:
    mark = _landmark(CENTRE.code, story.landmark)
    street = mark.street if mark else story.street
    return Place(CENTRE, find_street(CENTRE.code, street), story.house, mark)


def _burst(
    rng: random.Random, start: date, days: int, total: int, troubles: Iterator[int]
) -> Iterator[Item]:
    """The burst pipe: sixty tellings in three days, each phase with words of its own."""
    if days < 10:
        return
    day = start + timedelta(days=int(days * BURST_AT))
    while day.weekday() > 2:
        day -= timedelta(days=1)
    begin = datetime.combine(day, time.fromisoformat(BURST["start"]), tzinfo=ZONE)
    size, trouble = min(BURST_SIZE, total // BURST_PART), next(troubles)
    for phase in BURST["phase"]:
        words = rng.sample(phase["texts"], len(phase["texts"]))
        for number in range(round(phase["share"] * size / BURST_SIZE)):
            yield _telling(rng, phase, words[number % len(words)], begin, trouble)


def _telling(
    rng: random.Random, phase: Mapping[str, Any], words: str, begin: datetime, trouble: int
) -> Item:
    when = begin
    while when == begin or when.hour in NIGHT:
        hours = rng.uniform(phase["from_hour"], phase["until_hour"])
        when = begin + timedelta(hours=hours)
    channels = BURST["channels"]
    channel = rng.choices(list(channels), weights=list(channels.values()))[0]
    if channel == "phone":
        words = rng.choice(phase["phone"])
    return Item(
        moment=when,
        scenario=phase["scenario"],
        channel=channel,
        place=_burst_place(rng, near=_at_break(phase, words)),
        trouble=trouble,
        thanks=phase["title"] == "after" and "пасибо" in words,
        story="burst",
        phase=phase["title"],
        words=words,
    )


def _at_break(phase: Mapping[str, Any], words: str) -> bool:
    """Told from the very place; a telling with a slot is told from another street."""
    return bool(phase.get("near_break")) or ("Заводск" in words and "{" not in words)


def _burst_place(rng: random.Random, *, near: bool) -> Place:
    if near:
        return Place(CENTRE, find_street(CENTRE.code, BURST["street"]), BURST["house"])
    street = find_street(CENTRE.code, rng.choice(BURST["streets"]))
    return Place(CENTRE, street, house_number(street, rng) if street else "")


def _everyday(
    rng: random.Random, start: date, days: int, total: int, troubles: Iterator[int]
) -> list[Item]:
    """Messages of every day; some repeat a trouble that somebody has already written of."""
    pairs = _drawn(rng, start, days, total)
    recent: dict[str, list[Item]] = defaultdict(list)
    items: list[Item] = []
    for when, scenario, channel in pairs:
        thanks = bool(scenario.thanks) and rng.random() < THANKS_SHARE * _mood(channel)
        again = _again(recent[scenario.code], when, rng)
        if again and not thanks:
            item = replace(again, moment=when, channel=channel, second="", slip=False)
        else:
            item = Item(
                when,
                scenario.code,
                channel,
                choose_place(scenario, rng),
                next(troubles),
                thanks=thanks,
                slip=rng.random() < SLIP_SHARE,
            )
            item = replace(item, second=_second(item, scenario, when.date(), rng))
        items.append(item)
        if not item.thanks:
            recent[scenario.code].append(item)
    return items


def _mood(channel: str) -> float:
    """Thanks are said in a feed; nobody rings an office to praise it."""
    if channel in SOCIAL:
        return 0.6
    return 0.2 if channel in {"pos", "web", "mail"} else 0.0


def _drawn(
    rng: random.Random, start: date, days: int, total: int
) -> list[tuple[datetime, Scenario, str]]:
    """(moment, scenario, channel) in order of time, drawn by season, weather and day of the week."""
    sky = weather(rng, start, days)
    table: list[tuple[date, Scenario]] = []
    weights: list[float] = []
    for number in range(days):
        day = start + timedelta(days=number)
        for scenario in SCENARIOS.values():
            factor = sky.get((day, scenario.event), 1.0) * season(scenario.season, day)
            table.append((day, scenario))
            weights.append(scenario.weight * factor * WEEK[day.weekday()])
    if not any(weights):
        return []
    drawn = rng.choices(table, cum_weights=list(accumulate(weights)), k=total)
    found = []
    for day, scenario in drawn:
        channel = _channel(scenario, day, rng)
        found.append((moment(day, channel, rng), scenario, channel))
    return sorted(found, key=lambda row: (row[0], row[1].code))


def _channel(scenario: Scenario, day: date, rng: random.Random) -> str:
    weights = dict(CHANNELS)
    if scenario.lean == "formal":
        weights = {name: weight * FORMAL.get(name, 1) for name, weight in weights.items()}
    if not is_working(day):
        weights = {name: 0 if name in DESK_CHANNELS else w for name, w in weights.items()}
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def _again(recent: Sequence[Item], when: datetime, rng: random.Random) -> Item | None:
    """A trouble of the last days that this message repeats, if it does."""
    fresh = [item for item in recent[-40:] if (when - item.moment).days < DUPLICATE_DAYS]
    return rng.choice(fresh) if fresh and rng.random() < DUPLICATE_SHARE else None


def _second(item: Item, first: Scenario, day: date, rng: random.Random) -> str:
    """Another trouble in the same message: one that fits the same place and the same season."""
    if item.thanks or item.channel in {"phone", "reception"} or rng.random() > SECOND_SHARE:
        return ""
    fitting = [
        scenario.code
        for scenario in SCENARIOS.values()
        if scenario.topic != first.topic
        and _side_by_side(first, scenario)
        and season(scenario.season, day) > 0.5
    ]
    return rng.choice(fitting) if fitting else ""


def _side_by_side(first: Scenario, other: Scenario) -> bool:
    """Whether both troubles can be at one address."""
    if first.place == "flats":
        return other.place in {"flats", "house"} and not other.street_names
    return first.place == other.place == "street"


def choose_place(scenario: Scenario, rng: random.Random) -> Place:
    """A place where such a trouble can be: flats in the town, wells where houses are private."""
    if scenario.place == "town":
        return Place(CENTRE)
    if scenario.place == "landmark":
        return _by_landmark(scenario, rng)
    settlement = CENTRE
    if scenario.place == "village":
        settlement = rng.choice(SETTLEMENTS[1:])
    elif scenario.place in {"private", "street"}:
        shares = [row.share * (3 if row is not CENTRE else 1) for row in SETTLEMENTS]
        plain = [row.share for row in SETTLEMENTS]
        wide = shares if scenario.place == "private" else plain
        settlement = rng.choices(SETTLEMENTS, weights=wide)[0]
    housing = {"flats": FLATS, "private": PRIVATE}.get(scenario.place, frozenset())
    streets = streets_of(settlement.code, housing)
    if scenario.street_names:
        streets = [street for street in STREETS if street.name in scenario.street_names]
    street = rng.choice(streets)
    sure = scenario.place in {"flats", "house"}
    house = house_number(street, rng) if sure or rng.random() < 0.55 else ""
    return Place(SETTLEMENT[street.settlement], street, house)


def _by_landmark(scenario: Scenario, rng: random.Random) -> Place:
    kinds = frozenset(scenario.marks)
    marks = [mark for row in SETTLEMENTS for mark in landmarks_of(row.code, kinds)]
    weights = [3.0 if mark.settlement == CENTRE.code else 0.5 for mark in marks]
    mark = rng.choices(marks, weights=weights)[0]
    street = find_street(mark.settlement, mark.street)
    return Place(SETTLEMENT[mark.settlement], street, "", mark)
