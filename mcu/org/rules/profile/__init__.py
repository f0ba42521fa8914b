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
from mcu.org.rules.profile.procedures import (
    CONTROL,
    INDICATORS,
    MEETINGS,
    MODULES,
    RATINGS,
    RISK_PROCEDURE,
)
from mcu.org.rules.profile.sections import (
    ACTS,
    BLOCKS,
    BODIES,
    CENTRE,
    DEFINITIONS,
    HOLIDAYS,
    MUNICIPALITY,
    NORMATIVE_BASE,
    PARTICIPANTS,
    POSITIONS,
    POWERS,
    REGION_CENTRE,
    ROLES,
)

SECTIONS = (
    MUNICIPALITY, HOLIDAYS, CENTRE, REGION_CENTRE, ACTS, NORMATIVE_BASE, DEFINITIONS, ROLES, POSITIONS, POWERS,
    BLOCKS, BODIES, PARTICIPANTS, RISK_PROCEDURE, INDICATORS, RATINGS, MEETINGS, MODULES, CONTROL,
)  # fmt: skip
# Kept as the act says until the app that works by it reads its own section.
CHARTER = (
    CENTRE, REGION_CENTRE, ROLES, POSITIONS, POWERS, PARTICIPANTS, RISK_PROCEDURE, INDICATORS,
    RATINGS, MEETINGS, MODULES, CONTROL,
)  # fmt: skip

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
