"""What `desk` lists of the cases."""

from mcu.cases.actions.load import apply_profile
from mcu.cases.queries.profile import cases_now, cases_traces
from mcu.cases.rules.profile import KNOWN, SECTIONS, check, complete
from mcu.core.profile import Part

PROFILE = Part(
    "cases",
    SECTIONS,
    apply=apply_profile,
    export=cases_now,
    check=check,
    complete=complete,
    traces=cases_traces,
    known=KNOWN,
)
