"""How often a token may ask: counted in the database, so that it is one number for all processes."""

from datetime import datetime

from django.db import connection

MINUTE = 60
COUNT = """
INSERT INTO exchange_pace AS had (token_id, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (token_id) DO UPDATE SET minute = excluded.minute,
    count = CASE WHEN had.minute = excluded.minute THEN had.count + 1 ELSE 1 END
RETURNING count
"""


def pause_of(token: int, rate: int, now: datetime) -> int:
    """Seconds to wait when this request is one too many within its minute, else 0."""
    seconds = int(now.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [token, seconds // MINUTE])
        count = cursor.fetchone()[0]
    return MINUTE - seconds % MINUTE if count > rate else 0
