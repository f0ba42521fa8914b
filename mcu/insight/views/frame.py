"""Whose figures a page of reasons shows."""

from mcu.analytics.views.summary import Reading, reading_for
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission


def reader(request: Request) -> Reading:
    """The region reads the totals of the municipality it chose; whoever reads their own sees its
    messages too."""
    found = reading_for(request)
    require(found.actor, Permission.SUMMARY)
    if not found.shared:
        require(found.actor, Permission.SEE)
    return found
