"""Slices people keep: a convenience of their own, not an act of the centre."""

from django.db import transaction

from mcu.analytics.models import SavedSlice
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

LONGEST = 4000


@transaction.atomic
def save_slice(*, name: str, query: str, by: Actor) -> SavedSlice:
    """The query string of the page under a name; the same name again replaces it."""
    name, query = name.replace("\x00", "").strip()[:80], query.replace("\x00", "")
    if not name or by.person_id is None:
        raise RuleViolation("Назовите срез, чтобы сохранить его.")
    if len(query) > LONGEST:
        raise RuleViolation("Отбор слишком длинный, чтобы его сохранить. Уберите часть.")
    saved, _ = SavedSlice.objects.update_or_create(
        person_id=by.person_id,
        name=name,
        defaults={"query": query, "municipality_id": by.municipality_id},
    )
    return saved


@transaction.atomic
def remove_slice(*, saved: SavedSlice, by: Actor) -> None:
    """Forget a slice of one's own."""
    if saved.person_id == by.person_id:
        saved.delete()
