"""Who answers for an indicator personally, and indicators of one's own."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Block, IndicatorOwner, Municipality, OwnIndicator, Person
from mcu.org.queries import indicators_of
from mcu.org.rules.latin import code_of
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def add_indicator(
    *, municipality: Municipality, name: str, by: Actor, source: str = ""
) -> OwnIndicator:
    """An indicator beside those of the act."""
    require(by, Permission.ORGANISATION)
    name = " ".join(name.split())
    known = indicators_of(municipality)
    if not name:
        raise RuleViolation("Назовите показатель.")
    if name.casefold() in {indicator.name.casefold() for indicator in known}:
        raise RuleViolation(f"Показатель «{name}» уже есть.")
    taken = {indicator.code for indicator in known}
    taken |= set(municipality.own_indicators.values_list("code", flat=True))
    row = OwnIndicator.objects.create(
        municipality=municipality, code=code_of(name, taken), name=name, source=source.strip()
    )
    journal.write(
        "indicator.add", by=by, municipality_id=municipality.pk, of=row, after={"name": name}
    )
    return row


@transaction.atomic
def set_owner(
    *,
    municipality: Municipality,
    indicator: str,
    person: Person,
    by: Actor,
    block: Block | None = None,
    since: date | None = None,
    act: str = "",
) -> IndicatorOwner:
    """From a day on this person answers; whoever did before did so until the day before."""
    require(by, Permission.ORGANISATION)
    names = {each.code: each.name for each in indicators_of(municipality)}
    if indicator not in names:
        raise RuleViolation("Такого показателя нет. Выберите из списка.")
    if person.municipality_id != municipality.pk:
        raise RuleViolation("Отвечать может только сотрудник своего муниципалитета.")
    since = since or timezone.localdate()
    held = _held(municipality, indicator, block)
    if held and held.person_id == person.pk:
        raise RuleViolation(f"{person} уже отвечает за этот показатель.")
    if held:
        _end(held, since - timedelta(days=1))
    row = IndicatorOwner.objects.create(
        municipality=municipality, indicator=indicator, block=block, person=person, since=since,
        act=act.strip(),
    )  # fmt: skip
    journal.write(
        "indicator.owner",
        by=by,
        municipality_id=municipality.pk,
        of=person,
        before={"person": str(held.person) if held else ""},
        after={"name": names[indicator], "block": block, "since": since, "act": act},
    )
    return row


@transaction.atomic
def release_owner(*, owner: IndicatorOwner, by: Actor, on: date | None = None) -> None:
    """Nobody answers after this day until somebody is named."""
    require(by, Permission.ORGANISATION)
    row = IndicatorOwner.objects.select_for_update().get(pk=owner.pk)
    if row.until is not None:
        raise RuleViolation("Эта ответственность уже окончена.")
    _end(row, on or timezone.localdate())
    journal.write(
        "indicator.release",
        by=by,
        municipality_id=row.municipality_id,
        of=row.person,
        after={"name": row.indicator, "block": row.block, "until": row.until},
    )


def _held(municipality: Municipality, indicator: str, block: Block | None) -> IndicatorOwner | None:
    found = IndicatorOwner.objects.select_for_update(of=("self",)).filter(
        municipality=municipality, indicator=indicator, block=block, until__isnull=True
    )
    return found.select_related("person").first()


def _end(row: IndicatorOwner, last: date) -> None:
    if last < row.since:
        raise RuleViolation(
            f"{row.person} отвечает с {row.since:%d.%m.%Y}: укажите более поздний день."
        )
    row.until = last
    row.save(update_fields=["until"])
