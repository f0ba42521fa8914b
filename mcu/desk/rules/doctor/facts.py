"""What a check reads, and what it says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """The words are those of the page; the signs those of every clock of the program."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    NONE = "none"


LABELS = {
    State.OK: "в порядке",
    State.SOON: "стоит исправить",
    State.LATE: "исправьте",
    State.NONE: "нечего проверить",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: how it stands, what was found, what to do."""

    code: str
    title: str
    state: State
    said: str
    mend: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.state]


@dataclass(frozen=True, slots=True)
class Coverage:
    """One role: how many hold it, how many of them have a second factor, whether they must."""

    role: str
    people: int
    covered: int
    demanded: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found on this computer and in this municipality, at this moment."""

    now: datetime
    key_open: bool
    vault_keys: int
    vault_open: bool
    debug: bool
    https: bool
    hsts: int
    cookies_secure: bool
    policy: dict[str, list[str]]
    hosts: list[str]
    proxies: int
    trusted: list[str]
    idle_minutes: int
    hours: int
    password_length: int
    leaked_list: str
    leaked_there: bool
    oidc: str
    postgres: int
    embedded: bool
    database_local: bool
    database_tls: bool
    skew: timedelta
    disk_free: int
    disk_total: int
    backups: str
    last_backup: datetime | None
    calendar_year: int
    calendar_known: bool
    components: int
    coverage: list[Coverage]
    stale: int
    weak_hashes: int
    people: int
    journal_at: datetime | None
    journal_broken: str
    antivirus: str
    antivirus_there: bool
