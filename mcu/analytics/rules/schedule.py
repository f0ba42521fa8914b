"""When a slice leaves by mail: each week on a weekday or each month on a day, at an hour of the town."""

from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import TextChoices

from mcu.analytics.rules.dimensions import WEEKDAYS

LAST_DAY = 28  # every month has it
DAY = timedelta(days=1)


class Every(TextChoices):
    WEEK = "week", "каждую неделю"
    MONTH = "month", "каждый месяц"


def last_due(every: str, day: int, hour: int, now: datetime, tz: tzinfo) -> datetime:
    """The last such moment that has come; `day` is of the week from one, or of the month."""
    today = now.astimezone(tz).date()
    candidate = _day(every, day, today)
    due = datetime.combine(candidate, time(hour), tzinfo=tz)
    if due <= now:
        return due
    earlier = _day(every, day, candidate - DAY)
    return datetime.combine(earlier, time(hour), tzinfo=tz)


def words(every: str, day: int, hour: int) -> str:
    """«каждую неделю: понедельник, 09:00», «каждый месяц: 5-го числа, 09:00»."""
    when = WEEKDAYS[day - 1] if every == Every.WEEK else f"{day}-го числа"
    return f"{Every(every).label}: {when}, {hour:02d}:00"


def _day(every: str, day: int, last: date) -> date:
    """The last such day up to this one."""
    if every == Every.WEEK:
        return last - DAY * ((last.isoweekday() - day) % 7)
    if last.day >= day:
        return last.replace(day=day)
    return (last.replace(day=1) - DAY).replace(day=day)
