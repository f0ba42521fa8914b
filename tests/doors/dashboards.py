"""Doors of «Пульт» and of panels."""

from tests.doors.door import EVERYBODY, Door, P

DOORS = [
    Door("dashboards:board", P.SUMMARY),
    Door("dashboards:arrange", P.SUMMARY),
    Door("dashboards:panel", P.SUMMARY, key="panel code"),
    Door("dashboards:panels-change", P.SUMMARY, "post", {"act": "add", "panel": "channels"}),
    Door("dashboards:wall", P.WALL),
    Door("dashboards:screens", P.SCREENS),
    Door("dashboards:screen-make", P.SCREENS, "post", {"name": "Холл"}),
    Door("dashboards:screen-revoke", P.SCREENS, "post", key="wall screen"),
    Door("dashboards:screen", EVERYBODY, public=True, always=410),
    Door("dashboards:join", EVERYBODY, key="screen link", public=True),
]
