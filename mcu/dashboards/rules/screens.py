"""Links of screens: how long they are good, when a screen is shown."""

from datetime import datetime, timedelta

JOIN_WITHIN = timedelta(hours=24)
GOOD_FOR = timedelta(days=365)
SEEN_EVERY = timedelta(minutes=5)
COOKIE = "screen"


def may_join(
    expires_at: datetime, paired_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> bool:
    """The link joins one screen, once."""
    return paired_at is None and revoked_at is None and now < expires_at


def is_shown(
    expires_at: datetime, paired_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> bool:
    return paired_at is not None and revoked_at is None and now < expires_at
