"""What `desk` lists of the reports."""

from mcu.core.profile import Part
from mcu.reports.actions.profile import apply_profile
from mcu.reports.queries.profile import reports_now, reports_traces
from mcu.reports.rules.profile import REPORTS, check

PROFILE = Part(
    "reports",
    (REPORTS,),
    apply=apply_profile,
    export=reports_now,
    check=check,
    traces=reports_traces,
)
