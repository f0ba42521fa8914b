"""Rules of retention: what is kept how long, from which moment; the defaults and what is laid over."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

MOMENTS = {
    "received": "от получения",
    "closed": "от закрытия",
    "finished": "от конца загрузки",
    "decided": "от решения по запросу",
}
SHORTEST_DAYS, LONGEST_DAYS = 1, 75 * 366
REGIMES = {"": "любые", "message": "сообщения", "appeal": "обращения (59-ФЗ)"}


@dataclass(frozen=True, slots=True)
class Retention:
    """One rule. `review`: nothing goes without a person's decision; `fixed`: not for changing."""

    what: str
    days: int
    moment: str
    source: str
    regime: str = ""
    review: bool = False
    verified: bool = False
    fixed: bool = False
    changed: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.what, self.regime

    @property
    def code(self) -> str:
        """How pages and the journal call it."""
        return f"{self.what}-{self.regime}" if self.regime else self.what

    @property
    def years(self) -> str:
        """«5 лет», «7 дней»: as people say it."""
        whole, rest = divmod(self.days, 365)
        if self.days >= 365 and rest <= whole // 4 + 1:
            return _counted(whole, "год", "года", "лет")
        return _counted(self.days, "день", "дня", "дней")

    def before(self, now: datetime) -> datetime:
        """What is older than this has been kept long enough."""
        return now - timedelta(days=self.days)


def read(text: str) -> tuple[Retention, ...]:
    """The rules of a TOML text; TypeError for a key that does not exist."""
    return tuple(Retention(**row) for row in tomllib.loads(text)["rule"])


DEFAULT = read((files("mcu.desk") / "data" / "retention.toml").read_text("utf-8"))


def in_force(changes: Iterable[Mapping[str, Any]]) -> list[Retention]:
    """The defaults with what a municipality changed laid over them; a fixed one stays."""
    laid = {(row["what"], row["regime"]): row for row in changes}
    return [
        replace(rule, **laid[rule.key], changed=True)
        if rule.key in laid and not rule.fixed
        else rule
        for rule in DEFAULT
    ]


def _counted(number: int, one: str, few: str, many: str) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return f"{number} {one}"
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return f"{number} {few}"
    return f"{number} {many}"
