"""What the rows of a file say of places; pure."""

from mcu.places.rules.gar import BadGar, assemble, read_houses, read_links, read_objects
from mcu.places.rules.rows import HouseRow, PlaceRow, RejectedRow
from mcu.places.rules.table import find_header, read_rows

__all__ = [
    "BadGar",
    "HouseRow",
    "PlaceRow",
    "RejectedRow",
    "assemble",
    "find_header",
    "read_houses",
    "read_links",
    "read_objects",
    "read_rows",
]
