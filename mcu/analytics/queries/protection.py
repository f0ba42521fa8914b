"""Totals for somebody who may know numbers but no case: no number lets one case be guessed."""

from dataclasses import replace

from mcu.analytics.queries.reaction import Reaction
from mcu.analytics.queries.summary import Line, Point, Summary, Table, Total
from mcu.analytics.rules.summary import rounded, rounded_figures

# A median over fewer is the time of somebody in particular.
FEWEST_FOR_A_MEDIAN = 10


def protected(found: Summary) -> Summary:
    """The same summary with every number rounded to five and without the lists behind them."""
    return replace(
        found,
        total=_total(found.total),
        points=[_point(point) for point in found.points],
        by_topic=_table(found.by_topic),
        by_block=_table(found.by_block),
        by_body=_table(found.by_body),
    )


def _total(total: Total) -> Total:
    return Total(
        rounded_figures(total.figures),
        rounded_figures(total.before),
        {},
        _reaction(total.reaction),
    )


def _point(point: Point) -> Point:
    return Point(point.step, rounded(point.received), rounded(point.closed), {})


def _table(table: Table) -> Table:
    return replace(table, lines=[_line(line) for line in table.lines])


def _line(line: Line) -> Line:
    reaction = _reaction(line.reaction) if line.reaction else None
    return replace(line, figures=rounded_figures(line.figures), lists={}, reaction=reaction)


def _reaction(reaction: Reaction) -> Reaction:
    return reaction if reaction.count >= FEWEST_FOR_A_MEDIAN else Reaction()
