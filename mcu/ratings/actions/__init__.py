"""What is done with ratings: set up, frozen, commented, priorities decided."""

from mcu.ratings.actions.deciding import Charge, accept, comment, refuse
from mcu.ratings.actions.freezing import freeze
from mcu.ratings.actions.policy import change_policy

__all__ = ["Charge", "accept", "change_policy", "comment", "freeze", "refuse"]
