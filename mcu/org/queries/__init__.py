"""Reading the organisation: who acts, by which calendar, what there is."""

from mcu.org.queries.actors import actor_for
from mcu.org.queries.composition import away_on, composition, history
from mcu.org.queries.links import first_administrator, open_link, waiting_link
from mcu.org.queries.people import executors_of, in_force, people
from mcu.org.queries.places import calendar_for, municipality, zone
from mcu.org.queries.structure import blocks, bodies

__all__ = [
    "actor_for",
    "away_on",
    "blocks",
    "bodies",
    "calendar_for",
    "composition",
    "executors_of",
    "first_administrator",
    "history",
    "in_force",
    "municipality",
    "open_link",
    "people",
    "waiting_link",
    "zone",
]
