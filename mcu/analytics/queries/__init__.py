"""Reading the figures of a period; each is counted by the filter of the list behind it."""

from mcu.analytics.queries.kpi import behind, facts, points_behind
from mcu.analytics.queries.process import stays
from mcu.analytics.queries.protection import protected
from mcu.analytics.queries.reaction import Reaction
from mcu.analytics.queries.summary import Line, Point, Summary, Table, Total, summary

__all__ = [
    "Line",
    "Point",
    "Reaction",
    "Summary",
    "Table",
    "Total",
    "behind",
    "facts",
    "points_behind",
    "protected",
    "stays",
    "summary",
]
