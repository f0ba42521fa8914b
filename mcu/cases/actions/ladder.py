"""Who is told before and after a term is set by a person."""

from dataclasses import replace
from typing import Any

from django.db import transaction

from mcu.cases.models import LadderRung
from mcu.cases.queries.ladder import ladder_of
from mcu.cases.queries.naming import in_words_each
from mcu.cases.rules.conditions import said
from mcu.cases.rules.ladder import Rung, check
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

MOST_RUNGS = 40


@transaction.atomic
def set_rung(*, place: Municipality, rung: Rung, by: Actor) -> LadderRung:
    """A new rung, or a known one by its code; the default ladder becomes one's own first."""
    require(by, Permission.NORMS)
    check(rung)
    _own(place)
    before = LadderRung.objects.filter(municipality=place, code=rung.code).first()
    if before is None and LadderRung.objects.filter(municipality=place).count() >= MOST_RUNGS:
        raise RuleViolation(f"Ступеней уже {MOST_RUNGS}. Уберите лишнюю.")
    if before is None:
        rung = replace(rung, code=_free_code(place, rung))
    values = rung.values
    row, _ = LadderRung.objects.update_or_create(
        municipality=place, code=values.pop("code"), defaults=values
    )
    journal.write(
        "ladder.set",
        by=by,
        municipality_id=place.pk,
        of=row,
        before=_told(place, before.view) if before else {},
        after=_told(place, rung),
    )
    return row


@transaction.atomic
def remove_rung(*, place: Municipality, code: str, by: Actor) -> None:
    """Nobody is told at this moment any more; the last rung stays, or the default would come back."""
    require(by, Permission.NORMS)
    _own(place)
    rows = LadderRung.objects.filter(municipality=place)
    if rows.count() == 1:
        raise RuleViolation("Последнюю ступень убрать нельзя: о сроках не узнает никто.")
    row = rows.get(code=code)
    journal.write(
        "ladder.remove", by=by, municipality_id=place.pk, of=row, before=_told(place, row.view)
    )
    row.delete()


def load_ladder(*, place: Municipality, rungs: list[Rung], gone: list[str]) -> None:
    """The ladder of a profile, inside its transaction; its own entry is the profile's."""
    for rung in rungs:
        check(rung)
        values = rung.values
        LadderRung.objects.update_or_create(
            municipality=place, code=values.pop("code"), defaults=values
        )
    LadderRung.objects.filter(municipality=place, code__in=gone).delete()


def _own(place: Municipality) -> None:
    Municipality.objects.select_for_update().get(pk=place.pk)
    if not LadderRung.objects.filter(municipality=place).exists():
        LadderRung.objects.bulk_create(
            LadderRung(municipality=place, **rung.values) for rung in ladder_of(place.pk)
        )


def _free_code(place: Municipality, rung: Rung) -> str:
    """The code given, or the first number that is free."""
    if rung.code:
        return rung.code
    taken = set(LadderRung.objects.filter(municipality=place).values_list("code", flat=True))
    return next(f"own-{n}" for n in range(1, MOST_RUNGS + 2) if f"own-{n}" not in taken)


def _told(place: Municipality, rung: Rung) -> dict[str, Any]:
    """A rung as the journal keeps it: its condition in words."""
    return rung.values | {"condition": in_words_each(place.pk, [said(rung.condition)])[0]}
