"""Reading causes, road maps and decisions, each narrowed to the municipality of the actor."""

from mcu.coordination.queries.causes import (
    cause_for,
    causes,
    causes_of,
    effects,
    messages_of,
    problems_of,
)
from mcu.coordination.queries.decisions import data_for, decision_for, decisions, named
from mcu.coordination.queries.road_maps import (
    point_for,
    points_of,
    progresses,
    readable,
    road_map_for,
    road_maps,
    tasks_of,
)

__all__ = [
    "cause_for",
    "causes",
    "causes_of",
    "data_for",
    "decision_for",
    "decisions",
    "effects",
    "messages_of",
    "named",
    "point_for",
    "points_of",
    "problems_of",
    "progresses",
    "readable",
    "road_map_for",
    "road_maps",
    "tasks_of",
]
