"""Reading the organisation: who acts, by which calendar, what there is."""

from mcu.org.queries.actors import actor_for
from mcu.org.queries.composition import away_on, composition, history
from mcu.org.queries.links import first_administrator, open_link, waiting_link
from mcu.org.queries.people import executors_of, in_force, people
from mcu.org.queries.places import calendar_for, municipality, zone
from mcu.org.queries.structure import blocks, bodies
from mcu.org.queries.substitutions import (
    absences_of,
    duties_to_hand_over,
    running,
    substitution_for,
    substitutions,
)

__all__ = [
    "absences_of",
    "actor_for",
    "away_on",
    "blocks",
    "bodies",
    "calendar_for",
    "composition",
    "duties_to_hand_over",
    "executors_of",
    "first_administrator",
    "history",
    "in_force",
    "municipality",
    "open_link",
    "people",
    "running",
    "substitution_for",
    "substitutions",
    "waiting_link",
    "zone",
]
