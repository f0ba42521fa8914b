"""The change of a channel between two periods, within what the reader may count."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import counts_by, names_of, whose
from mcu.analytics.rules.dimensions import BY_CODE
from mcu.analytics.rules.slices import Slice, compared_period
from mcu.analytics.rules.summary import Period, rounded
from mcu.insight.rules.growth import TITLES, Cut, cut, kept, summed, told
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor

CUTS = tuple(TITLES)
YES_NO = {True: "повторные: то же место и тема за 90 дней", False: "впервые"}


@dataclass(frozen=True, slots=True)
class Growth:
    """Both periods, how many in each, the change by every cut, and in words; `year_ago` is the change
    between the same periods a year before, when anything was there."""

    period: Period
    before: Period
    count_before: int
    count_now: int
    cuts: list[Cut]
    words: list[str]
    year_ago: tuple[int, int] | None

    @property
    def change(self) -> int:
        return self.count_now - self.count_before


def growth(
    actor: Actor, place: Municipality, period: Period, compared: str, system: str,
    former: Period | None = None, *, shared: bool = False,
) -> Growth:  # fmt: skip
    """Three or four questions to the facts, whatever the number of values; `former` is the period to
    compare with where it is not as long. `shared`: for whoever may know totals only, each number
    rounded by itself."""
    told_as = rounded if shared else int
    before = former or compared_period(period, compared) or period.before
    rows = {
        key: _rows(actor, place, span, system) for key, span in (("then", before), ("now", period))
    }
    cuts = [_cut(code, number, rows, place, told_as) for number, code in enumerate(CUTS)]
    then, now = (told_as(sum(row[-1] for row in rows[key])) for key in ("then", "now"))
    year_ago = None if shared else _year_ago(actor, place, period, before, system)
    return Growth(period, before, then, now, cuts, told(then, now, cuts), year_ago)


def _rows(
    actor: Actor, place: Municipality, period: Period, system: str, cuts: Iterable[str] = CUTS
) -> list[tuple[Any, ...]]:
    filters = (("system", (system,)),) if system else ()
    chosen = Slice(period, filters=filters)
    return counts_by(chosen, cuts, whose(actor, place), place, manifest=mart.published())


def _cut(
    code: str, number: int, rows: dict[str, list[tuple[Any, ...]]], place: Municipality,
    told_as: Callable[[int], int],
) -> Cut:  # fmt: skip
    dimension = BY_CODE[code]
    values = {row[number] for found in rows.values() for row in found}
    names = names_of(dimension, values, place)

    def name(value: Hashable) -> str:
        if code == "repeated":
            return YES_NO[bool(value)]
        return names.get(value) or dimension.label(value)  # type: ignore[arg-type, call-overload]

    by_name = {
        key: kept(summed([(name(row[number]), row[-1]) for row in found]), told_as)
        for key, found in rows.items()
    }
    return cut(code, by_name["then"], by_name["now"])


def _year_ago(
    actor: Actor, place: Municipality, period: Period, before: Period, system: str
) -> tuple[int, int] | None:
    """How many came in the same two periods a year earlier."""
    spans = [compared_period(span, "year") for span in (before, period)]
    counts = [
        sum(row[-1] for row in _rows(actor, place, span, system, ("topic_group",))) if span else 0
        for span in spans
    ]
    return (counts[0], counts[1]) if all(counts) else None
