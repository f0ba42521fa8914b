"""What the organisation is now, in the words of a profile."""

from collections.abc import Iterable, Mapping
from typing import Any

from mcu.core.profile import Part, Section, read_data
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
from mcu.org.rules.profile import CENTRE_CARD, HOURS, SECTIONS, sections


def last_profile(place: Municipality) -> LoadedProfile | None:
    """The profile loaded last."""
    return LoadedProfile.objects.filter(municipality=place).first()


def charter(place: Municipality, section: str) -> Any:
    """One section of the founding act as it stands now; empty when nothing was said."""
    row = Charter.objects.filter(municipality=place, section=section).first()
    return row.data if row else None


def organisation_now(place: Municipality) -> dict[str, Any]:
    """Every section of the organisation; a constant number of queries."""
    now = {row.section: row.data for row in Charter.objects.filter(municipality=place)}
    part = Part("charter", SECTIONS, _nothing, dict)
    now = read_data(now, [part])[0]
    now["municipality"] = _municipality(place)
    centre = now.get("centre", {}) | _card(place)
    if centre:
        now["centre"] = centre
    now["holidays"] = _rows(sections.HOLIDAYS, CalendarDay.objects.filter(municipality=place))
    now["blocks"] = _rows(sections.BLOCKS, Block.objects.filter(municipality=place))
    now["bodies"] = _bodies(place)
    for section, table, pointers in (
        (sections.ACTS, LegalAct, ("amends", "in_edition_of", "annex_to")),
        (sections.NORMATIVE_BASE, NormativeAct, ("replaced_by",)),
        (sections.DEFINITIONS, Definition, ("act",)),
    ):
        rows = table.objects.filter(municipality=place, active=True).order_by("id")
        now[section.name] = _rows(section, rows.select_related(*pointers), pointers)
    return {name: value for name, value in now.items() if value}


def _nothing(**_: Any) -> None:
    return None


def _municipality(place: Municipality) -> dict[str, Any]:
    names = ("code", "name", "kind", "region", "timezone", "population")
    hours = {name: getattr(place, own) for name, own in HOURS.items()}
    hours = {name: value for name, value in hours.items() if value is not None}
    if place.lunch_start is None:
        hours["lunch"] = False
    return {name: getattr(place, name) for name in names} | {"working_time": hours}


def _card(place: Municipality) -> dict[str, Any]:
    card = CentreCard.objects.filter(municipality=place).first()
    found = {name: getattr(card, own) for name, own in CENTRE_CARD.items()} if card else {}
    return {name: value for name, value in found.items() if value}


def _bodies(place: Municipality) -> list[dict[str, Any]]:
    bodies = Body.objects.filter(municipality=place).select_related("parent", "block")
    return _rows(sections.BODIES, bodies.order_by("id"), ("parent", "block"))


def _rows(
    section: Section, rows: Iterable[Any], pointers: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """Only what differs from the defaults, as a profile would say it."""
    return [_row(section, row, pointers) for row in rows]


def _row(section: Section, row: Any, pointers: tuple[str, ...]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, default in section.defaults.items():
        value = getattr(row, name)
        if name in pointers:
            value = value.code if value else None
        if value != default:
            said[name] = value
    return said


def said_before(place: Municipality, parts: Iterable[Part]) -> Mapping[str, Any]:
    """What the last profile said, with the defaults of its day; empty when none was loaded."""
    last = last_profile(place)
    return read_data(last.said, list(parts))[0] if last else {}
