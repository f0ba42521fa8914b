"""The doors of reports: read by a permission, acted on by the roles their form names."""

from mcu.org.rules.roles import Role
from tests.doors.door import Door, P, who

PREPARES = frozenset({Role.POS, Role.HEAD_OF_CENTRE})
SIGNS = frozenset({Role.HEAD_OF_CENTRE})
WHY = {"reason": "Так"}

DOORS = [
    Door("reports:list", P.REPORTS_SEE),
    Door("reports:export", who(P.EXPORT) & who(P.REPORTS_SEE)),
    Door("reports:make", P.REPORTS, "post"),
    Door("reports:today", P.REPORTS_SEE),
    Door("reports:control", P.REPORTS_SEE),
    Door("reports:week", who(P.SEE) & who(P.SUMMARY)),
    Door("reports:forms", P.REPORTS_SEE),
    Door("reports:form", P.REPORT_FORMS, key="report form"),
    Door("reports:report", P.REPORTS_SEE, key="report"),
    Door("reports:report-export", who(P.EXPORT) & who(P.REPORTS_SEE), key="report"),
    Door("reports:open", PREPARES, "post", key="report"),
    Door("reports:comment", PREPARES, "post", {"words-flow": "Так"}, "report"),
    Door("reports:recount", PREPARES, "post", key="report"),
    Door("reports:return", SIGNS, "post", WHY, "ready report"),
    Door("reports:sign", SIGNS, "post", key="ready report"),
    Door("reports:send", PREPARES, "post", {"other": "ЦУР"}, "signed report"),
    Door("reports:correct", PREPARES, "post", WHY, "signed report"),
]
