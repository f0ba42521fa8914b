"""What the messages of a spike have in common that messages of the topic usually have not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

LEAST, SHARE, TIMES = 3, 0.3, 1.5
MOST = 6
TITLES = {
    "street": "улица", "landmark": "объект", "body": "орган или организация", "channel": "канал"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Common:
    """A value many of them share: how many have it, of how many, and the usual share of it."""

    what: str
    name: str
    count: int
    of: int
    usual: float

    @property
    def words(self) -> str:
        """«улица Садовая — 9 из 14, обычно 1 из 10»."""
        share = f"{self.count} из {self.of}"
        usual = f"обычно {round(100 * self.usual)} %" if self.usual else "раньше не встречалось"
        return f"{TITLES[self.what]} {self.name} — {share}, {usual}"


def common(now: Sequence[Mapping[str, str]], before: Sequence[Mapping[str, str]]) -> list[Common]:
    """Values of the features that stand out, those that say most first; `before` are messages of the
    same topic from the weeks before the spike."""
    found = []
    for what in TITLES:
        usual = Counter(row[what] for row in before if row[what])
        for name, count in Counter(row[what] for row in now if row[what]).items():
            one = Common(what, name, count, len(now), usual[name] / len(before) if before else 0.0)
            if count >= LEAST and count >= SHARE * len(now) and _stands_out(one):
                found.append(one)
    return sorted(found, key=_weight)[:MOST]


def _stands_out(one: Common) -> bool:
    """More than half as much again, and by more than chance: two deviations of the share."""
    share = one.count / one.of
    spread = sqrt(max(one.usual * (1 - one.usual), 0.01) / one.of)
    return share >= TIMES * one.usual and share - one.usual >= 2 * spread


def _weight(one: Common) -> float:
    return -(one.count / one.of - one.usual)


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned outage as far as a spike asks of it."""

    words: str
    since: date
    until: date
    settlement: str
    street: str


def explaining(
    outages: Sequence[Planned], since: date, until: date, settlements: set[str], streets: set[str]
) -> list[str]:
    """Outages of these days in the places the messages come from; a street named must be among theirs."""
    return [
        one.words
        for one in outages
        if one.since <= until
        and one.until >= since
        and (not one.settlement or _plain(one.settlement) in {_plain(name) for name in settlements})
        and (not one.street or _plain(one.street) in {_plain(name) for name in streets})
    ]


def _plain(name: str) -> str:
    """«улица Садовая» and «Садовая ул.» are one."""
    words = name.lower().replace("ё", "е").replace(".", " ").replace(",", " ").split()
    return " ".join(sorted(word for word in words if word not in KINDS_OF_PLACE))


KINDS_OF_PLACE = frozenset({
    "ул", "улица", "пер", "переулок", "пр", "проспект", "пр-т", "д", "деревня", "с", "село", "г",
    "город", "п", "пос", "поселок", "пгт", "рп",
})  # fmt: skip
