"""Places in what residents write: settlement, street, house, landmark, kilometre, crossing.

`Gazetteer` compiles what is known of a municipality once; `find` reads a text against it.
"""

from mcu.text.places.finding import find
from mcu.text.places.gazetteer import Gazetteer
from mcu.text.places.model import (
    Accuracy,
    Candidate,
    Entry,
    Kind,
    Place,
    Point,
    Relation,
    Role,
)

__all__ = [
    "Accuracy",
    "Candidate",
    "Entry",
    "Gazetteer",
    "Kind",
    "Place",
    "Point",
    "Relation",
    "Role",
    "find",
]
