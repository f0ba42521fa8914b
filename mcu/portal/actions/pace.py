"""Counting who knocks: by a digest of the address that is worth nothing the day after."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from mcu.core import vault
from mcu.portal.models import Knock
from mcu.portal.rules.pace import Kind, Limit, Verdict, verdict

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)
COUNT = """
INSERT INTO portal_knock (municipality_id, kind, value, count, since) VALUES (%s, %s, %s, 1, %s)
ON CONFLICT (municipality_id, kind, value) DO UPDATE SET
    count = CASE WHEN portal_knock.since < %s THEN 1 ELSE portal_knock.count + 1 END,
    since = CASE WHEN portal_knock.since < %s THEN excluded.since ELSE portal_knock.since END
RETURNING count
"""


def knock(place: int, kind: Kind, address: str, now: datetime) -> Verdict:
    """Count one more and say what follows; one statement, right also in a race."""
    value = vault.blind(f"{place}|knock|{now:%Y-%m-%d}|{address}")
    since = now - WINDOW
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [place, kind, value, now, since, since])
        count = cursor.fetchone()[0]
    return verdict(count, limit_of(kind))


def limit_of(kind: Kind) -> Limit:
    usual = settings.MCU_PORTAL_RATE
    return {
        Kind.SEND: Limit(usual, usual * 6),
        Kind.CHECK: Limit(usual * 30, usual * 30),
        Kind.CODE: Limit(usual * 2, usual * 2),
        Kind.MAIL: Limit(usual, usual),
    }[kind]


def forget(now: datetime) -> int:
    """What is older than a day goes."""
    return Knock.objects.filter(since__lt=now - KEPT).delete()[0]
