"""Erasing what tasks about cases hold of people; the task stays, with its dates and states."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from mcu.cases.queries.retention import due_cases
from mcu.core.contents import remove_unused
from mcu.core.erasing import Due, Eraser
from mcu.tasks.models import (
    CheckItem,
    Comment,
    Evidence,
    EvidenceFile,
    Extension,
    Task,
    VerifiedCase,
    WorkLink,
)
from mcu.tasks.queries import OF_CASE
from mcu.text.mask import mask

GATHERED = (CheckItem, Comment, Evidence, Extension, WorkLink)
TEXTS: dict[type[models.Model], tuple[str, ...]] = {row: row.PERSONAL for row in GATHERED}


def tasks_due(due: Due) -> QuerySet[Task]:
    cases = due_cases(due).values("pk")
    about = Task.objects.filter(object_type=OF_CASE, object_id__in=cases)
    return about.filter(depersonalised_at__isnull=True)


def erase_tasks(keys: Sequence[int], now: datetime) -> int:
    """Every text gives way to its masked version, files go."""
    rows = Task.objects.filter(pk__in=keys, depersonalised_at__isnull=True)
    tasks = list(rows.select_for_update(no_key=True).order_by("pk"))
    for task in tasks:
        _mask(task, Task.PERSONAL)
        task.depersonalised_at = now
    Task.objects.bulk_update(tasks, [*Task.PERSONAL, "depersonalised_at"], batch_size=500)
    for model, names in TEXTS.items():
        _mask_rows(model._default_manager.filter(task__in=keys), names)
    _erase_files(EvidenceFile.objects.filter(evidence__task__in=keys))
    return len(tasks)


def verified_due(due: Due) -> QuerySet[VerifiedCase]:
    return VerifiedCase.objects.filter(case__in=due_cases(due)).exclude(note="")


def erase_verified(keys: Sequence[int], now: datetime) -> int:
    return VerifiedCase.objects.filter(pk__in=keys).update(note="")


def _fields(model: Any) -> list[str]:
    return [f"tasks.{model.__name__}.{name}" for name in model.PERSONAL]


ERASERS = (
    Eraser(
        "tasks",
        "Задачи по сообщениям: тексты, подтверждения, файлы",
        (
            *_fields(Task),
            *(name for row in GATHERED for name in _fields(row)),
            *_fields(EvidenceFile),
        ),
        ("closed", "received"),
        tasks_due,
        erase_tasks,
    ),
    Eraser(
        "verified",
        "Замечания выборочных проверок",
        ("tasks.VerifiedCase.note",),
        ("closed", "received"),
        verified_due,
        erase_verified,
    ),
)


def _mask_rows(rows: QuerySet[Any], names: tuple[str, ...]) -> None:
    changed = list(rows)
    for row in changed:
        _mask(row, names)
    rows.model._default_manager.bulk_update(changed, names, batch_size=500)


def _mask(row: models.Model, names: tuple[str, ...]) -> None:
    for name in names:
        limit = getattr(row._meta.get_field(name), "max_length", None)
        setattr(row, name, mask(getattr(row, name))[:limit])


def _erase_files(rows: QuerySet[EvidenceFile]) -> None:
    """A content that something else still has stays for it."""
    contents = set(rows.values_list("key", flat=True))
    rows.delete()
    remove_unused(contents)
