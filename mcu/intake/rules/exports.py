"""Which files of a watched folder are exports, when one is whole, when it is its hour."""

from datetime import datetime, timedelta

TABLES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv")
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".swp")
CALM = timedelta(seconds=30)
NOT_A_TABLE = "Это не таблица. Выгрузка — файл xlsx, xls, ods или csv."


def passes_by(name: str) -> bool:
    """Files of other programs that are written or locked at this moment."""
    return name.startswith((".", "~", "_")) or name.lower().endswith(UNFINISHED)


def is_table(name: str) -> bool:
    return name.lower().endswith(TABLES)


def is_whole(changed: datetime, seen: datetime, now: datetime) -> bool:
    """Nobody has written to it for a while, by its own clock and by ours."""
    return now - seen >= CALM and now - changed >= CALM


def is_time(hour: int | None, taken: datetime | None, now: datetime) -> bool:
    """At once, or once a day from the hour on; moments are local."""
    if hour is None:
        return True
    return now.hour >= hour and (taken is None or taken.date() < now.date())
