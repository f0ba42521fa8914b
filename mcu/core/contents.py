"""Which stored files nobody has any more: asked of every table that names one.

The same bytes are stored once, whoever laid them down; so what one table forgets another may keep.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models, transaction

from mcu.core import files


def holders() -> Iterator[tuple[type[models.Model], str]]:
    """Every model with the fields it names its stored files by: its `STORED`."""
    for model in apps.get_models():
        for name in getattr(model, "STORED", ()):
            yield model, name


def remove_unused(keys: Iterable[str], apart_from: models.Model | None = None) -> int:
    """With the commit the contents go that no row names now, this one apart; how many."""
    left = {key for key in keys if key}
    for model, name in holders():
        rows = model._default_manager.filter(**{f"{name}__in": left})
        if isinstance(apart_from, model):
            rows = rows.exclude(pk=apart_from.pk)
        left -= set(rows.values_list(name, flat=True))
    for key in left:
        transaction.on_commit(lambda key=key: files.remove(key))  # type: ignore[misc]
    return len(left)
