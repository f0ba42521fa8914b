"""Why there are more, or fewer: the change between two periods taken apart; every cut adds up to it."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from mcu.web.words import plural

SHOWN = 12
TITLES = {
    "topic": "Темы",
    "settlement": "Населённые пункты",
    "body": "Органы",
    "repeated": "Повторные",
}
REST = "остальные вместе"
Row = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True)
class Part:
    """A value of a cut: how many before, how many now; `width` is its bar, of the greatest change."""

    name: str
    before: int
    now: int
    width: int = 0

    @property
    def change(self) -> int:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to take the change apart; the greatest changes first."""

    code: str
    parts: list[Part]

    @property
    def title(self) -> str:
        return TITLES[self.code]

    @property
    def change(self) -> int:
        return sum(part.change for part in self.parts)


def cut(code: str, before: Mapping[str, int], now: Mapping[str, int], shown: int = SHOWN) -> Cut:
    """The parts by name, those past the first gathered so that nothing is lost of the sum."""
    parts = [Part(name, before.get(name, 0), now.get(name, 0)) for name in {*before, *now}]
    parts.sort(key=lambda part: (-abs(part.change), part.name))
    if len(parts) > shown:
        rest = parts[shown:]
        gathered = Part(REST, sum(p.before for p in rest), sum(p.now for p in rest))
        parts = [*parts[:shown], gathered]
    most = max((abs(part.change) for part in parts), default=0) or 1
    drawn = [Part(p.name, p.before, p.now, round(100 * abs(p.change) / most)) for p in parts]
    return Cut(code, drawn)


def summed(rows: Sequence[tuple[str, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, count in rows:
        found[name] += count
    return dict(found)


def kept(counts: Mapping[str, int], told_as: Callable[[int], int]) -> dict[str, int]:
    """What is left of the counts when each is told in this way."""
    return {name: count for name, whole in counts.items() if (count := told_as(whole))}


def signed(count: int) -> str:
    return f"{count:+d}".replace("-", "−") if count else "0"


def told(before: int, now: int, cuts: Sequence[Cut]) -> list[str]:
    """The change in words: how much, what added most, what took away."""
    change = now - before
    messages = plural(now, "сообщение|сообщения|сообщений")
    share = f" ({signed(round(100 * change / before))} %)" if before else ""
    by = f"{signed(change)}{share}" if change else "столько же"
    lines = [f"Поступило {messages}, в периоде сравнения {before}: {by}."]
    for one in cuts:
        more = [p for p in one.parts if p.change * change > 0 and p.name != REST][:3]
        if change and more:
            named = "; ".join(f"{p.name} {signed(p.change)}" for p in more)
            lines.append(f"{one.title}: {named}.")
    against = [
        p for one in cuts[:1] for p in one.parts if p.change * change < 0 and p.name != REST
    ][:3]
    if against:
        named = "; ".join(f"{p.name} {signed(p.change)}" for p in against)
        lines.append(f"В другую сторону: {named}.")
    return lines
