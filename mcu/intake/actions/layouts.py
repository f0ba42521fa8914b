"""Saved mappings of columns: renamed and removed by a person."""

from django.db import transaction
from django.db.models import QuerySet

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.intake.models import ColumnProfile, ImportRun
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission

AUTO = "auto"


@transaction.atomic
def rename_layout(*, layout: ColumnProfile, name: str, by: Actor) -> ColumnProfile:
    """Another name; files taken in under the former one stay as they are."""
    require(by, Permission.IMPORT)
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > 80 or name.lower() == AUTO:
        raise RuleViolation("Впишите новое название, до 80 знаков.")
    layout = ColumnProfile.objects.select_for_update().get(pk=layout.pk)
    others = ColumnProfile.objects.filter(municipality_id=layout.municipality_id)
    if others.exclude(pk=layout.pk).filter(name=name).exists():
        raise RuleViolation(f"Раскладка «{name}» уже есть. Выберите другое название.")
    if layout.name == name:
        return layout
    before, layout.name = layout.name, name
    layout.save(update_fields=["name"])
    _unfinished(layout, before).update(layout=name)
    _tell("import.layout", layout, by, before=before)
    return layout


@transaction.atomic
def remove_layout(*, layout: ColumnProfile, by: Actor) -> None:
    """It is offered no more; not while a file is still to be read by it."""
    require(by, Permission.IMPORT)
    if _unfinished(layout, layout.name).exists():
        raise RuleViolation(
            f"По раскладке «{layout.name}» ещё загружается файл. Дождитесь конца загрузки."
        )
    _tell("import.layout_removed", layout, by)
    layout.delete()


def _unfinished(layout: ColumnProfile, name: str) -> QuerySet[ImportRun]:
    """Files that name it and are queued or being taken in."""
    going = (ImportRun.State.WAITING, ImportRun.State.RUNNING)
    runs = ImportRun.objects.filter(municipality_id=layout.municipality_id, layout=name)
    return runs.filter(state__in=going)


def _tell(action: str, layout: ColumnProfile, by: Actor, before: str = "") -> None:
    journal.write(
        action,
        by=by,
        municipality_id=layout.municipality_id,
        of=layout,
        before={"name": before} if before else {},
        after={"name": layout.name},
    )
