"""Rows of insight: numbers, days and places; no message and no person is in them."""

from mcu.insight.models.alarm import Alarm, Watching
from mcu.insight.models.improvement import Improvement
from mcu.insight.models.outage import Outage

__all__ = ["Alarm", "Improvement", "Outage", "Watching"]
