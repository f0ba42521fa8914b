"""Doors of quality, coordination and analytics: whoever reads figures reads these."""

from django.utils import timezone

from tests.doors.door import CASE, EVERYBODY, TOMORROW, Door, P, who

# The page of the figures: whoever leads quality, or sees both the cases and the summary of them.
READS_QUALITY = who(P.QUALITY) | (who(P.SUMMARY) & who(P.SEE))
# Papers of coordination are read by whoever sees both the messages and the summary of them.
READS_PAPERS = who(P.SUMMARY) & who(P.SEE)
DAYS = {"since": "2020-01-01", "until": "2099-01-01"}
LATER = {"until": "2099-01-01", "reason": "Метель"}
ENDED = {"on": timezone.localdate().isoformat(), "result": "Не успели", "stops": "on"}

DOORS = [
    Door("quality:enter", EVERYBODY, public=True),
    Door("quality:rate", EVERYBODY, key="code", public=True),
    Door("quality:stop", EVERYBODY, key="code", public=True),
    Door("quality:answer", EVERYBODY, key="survey code", public=True),
    Door("quality:ratings", READS_QUALITY),
    Door("quality:export", who(P.EXPORT) & READS_QUALITY),
    Door("quality:waiting", P.QUALITY),
    Door("quality:hand-over", P.QUALITY, "post", key="invitation"),
    Door("quality:settings", P.QUALITY),
    Door("quality:of-case", P.SEE, key=CASE),
    Door("quality:phone", P.QUALITY, key=CASE),
    Door("quality:looks", READS_QUALITY),
    Door("quality:draw", P.QUALITY, "post", DAYS),
    Door("quality:run", READS_QUALITY, key="look run"),
    Door("quality:look", P.QUALITY, "post", {"method": "call", "verdict": "done"}, "look"),
    Door("quality:surveys", READS_QUALITY),
    Door("quality:make", P.QUALITY),
    Door("quality:survey", READS_QUALITY, key="survey"),
    Door("quality:begin", P.QUALITY, "post", {"until": "2099-01-01"}, "survey"),
    Door("quality:end", P.QUALITY, "post", key="running survey"),
    Door("quality:calls", P.QUALITY, key="survey"),
    Door("quality:survey-export", who(P.EXPORT) & READS_QUALITY, key="survey"),
    Door("quality:conflicts", READS_QUALITY),
    Door("quality:conflicts-export", who(P.EXPORT) & READS_QUALITY),
    Door("quality:report", P.QUALITY),
    Door("quality:conflict", READS_QUALITY, key="conflict"),
    Door("quality:advance", P.QUALITY, "post", {"words": "так"}, "conflict step"),
    Door("coordination:causes", READS_PAPERS),
    Door("coordination:enter", P.COORDINATION),
    Door("coordination:causes-export", who(P.EXPORT) & READS_PAPERS),
    Door("coordination:of-problem", P.SEE, key="problem"),
    Door("coordination:cause", READS_PAPERS, key="cause"),
    Door("coordination:change-cause", P.COORDINATION, key="cause"),
    Door(
        "coordination:measure",
        P.COORDINATION,
        "post",
        {"what": "Так", "body": "body", "due": TOMORROW},
        "cause",
    ),
    Door("coordination:advance-cause", P.COORDINATION, "post", {"words": "так"}, "cause step"),
    Door("coordination:road-maps", READS_PAPERS),
    Door("coordination:make-road-map", P.COORDINATION),
    Door("coordination:road-maps-export", who(P.EXPORT) & READS_PAPERS),
    Door("coordination:road-map", READS_PAPERS, key="road map"),
    Door("coordination:change-road-map", P.COORDINATION, key="road map"),
    Door(
        "coordination:add-point",
        P.COORDINATION,
        "post",
        {"what": "Так", "body": "body", "due": TOMORROW},
        "road map",
    ),
    Door(
        "coordination:approve-road-map",
        P.COORDINATION,
        "post",
        {"approved_by": "Глава", "approved_on": "2026-01-01"},
        "road map",
    ),
    Door("coordination:end-road-map", P.COORDINATION, "post", ENDED, "road map under way"),
    Door("coordination:effect", READS_PAPERS, key="road map"),
    Door("coordination:road-map-export", who(P.EXPORT) & READS_PAPERS, key="road map"),
    Door("coordination:drop-point", P.COORDINATION, "post", key="point"),
    Door("coordination:move-point", P.COORDINATION, "post", LATER, "point under way"),
    Door("coordination:decisions", READS_PAPERS),
    Door("coordination:record", P.COORDINATION),
    Door("coordination:decisions-export", who(P.EXPORT) & READS_PAPERS),
    Door("coordination:decision", READS_PAPERS, key="ruling"),
    Door(
        "coordination:ground",
        P.COORDINATION,
        "post",
        {"kind": "list", "reference": "/cases/"},
        "ruling",
    ),
    Door(
        "coordination:charge",
        P.COORDINATION,
        "post",
        {"what": "Так", "body": "body", "due": TOMORROW},
        "ruling",
    ),
    Door(
        "coordination:advance-decision",
        P.COORDINATION,
        "post",
        {"words": "так"},
        "ruling step",
    ),
    Door("analytics:summary", P.SUMMARY),
    Door("analytics:export", who(P.SUMMARY) & who(P.EXPORT)),
    Door("analytics:indicators", who(P.SUMMARY) & who(P.SEE)),
    Door("analytics:indicators-export", who(P.SUMMARY) & who(P.SEE) & who(P.EXPORT)),
    Door("analytics:behind", who(P.SUMMARY) & who(P.SEE), key="kpi"),
    Door("analytics:solvable", who(P.SUMMARY) & who(P.SEE)),
    Door("analytics:process", who(P.SUMMARY) & who(P.SEE)),
]
