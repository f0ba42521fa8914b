"""Doors of programs: who comes without a token is a stranger, whoever has signed in."""

from tests.doors.door import EVERYBODY, Door, P

DOORS = [
    Door("api:openapi-json", EVERYBODY, public=True),
    Door("api:me", EVERYBODY, public=True, always=401),
    Door("api:cases", EVERYBODY, public=True, always=401),
    Door("api:case", EVERYBODY, key="api case", public=True, always=401),
    Door("api:applicant", EVERYBODY, "post", key="api case", public=True, always=401),
    Door("api:messages", EVERYBODY, "post", public=True, always=401),
    Door("api:books", EVERYBODY, public=True, always=401),
    Door("api:book", EVERYBODY, key="book", public=True, always=401),
    Door("api:summary", EVERYBODY, public=True, always=401),
    Door("api:no-such", EVERYBODY, key="nowhere", public=True, always=404),
    Door("exchange:books", P.SETTINGS),
    Door("exchange:book", P.SETTINGS, key="book"),
    Door("exchange:export", P.SETTINGS, key="book file"),
    Door("exchange:revoke-token", P.ORGANISATION, "post", key="token of"),
    Door("open311:discovery", EVERYBODY, key="format", public=True, always=404),
    Door("open311:discovery-v2", EVERYBODY, key="format", public=True, always=404),
    Door("open311:services", EVERYBODY, key="format", public=True, always=404),
    Door("open311:service", EVERYBODY, key="service", public=True, always=404),
    Door("open311:requests", EVERYBODY, key="format", public=True, always=404),
    Door("open311:request", EVERYBODY, key="request number", public=True, always=404),
    Door("open311:token", EVERYBODY, key="request token", public=True, always=404),
    Door("open311:updates", EVERYBODY, key="format", public=True, always=404),
    Door("open311:no-such", EVERYBODY, key="nowhere", public=True, always=404),
]
