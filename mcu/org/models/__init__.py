"""What the organisation consists of."""

from mcu.org.models.links import Link
from mcu.org.models.people import Duty, Person, PersonManager
from mcu.org.models.place import CalendarDay, Municipality
from mcu.org.models.structure import Block, Body

__all__ = [
    "Block",
    "Body",
    "CalendarDay",
    "Duty",
    "Link",
    "Municipality",
    "Person",
    "PersonManager",
]
