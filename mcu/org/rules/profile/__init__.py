"""What a profile says of the municipality, its centre, acts, roles, blocks and bodies."""

from mcu.org.rules.profile.checks import check
from mcu.org.rules.profile.place import (
    CENTRE_CARD,
    HOURS,
    BlockPart,
    BodyPart,
    OrgPart,
    complete,
    read,
)
from mcu.org.rules.profile.sections import CHARTER, SECTIONS

__all__ = [
    "CENTRE_CARD",
    "CHARTER",
    "HOURS",
    "SECTIONS",
    "BlockPart",
    "BodyPart",
    "OrgPart",
    "check",
    "complete",
    "read",
]
