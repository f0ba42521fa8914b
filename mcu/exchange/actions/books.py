"""Who keeps a reference book and by which act, as a person says it; and that one was taken out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mcu.core import journal
from mcu.exchange.models import BookCard
from mcu.exchange.rules.books import BY_CODE
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def change_card(*, code: str, given: Mapping[str, Any], by: Actor, now: datetime) -> BookCard:
    """Another owner, act or order of use."""
    require(by, Permission.ORGANISATION)
    cards = BookCard.objects.select_for_update().filter(municipality_id=by.municipality_id)
    card = cards.filter(code=code).first() or BookCard(
        municipality_id=by.municipality_id, code=code
    )
    before, after = journal.changes({name: getattr(card, name) for name in given}, dict(given))
    if not after:
        return card
    for name, value in after.items():
        setattr(card, name, value)
    card.changed_at = now
    card.save()
    journal.write(
        "book.card", by=by, municipality_id=by.municipality_id, of=card, before=before,
        after={"name": BY_CODE[code].title, **after},
    )  # fmt: skip
    return card


def record_export(*, code: str, rows: int, form: str, by: Actor) -> None:
    """A book left the program as a file."""
    journal.record(
        "book.export", by=by, municipality_id=by.municipality_id,
        after={"name": BY_CODE[code].title, "rows": rows, "format": form},
    )  # fmt: skip
