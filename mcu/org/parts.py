"""What `desk` lists of the organisation."""

from mcu.core.profile import Part
from mcu.org.actions.profile import apply_profile
from mcu.org.queries.profile import organisation_now
from mcu.org.queries.traces import organisation_traces
from mcu.org.rules.profile import SECTIONS, check, complete

PROFILE = Part(
    "org",
    SECTIONS,
    apply=apply_profile,
    export=organisation_now,
    check=check,
    complete=complete,
    traces=organisation_traces,
)
