"""Doors of polls and of official pages."""

from tests.doors.door import Door, P, who

READS = who(P.SUMMARY) & who(P.SEE)
VOTES = {"votes0": "3", "votes1": "1", "people": "4"}

DOORS = [
    Door("polls:list", READS),
    Door("polls:add", P.POLLS),
    Door("polls:export", who(P.EXPORT) & READS),
    Door("polls:load", P.POLLS),
    Door("polls:sample", P.POLLS),
    Door("polls:poll", READS, key="poll"),
    Door("polls:change", P.POLLS, key="poll"),
    Door("polls:count", P.POLLS, "post", VOTES, "poll"),
    Door("polls:use", P.POLLS, "post", {"outcome": "Поставим"}, "counted poll"),
    Door("media:pages", P.SEE),
    Door("media:add", P.PAGES),
    Door("media:export", who(P.EXPORT) & who(P.SEE)),
    Door("media:page", P.PAGES, key="official page"),
]
