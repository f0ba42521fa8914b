"""When a letter may leave, what a person may mute, who stands in. No database."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mcu.core.workdays import DayKind, DayOverride, WorkCalendar, WorkingTime
from mcu.org.rules.notices import RULES, Kind, Mail, Setting, handed_over, mail_at, setting_of

TZ = ZoneInfo("Asia/Vladivostok")
CALENDAR = WorkCalendar(
    tz=TZ,
    working_time=WorkingTime(time(9), time(18), time(13), time(14), time(17)),
    overrides=[DayOverride(date(2026, 11, 24), DayKind.OFF, "День района")],
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TZ)


@pytest.mark.parametrize(
    ("now", "at_once", "digest"),
    [
        (at(19, 10), at(19, 10), at(20, 9)),  # a working Thursday
        (at(19, 13, 30), at(19, 13, 30), at(20, 9)),  # lunch is not night
        (at(19, 3), at(19, 9), at(19, 9)),  # before work
        (at(19, 9), at(19, 9), at(19, 9)),
        (at(19, 18), at(20, 9), at(20, 9)),  # after work
        (at(20, 23, 59), at(23, 9), at(23, 9)),  # Friday night waits for Monday
        (at(21, 12), at(23, 9), at(23, 9)),  # Saturday
        (at(23, 20), at(25, 9), at(25, 9)),  # a day off of one's own
    ],
)
def test_letters_leave_in_working_time_only(now, at_once, digest):
    assert mail_at(Mail.NOW, now, CALENDAR) == at_once
    assert mail_at(Mail.DIGEST, now, CALENDAR) == digest
    assert mail_at(Mail.NONE, now, CALENDAR) is None


def test_nothing_leaves_outside_working_time_at_any_hour_of_two_weeks():
    for hour in range(14 * 24):
        now = datetime(2026, 11, 15 + hour // 24, hour % 24, tzinfo=UTC)
        for mail in (Mail.NOW, Mail.DIGEST):
            leaves = mail_at(mail, now, CALENDAR)
            spans = CALENDAR.intervals(leaves.astimezone(TZ).date())
            assert leaves >= now
            assert spans[0][0] <= leaves <= spans[-1][1]


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_obligatory_cannot_be_muted(kind):
    nothing = setting_of(kind, Setting(False, Mail.NONE))
    assert nothing.muted != RULES[kind].obligatory
    assert setting_of(kind, Setting(True, Mail.DIGEST)) == Setting(True, Mail.DIGEST)
    assert setting_of(kind, None) == RULES[kind].setting


def test_every_kind_has_a_rule():
    assert set(RULES) == set(Kind)


def test_whoever_stands_in_gets_what_is_meant_for_the_absent():
    away = {1: {2}, 3: {4, 5}}
    assert handed_over(1, away, set()) == {2}
    assert handed_over(3, away, {3}) == {3, 4, 5}
    assert handed_over(9, away, set()) == {9}
