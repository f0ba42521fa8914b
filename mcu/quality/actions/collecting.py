"""Ratings that residents gave in another system and a file brought."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from mcu.cases.models.sources import SourceRecord
from mcu.core import journal
from mcu.org.models import Municipality
from mcu.org.rules.roles import program
from mcu.quality.models import Rating
from mcu.quality.rules.rating import Source

BATCH = 1000


@transaction.atomic
def collect(*, place: Municipality, now: datetime) -> int:
    """Every rating of a file becomes a rating of its case, a changed one changes; how many.

    What a bad one leads to is the business of the system it was given in: there the resident asks
    for another consideration, and the file brings that too.
    """
    known = Rating.objects.filter(
        case=OuterRef("case"), source=Source.FILE, score=OuterRef("rating")
    )
    told = SourceRecord.objects.filter(case__municipality=place, rating__isnull=False)
    rows = list(told.exclude(Exists(known)).select_related("case")[:BATCH])
    for row in rows:
        Rating.objects.update_or_create(
            case=row.case,
            source=Source.FILE,
            defaults={"score": row.rating or 0, "at": row.case.closed_at or now},
        )
    if rows:
        by = program(place.pk)
        journal.write(
            "rating.collect", by=by, municipality_id=place.pk, after={"rows": len(rows)}, at=now
        )
    return len(rows)
