"""The indicators of the invented town: entered by their owners, corrected once, a file with a wrong row."""

import io
from datetime import date, datetime
from typing import Any

from mcu.demo.staff import Staff
from mcu.demo.town import data
from mcu.org.models import Body, Municipality
from mcu.org.queries import actor_for, zone
from mcu.org.rules.roles import Actor
from mcu.planning.actions import catalogue
from mcu.planning.actions.entering import Entry, enter
from mcu.planning.actions.importing import take_in
from mcu.planning.models import Indicator
from mcu.planning.rules import cadence as periods
from mcu.planning.rules import numbers

CORRECTED, WHY = "Аварии на сетях тепла и воды", "Две заявки об одной аварии"
FILE = "показатели-благоустройство.csv"
NEW = "Отремонтированные дворы"
WRONG = "Отремонтированые скверы"  # a slip of the pen: the row comes back


def keep_indicators(place: Municipality, staff: Staff, until: datetime) -> None:
    """Once: a town that has indicators keeps them."""
    if Indicator.objects.filter(municipality=place).exists():
        return
    chief = staff.by_login["chief"]
    bodies = {body.code: body for body in Body.objects.filter(municipality=place)}
    today = until.astimezone(zone(place)).date()
    for said in data("indicators")["indicator"]:
        row = _added(place, said, bodies, chief)
        _entered(row, said, _owner(staff, said["body"]), today, until)
    _from_file(place, staff, bodies["amenities"], chief, today, until)


def _added(
    place: Municipality, said: dict[str, Any], bodies: dict[str, Body], by: Actor
) -> Indicator:
    names = set(catalogue.FIELDS) & said.keys()
    given = {name: said[name] for name in names} | {"body": bodies[said["body"]]}
    given["target"] = numbers.read(said["target"]) if "target" in said else None
    return catalogue.add(place=place, given=given, by=by)


def _owner(staff: Staff, body: str) -> Actor:
    return actor_for(staff.executors[body][0])


def _entered(row: Indicator, said: dict[str, Any], by: Actor, today: date, until: datetime) -> None:
    """The last value is of the last finished period, of a year of the one that runs."""
    last = periods.finished(row.cadence, today)
    if row.cadence == periods.Cadence.YEAR:
        last = periods.first_day(row.cadence, today)
    if said.get("late"):
        last = periods.before(row.cadence, last)
    for where, values in {"": said["values"], **said.get("places", {})}.items():
        since = last
        for value in reversed(values):
            entry = Entry(since, numbers.read(value), where)
            enter(indicator=row, entry=entry, by=by, now=until)
            since = periods.before(row.cadence, since)
    if row.name == CORRECTED:
        wrong = periods.before(row.cadence, last)
        entry = Entry(wrong, numbers.read(said["values"][-2] - 1), reason=WHY)
        enter(indicator=row, entry=entry, by=by, now=until)


def _from_file(
    place: Municipality, staff: Staff, body: Body, chief: Actor, today: date, until: datetime
) -> None:
    """A quarter entered by a table; one of its rows names what the catalogue does not have."""
    given = {"name": NEW, "unit": "дворов", "cadence": "quarter", "direction": "more", "body": body}
    catalogue.add(place=place, given=given, by=chief)
    ended = periods.finished("quarter", today)
    spans = [periods.before("quarter", ended), ended]
    rows = ["Показатель;Период;Значение"]
    rows += [f"{NEW};{periods.written('quarter', since)};{n + 3}" for n, since in enumerate(spans)]
    rows.append(f"{WRONG};{periods.written('quarter', ended)};1")
    file = io.BytesIO("\n".join(rows).encode())
    take_in(place=place, file=file, name=FILE, by=_owner(staff, body.code), now=until)
