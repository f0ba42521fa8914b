"""The organisation's sections of a profile are written down; what it no longer says is switched off."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction

from mcu.core import journal
from mcu.core.profile import Section
from mcu.core.profile.difference import Key
from mcu.org.actions.organisation import load_organisation
from mcu.org.models import (
    Block,
    Body,
    CalendarDay,
    CentreCard,
    Charter,
    Definition,
    LegalAct,
    LoadedProfile,
    Municipality,
    NormativeAct,
)  # fmt: skip
from mcu.org.rules.profile import CENTRE_CARD, CHARTER, read, sections
from mcu.org.rules.roles import Actor

Gone = Mapping[str, Sequence[Key]]
# Sections whose rows are rows of a table with the same names of fields.
TABLES: tuple[tuple[Section, type[models.Model], tuple[str, ...]], ...] = (
    (sections.NORMATIVE_BASE, NormativeAct, ("replaced_by",)),
    (sections.ACTS, LegalAct, ("amends", "in_edition_of", "annex_to")),
    (sections.DEFINITIONS, Definition, ()),
)


@transaction.atomic
def apply_profile(*, place: Municipality, target: Mapping[str, Any], gone: Gone, by: Actor) -> None:
    """Make the organisation what `target` says in full; keys in `gone` are switched off."""
    load_organisation(part=read(target), profile=place.profile, by=by)
    for model, name in ((Block, "blocks"), (Body, "bodies")):
        codes = [key[0] for key in gone.get(name, ())]
        model.objects.filter(municipality=place, code__in=codes).update(active=False)
    _holidays(place, target.get("holidays", ()), gone.get("holidays", ()))
    for section, table, pointers in TABLES:
        _table(place, section, table, pointers, target.get(section.name, ()))
        codes = [key[0] for key in gone.get(section.name, ())]
        table._default_manager.filter(municipality=place, code__in=codes).update(active=False)
    _card(place, target.get("centre", {}))
    for section in CHARTER:
        keep_section(place, section.name, target.get(section.name))


@transaction.atomic
def remember_profile(
    *, place: Municipality, name: str, text: str, digest: str, said: Mapping[str, Any],
    version: str, changes: Sequence[str], by: Actor,
) -> LoadedProfile:  # fmt: skip
    """Keep what was loaded, and tell the journal what it changed."""
    Municipality.objects.filter(pk=place.pk).update(profile=name)
    row = LoadedProfile.objects.create(
        municipality=place, name=name, text=text, digest=digest, said=plain(said),
        version=version, by_id=by.person_id, by_name=by.name,
    )  # fmt: skip
    journal.write(
        "profile.load",
        by=by,
        municipality_id=place.pk,
        of=place,
        after={"profile": name, "digest": digest, "changes": list(changes)},
    )
    return row


def keep_section(place: Municipality, name: str, data: Any) -> None:
    """One section of the charter as it stands from now on; None when there is none."""
    rows = Charter.objects.filter(municipality=place, section=name)
    if not data:
        rows.delete()
    elif not rows.update(data=plain(data)):
        Charter.objects.create(municipality=place, section=name, data=plain(data))


def plain(data: Any) -> Any:
    """The same in values that JSON has."""
    if isinstance(data, Mapping):
        return {name: plain(value) for name, value in data.items() if value is not None}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    return data if isinstance(data, str | int | bool) else data.isoformat()


def _holidays(place: Municipality, rows: Sequence[Mapping[str, Any]], gone: Sequence[Key]) -> None:
    for row in rows:
        values = {
            name: row.get(name, default) for name, default in sections.HOLIDAYS.defaults.items()
        }
        day = values.pop("day")
        CalendarDay.objects.update_or_create(municipality=place, day=day, defaults=values)
    CalendarDay.objects.filter(municipality=place, day__in=[key[0] for key in gone]).delete()


def _table(
    place: Municipality, section: Section, table: type[models.Model], pointers: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    """Rows by their codes; what points at another row is written when all are there."""
    made = {}
    for row in rows:
        values = {name: row.get(name, default) for name, default in section.defaults.items()}
        values |= dict.fromkeys(pointers)
        if table is Definition:
            values["act"] = NormativeAct.objects.filter(
                municipality=place, code=values["act"]
            ).first()
        code = values.pop("code")
        made[code], _ = table._default_manager.update_or_create(
            municipality=place, code=code, defaults=values | {"active": True}
        )
    for row in rows:
        pointed = {name: made[row[name]] for name in pointers if row.get(name)}
        if pointed:
            table._default_manager.filter(pk=made[row["code"]].pk).update(**pointed)


def _card(place: Municipality, centre: Mapping[str, Any]) -> None:
    """What the act says of premises, support and funding stands in the centre's card."""
    values = {own: centre.get(name) or "" for name, own in CENTRE_CARD.items()}
    if any(values.values()) or CentreCard.objects.filter(municipality=place).exists():
        CentreCard.objects.update_or_create(municipality=place, defaults=values)
