"""Links for a contractor without an account: how long they are good, what may be sent by them."""

from datetime import datetime, timedelta

DAYS = 7
MOST_DAYS = 30
MOST_PHOTOS = 10
MOST_TEXT = 4000
MB = 2**20
PHOTO_LIMIT = 15 * MB
# An opening is journalled once in this time; each is counted.
JOURNALLED_EVERY = timedelta(hours=1)


def expiry(days: int, now: datetime) -> datetime:
    return now + timedelta(days=min(max(days, 1), MOST_DAYS))
