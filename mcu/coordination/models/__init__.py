"""Rows of coordination. Texts are those of the staff and are kept masked, like those of problems."""

from mcu.coordination.models.cause import Cause
from mcu.coordination.models.decision import Decision, Ground
from mcu.coordination.models.road_map import Milestone, RoadMap

__all__ = ["Cause", "Decision", "Ground", "Milestone", "RoadMap"]
