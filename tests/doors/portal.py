"""Doors of residents, and what the centre sets about them."""

from tests.doors.door import EVERYBODY, Door, P

TOWN, CODE = "portal", "portal code"

DOORS = [
    Door("portal:setup", P.SETTINGS),
    Door("portal:turn", P.CHANNELS, "post", {"active": "0"}),
    Door("portal:questions", P.SETTINGS),
    Door("portal:remove-question", P.CHANNELS, "post", key="portal question"),
    Door("portal:held", P.REGISTER),
    Door("portal:decide", P.REGISTER, "post", key="portal held"),
    Door("portal:towns", EVERYBODY, public=True),
    Door("portal:send", EVERYBODY, key=TOWN, public=True),
    Door("portal:check", EVERYBODY, "post", {"text": "На улице яма"}, TOWN, public=True),
    Door("portal:places", EVERYBODY, key=TOWN, public=True),
    Door("portal:sheet", EVERYBODY, key=TOWN, public=True),
    Door("portal:follow", EVERYBODY, key=TOWN, public=True),
    Door("portal:message", EVERYBODY, key=CODE, public=True),
    Door("portal:add", EVERYBODY, "post", {"text": "И ещё одна"}, CODE, public=True),
    Door("portal:rate", EVERYBODY, "post", {}, CODE, public=True),
    Door("portal:of-problem", P.SEE, key="problem"),
    Door("portal:openness", P.SETTINGS),
    Door("portal:mark", P.CHANNELS, "post", {"met": "0"}, "openness line"),
    Door("portal:subscribe", EVERYBODY, key=TOWN, public=True),
    Door("portal:confirm", EVERYBODY, key="portal letter", public=True, always=410),
    Door("portal:unsubscribe", EVERYBODY, key="portal letter", public=True, always=410),
    Door("portal:town", EVERYBODY, key=TOWN, public=True),
    Door("portal:data", EVERYBODY, key=TOWN, public=True),
    Door("portal:table", EVERYBODY, key="portal table", public=True),
    Door("portal:poster", EVERYBODY, key=TOWN, public=True),
    Door("portal:widget", EVERYBODY, key=TOWN, public=True),
    Door("portal:appeal", EVERYBODY, key=TOWN, public=True),
    Door("portal:identify", EVERYBODY, key=TOWN, public=True, always=404),
    Door("portal:identified", EVERYBODY, key=TOWN, public=True, always=404),
    Door("portal:appeal-send", EVERYBODY, key=TOWN, public=True),
]
